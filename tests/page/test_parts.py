"""The parts of the page: keys to sort by, drawings, links, tables, the answer's bars."""

from __future__ import annotations

import re

import pytest

from sim.report.page.answer import answer
from sim.report.page.drawing import inline
from sim.report.page.figures import figure as drawn
from sim.report.page.links import linked_text, running_text
from sim.report.page.markup import anchor, escaped
from sim.report.page.sheet import Sheet
from sim.report.page.tables import sort_key
from sim.report.page.tables import table as tabled
from tests.page.conftest import SVG, figure, report, row, table


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1,234.50", "1234.50"), ("−2.50", "-2.50"), ("+3.1", "3.1"), ("44.41%", "44.41"), ("42.36 – 46.45", "42.36"),
        ("1,837–1,991", "1837"), ("–", ""), ("", ""), ("∞", "Infinity"), ("−∞", "-Infinity"),
        ("-0.5", "-0.5"), ("0", "0"),
    ],
)  # fmt: skip
def test_keys_to_sort_by(text: str, key: str) -> None:
    assert sort_key(text) == key


def test_only_numbers_that_javascript_misreads_have_keys() -> None:
    made = tabled(table([["a 5", "1,234.5"], ["b", "12.50"], ["c", "–"]]), "en")
    assert re.findall(r"<td[^>]*>[^<]*</td>", made) == [
        '<td class="short">a 5</td>', '<td class="n" data-key="1234.5">1,234.5</td>', '<td class="short">b</td>',
        '<td class="n">12.50</td>', '<td class="short">c</td>', '<td class="n">–</td>',
    ]  # fmt: skip


def test_long_tables_are_marked() -> None:
    rows = [[str(k), "1"] for k in range(31)]
    assert 'class="table long"' in tabled(table(rows), "en")
    assert 'class="table"' in tabled(table(rows[:30]), "en")


def test_units_in_heads_are_kept_together() -> None:
    assert '<th scope="col" class="n">Void <span class="unit">(m³)</span></th>' in tabled(table([]), "en")


def test_links() -> None:
    link = {"text": "a < b", "to": "input-x.y", "see": "Table 3"}
    assert running_text(link, "zh") == 'a &lt; b <a href="#zh-input-x.y" class="see">→ Table 3</a>'
    assert linked_text(link, "zh") == '<a href="#zh-input-x.y" title="Table 3">a &lt; b</a>'
    assert running_text({**link, "see": ""}, "zh") == '<a href="#zh-input-x.y">a &lt; b</a>'
    for plain in ("a < b", {"text": "a < b", "to": "", "see": ""}):
        assert running_text(plain, "zh") == linked_text(plain, "zh") == "a &lt; b"


def test_escapes() -> None:
    assert escaped("a\x00b\u2066c\ud800\n d\u200be") == "a\\x00b\\u2066c\\ud800 d\u200be"
    assert anchor("en", 'a_1 "b"') == "en-a_1~20~~22~b~22~"


def test_a_drawing_is_short_and_has_its_own_ids() -> None:
    sheet = Sheet()
    made = inline(SVG, "It & that", "x-", sheet)
    assert made == (
        '<svg viewBox="0 0 100 50" class="drawing" role="img" aria-label="It &amp; that">'
        '<path d="M0 12.35L-3.5 0z" clip-path="url(#x-p1)" class="s0"></path>'
        '<defs><path id="x-m3" d="M0 0" class="s1"></path></defs><use href="#x-m3" x="8.12" y="5" class="s1"></use>'
        '<text x="1" y="2" class="s2">&lt;b&gt; &amp; NAME</text>'
        '<defs><clipPath id="x-p1"><rect x="0" y="0" width="9" height="9"></rect></clipPath>'
        '<pattern id="x-h2" patternUnits="userSpaceOnUse" x="0" y="0" width="72" height="72">'
        '<rect x="0" y="0" width="73" height="73"></rect></pattern></defs></svg>'
    )
    assert sheet.css.split("\n") == [
        ".s0{fill:url(#x-h2);stroke:#ffffff}", ".s1{stroke:#6a6a6a}", ".s2{font:7.5px 'Noto Sans SC'}",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "inner",
    ["<script>1</script>", '<a xlink:href="https://example.org"><path d="M 0 0"/></a>', "<foreignObject/>",
     '<path style="fill: url(https://example.org)"/>', '<path style="fill: red} * {color: red"/>'],
)  # fmt: skip
def test_what_no_figure_should_hold_is_refused(inner: str) -> None:
    with pytest.raises(ValueError, match=re.escape("example.org") + "|script|foreignObject|<a>|fill"):
        inline(SVG.replace("<defs><style", f"{inner}<defs><style"), "", "x-", Sheet())


def test_events_and_links_elsewhere_are_left_out() -> None:
    inner = '<image onload="alert(1)" xlink:href="https://example.org/x.png" width="1"/>'
    made = inline(SVG.replace("<defs><style", f"{inner}<defs><style"), "", "x-", Sheet())
    assert '<image width="1"></image>' in made


def test_question_and_answer_of_a_figure_stand_as_text_where_they_are_given() -> None:
    bare = drawn(figure(), 1, "en", Sheet())
    assert '<p class="figure-title"><b>Figure 1</b> </p>' in bare
    assert "figcaption" not in bare
    told = drawn({**figure(), "title": "Who & why?", "caption": "They."}, 1, "en", Sheet())
    assert "<b>Figure 1</b> Who &amp; why?</p>" in told
    assert "<figcaption>They.</figcaption>" in told


def test_bars_end_at_the_mean_and_the_goal_is_a_tick() -> None:
    data = report("en")["answer"]
    data["targets"][0]["rows"] = [row("2027", 0.4441, due=True), row("design", None)]
    made = "".join(answer(data, "en", Sheet()))
    first, second = re.findall(r'<svg class="bullet".*?</svg>', made)
    for part in ('x="0.00%" width="44.41%"', 'class="interval" x="39.41%" width="10.00%"', 'class="goal" x="70.00%"'):
        assert part in first
    assert "interval" not in second, "no mean, no bar"
    assert '<tr class="due">' in made

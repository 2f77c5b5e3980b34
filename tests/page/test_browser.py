"""The page in headless Chromium, as wide as a telephone and a desk: quiet, alone, within its width, and it works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sim.report.page.writing import write_page
from tests.page.browser import Tab, browser, chromium
from tests.page.conftest import report

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine (Debian: apt install chromium)"),
]
WIDTHS = (375, 1440)


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    program = chromium()
    assert program
    with browser(program, tmp_path_factory.mktemp("browser") / "profile") as opened:
        yield opened


@pytest.fixture(scope="module")
def address(page: bytes, tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(page, tmp_path_factory.mktemp("page"))


def written(page: bytes, folder: Path) -> str:
    file = folder / "report.html"
    file.write_bytes(page)
    return file.as_uri()


def assert_quiet(tab: Tab, width: int) -> None:
    """No message of the console, no request but for the page itself, nothing wider than the window."""
    noise = ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded")
    said = [str(event["params"]) for event in tab.events if event["method"] in noise]
    assert not said, said
    requests = [e["params"]["request"]["url"] for e in tab.events if e["method"] == "Network.requestWillBeSent"]
    assert [url for url in requests[1:] if not url.startswith("data:")] == []
    assert requests[0].startswith("file:")
    assert tab.run("innerWidth") == width
    assert tab.run("document.scrollingElement.scrollWidth") <= width


SHOWN = "[...document.querySelectorAll('article')].filter((a) => a.checkVisibility()).map((a) => a.id)"
PRESSED = "[...document.querySelectorAll('.switch button[aria-pressed=true]')].map((b) => b.textContent)"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_quiet_alone_and_within_its_width(tab: Tab, address: str, width: int, language: str) -> None:
    tab.open(f"{address}#{language}", width)
    assert_quiet(tab, width)
    assert tab.run(SHOWN) == [language]
    assert tab.run("document.fonts.check('16px \"Noto Sans SC\"') && [...document.fonts][0].status") == "loaded"
    figures = "[...document.querySelectorAll('.drawing')].filter((d) => d.checkVisibility()).map((d) => d.clientWidth)"
    assert all(drawn >= 560 for drawn in tab.run(figures)), "legible, in a box that scrolls"
    assert tab.run("document.querySelector('.contents details').open") == (width > 1000)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_switch_changes_the_language_and_keeps_the_chapter(tab: Tab, address: str, width: int) -> None:
    tab.open(f"{address}#zh-chapter-data_sources", width)
    assert (tab.run(SHOWN), tab.run(PRESSED)) == (["zh"], ["中文"])
    tab.run("document.querySelector('.switch button[data-language=en]').click()")
    assert (tab.run(SHOWN), tab.run(PRESSED)) == (["en"], ["English"])
    assert tab.run("[location.hash, document.documentElement.lang]") == ["#en", "en-GB"]
    place = tab.run("document.getElementById('en-chapter-data_sources').getBoundingClientRect().top")
    assert 0 <= place < 300
    assert_quiet(tab, width)


def test_a_link_leads_to_its_row_even_if_that_is_filtered_out(tab: Tab, address: str) -> None:
    tab.open(f"{address}#en", 1440)
    tab.run(f"{FILTER}.value = 'in30'; {FILTER}.dispatchEvent(new Event('input'))")
    assert tab.run(ROWS) == ["in30"]
    tab.run("document.querySelector('#en a[href$=\"input-a~20~b\"]').click()")
    assert tab.run("new Promise((done) => setTimeout(() => done(location.hash), 300))") == "#en-input-a~20~b"
    assert len(tab.run(ROWS)) == 31
    top = tab.run("document.getElementById('en-input-a~20~b').getBoundingClientRect().top")
    assert 0 < top < 900


FILTER = "document.querySelector('#en-inputs .filter input')"
ROWS = "[...document.querySelectorAll('#en-inputs tbody tr:not([hidden])')].map((row) => row.cells[0].textContent)"


def column(k: int) -> str:
    return f"[...document.querySelectorAll('#en-sorted tbody tr')].map((row) => row.cells[{k}].textContent)"


def test_a_click_on_a_head_sorts_and_the_third_restores(tab: Tab, tmp_path: Path) -> None:
    data = report("en")
    rows = [
        ["b", "1,234.5"],
        ["a10", "−2.00"],
        ["a9", "–"],
        ["Total", "5"],
        ["d", "12 – 13"],
        ["c", "90%"],
        ["C2", "∞"],
    ]
    table = data["chapters"][0]["blocks"][2]
    table.update(rows=rows, totals=[3], anchor="sorted")
    table["columns"][0]["head"] = "Name"
    tab.open(written(write_page({"en": data}), tmp_path) + "#en", 1440)

    def after_click(k: int) -> tuple[Any, Any]:
        tab.run(f"document.querySelectorAll('#en-sorted th button')[{k}].click()")
        heads = tab.run("[...document.querySelectorAll('#en-sorted th')].map((head) => head.ariaSort)")
        return tab.run(column(k)), heads

    given = [row[1] for row in rows]
    assert after_click(1) == (["1,234.5", "−2.00", "–", "5", "∞", "90%", "12 – 13"], [None, "descending"])
    assert after_click(1) == (["−2.00", "1,234.5", "–", "5", "12 – 13", "90%", "∞"], [None, "ascending"])
    assert after_click(1) == (given, [None, None])
    assert after_click(0) == (["a9", "a10", "b", "Total", "c", "C2", "d"], ["ascending", None])
    assert after_click(0) == (["b", "a10", "a9", "Total", "d", "C2", "c"], ["descending", None])
    assert_quiet(tab, 1440)


def test_without_scripts_both_languages_are_there_and_links_between_them(tab: Tab, address: str) -> None:
    tab.ask("Emulation.setScriptExecutionDisabled", value=True)
    try:
        tab.open(f"{address}#en", 375)
        assert tab.run(SHOWN) == ["zh", "en"]
        assert tab.run("[...document.querySelectorAll('.switch button')].map((b) => b.checkVisibility())") == [
            False,
            False,
        ]
        assert tab.run("[...document.querySelectorAll('.switch a')].map((a) => a.hash)") == ["#zh", "#en"]
        assert tab.run("document.scrollingElement.scrollWidth") == 375
    finally:
        tab.ask("Emulation.setScriptExecutionDisabled", value=False)


def test_what_is_forbidden_is_reported(tab: Tab, page: bytes, tmp_path: Path) -> None:
    """That a page which does load something is noticed: else the tests above could not fail."""
    added = page.replace(b"<main>", b'<main><img src="https://example.org/x.png"><script>alert(1)</script>')
    tab.open(written(added, tmp_path), 1440)
    with pytest.raises(AssertionError, match="example"):
        assert_quiet(tab, 1440)

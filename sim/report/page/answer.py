"""Page 1 on the web: the sentences that answer, a card for each target with bullet bars, notes, the caution."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.report.page.links import linked_text, running_text
from sim.report.page.markup import Markup, element, escaped, joined, scroller
from sim.report.page.sheet import Sheet
from sim.report.page.tables import table

_TEXT, _BAR = "", "bar"
_KINDS = (_TEXT, _BAR, "n", "n", "n", "n", "n", _TEXT)
"""What the columns hold: period, bar, value, interval, range of the draws, chance, margin, verdict."""


def answer(data: dict[str, Any], language: str, sheet: Sheet) -> Iterator[Markup]:
    """The parts of page 1 below its heading."""
    for line in data["lead"]:
        yield element("p", linked_text(line, language), class_=f"lead {sheet.colour(line['colour'])}")
    for target in data["targets"]:
        yield element("div", *_target(target, language, sheet), class_="card")
    for block in data["blocks"]:
        tables = (table(one, language) for one in block.get("tables", ()))
        lines = (element("p", running_text(line, language)) for line in block["lines"])
        yield element("div", element("h3", escaped(block["title"])), *tables, *lines, class_="card")
    yield element("p", escaped(data["caution"]), class_="caution")


def _target(target: dict[str, Any], language: str, sheet: Sheet) -> Iterator[Markup]:
    yield element("h3", escaped(target["name"]))
    titles = zip(target["heads"], _KINDS, strict=True)
    heads = (element("th", escaped(head), scope="col", class_=kind) for head, kind in titles)
    rows = (_row(row, target["goal"], language, sheet) for row in target["rows"])
    caption = element("caption", escaped(target["name"]), class_="unseen")
    made = element("table", caption, element("thead", element("tr", *heads)), element("tbody", *rows), class_="answer")
    yield scroller(made, target["name"])
    if target["notes"]:
        notes = (
            joined(element("dt", escaped(note["label"])), element("dd", running_text(note["text"], language)))
            for note in target["notes"]
        )
        yield element("dl", *notes)


def _row(row: dict[str, Any], goal: float, language: str, sheet: Sheet) -> Markup:
    colour = sheet.colour(row["colour"])
    verdict = element("span", escaped(row["verdict"]), class_=f"verdict {colour}")
    cells = [escaped(row["period"]), _bullet(row, goal, colour)]
    cells += [linked_text(row[key], language) for key in ("value", "interval", "draws", "chance", "margin")]
    made = (element("td", cell, class_=kind) for cell, kind in zip([*cells, verdict], _KINDS, strict=True))
    return element("tr", *made, class_="due" if row["due"] else "")


def _bullet(row: dict[str, Any], goal: float, colour: str) -> Markup:
    """Bar to the mean, band over 10-90 % of the draws, line over the interval, tick at the goal; as in the columns."""
    bars = [_bar("ground", 0.0, 1.0)]
    if row["mean"] is not None:
        bars.append(_bar(f"value {colour}", 0.0, row["mean"]))
        if row["p10"] is not None:
            bars.append(_bar("draws", row["p10"], max(row["p90"] - row["p10"], 0.003)))
        bars.append(_bar("interval", row["low"], max(row["high"] - row["low"], 0.003)))
    bars.append(element("rect", class_="goal", x=_percent(goal), width="2"))
    return element("svg", *bars, class_="bullet", aria_hidden="true")


def _bar(kind: str, start: float, width: float) -> Markup:
    return element("rect", class_=kind, x=_percent(start), width=_percent(width))


def _percent(share: float) -> str:
    return f"{100 * share:.2f}%"

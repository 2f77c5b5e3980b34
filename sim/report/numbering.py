"""Numbers of chapters, tables and figures, and the links between them. Done once, for PDF and web page alike."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase
from typing import Any

from sim.words import Words

Data = dict[str, Any]


def numbered(data: Data, words: Words) -> Data:
    """The data of a report with `number` on chapters, tables and figures, and `see` ("Table 3") on links.

    Chapters are 1, 2, ... and those marked `appendix` A, B, ...; page 1 is the first. A link to what the report does
    not hold becomes plain text: a section may be empty for this scenario.
    """
    plain, appended, counts = 1, 0, {"table": 0, "figure": 0}
    targets: dict[str, str] = {}
    data["answer"]["number"] = "1"
    for chapter in data["chapters"]:
        if chapter.get("appendix"):
            chapter["number"] = words.say("report.appendix", letter=ascii_uppercase[appended])
            appended += 1
        else:
            plain += 1
            chapter["number"] = str(plain)
        for block in chapter["blocks"]:
            if block["kind"] in counts:
                counts[block["kind"]] += 1
                block["number"] = words.say(f"report.{block['kind']}", number=counts[block["kind"]])
                targets[block["anchor"]] = block["number"]
                targets |= dict.fromkeys(block.get("row_anchors", ()), block["number"])
    targets.pop("", None)
    for link in _links(data):
        anchor = link["to"]
        link["see"] = targets.get(anchor, "")
        link["to"] = anchor if anchor in targets else ""
    return data


def _links(data: Any) -> Iterator[dict[str, str]]:
    """Every text of the data that leads somewhere."""
    if isinstance(data, dict):
        if "to" in data:
            yield data
        else:
            for value in data.values():
                yield from _links(value)
    elif isinstance(data, list):
        for value in data:
            yield from _links(value)

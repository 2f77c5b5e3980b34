"""Names that a spreadsheet, typesetter, browser, shell, file system or terminal would take for something else."""

from __future__ import annotations

from typing import Any

from tests import worlds

SHOWN = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    '=HYPERLINK("http://example.org","x")',
    "../../../etc/passwd",
    "/etc/passwd",
    "C:\\Windows\\x",
    '#import "x.typ": *',
    "$x^2$ *b* _i_ `c`",
    "<label> @ref \\u{41} // c",
    "#{panic()} [#sys]",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</svg><svg onload=alert(1)>",
    "&lt;b&gt; &amp; ]]> <!--",
    "$(touch x) `id` ; rm -rf ~",
    "%s {0} {name} ${x} [[y]]",
    "N" * 299 + "M",
)
"""Shown as they stand wherever a name is shown."""
SPACED = ("two\nlines apart", "a\ttab between")
"""Shown with a space where there is a newline or a tab."""
UNSEEN = {
    "null": "\0",
    "bell": "\x07",
    "escape": "\x1b[31mred\x1b]0;title\x07",
    "delete": "\x7f",
    "C1 control": "\x9b31m",
    "next line": "\x85",
    "carriage return": "\r",
    "right-to-left override": "\u202egpj.exe",
    "isolate": "\u2066x\u2069",
    "left-to-right mark": "\u200e",
    "zero-width space": "\u200b",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "soft hyphen": "\u00ad",
    "line separator": "\u2028",
    "tag": "\U000e0041",
}
"""Refused by the loader, within any text."""


def world() -> dict[str, Any]:
    """A world of recycling in which every text is one of `SHOWN`, and each of these and of `SPACED` names a reading."""
    made = worlds.recycling_world()
    names = iter(SHOWN * 4)
    made["title"], made["question"] = next(names), next(names)
    for group in ("streams", "items", "sources", "facilities", "fleets", "targets"):
        for entity in made[group].values():
            entity["name"] = next(names)
    readings = made["targets"]["rate"]["readings"]
    one = next(iter(readings.values()))
    readings |= {f"reading_{number}": {**one, "name": name} for number, name in enumerate((*SHOWN, *SPACED))}
    plant = made["facilities"]["plant"]
    plant["capacity"] = {"value": plant["capacity"], "source": next(names), "grade": "plan"}
    return made

"""The data of a small report by hand, in both languages, with names that try to be markup, script or a turned text."""

from __future__ import annotations

from typing import Any

import pytest

from sim.report.page.writing import write_page
from sim.words import Language

EVIL = "</script><script>alert(1)</script>"
QUOTE = '" onload="alert(2)'
TURNED = "up\u202edown"
SOURCE = "https://example.org/a?b=1&c=2"
SVG = """<?xml version="1.0" encoding="utf-8" standalone="no"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="100pt" height="50pt" viewBox="0 0 100 50"
 xmlns="http://www.w3.org/2000/svg" version="1.1">
 <defs><style type="text/css">*{stroke-linejoin: round; stroke-linecap: butt}</style></defs>
 <g id="figure_1"><g id="patch_1">
  <path d="M 0 12.345678
L -3.5 0.001
z
" clip-path="url(#p1)" style="fill: url(#h2); stroke: #ffffff"/>
  <defs><path id="m3" d="M 0 0" style="stroke: #6a6a6a"/></defs>
  <use xlink:href="#m3" x="8.123456" y="5" style="stroke: #6a6a6a"/>
  <text x="1" y="2" transform="rotate(-0 1 2)" style="font: 7.5px 'Noto Sans SC'">&lt;b&gt; &amp; NAME</text>
 </g></g>
 <defs><clipPath id="p1"><rect x="0" y="0" width="9" height="9"/></clipPath>
 <pattern id="h2" patternUnits="userSpaceOnUse" x="0" y="0" width="72" height="72">
 <rect x="0" y="0" width="73" height="73"/></pattern></defs>
</svg>
"""
"""As matplotlib writes it: blanks, many decimals, ids that only some elements need."""


def figure(name: str = "NAME", anchor: str = "figure-fates") -> dict[str, Any]:
    number = f"Figure {1 if anchor else 2}"
    return {"kind": "figure", "svg": SVG.replace("NAME", name), "alt": QUOTE, "number": number, "anchor": anchor}


def table(rows: list[list[Any]], anchor: str = "rates", **changes: Any) -> dict[str, Any]:
    columns = [{"head": "Place", "width": 2, "number": False}, {"head": "Void (m³)", "width": 1, "number": True}]
    made = {"kind": "table", "caption": f"Rates {EVIL}", "number": "Table 1", "size": 7.5, "columns": columns}
    return {**made, "rows": rows, "totals": [], "anchor": anchor, "row_anchors": [], **changes}


def row(period: str, mean: float | None, due: bool = False) -> dict[str, Any]:
    low, high = (None, None) if mean is None else (mean - 0.05, mean + 0.05)
    texts = {"value": "44.41%", "interval": "42.36 – 46.45", "draws": "30.02 – 55.11", "chance": "0%"}
    margin = {"text": "−17.29", "to": "rates", "see": "Table 1"}
    whole = {"period": period, "due": due, "mean": mean, "low": low, "high": high, "margin": margin, **texts}
    whole |= {"p10": None, "p90": None}
    return {**whole, "verdict": "misses", "colour": "#b3200f"}


def report(language: Language) -> dict[str, Any]:
    """A report whose texts name their language, so that what is lost is seen."""
    mill = {"text": "Mill", "to": "input-a b"}
    rows: list[list[Any]] = [[TURNED, "1,234.5"], ["Dump", "−2.00"], ["Yard", "–"], [mill, "9.5 – 12"]]
    inputs = [[f"in{k}", f"{k}.5"] for k in range(31)]
    anchors = ["input-a b", *(f"input-{k}" for k in range(1, 31))]
    yard = {"text": "The yard", "to": "figure-fates", "see": "Figure 1"}
    target = {
        "name": f"Recycling {QUOTE} {language}", "goal": 0.7, "heads": list("PBVIRCMD"),
        "rows": [row("2026", 0.4), row("2027", 0.4441, due=True), row("design", None)],
        "notes": [{"label": "Binds", "text": yard}, {"label": "Best", "text": "plain note"}],
    }  # fmt: skip
    beside = table([["Beside", "0.5"]], anchor="")
    del beside["number"]
    nowhere = {"text": "Not there", "to": "", "see": ""}
    answer = {
        "title": f"answer in {language}", "number": "1", "targets": [target], "caution": "Not validated",
        "lead": [{"text": f"Short {EVIL}", "colour": "#b3200f", "to": "rates", "see": "Table 1"}],
        "blocks": [{"title": "Landfills", "tables": [beside], "lines": ["Full in 2031.", nowhere]}],
    }  # fmt: skip
    first = [{"kind": "text", "text": f"From {SOURCE}"}, figure(), table(rows, totals=[3]), figure(anchor="")]
    second = [{"kind": "heading", "text": f"{EVIL} {language}"}, table(inputs, "inputs", row_anchors=anchors)]
    return {
        "language": language, "region": {"zh": "cn", "en": "gb"}[language], "title": f"{EVIL} {language}",
        "question": "规划能否达标？", "kicker": "Plan", "foot": "hash 1", "contents": "Contents", "answer": answer,
        "chapters": [
            {"id": "targets", "number": "2", "title": "Targets", "appendix": False, "blocks": first},
            {"id": "data_sources", "number": "Appendix A", "title": "Sources", "appendix": True, "blocks": second},
        ],
    }  # fmt: skip


@pytest.fixture(scope="session")
def page() -> bytes:
    return write_page({"zh": report("zh"), "en": report("en")})

"""The typeset report: one template, one JSON document of data, PDF/UA-1 and PDF/A-2a."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from importlib.resources import files
from typing import Any

import typst

from sim.report.answer import first_page
from sim.report.blocks import Drawings
from sim.report.chapters import chapters
from sim.report.font import fonts
from sim.report.labels import Labels
from sim.report.numbering import numbered
from sim.study.result import Result
from sim.words import Words

REGION = {"zh": "cn", "en": "gb"}


def compose(result: Result, words: Words, figures: Drawings) -> dict[str, Any]:
    """The data of the template. `figures` holds SVG text and caption by figure name."""
    scenario = result.loaded.scenario
    labels = Labels(scenario, words)
    data = {
        "language": words.language,
        "region": REGION[words.language],
        "title": labels.text(scenario.title),
        "question": labels.text(scenario.question),
        "kicker": words.say("report.kicker", scenario=result.loaded.id, date=scenario.date.isoformat()),
        "foot": words.say(
            "report.foot", scenario=result.loaded.id, hash=result.loaded.hash[:16], seed=result.summary["seed"],
            n=result.summary["replications"],
        ),
        "contents": words.say("report.contents"),
        "answer": first_page(result, labels),
        "chapters": chapters(result, labels, figures),
    }  # fmt: skip
    return numbered(data, words)


def typeset(data: dict[str, Any], date: date) -> bytes:
    """The data of the template as PDF. Its date is given (the scenario's), so the same data give the same bytes."""
    template = files("sim.report").joinpath("template.typ").read_bytes()
    pdf = typst.compile(
        template,
        font_paths=fonts(),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=datetime.combine(date, time(), UTC),
    )
    assert isinstance(pdf, bytes)
    return pdf

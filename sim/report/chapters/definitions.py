"""Chapter: what each rate counts, what the verdicts and periods mean, what the words mean."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.blocks import Block, Drawings, table, text
from sim.report.columns import column
from sim.report.labels import DASH, Labels, level
from sim.report.precision import precision_of
from sim.report.rivals import questions
from sim.report.source import replications
from sim.scenario.schema import Reading
from sim.study.result import Result

TERMS = ("period", "verdict", "chance", "margin", "binding", "unserved", "stored", "load", "projection")


def blocks(result: Result, labels: Labels, drawings: Drawings) -> Iterator[Block]:
    """How the rates are found, the readings of each target, the questions of definition, the terms."""
    say = labels.words.say
    yield text(say("report.definitions.intro", n=replications(result)))
    yield from precision_of(result, labels).blocks()
    yield from _readings(result, labels)
    yield from questions(result, labels)
    yield table(
        say("report.definitions.terms"),
        [column(labels, "term", 1.3), column(labels, "meaning", 6)],
        [[say(f"report.term.{t}.name"), say(f"report.term.{t}.meaning", level=level(result.summary))] for t in TERMS],
        anchor="terms",
    )


def _readings(result: Result, labels: Labels) -> Iterator[Block]:
    say, rows = labels.words.say, []
    for target in result.loaded.scenario.targets.values():
        for k, reading in enumerate(target.readings.values()):
            counted = [
                labels.joined(labels.of(t) for t in s.to)
                + (say("report.definitions.made", list=labels.joined(labels.of(m) for m in s.made)) if s.made else "")
                + (say("report.definitions.by", list=labels.joined(_by(b, labels) for b in s.by)) if s.by else "")
                for s in reading.numerator
            ]
            primary = say("report.definitions.primary") if k == 0 else ""
            rows.append([
                labels.text(target.name), labels.text(reading.name) + primary,
                say("report.semicolon").join(counted) + _measure(reading, labels),
                labels.joined(labels.excluded(target, reading)) or DASH,
            ])  # fmt: skip
    columns = [column(labels, "target", 2), column(labels, "reading", 4), column(labels, "numerator", 4.5),
               column(labels, "excluded", 1.6)]  # fmt: skip
    if rows:
        yield table(say("report.definitions.readings"), columns, rows, anchor="readings")


def _measure(reading: Reading, labels: Labels) -> str:
    """In what a reading counts, where not in tonnes."""
    state = f"state_{reading.state}" if reading.state else "state_own"
    stated = labels.words.say(f"report.definitions.{state}")
    return "" if reading.measure == "mass" else labels.words.say(f"report.definitions.{reading.measure}", state=stated)


def _by(id: str, labels: Labels) -> str:
    return labels.words.say("report.definitions.sources") if id == "sources" else labels.of(id)

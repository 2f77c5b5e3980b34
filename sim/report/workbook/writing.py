"""A Result -> results.xlsx: which sheets, in which order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from sim.report import cities
from sim.report.labels import Labels
from sim.report.levers import levers_of
from sim.report.workbook import changes, facilities, haulage, mass, provenance, targets
from sim.report.workbook.book import Book, Sheet
from sim.report.workbook.summary import summary
from sim.study.result import Result
from sim.words import Words

Write = Callable[[Sheet, Result, Labels], None]


def write_workbook(result: Result, path: Path, words: Words) -> None:
    """Write the workbook in one language: a summary with links, then a sheet per question.

    Created on the scenario's date, so the same Result gives the same bytes.
    """
    scenario = result.loaded.scenario
    labels = Labels(scenario, words)
    foot = words.say("book.foot", scenario=result.loaded.id, hash=result.loaded.hash[:16])
    book = Book(path, labels, scenario.date, labels.text(scenario.title), foot)
    first = book.sheet("summary")
    for id, write in _sheets(result):
        sheet = book.sheet(id)
        sheet.heading(home=first.name)
        write(sheet, result, labels)
    summary(first, result, labels, book.sheets[1:])
    book.close()


def _sheets(result: Result) -> Iterator[tuple[str, Write]]:
    """Id and writer of each sheet but the first; levers and cities only where there are any."""
    yield "verdicts", targets.verdicts
    yield "rivals", targets.rivals
    yield "indicators", changes.indicators
    yield "balance", mass.balance
    yield "capacity", facilities.capacity
    yield "landfills", facilities.landfills
    yield "fleets", haulage.fleets
    yield "gates", haulage.gates
    yield "passes", haulage.passes
    yield "binding", targets.binding
    yield "unserved", mass.unserved
    yield "unserved_by_month", mass.unserved_by_month
    if levers_of(result) is not None:
        yield "levers", changes.levers
    yield "inputs", provenance.inputs
    yield "checks", provenance.checks
    if cities.rows(result):
        yield "cities", mass.cities

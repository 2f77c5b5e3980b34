"""results.xlsx: the tables that planners go on working with. Text is written as text, never as a formula or link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from sim.report import cities, tables
from sim.report.font import printable
from sim.report.indicators import tidy_rows
from sim.report.labels import Labels
from sim.report.levers import levers_of, office_name, shift_of
from sim.report.register import written_others, written_range, written_value
from sim.report.rivals import name_of, rivals_of
from sim.report.source import last_year
from sim.scenario.wording import write_source
from sim.study.result import Result
from sim.study.sensitivity import flat_rows
from sim.words import Words

Column = tuple[str, str]
"""Head with its unit, and number format: one of _FORMATS."""
_FORMATS = {"text": "@", "mass": "#,##0.00", "count": "#,##0", "share": "0.0%", "number": "General"}
_WIDEST = 60


class Book:
    """A workbook under way: one call of `sheet` per table."""

    def __init__(self, path: Path, labels: Labels, created: datetime) -> None:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.file = xlsxwriter.Workbook(str(path), {**options, "nan_inf_to_errors": True})
        self.file.set_properties({"created": created, "author": "waste-sim"})
        self.labels = labels
        self.formats: dict[str, Format] = {
            kind: self.file.add_format({"num_format": code, "valign": "top", "text_wrap": kind == "text"})
            for kind, code in _FORMATS.items()
        }
        self.head = self.file.add_format({"bold": True, "bottom": 1, "text_wrap": True, "bg_color": "#F3F3F1"})

    def sheet(self, id: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Worksheet:
        """Add a sheet with frozen head, filter and number formats."""
        sheet = self.file.add_worksheet(self.labels.words.say(f"book.{id}"))
        widths = [len(head) + 2 for head, _ in columns]
        for x, (head, _) in enumerate(columns):
            sheet.write_string(0, x, head, self.head)
        last = 0
        for last, row in enumerate(rows, start=1):
            for x, (value, (_, kind)) in enumerate(zip(row, columns, strict=True)):
                _write(sheet, last, x, value, self.formats[kind])
                widths[x] = max(widths[x], _length(value))
        for x, width in enumerate(widths):
            sheet.set_column(x, x, min(_WIDEST, max(9, width)))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, last), len(columns) - 1)
        return sheet


def _write(sheet: Worksheet, y: int, x: int, value: Any, format: Format) -> None:
    if value is None or (isinstance(value, float) and pd.isna(value)):
        sheet.write_blank(y, x, None, format)
    elif isinstance(value, str):
        sheet.write_string(y, x, value, format)
    else:
        sheet.write_number(y, x, float(value), format)


def _length(value: Any) -> int:
    return sum(2 if ord(c) > 0x2E80 else 1 for c in value) + 1 if isinstance(value, str) else 12


def write_workbook(result: Result, path: Path, words: Words) -> None:
    """Write verdicts, balance, capacity, landfills, fleets, gates, causes, indicators, inputs, checks; a sheet each."""
    labels = Labels(result.loaded.scenario, words)
    book = Book(path, labels, datetime.combine(result.loaded.scenario.date, time()))
    for write in (
        _verdicts, _rivals, _balance, _capacity, _landfills, _fleets, _gates, _binding, _unserved, _indicators,
        _passes, _inputs, _checks,
    ):  # fmt: skip
        write(book, result, labels)
    if cities.rows(result):
        _cities(book, result, labels)
    if levers_of(result) is not None:
        _levers(book, result, labels)
    book.file.close()


def _levers(book: Book, result: Result, labels: Labels) -> None:
    """A row per change and result, as in levers.csv, in words."""
    say, levers = labels.words.say, levers_of(result)
    assert levers is not None
    kinds = {"lever": "text", "change": "text", "office": "text", "what": "text", "of": "text"}
    columns = [(say(f"levers.column.{id}"), kind) for id, kind in kinds.items()]
    columns += [
        *_heads(labels, "period", "unit"),
        *((say(f"levers.column.{id}"), "text") for id in ("base", "changed")),
    ]
    columns += _heads(labels, "n:count", "difference:number", "low:number", "high:number")
    named = {(c["path"], c["by"]): c for c in levers["changes"]}
    rows = []
    for path, _, _, by, _, _, what, id, period, unit, *numbers in flat_rows(levers):
        change = named[path, by]
        target = result.loaded.scenario.targets.get(id)
        of = labels.text(target.name) if target is not None else labels.of(id) if id else ""
        head = [labels.number(path), shift_of(change, labels), office_name(result, change, labels)]
        base, changed, *rest = numbers
        ends = [v or "" if what == "exhausted" else f"{v:.6g}" for v in (base, changed)]
        rows.append(
            [*head, say(f"levers.what.{what}"), of, labels.period(period) if period else "", unit, *ends, *rest]
        )
    book.sheet("levers", columns, rows)


def _cities(book: Book, result: Result, labels: Labels) -> None:
    say = labels.words.say
    columns = [(say("report.column.year"), "text"), (say("report.cities.origin"), "text"),
               (say("report.cities.destination"), "text"), (say("unit.mass"), "mass")]  # fmt: skip
    lines = [
        [labels.period(str(r["year"])), *(labels.of(str(r[f"{end}_city"])) for end in ("origin", "destination")),
         r["kg"] / 1e7]
        for r in cities.rows(result)
    ]  # fmt: skip
    book.sheet("cities", columns, lines)


def _heads(labels: Labels, *columns: str) -> list[Column]:
    """Columns as "id:kind"; masses get their unit."""
    made = []
    for column in columns:
        id, _, kind = column.partition(":")
        unit = f" ({labels.words.say('unit.mass')})" if kind == "mass" else ""
        made.append((labels.words.say(f"report.column.{id}") + unit, kind or "text"))
    return made


def _verdicts(book: Book, result: Result, labels: Labels) -> None:
    columns = _heads(labels, "target", "period", "reading", "goal:share", "value:share", "low:share", "high:share",
                     "chance:share", "margin:mass_free", "unit", "n:count", "verdict")  # fmt: skip
    columns = [(head, "mass" if kind == "mass_free" else kind) for head, kind in columns]
    rows = []
    for id, target in result.summary["targets"].items():
        entity = result.loaded.scenario.targets[id]
        for e in target["evaluations"]:
            low, high = e["ci95"] or (None, None)
            margin = None if e["margin_t"] is None else e["margin_t"] / 1e4
            rows.append([
                labels.text(entity.name), labels.period(e["period"]), labels.text(entity.readings[e["reading"]].name),
                target["goal"], e["mean"], low, high, e["p_meet"], margin, labels.words.say(_UNITS[e.get("unit", "t")]),
                e["n"], labels.verdict(e["verdict"]),
            ])  # fmt: skip
    book.sheet("verdicts", columns, rows)


_UNITS = {"t": "unit.mass", "m3": "unit.volume", "t+m3": "unit.printed"}


def _rivals(book: Book, result: Result, labels: Labels) -> None:
    columns = _heads(labels, "target", "period", "rival", "value:share", "low:share", "high:share", "chance:share",
                     "difference:share", "n:count", "verdict", "flips")  # fmt: skip
    rows = []
    for id, target in result.loaded.scenario.targets.items():
        for r in rivals_of(result, id):
            flips = labels.words.say("report.rivals.yes") if r["flips"] else ""
            rows.append([
                labels.text(target.name), labels.period(r["period"]), name_of(result, r, labels), r["mean"],
                *(r["ci95"] or (None, None)), r["p_meet"], r["difference"], r["n"], labels.verdict(r["verdict"]), flips,
            ])  # fmt: skip
    book.sheet("rivals", columns, rows)


def _balance(book: Book, result: Result, labels: Labels) -> None:
    data = tables.balance(result)
    masses = list(data.columns[3:])
    unit = f" ({labels.words.say('unit.mass')})"
    columns = _heads(labels, "year", "stream", "generated:mass") + [(labels.fate(c) + unit, "mass") for c in masses]
    rows = [
        [
            labels.period(str(r["year"])),
            labels.of(str(r["stream"])),
            r["generated"] / 1e7,
            *(r[c] / 1e7 for c in masses),
        ]
        for r in data.to_dict("records")
    ]
    book.sheet("balance", columns, rows)


def _capacity(book: Book, result: Result, labels: Labels) -> None:
    columns = _heads(labels, "facility", "year", "intake:mass", "processed:mass", "nameplate:mass", "load:share",
                     "open_h:count", "starved_h:count", "breakdown_h:count", "yard_full_h:count")  # fmt: skip
    rows = [
        [labels.of(str(r["facility"])), labels.period(str(r["year"])), r["intake_kg"] / 1e7, r["processed_kg"] / 1e7,
         r["nameplate_kg"] / 1e7, r["load"], r["open_h"], r["starved_h"], r["breakdown_h"], r["yard_full_h"]]
        for r in tables.capacity(result).to_dict("records")
    ]  # fmt: skip
    book.sheet("capacity", columns, rows)


def _landfills(book: Book, result: Result, labels: Labels) -> None:
    volume = f" ({labels.words.say('unit.volume')})"
    columns = [*_heads(labels, "facility"), (labels.words.say("report.column.void") + volume, "mass")]
    intake = labels.words.say("report.column.intake_of", year=labels.period(last_year(result)))
    columns += [(f"{intake} ({labels.words.say('unit.mass')})", "mass")]
    columns += [(labels.words.say("report.column.left") + volume, "mass")]
    for which in ("exhausted", "projected"):
        columns += [(f"{labels.words.say(f'book.{which}')} {p}", "text") for p in ("p10", "p50", "p90")]
    rows = []
    for r in tables.landfills(result).to_dict("records"):
        dates = [r[f"{w}_{p}"] or "" for w in ("exhausted", "projected") for p in ("p10", "p50", "p90")]
        void, left = (None if v is None or pd.isna(v) else v / 1e4 for v in (r["void_m3"], r["left_m3"]))
        rows.append(
            [
                labels.of(str(r["facility"])),
                void,
                r["intake_kg"] / 1e7,
                left,
                *(d if isinstance(d, str) else "" for d in dates),
            ]
        )
    book.sheet("landfills", columns, rows)


def _fleets(book: Book, result: Result, labels: Labels) -> None:
    columns = _heads(labels, "fleet", "year", "trips:count", "km:mass_free", "busy:mass_free", "available:mass_free",
                     "used:share", "co2:mass_free", "cost:mass_free")  # fmt: skip
    columns = [(head, "mass" if kind == "mass_free" else kind) for head, kind in columns]
    rows = [
        [labels.of(str(r["fleet"])), labels.period(str(r["year"])), r["trips"], r["km"] / 1e4, r["busy_h"] / 1e4,
         r["available_h"] / 1e4, r["used"], r["co2_kg"] / 1e6, r["cost_yuan"] / 1e4]
        for r in tables.trucks(result).to_dict("records")
    ]  # fmt: skip
    book.sheet("fleets", columns, rows)


def _gates(book: Book, result: Result, labels: Labels) -> None:
    columns = _heads(labels, "facility", "year", "trucks:count", "wait_mean:number", "wait_p95:number", "lanes:share")
    rows = [
        [labels.of(str(r["facility"])), labels.period(str(r["year"])), r["trucks"], round(r["wait_mean_s"] / 60, 2),
         round(r["wait_p95_s"] / 60, 2), r["lane_utilisation"]]
        for r in tables.gates(result).to_dict("records")
    ]  # fmt: skip
    book.sheet("gates", columns, rows)


def _binding(book: Book, result: Result, labels: Labels) -> None:
    columns = _heads(labels, "target", "period", "facility", "cause", "lost:mass")
    rows = []
    for id, target in result.loaded.scenario.targets.items():
        for period in dict.fromkeys(e["period"] for e in result.summary["targets"][id]["evaluations"]):
            for r in tables.binding(result, id, period).to_dict("records"):
                rows.append([labels.text(target.name), labels.period(period), labels.of(str(r["facility"])),
                             labels.cause(str(r["cause"])), r["kg"] / 1e7])  # fmt: skip
    book.sheet("binding", columns, rows)


def _unserved(book: Book, result: Result, labels: Labels) -> None:
    columns = _heads(labels, "year", "stream", "facility", "cause", "unserved:mass")
    rows = [
        [labels.period(str(r["year"])), labels.of(str(r["stream"])), labels.of(str(r["facility"])),
         labels.cause(str(r["cause"])), r["kg"] / 1e7]
        for r in tables.unserved(result).to_dict("records")
    ]  # fmt: skip
    book.sheet("unserved", columns, rows)


def _indicators(book: Book, result: Result, labels: Labels) -> None:
    heads = ("indicator:text", "whose:text", "year:text", "value:number", "unit:text", "outcome:text")
    columns = [(labels.words.say(f"indicator.column.{id}"), kind) for id, kind in (h.split(":") for h in heads)]
    book.sheet("indicators", columns, list(tidy_rows(result, labels)))


def _passes(book: Book, result: Result, labels: Labels) -> None:
    say = labels.words.say
    heads = [(say(f"indicator.column.{id}"), kind) for id, kind in (("source", "text"), ("year", "text"))]
    heads += [(say(f"indicator.column.{id}"), "count") for id in ("loaded", "at_night")]
    heads += [(f"{hour:02}–{hour + 1:02} h", "count") for hour in range(24)]
    rows = [
        [labels.of(id), labels.period(year), r["loaded"], r["night"], *r["by_hour"]]
        for year, sources in result.summary["indicators"]["passes"]["by_year"].items()
        for id, r in sources.items()
    ]
    book.sheet("passes", heads, rows)


def _inputs(book: Book, result: Result, labels: Labels) -> None:
    columns = _heads(labels, "input", "path", "value", "range", "grade", "source_of", "also")
    words = labels.words
    rows = [
        [labels.number(row.path), printable(row.path), written_value(row, words), written_range(row, words),
         words.say(f"grade.{row.grade}"), printable(write_source(row.source, words)), written_others(row, words)]
        for row in result.loaded.inputs
    ]  # fmt: skip
    book.sheet("inputs", columns, rows)


def _checks(book: Book, result: Result, labels: Labels) -> None:
    columns = _heads(labels, "severity", "finding", "article")
    rows = [
        [
            labels.words.say(f"severity.{c['severity']}"),
            labels.text(c["message"]),
            printable(write_source(c.get("article") or "", labels.words)),
        ]
        for c in result.summary["checks"]
    ]
    book.sheet("checks", columns, rows)

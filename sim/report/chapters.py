"""The chapters behind page 1: definitions first, then numbers, then provenance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from sim.report import tables
from sim.report.blocks import Block, figure, table, text
from sim.report.cities import crossings
from sim.report.indicators import indicators
from sim.report.labels import DASH, Labels, level, mass, number, percent
from sim.report.lever_tables import lever_chapter
from sim.report.precision import precision_of
from sim.report.register import articles, checks, inputs, reproduction
from sim.report.rivals import questions, rival_tables
from sim.report.source import last_year, primary_unit, replications
from sim.scenario.schema import Reading
from sim.study.result import Result

Figures = Mapping[str, tuple[str, str]]


def chapters(result: Result, labels: Labels, figures: Figures) -> list[dict[str, Any]]:
    """Chapters in order, each a title and its blocks; chapters without content are left out."""
    parts = (
        ("definitions", definitions(result, labels)),
        ("targets", [*_drawn(figures, "targets", "binding"), *binding(result, labels)]),
        ("rivals", rival_tables(result, labels)),
        ("levers", lever_chapter(result, labels, _drawn(figures, *_tornados(figures)))),
        ("balance", [*_drawn(figures, "fates"), *balance(result, labels)]),
        ("flows", [*_drawn(figures, "flows"), *crossings(result, labels), *unserved(result, labels)]),
        ("capacity", [*_drawn(figures, "load", "stockpiles", "opening"), *capacity(result, labels)]),
        ("landfills", [*_drawn(figures, "void"), *landfills(result, labels)]),
        ("trucks", [*_drawn(figures, "hours", "gates", "burden"), *trucks(result, labels)]),
        ("indicators", indicators(result, labels)),
        ("checks", checks(result, labels)),
        ("articles", articles(result, labels)),
        ("inputs", inputs(result, labels)),
        ("reproduction", reproduction(result, labels)),
    )  # fmt: skip
    titled = [(labels.words.say(f"report.chapter.{id}"), list(blocks)) for id, blocks in parts]
    return [{"title": title, "blocks": blocks} for title, blocks in titled if blocks]


def _tornados(figures: Figures) -> list[str]:
    return [name for name in figures if name.startswith("levers_")]


def _drawn(figures: Figures, *names: str) -> list[Block]:
    return [figure(*figures[name]) for name in names if name in figures]


def definitions(result: Result, labels: Labels) -> Iterator[Block]:
    """What each rate counts, what the verdicts and periods mean, what the words mean."""
    say = labels.words.say
    yield text(say("report.definitions.intro", n=replications(result)))
    yield from precision_of(result, labels).blocks()
    rows = []
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
                labels.joined(labels.fate(f) for f in reading.exclude) or DASH,
            ])  # fmt: skip
    columns = [_column(labels, "target", 2), _column(labels, "reading", 4), _column(labels, "numerator", 4.5),
               _column(labels, "excluded", 1.6)]  # fmt: skip
    if rows:
        yield table(say("report.definitions.readings"), columns, rows)
    yield from questions(result, labels)
    terms = ("period", "verdict", "chance", "margin", "binding", "unserved", "stored", "load", "projection")
    yield table(
        say("report.definitions.terms"),
        [_column(labels, "term", 1.3), _column(labels, "meaning", 6)],
        [[say(f"report.term.{t}.name"), say(f"report.term.{t}.meaning", level=level(result.summary))] for t in terms],
    )


def _measure(reading: Reading, labels: Labels) -> str:
    """In what a reading counts, where not in tonnes."""
    state = f"state_{reading.state}" if reading.state else "state_own"
    stated = labels.words.say(f"report.definitions.{state}")
    return "" if reading.measure == "mass" else labels.words.say(f"report.definitions.{reading.measure}", state=stated)


def _by(id: str, labels: Labels) -> str:
    return labels.words.say("report.definitions.sources") if id == "sources" else labels.of(id)


def _column(labels: Labels, id: str, width: float, numeric: bool = False) -> tuple[str, float, bool]:
    return labels.words.say(f"report.column.{id}"), width, numeric


def _numbers(labels: Labels, width: float, *ids: str) -> list[tuple[str, float, bool]]:
    return [_column(labels, id, width, numeric=True) for id in ids]


def _masses(labels: Labels, id: str, width: float = 1.0) -> tuple[str, float, bool]:
    return f"{labels.words.say(f'report.column.{id}')} ({labels.words.say('unit.mass')})", width, True


def balance(result: Result, labels: Labels) -> Iterator[Block]:
    """Year x stream, closing to generated."""
    data = tables.balance(result)
    kept = [c for c in data.columns if c in ("year", "stream", "generated") or data[c].abs().sum() > 0]
    rows: list[list[str]] = []
    totals = []
    for year, part in data[kept].groupby("year", sort=False):
        for record in part.to_dict("records"):
            rows.append(
                [labels.period(str(year)), labels.of(str(record["stream"]))] + [mass(record[c]) for c in kept[2:]]
            )
        total = part[kept[2:]].sum()
        totals.append(len(rows))
        rows.append([labels.period(str(year)), labels.words.say("report.total")] + [mass(total[c]) for c in kept[2:]])
    columns = [_column(labels, "year", 1.1), _column(labels, "stream", 1.9), _column(labels, "generated", 1.3, True)]
    columns += [(labels.fate(c), 1.25, True) for c in kept[3:]]
    yield table(labels.words.say("report.balance.caption", n=replications(result)), columns, rows, 6.5, totals)


def unserved(result: Result, labels: Labels) -> Iterator[Block]:
    """Mass without lawful place by stream and cause, and by source."""
    say = labels.words.say
    data = tables.unserved(result)
    if data.empty:
        yield text(say("report.unserved.nothing"))
        return
    data = data[data["kg"] >= 5e4]
    columns = [_column(labels, "year", 1), _column(labels, "stream", 2), _column(labels, "facility", 3),
               _column(labels, "cause", 2), _masses(labels, "unserved", 1.5)]  # fmt: skip
    rows = [
        [labels.period(str(r["year"])), labels.of(str(r["stream"])), labels.of(str(r["facility"])),
         labels.cause(str(r["cause"])), mass(r["kg"])]
        for r in data.to_dict("records")
    ]  # fmt: skip
    yield table(say("report.unserved.by_cause"), columns, rows)
    places = tables.unserved_by_source(result)
    heads = [_column(labels, "source", 3)] + [
        (f"{labels.period(str(y))} ({say('unit.mass')})", 1.0, True) for y in places
    ]
    yield table(
        say("report.unserved.by_source"), heads,
        [[labels.of(str(s)) if s else say("report.unserved.plants"), *(mass(v) for v in row)]
         for s, row in zip(places.index, places.to_numpy(), strict=True)],
    )  # fmt: skip


def capacity(result: Result, labels: Labels) -> Iterator[Block]:
    """Demand, capacity, load and hours lost by plant and year."""
    data = tables.capacity(result)
    if data.empty:
        return
    columns = [_column(labels, "facility", 3), _column(labels, "year", 1.1), _masses(labels, "intake"),
               _masses(labels, "processed"), _masses(labels, "nameplate"), _column(labels, "load", 1, True),
               *_numbers(labels, 1, "open_h", "starved_h", "breakdown_h", "yard_full_h")]  # fmt: skip
    rows = [
        [labels.of(r["facility"]), labels.period(str(r["year"])), mass(r["intake_kg"]), mass(r["processed_kg"]),
         mass(r["nameplate_kg"]), percent(r["load"]),
         *(number(r[h], 0) for h in ("open_h", "starved_h", "breakdown_h", "yard_full_h"))]
        for r in data.to_dict("records")
    ]  # fmt: skip
    yield table(labels.words.say("report.capacity.caption"), columns, rows, size=7)


def binding(result: Result, labels: Labels) -> Iterator[Block]:
    """What did not reach the numerator, by facility and cause, at the due period and in the last year."""
    say = labels.words.say
    for id, target in result.loaded.scenario.targets.items():
        rows = []
        for period in dict.fromkeys((target.due, last_year(result))):
            data = tables.binding(result, id, period)
            whole = float(data["kg"].sum()) or 1.0
            rows += [
                [labels.period(period), labels.of(str(r["facility"])), labels.cause(str(r["cause"])), mass(r["kg"]),
                 percent(r["kg"] / whole)]
                for r in data.head(10).to_dict("records") if abs(r["kg"]) >= 5e4
            ]  # fmt: skip
        columns = [_column(labels, "period", 2), _column(labels, "facility", 3.5), _column(labels, "cause", 2),
                   (f"{say('report.column.lost')} ({say(primary_unit(result, id))})", 1.4, True),
                   _column(labels, "share", 1, True)]  # fmt: skip
        if rows:
            yield table(say("report.binding.caption", target=labels.text(target.name)), columns, rows)


def landfills(result: Result, labels: Labels) -> Iterator[Block]:
    """Void, intake, void left and dates of each landfill."""
    say = labels.words.say
    data = tables.landfills(result)
    if data.empty:
        yield text(say("report.landfills.nothing"))
        return
    volume = f" ({say('unit.volume')})"
    intake = f"{say('report.column.intake_of', year=labels.period(last_year(result)))} ({say('unit.mass')})"
    columns = [_column(labels, "facility", 3), (say("report.column.void") + volume, 1.2, True),
               (intake, 1.4, True), (say("report.column.left") + volume, 1.3, True),
               _column(labels, "exhausted", 2), _column(labels, "projected", 3.2)]  # fmt: skip
    rows = [
        [labels.of(str(r["facility"])), number(_scaled(r["void_m3"])), mass(r["intake_kg"]),
         number(_scaled(r["left_m3"])), _dates(r, "exhausted", labels), _dates(r, "projected", labels)]
        for r in data.to_dict("records")
    ]  # fmt: skip
    yield table(say("report.landfills.caption"), columns, rows)


def _scaled(volume: Any) -> float | None:
    return None if volume is None or pd.isna(volume) else float(volume) / 1e4


def _dates(row: Mapping[Any, Any], which: str, labels: Labels) -> str:
    dates = [row.get(f"{which}_{p}") for p in ("p10", "p50", "p90")]
    if not any(isinstance(d, str) for d in dates):
        return DASH
    return " / ".join(d if isinstance(d, str) else labels.words.say("report.later") for d in dates)


def trucks(result: Result, labels: Labels) -> Iterator[Block]:
    """Fleets and gates by year."""
    say = labels.words.say
    fleets = tables.trucks(result)
    if fleets.empty:
        yield text(say("report.trucks.nothing"))
        return
    columns = [_column(labels, "fleet", 2.4), _column(labels, "year", 1.2),
               *_numbers(labels, 1.2, "trips", "km", "busy", "available", "used", "co2", "cost")]  # fmt: skip
    rows = [
        [labels.of(str(r["fleet"])), labels.period(str(r["year"])), number(r["trips"], 0), number(r["km"] / 1e4),
         number(r["busy_h"] / 1e4), number(r["available_h"] / 1e4), percent(r["used"]), number(r["co2_kg"] / 1e6),
         number(r["cost_yuan"] / 1e4, 0)]
        for r in fleets.to_dict("records")
    ]  # fmt: skip
    yield table(say("report.trucks.caption"), columns, rows)
    gates = tables.gates(result)
    columns = [_column(labels, "facility", 3), _column(labels, "year", 1.2),
               *_numbers(labels, 1.2, "trucks", "wait_mean", "wait_p95", "lanes")]  # fmt: skip
    yield table(
        say("report.gates.caption"), columns,
        [[labels.of(str(r["facility"])), labels.period(str(r["year"])), number(r["trucks"], 0),
          number(r["wait_mean_s"] / 60), number(r["wait_p95_s"] / 60), percent(r["lane_utilisation"])]
         for r in gates.to_dict("records")],
    )  # fmt: skip

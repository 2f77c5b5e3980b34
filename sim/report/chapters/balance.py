"""Chapter: what arises, where it goes, and what has no lawful place."""

from __future__ import annotations

from collections.abc import Iterator

from sim.report import tables
from sim.report.blocks import Block, Drawings, drawn, table, text
from sim.report.cities import crossings
from sim.report.columns import column, fate_name, masses
from sim.report.labels import Labels, mass, percent
from sim.report.source import replications
from sim.report.unserved_months import unserved_months
from sim.study.result import Result

SMALL = 0.01
"""Rows of what is unserved below this part of their year are summed."""
YEARS = 8
"""Years side by side in a table."""


def blocks(result: Result, labels: Labels, drawings: Drawings) -> Iterator[Block]:
    """Figures of the flows, the balance of generation and disposal, mass without lawful place."""
    yield from drawn(drawings, "fates")
    yield from balance(result, labels)
    yield from drawn(drawings, "flows", "months")
    yield from crossings(result, labels)
    yield from unserved(result, labels)
    yield from unserved_months(result, labels)


def balance(result: Result, labels: Labels) -> Iterator[Block]:
    """Year x stream, closing to generated."""
    data = tables.split_balance(result)
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
    columns = [column(labels, "year", 1.35), column(labels, "stream", 2.1), column(labels, "generated", 1.3, True)]
    columns += [(fate_name(c, labels), 1.25, True) for c in kept[3:]]
    caption = labels.words.say("report.balance.caption", n=replications(result))
    yield table(caption, columns, rows, 6.5, totals, anchor="balance")


def unserved(result: Result, labels: Labels) -> Iterator[Block]:
    """Mass without lawful place by stream and cause, what is small of each year in one row; and by source."""
    say = labels.words.say
    data = tables.unserved(result)
    if data.empty:
        yield text(say("report.unserved.nothing"))
        return
    columns = [column(labels, "year", 1), column(labels, "stream", 2), column(labels, "facility", 3),
               column(labels, "cause", 2), masses(labels, "unserved", 1.5)]  # fmt: skip
    rows: list[list[str]] = []
    totals = []
    for year, part in data.groupby("year", sort=False):
        when = labels.period(str(year))
        whole = float(part["kg"].sum())
        is_small = part["kg"] < SMALL * whole
        if is_small.sum() < 2:
            is_small[:] = False
        rows += [
            [when, labels.of(str(r["stream"])), labels.of(str(r["facility"])), labels.cause(str(r["cause"])),
             mass(r["kg"])]
            for r in part[~is_small].to_dict("records")
        ]  # fmt: skip
        if is_small.any():
            others = say("report.unserved.others", n=int(is_small.sum()))
            rows.append([when, others, "", "", mass(float(part[is_small]["kg"].sum()))])
        totals.append(len(rows))
        rows.append([when, say("report.total"), "", "", mass(whole)])
    caption = say("report.unserved.by_cause", share=percent(SMALL, 0))
    yield table(caption, columns, rows, totals=totals, anchor="unserved")
    places = tables.unserved_by_source(result)
    for first in range(0, len(places.columns), YEARS):
        part = places.iloc[:, first : first + YEARS]
        heads = [column(labels, "source", 3)]
        heads += [(f"{labels.period(str(y))} ({say('unit.mass')})", 1.0, True) for y in part]
        yield table(
            say("report.unserved.by_source"), heads,
            [[labels.of(str(s)) if s else say("report.unserved.plants"), *(mass(v) for v in row)]
             for s, row in zip(part.index, part.to_numpy(), strict=True)],
            anchor=f"unserved-by-source-{first}" if first else "unserved-by-source",
        )  # fmt: skip

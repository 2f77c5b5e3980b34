"""The void calculation step by step: mass, bank volume, compacted volume, cover and berms, years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from sim.report.blocks import Block, Text, linked, table, text
from sim.report.columns import column
from sim.report.labels import DASH, Labels, number
from sim.report.register import input_anchor
from sim.report.source import last_year, sums
from sim.report.tables import landfills
from sim.scenario.masses import compacted_volume
from sim.scenario.quantity import Quantity
from sim.scenario.schema import Scenario
from sim.scenario.wording import write_quantity
from sim.study.result import Result

SMALL = 1000
"""Compacted m3 a year: below it two decimals of 10⁴ m3 would not let a reader repeat the arithmetic."""


@dataclass(frozen=True)
class Step:
    """One item on its way into the voids: kg a year as simulated, then by the scenario's stated values m3 a year.

    bank and loose are None where the item's density is given in a later state.
    """

    item: str
    kg: float
    loose: float | None
    bank: float | None
    compacted: float


def steps(result: Result) -> list[Step]:
    """What the landfills take in the last year (the design year), an item each, in the order of the scenario."""
    scenario = result.loaded.scenario
    flows = result.tables["flows"]
    into = flows[flows["destination"].isin([id for id, f in scenario.facilities.items() if f.kind == "landfill"])]
    taken = sums(into, "year", "item")
    found = []
    for item in (*scenario.streams, *scenario.items):
        kg = float(taken.get((last_year(result), item), 0.0))
        if kg > 0:
            loose, bank = _earlier(scenario, item, kg)
            found.append(Step(item, kg, loose, bank, compacted_volume(scenario, item, kg)))
    return found


def _earlier(scenario: Scenario, item: str, kg: float) -> tuple[float | None, float | None]:
    """Loose and bank volume on the way to the compacted one, as far as the density's state needs them."""
    stream = scenario.streams.get(item)
    if stream is None or stream.density is None:
        return None, None
    volume, state = kg / stream.density.value, stream.density.unit
    if state == "kg/loose_m3" and stream.swell is not None:
        return volume, volume / stream.swell.value
    return None, volume if state == "kg/bank_m3" else None


def void_calculation(result: Result, labels: Labels) -> Iterator[Block]:
    """Two tables: the volume that a year takes, item by item; the years that each void lasts, and all together."""
    found = steps(result)
    if landfills(result).empty or not found:
        return
    decimals = 2 if sum(step.compacted for step in found) >= SMALL else 4
    yield from _volumes(result, labels, found, decimals)
    yield from _years(result, labels, found, decimals)


def _volumes(result: Result, labels: Labels, found: list[Step], decimals: int) -> Iterator[Block]:
    say, scaled = labels.words.say, partial(_scaled, decimals=decimals)
    has_loose = any(step.loose is not None for step in found)
    columns = [column(labels, "item", 2.6), column(labels, "step_mass", 1.2, True),
               column(labels, "step_density", 1.9, True)]  # fmt: skip
    columns += [column(labels, "step_loose", 1.2, True), column(labels, "step_swell", 1.2, True)] if has_loose else []
    columns += [column(labels, "step_bank", 1.4, True), column(labels, "step_fill", 1.2, True),
                column(labels, "step_compacted", 1.4, True)]  # fmt: skip
    rows: list[list[Text]] = []
    for step in found:
        density, swell, fill = _factors(result.loaded.scenario, step, labels)
        row: list[Text] = [labels.of(step.item), scaled(step.kg / 1000), density]
        row += [scaled(step.loose), swell] if has_loose else []
        rows.append([*row, scaled(step.bank), fill, scaled(step.compacted)])
    bank = sum(step.bank or 0.0 for step in found)
    total: list[Text] = [say("report.total"), scaled(sum(step.kg for step in found) / 1000), ""]
    total += ["", ""] if has_loose else []
    rows.append([*total, scaled(bank or None), "", scaled(sum(step.compacted for step in found))])
    caption = say("calculation.volumes", year=labels.period(last_year(result)))
    yield table(caption, columns, rows, 7, [len(found)], anchor="void-volumes")


def _factors(scenario: Scenario, step: Step, labels: Labels) -> tuple[Text, Text, Text]:
    """Density, swell and fill factor as stated, those that the step uses, each leading to the register."""
    id, stream = step.item, scenario.streams.get(step.item)
    if stream is None:
        return _stated(scenario.items[id].density, f"items.{id}.density", labels), DASH, DASH
    swell = _stated(stream.swell if step.loose is not None else None, f"streams.{id}.swell", labels)
    fill = _stated(stream.fill_factor if step.bank is not None else None, f"streams.{id}.fill_factor", labels)
    return _stated(stream.density, f"streams.{id}.density", labels), swell, fill


def _stated(given: Quantity | None, path: str, labels: Labels) -> Text:
    return DASH if given is None else linked(write_quantity(given.text, labels.words), input_anchor(path))


def _years(result: Result, labels: Labels, found: list[Step], decimals: int) -> Iterator[Block]:
    """What cover, berms and what lies there leave of each void, over what is compacted into it in a year."""
    say, scenario, scaled = labels.words.say, result.loaded.scenario, partial(_scaled, decimals=decimals)
    compacted = sum(step.compacted for step in found)
    columns = [column(labels, "facility", 2.8),
               *(column(labels, f"step_{id}", 1.2, True)
                 for id in ("void", "cover", "filled", "net", "used", "years", "alone"))]  # fmt: skip
    rows: list[list[Text]] = []
    sums_of = [0.0, 0.0, 0.0, 0.0]
    for id in landfills(result)["facility"]:
        facility = scenario.facilities[id]
        void, share = (0.0 if q is None else q.value for q in (facility.void, facility.cover_share))
        filled = 0.0 if facility.existing_fill is None else facility.existing_fill.value
        net, used = max(0.0, void * (1 - share) - filled), compacted_into(result, id, last_year(result))
        sums_of = [a + b for a, b in zip(sums_of, (void, void * share, filled, net), strict=True)]
        rows.append([
            labels.of(id), linked(scaled(void), input_anchor(f"facilities.{id}.void")),
            linked(scaled(void * share), input_anchor(f"facilities.{id}.cover_share")),
            linked(scaled(filled), input_anchor(f"facilities.{id}.existing_fill")), scaled(net), scaled(used),
            _lasts(net, used, compacted), _lasts(net, compacted, compacted),
        ])  # fmt: skip
    net, years = sums_of[3], sums_of[3] / compacted
    rows.append([say("report.total"), *map(scaled, sums_of), scaled(compacted), number(years, 1), number(years, 1)])
    yield table(say("calculation.years"), columns, rows, 7, [len(rows) - 1], anchor="void-years")
    gross, cover = sums_of[0], sums_of[1]
    share = cover / gross if gross else 0.0
    if share < 1:
        shown = number(100 * share, 1) if share else ""
        yield text(say(
            "calculation.sentence", compacted=scaled(compacted), share=shown, net=scaled(net),
            used=scaled(compacted / (1 - share)), years=number(years, 1),
        ))  # fmt: skip


def compacted_into(result: Result, landfill: str, year: str) -> float:
    """Compacted m3 of the mean intake of a landfill in a year, at stated densities."""
    flows = result.tables["flows"]
    taken = sums(flows[(flows["destination"] == landfill) & (flows["year"].astype(str) == year)], "item")
    return sum((compacted_volume(result.loaded.scenario, str(item), kg) for item, kg in taken.items()), 0.0)


def _lasts(net: float, used: float, all: float) -> str:
    """Years; the dash for a landfill that takes next to nothing, which says nothing of its life."""
    return number(net / used, 1) if used >= 0.01 * all else DASH


def _scaled(volume: float | None, decimals: int) -> str:
    return number(None if volume is None else volume / 1e4, decimals)

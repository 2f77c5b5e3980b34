"""Streams that are filled in or landfilled: what must be used of them, and how long the voids last, by arithmetic."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.amounts import amount_in, unit_of
from sim.scenario.finding import LANGUAGES, Finding, Texts, by_language, call_all, name_of
from sim.scenario.loading import Loaded
from sim.scenario.masses import annual_mass, compacted_volume, hauled_mass, origin_items, plants_of
from sim.scenario.reach import PLACED, counted, counted_by_mass, due_year
from sim.scenario.schema import Scenario, Target
from sim.scenario.text import join_texts
from sim.scenario.wording import write_quantity


def _treated(scenario: Scenario, target: Target) -> tuple[list[str], float]:
    """The streams of a target that plants take, and the share of them that counts: the goal set for just them."""
    streams = [s for s in target.streams if any(plants_of(scenario, item) for item in origin_items(scenario, s))]
    goals = [other.goal.value for other in scenario.targets.values() if set(other.streams) == set(streams)]
    return streams, goals[0] if goals else target.goal.value


def _masses(
    scenario: Scenario, streams: list[str], year: str, end: int, *, soil_only: bool = False
) -> dict[str, float]:
    """Mass of each stream at the low (0) or high (1) end of its density; of soil in the ground, of the span."""
    masses = {}
    for id in streams:
        stream, spans = scenario.streams[id], scenario.spans
        masses[id] = annual_mass(scenario, id, year)
        if stream.density is None or stream.amount.unit == "kg/a":
            continue
        if spans is not None and stream.density.unit == "kg/bank_m3":
            masses[id] *= spans.bank_density[end].value / stream.density.value
        elif not soil_only:
            masses[id] *= stream.density.ends[end] / stream.density.value
    return masses


def _as_printed(scenario: Scenario, streams: list[str], year: str) -> float:
    """A total that adds tonnes and cubic metres as they are printed, kg: each cubic metre counts as a tonne."""
    total = 0.0
    for id in streams:
        stream = scenario.streams[id]
        is_mass = unit_of(stream) == "kg/a"
        total += annual_mass(scenario, id, year) if is_mass else 1000.0 * amount_in(stream, year)
    return total


def find_fill_needed(loaded: Loaded) -> Iterator[Finding]:
    """Per target that counts fill: the share of what no plant takes that must be used to reach the goal.

    At the densities stated; over their spans; with tonnes and cubic metres added as printed; and, over the span of
    soil, with pressed-out water counted but unused.
    """
    scenario = loaded.scenario
    for id, target in counted_by_mass(scenario).items():
        if not set(counted(target)) & PLACED:
            continue
        year, (treated, rate) = due_year(scenario, target), _treated(scenario, target)
        rest, goal = [s for s in target.streams if s not in treated], target.goal.value
        by_plants = sum(annual_mass(scenario, s, year) for s in treated)
        mass = sum(annual_mass(scenario, s, year) for s in rest)
        if mass <= 0:
            continue
        needed = goal * (by_plants + mass) - rate * by_plants
        over = sorted(_share(goal, rate, by_plants, sum(_masses(scenario, rest, year, end).values())) for end in (0, 1))
        wet = []
        for end in (0, 1):
            masses = _masses(scenario, rest, year, end, soil_only=True)
            usable = sum(kg * _cake(scenario, s) for s, kg in masses.items())
            wet.append(_share(goal, rate, by_plants, sum(masses.values())) * sum(masses.values()) / usable)
        values = {
            "target": id, "year": year, "goal": 100 * goal, "treated": by_plants / 1e7, "rate": 100 * rate,
            "rest": mass / 1e7, "needed": needed / 1e7, "share": 100 * needed / mass, "least": over[0], "most": over[1],
            "printed": _share(goal, rate, by_plants, _as_printed(scenario, rest, year)),
            "wet_least": min(wet), "wet_most": max(wet),
            "elsewhere": _elsewhere(scenario, rest, needed / mass, year) / 1e4,
        }  # fmt: skip
        yield Finding("fill_needed", "info", f"targets.{id}.goal", values, target.article, {"name": name_of(target)})


def _elsewhere(scenario: Scenario, streams: list[str], share: float, year: str) -> float:
    """Compacted m3 that must find a use off site, if so much of each stream is used and the on-site shares hold."""
    hauled, volume = hauled_mass(scenario, year), 0.0
    for id in streams:
        stream = scenario.streams[id]
        kept = sum(part.value for part in stream.on_site.values()) if stream.stage == "gross" else 0.0
        leaves = sum(compacted_volume(scenario, item, hauled.get(item, 0.0)) for item in origin_items(scenario, id))
        volume += leaves * max(0.0, share - kept) / (1 - kept) if kept < 1 else 0.0
    return volume


def _share(goal: float, rate: float, by_plants: float, rest: float) -> float:
    """Per cent of the rest that must be used for the goal, if this rate of what plants take is."""
    return 100 * (goal * (by_plants + rest) - rate * by_plants) / rest


def _cake(scenario: Scenario, stream: str) -> float:
    pressing = scenario.streams[stream].pressing
    return 1.0 if pressing is None else pressing.yield_


def find_landfill_reading(loaded: Loaded) -> Iterator[Finding]:
    """Statements that put whole streams down for landfill: what a target that counts fill can then still reach."""
    scenario = loaded.scenario
    for id, statement in scenario.statements.items():
        listed = sorted(statement.all_of) if statement.landfilled else []
        for target_id, target in counted_by_mass(scenario).items():
            treated, rate = _treated(scenario, target)
            if not listed or sorted(set(target.streams) - set(treated)) != listed or not set(counted(target)) & PLACED:
                continue
            year = due_year(scenario, target)
            other = sum(annual_mass(scenario, s, year) for s in treated)
            rates = sorted(
                100 * rate * other / (other + sum(_masses(scenario, listed, year, end).values())) for end in (0, 1)
            )
            values = {
                "statement": id, "target": target_id, "year": year, "goal": 100 * target.goal.value, "rate": 100 * rate,
                "least": rates[0], "most": rates[1],
                "printed": 100 * rate * other / (other + _as_printed(scenario, listed, year)),
            }  # fmt: skip
            names = {"name": name_of(statement), "target": name_of(target)}
            names["given"] = by_language(write_quantity, statement.value.text)
            names["streams"] = call_all(scenario.streams, listed)
            severity = "contradiction" if rates[1] < 100 * target.goal.value else "info"
            where = f"statements.{id}.landfilled"
            yield Finding("landfill_reading", severity, where, values, statement.value.source, names)


def find_void_as_printed(loaded: Loaded) -> Iterator[Finding]:
    """Years that the voids last if a cubic metre that the plan puts down for landfill takes one of void.

    All together; with the masses that are put down for landfill as well; with only that part of the volumes that the
    use which the targets need leaves; and each void alone.
    """
    scenario = loaded.scenario
    voids = {id: f.void.value for id, f in scenario.facilities.items() if f.void is not None}
    stated = [s for s in scenario.statements.values() if s.landfilled]
    volume = sum(s.value.value for s in stated if "m3" in s.value.unit)
    residue = sum(s.value.value / s.density.value for s in stated if s.value.unit == "kg/a" and s.density is not None)
    if not voids or volume <= 0:
        return
    total, used = sum(voids.values()), _use_needed(scenario)
    values = {
        "void": total / 1e4, "volume": volume / 1e4, "years": total / volume, "residue": residue / 1e4,
        "years_residue": total / (volume + residue), "used": 100 * used,
        "years_used": total / (volume * (1 - used) + residue),
        "alone": {id: void / volume for id, void in voids.items()},
    }  # fmt: skip
    severity = "warning" if total / volume < 5 else "info"
    names = {"landfills": call_all(scenario.facilities, voids)}
    names["alone"] = _alone(scenario, voids, volume)
    article = join_texts(s.value.source for s in stated)
    yield Finding("void_as_printed", severity, f"facilities.{next(iter(voids))}.void", values, article, names)


def _alone(scenario: Scenario, voids: dict[str, float], volume: float) -> Texts:
    shown = {id: name_of(scenario.facilities[id]) for id in voids}
    return {
        lang: "; ".join(f"{shown[id][lang]} {void / volume:.2f}" for id, void in voids.items()) for lang in LANGUAGES
    }


def _use_needed(scenario: Scenario) -> float:
    """The share of what no plant takes that the first target that counts fill needs to be used."""
    for target in counted_by_mass(scenario).values():
        if set(counted(target)) & PLACED:
            year, (treated, rate) = due_year(scenario, target), _treated(scenario, target)
            by_plants = sum(annual_mass(scenario, s, year) for s in treated)
            rest = sum(annual_mass(scenario, s, year) for s in target.streams if s not in treated)
            return max(0.0, min(1.0, _share(target.goal.value, rate, by_plants, rest) / 100)) if rest > 0 else 0.0
    return 0.0

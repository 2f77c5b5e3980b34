"""How precisely a look knows the rates of a study, or the differences of a comparison, under the primary readings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from sim.errors import UsageError
from sim.scenario.loading import Loaded
from sim.scenario.schema import Scenario
from sim.study.annualising import annual_factor
from sim.study.comparable import Common, find_common
from sim.study.comparison import LETTERS, common_rates, exact_rates
from sim.study.differences import difference
from sim.study.looks import Known
from sim.study.sample import Rates, Sample
from sim.study.verdict import MILLION, judge


def refuse_pointless(precision: float | None, most: int, randomness: bool, targets: Collection[str]) -> None:
    """Raise UsageError where a precision is asked for that no number of replications could have."""
    if precision is None:
        return
    if not randomness:
        raise UsageError("precision_no_randomness")
    if most < 2:
        raise UsageError("precision_one")
    if not targets:
        raise UsageError("precision_no_target")


def known_rates(scenario: Scenario, rates: Rates, confidence: float) -> list[Known]:
    """A row for each target and period that is evaluated."""
    rows = []
    for id, target in scenario.targets.items():
        primary, reading = next(iter(target.readings.items()))
        goal = round(target.goal.value * MILLION)
        for period, pairs in ((p, pairs) for (t, r, p), pairs in rates.items() if (t, r) == (id, primary)):
            e = judge(pairs, goal, confidence)
            if e.half_width is not None:
                tonnes = _annual_tonnes(scenario, period, e.denominator_t) if reading.measure == "mass" else None
                rows.append(Known(id, period, e.half_width, e.verdict != "undecided", tonnes))
    return rows


def known_differences(loaded: Sequence[Loaded], samples: Sequence[Sample], confidence: float) -> list[Known]:
    """A row for each further scenario, target and period that can be compared with the first and is evaluated."""
    base = loaded[0].scenario
    return [
        row
        for k in range(1, len(loaded))
        for row in _pair(base, LETTERS[k], find_common(base, loaded[k].scenario), samples[0], samples[k], confidence)
    ]


def common_targets(loaded: Sequence[Loaded]) -> set[str]:
    """Targets of the first scenario that can be compared with those of another."""
    base = loaded[0].scenario
    return {id for other in loaded[1:] for id in find_common(base, other.scenario).readings}


def _pair(
    base: Scenario, letter: str, common: Common, mine: Sample, theirs: Sample, confidence: float
) -> Iterator[Known]:
    for id in common.readings:
        reading = base.targets[id].readings[common.readings[id][0]]
        for period, *rates in common_rates(common, id, mine, theirs):
            if all(b > 0 for pairs in rates for _, b in pairs):
                found = difference(*map(exact_rates, rates), confidence=confidence)
                mean_t = sum(b for _, b in rates[0]) / len(rates[0]) / 1000.0
                tonnes = _annual_tonnes(base, period, mean_t) if reading.measure == "mass" else None
                yield Known(id, period, found.half_width, found.direction != 0, tonnes, letter)


def _annual_tonnes(scenario: Scenario, period: str, tonnes: float | None) -> float | None:
    return None if tonnes is None else annual_factor(scenario, period) * tonnes

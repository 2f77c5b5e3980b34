"""Trucks in a closed loop: Q5-Q7 against the machine-repair model, P1 and P2 against published runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from sim.model.replication import Outcome
from sim.validation import closed_form
from sim.validation.experiment import Experiment, estimate, scenario_of
from sim.validation.queues import COOL, DAY, USUAL, WARM
from sim.validation.rows import Row, Said

START = 60
"""In the published cases the clock starts a minute after midnight, when everything to be loaded lies there."""

Q5 = {
    2: ("0.3396", "1.225"), 4: ("0.6249", "4.806"), 5: ("0.7387", "7.378"), 6: ("0.8297", "10.621"),
    8: ("0.9428", "19.396"), 10: ("0.9865", "30.959"),
}  # fmt: skip
Q6 = {
    (4, 1): ("6.36522", "2.70492", "constant", "30 min"),
    (6, 1): ("8.82093", "5.81201", "uniform", "{value: 30 min, distribution: {uniform: [0, 60]}}"),
    (8, 1): ("10.53749", "10.55164", "lognormal", "{value: 30 min, distribution: {lognormal: {cv: 0.4}}}"),
    (12, 2): ("18.70908", "3.48399", "exponential", "{value: 30 min, distribution: exponential}"),
}
Q7 = {4: "6.8571", 6: "10.2857", 8: "12.0000"}
REPLICATIONS = 16


def exponential_loop(run: Experiment) -> Iterator[Row]:
    """Q5: one loader, all times exponential."""
    for trucks, expected in Q5.items():
        loaded = scenario_of(
            "loop",
            f"fleets.trucks.trucks={trucks}",
            "fleets.trucks.loading={value: 7 min, distribution: exponential}",
            "facilities.tip.gate.tipping={value: 33 min, distribution: exponential}",
        )
        found = run.sample(loaded, partial(at_the_loader, 1), REPLICATIONS * (3 if trucks == 2 else 1))
        _, wait, use = closed_form.finite_source(trucks, 1, 33, 7)
        case = Said("case.loop", {"trucks": trucks, "servers": 1})
        yield from _rows("Q5", case, ("use", "wait_min"), expected, found[:, :2], (use, wait), "repair")


def any_haul(run: Experiment) -> Iterator[Row]:
    """Q6: exponential loading, the rest of the cycle of any law."""
    for (trucks, loaders), (rate, wait, law, haul) in Q6.items():
        loaded = scenario_of(
            "loop",
            f"fleets.trucks.trucks={trucks}",
            f"sources.pit.loaders={loaders}",
            "fleets.trucks.loading={value: 5 min, distribution: exponential}",
            f"facilities.tip.gate.tipping={haul}",
        )
        found = run.sample(loaded, partial(at_the_loader, loaders), REPLICATIONS)[:, [2, 1]]
        a_minute, again, _ = closed_form.finite_source(trucks, loaders, 30, 5)
        case = Said(f"case.loop_{law}", {"trucks": trucks, "servers": loaders})
        yield from _rows("Q6", case, ("loads_h", "wait_min"), (rate, wait), found, (60 * a_minute, again), "repair")


def _rows(
    id: str, case: Said, quantities: Sequence[str], expected: Sequence[str], found: Any, again: Sequence[float],
    source: str,
) -> Iterator[Row]:  # fmt: skip
    for column, quantity in enumerate(quantities):
        value = estimate(found[:, column])
        yield Row(
            id, case, Said(f"quantity.{quantity}"), expected[column], value.mean, Said(f"source.{source}"),
            value.half_width, USUAL, again[column],
        )  # fmt: skip


def at_the_loader(loaders: int, outcome: Outcome) -> tuple[float, float, float]:
    """Share of the loaders in use, mean wait for one in minutes, loads an hour."""
    loads = outcome.trace
    begin, end = WARM, int(loads["loaded"].max()) - COOL
    busy = np.clip(loads["loaded"], begin, end) - np.clip(loads["loading"], begin, end)
    inside = loads[(loads["dispatched"] >= begin) & (loads["dispatched"] < end)]
    done = ((loads["loaded"] >= begin) & (loads["loaded"] < end)).sum()
    wait = (inside["loading"] - inside["dispatched"]).mean() / 60.0
    return busy.sum() / (end - begin) / loaders, wait, 3600.0 * done / (end - begin)


def constant_loop(run: Experiment) -> Iterator[Row]:
    """Q7: constant times; counted over a week, which is a whole number of cycles."""
    for trucks, expected in Q7.items():
        loads = run.observe(scenario_of("loop", f"fleets.trucks.trucks={trucks}", "horizon.end=2025-01-10")).trace
        count = ((loads["tipped"] >= DAY) & (loads["tipped"] < 8 * DAY)).sum()
        again = 60 * closed_form.closed_loop(trucks, 1, 30, 5)
        case = Said("case.loop", {"trucks": trucks, "servers": 1})
        yield Row("Q7", case, Said("quantity.loads_h"), expected, count / (7 * 24), Said("source.loop"),
                  recomputed=again)  # fmt: skip


P1 = {5: (10, 5), 10: (20, 10), 12: (24, 12), 20: (40, 20), 76: (49, 76)}
"""Minutes that both loaders and the scale have worked until then."""


def dump_trucks(run: Experiment) -> Iterator[Row]:
    """P1: Banks, example 3.5."""
    loads = run.observe(scenario_of("dump-trucks")).trace
    source = Said("source.banks")
    for minute, expected in P1.items():
        case = Said("case.minute", {"minute": minute})
        for quantity, begin, end, value in zip(
            ("loader_busy", "scale_busy"), ("loading", "weigh_in"), ("loaded", "weighed_in"), expected, strict=True
        ):
            yield Row("P1", case, Said(f"quantity.{quantity}"), str(value), _busy(loads, begin, end, minute), source)
    case = Said("case.minute", {"minute": 76})
    yield Row("P1", case, Said("quantity.use"), "0.32", _busy(loads, "loading", "loaded", 76) / 2 / 76, source)
    yield Row("P1", case, Said("quantity.scale_use"), "1.00", _busy(loads, "weigh_in", "weighed_in", 76) / 76, source)


def _busy(loads: Any, begin: str, end: str, minute: float) -> float:
    """Minutes between two instants of loads, until a minute."""
    until = START + round(60 * minute)
    return float((np.clip(loads[end], 0, until) - np.clip(loads[begin], 0, until)).sum()) / 60.0


P2_SHIFT = 480
"""Minutes."""


def truck_sizes(run: Experiment) -> Iterator[Row]:
    """P2: SimPM's worked example."""
    until = START + 60 * P2_SHIFT
    loads = run.observe(scenario_of("truck-sizes")).trace
    begun = loads[loads["loading"] < until]
    wait = (begun["loading"] - begun["dispatched"]) / 60.0
    case, source = Said("case.shift"), Said("source.simpm")

    def row(quantity: str, expected: str, got: float, values: dict[str, object] | None = None) -> Row:
        return Row("P2", case, Said(f"quantity.{quantity}", values or {}), expected, got, source)

    for size, count in ((30, "13"), (35, "12"), (50, "12")):
        yield row("loadings", count, float((begun["kg"] == 1000 * size).sum()), {"size": size})
    yield row("dumped", "1330", float(loads["kg"][loads["tipped"] <= until].sum()) / 1000)
    yield row("wait_min", "0.53378", float(wait.mean()))
    yield row("longest_wait", "13.25", float(wait.max()))
    yield row("use", "0.53125", _busy(loads, "loading", "loaded", P2_SHIFT) / P2_SHIFT)

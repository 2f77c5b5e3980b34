"""Queues at a gate: Q1-Q4 and P3 of one station, Q8 of two in a row, Q9 truck by truck."""

from __future__ import annotations

import datetime as dt
import heapq
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from sim.model.replication import Outcome
from sim.scenario.loading import Loaded
from sim.validation import closed_form
from sim.validation.experiment import Experiment, estimate, scenario_of
from sim.validation.rows import Row, Said

DAY = 86_400
WARM, COOL = 10 * DAY, 3 * DAY
"""What is left out at both ends: the run begins empty, and what is still waiting at its end leaves no record."""
START = dt.date(2024, 12, 22)
"""So that the year of the start is what is left out of tables by year."""
LOADS = 150_000
"""In a replication, about."""
WIDEST = {"0.5": 0.01, "0.8": 0.02, "0.9": 0.03}
"""Half-width that proves something, by the load of the servers."""
USUAL = 0.02
SERVICE = 6.0
"""Minutes."""

Q1 = {
    1: {"0.5": "6.00000", "0.8": "24.00000", "0.9": "54.00000"},
    2: {"0.5": "2.00000", "0.8": "10.66667", "0.9": "25.57895"},
    4: {"0.5": "0.52174", "0.8": "4.47324", "0.9": "11.81630"},
    8: {"0.5": "0.08857", "0.8": "1.71617", "0.9": "5.26150"},
}
Q2 = {
    2: {"0.5": "0.333333", "0.8": "0.711111", "0.9": "0.852632"},
    4: {"0.5": "0.173913", "0.8": "0.596432", "0.9": "0.787753"},
    8: {"0.5": "0.059044", "0.8": "0.457645", "0.9": "0.701533"},
}
RUNS = {
    1: {"0.5": (36, 0), "0.8": (38, 0), "0.9": (50, 0)},
    2: {"0.5": (46, 10), "0.8": (36, 10), "0.9": (46, 10)},
    4: {"0.5": (120, 44), "0.8": (44, 10), "0.9": (100, 10)},
    8: {"0.5": (300, 150), "0.8": (52, 18), "0.9": (64, 10)},
}
"""Replications of Q1 and of Q2."""
Q4 = {
    "constant": ("10.0", 0.0, 16), "{lognormal: {cv: 0.4}}": ("11.6", 0.4, 24), "{erlang: {k: 4}}": ("12.5", 0.5, 24),
    "exponential": ("20.0", 1.0, 40),
}  # fmt: skip


def station(servers: int, service: str, minutes_between: float, days: float | None = None) -> Loaded:
    """The weighbridge with so many lanes, a time of service and a mean time between arrivals, for so many days."""
    a_day = 1440.0 / minutes_between
    days = days or (WARM + COOL) / DAY + LOADS / a_day
    return scenario_of(
        "weighbridge",
        f"facilities.tip.gate.lanes={servers}",
        f"facilities.tip.gate.weigh_in={service}",
        f"fleets.trucks.loading={{value: {minutes_between:.9f} min, distribution: exponential}}",
        f"streams.ore.amount={1.2 * 365 * a_day:.0f} t/a",
        f"horizon.end={START + dt.timedelta(days=round(days))}",
    )


def exponential(minutes: float) -> str:
    """An exponential law as a scenario gives it."""
    return f"{{value: {minutes} min, distribution: exponential}}"


def in_order(outcome: Outcome) -> Any:
    """All loads in the order of their coming."""
    trace = outcome.trace
    return trace[np.argsort(trace["arrived"], kind="stable")]


def settled(outcome: Outcome) -> Any:
    """The loads that came to the gate between the two ends, in the order of their coming."""
    loads = in_order(outcome)
    return loads[(loads["arrived"] >= WARM) & (loads["arrived"] < loads["arrived"][-1] - COOL)]


def waits(servers: int, outcome: Outcome) -> tuple[float, float]:
    """Mean wait in minutes, and the share of the trucks that wait.

    The clock has whole seconds. A truck that comes in the very second in which the first of all the servers gets free
    has waited in every second case: it counts half.
    """
    loads = settled(outcome)
    seconds = loads["weigh_in"] - loads["arrived"]
    gone = np.searchsorted(np.sort(loads["weighed_in"]), loads["arrived"], side="left")
    is_tied = (seconds == 0) & (np.arange(len(loads)) - gone >= servers)
    return seconds.mean() / 60.0, (seconds > 0).mean() + is_tied.mean() / 2.0


def mean_waits(run: Experiment) -> Iterator[Row]:
    """Q1: mean wait of M/M/c."""
    for servers, load, offered, case in _cells(Q1):
        loaded = station(servers, exponential(SERVICE), SERVICE / offered)
        found = run.sample(loaded, reported_wait, RUNS[servers][load][0], trace=False)
        again = closed_form.wait(servers, offered, SERVICE)
        yield _row("Q1", case, "wait_min", Q1[servers][load], found[:, 0], WIDEST[load], "erlang", again)


def chances_of_waiting(run: Experiment) -> Iterator[Row]:
    """Q2: P(wait > 0) of M/M/c."""
    for servers, load, offered, case in _cells(Q2):
        loaded = station(servers, exponential(SERVICE), SERVICE / offered)
        found = run.sample(loaded, partial(waits, servers), RUNS[servers][load][1])
        again = closed_form.chance_of_waiting(servers, offered)
        yield _row("Q2", case, "p_wait", Q2[servers][load], found[:, 1], WIDEST[load], "erlang", again)


def _cells(table: dict[int, dict[str, str]]) -> Iterator[tuple[int, str, float, Said]]:
    for servers, loads in table.items():
        for load in loads:
            yield servers, load, servers * float(load), Said("case.servers", {"servers": servers, "load": load})


def reported_wait(outcome: Outcome) -> tuple[float]:
    """Mean wait in minutes as the table of gates reports it, without the year in which the run begins."""
    rows = [row for row in outcome.tables["gates"] if row[0] != str(START.year)]
    trucks = sum(row[2] for row in rows)
    return (sum(row[2] * row[3] for row in rows) / trucks / 60.0,)


def _row(
    id: str, case: Said, quantity: str, expected: str, values: Any, limit: float, source: str, again: float
) -> Row:
    found = estimate(values)
    return Row(
        id, case, Said(f"quantity.{quantity}"), expected, found.mean, Said(f"source.{source}"), found.half_width, limit,
        again,
    )  # fmt: skip


def constant_service(run: Experiment) -> Iterator[Row]:
    """Q3: M/D/1."""
    found = run.sample(station(1, "3 min", 3.75), partial(waits, 1), 16)
    again = closed_form.wait_of_any_service(1 / 3.75, 3.0, 0.0)
    case = Said("case.servers", {"servers": 1, "load": "0.8"})
    yield _row("Q3", case, "wait_min", "6.0000", found[:, 0], WIDEST["0.8"], "pollaczek", again)


def any_service(run: Experiment) -> Iterator[Row]:
    """Q4: M/G/1, 9.6 an hour, mean 5 minutes."""
    for law, (expected, cv, replications) in Q4.items():
        service = "5 min" if law == "constant" else f"{{value: 5 min, distribution: {law}}}"
        found = run.sample(station(1, service, 6.25), partial(waits, 1), replications)
        again = closed_form.wait_of_any_service(9.6 / 60, 5.0, cv)
        case = Said(f"case.law_{law.strip('{').partition(':')[0]}")
        yield _row("Q4", case, "wait_min", expected, found[:, 0], WIDEST["0.8"], "pollaczek", again)


def in_a_row(run: Experiment) -> Iterator[Row]:
    """Q8: two stations, one behind the other."""
    found = run.sample(scenario_of("tandem", "horizon.end=2027-01-01"), time_in_system, 24)
    yield _row("Q8", Said("case.tandem"), "hours_in_system", "0.75", found[:, 0], USUAL, "burke",
               closed_form.tandem(6, 10, 8))  # fmt: skip


def time_in_system(outcome: Outcome) -> tuple[float]:
    """Mean hours from the gate to the end of tipping."""
    loads = settled(outcome)
    return ((loads["tipped"] - loads["arrived"]).mean() / 3600.0,)


def truck_by_truck(run: Experiment, trucks: int = 100_000) -> Iterator[Row]:
    """Q9: every wait of so many trucks."""
    for servers in (1, 3, 8):
        between = SERVICE / servers / 0.9
        loaded = station(servers, exponential(SERVICE), between, 1.05 * trucks * between / 1440.0 + 2)
        ((equal,),) = run.sample(loaded, partial(equal_waits, servers, trucks), 1)
        case = Said("case.trucks", {"servers": servers, "n": trucks})
        yield Row("Q9", case, Said("quantity.equal_waits"), str(trucks), float(equal), Said("source.kiefer"))


def equal_waits(servers: int, trucks: int, outcome: Outcome) -> tuple[int]:
    """How many of the first trucks wait as long as the recursion of Kiefer and Wolfowitz says.

    The recursion knows arrivals and services only: a truck is served when the first server is free.
    """
    loads = outcome.trace[np.lexsort((outcome.trace["key"], outcome.trace["arrived"]))][:trucks]
    free, equal = [0] * servers, 0
    for arrived, begun, service in zip(
        loads["arrived"].tolist(), loads["weigh_in"].tolist(), (loads["weighed_in"] - loads["weigh_in"]).tolist(),
        strict=True,
    ):  # fmt: skip
        begin = max(arrived, heapq.heappop(free))
        equal += begin == begun
        heapq.heappush(free, begin + service)
    return (equal,)


P3 = {
    "p_nobody": "0.0449", "p_wait": "0.7022", "present": "6.011236", "hours_in_system": "1.2022472",
    "queue": "3.511236", "use": "0.8333",
}  # fmt: skip


def three_servers(run: Experiment) -> Iterator[Row]:
    """P3: M/M/3, 5 arrivals and 2 services an hour."""
    found = run.sample(station(3, exponential(30), 12), states, 70)
    chance, queue = closed_form.chance_of_waiting(3, 2.5), closed_form.wait(3, 2.5, 0.5) * 5
    again = closed_form.chance_of_nobody(3, 2.5), chance, queue + 2.5, queue / 5 + 0.5, queue, 2.5 / 3
    for column, (quantity, expected) in enumerate(P3.items()):
        yield _row(
            "P3", Said("case.three_servers"), quantity, expected, found[:, column], USUAL, "texas", again[column]
        )


def states(outcome: Outcome) -> tuple[float, ...]:
    """Of P3: nobody there, wait > 0, mean number there, hours in the system, mean queue, servers in use."""
    begin, end = WARM, int(outcome.trace["arrived"].max()) - COOL
    loads = in_order(outcome)
    arrived, begun, left = (np.clip(loads[name], begin, end) for name in ("arrived", "weigh_in", "weighed_in"))
    last = np.maximum.accumulate(left)
    empty = np.maximum(arrived[1:] - last[:-1], 0).sum() + max(0, end - last[-1])
    inside = settled(outcome)
    return (
        empty / (end - begin),
        waits(3, outcome)[1],
        (left - arrived).sum() / (end - begin),
        (inside["weighed_in"] - inside["arrived"]).mean() / 3600.0,
        (begun - arrived).sum() / (end - begin),
        (left - begun).sum() / (end - begin) / 3.0,
    )

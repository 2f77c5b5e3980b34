"""A study: all replications of one scenario -> Result."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from sim.errors import RunFailed
from sim.model.replication import COLUMNS, Outcome, replicate
from sim.model.warming import compile_model, is_compiled
from sim.scenario.findings import find
from sim.scenario.loading import Loaded
from sim.scenario.schema import Scenario
from sim.study.executor import default_jobs, processes, run_replications, submit
from sim.study.result import Result
from sim.study.tracing import loads_table

OF_VARIANTS = ("rates", "fates", "facilities")
"""Tables that are asked of a variant."""


def run_study(
    loaded: Loaded,
    *,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    scheduler: str | None = None,
    randomness: bool = True,
    trace: bool = False,
    readings: bool = False,
    done: Callable[[int], None] = lambda n: None,
    compiling: Callable[[], None] = lambda: None,
) -> Result:
    """Simulate, evaluate and collect; without randomness one replication says everything.

    `jobs` processes, or the Dask cluster at `scheduler`; `done(n)` is told how many replications are finished,
    `compiling` that the model is compiled first, which happens once on a machine. `trace` keeps the life of every load
    of the first replication's plan run as the table `loads`. `readings` simulates each variant as often, and with the
    same random numbers; their rates are the table `readings`.
    """
    from sim.study.collection import Collector
    from sim.study.rivals import collect_variants, summarise_rivals
    from sim.study.summary import summarise

    started = time.time()
    study = loaded.scenario.study
    seed = study.seed if seed is None else seed
    n = 1 if not randomness else replications or study.replications
    if scheduler is None:
        compile_once(loaded.scenario, compiling)
    collected, loads = Collector(), None

    def simulate(task: Replicator, before: int) -> Iterator[Outcome]:
        """The replications of a scenario in their order; `before` were finished earlier."""
        numbers, told = list(range(1, n + 1)), lambda count: done(before + count)
        return run_replications(task, numbers, jobs or default_jobs(), scheduler, told)

    for outcome in simulate(Replicator(loaded.scenario, seed, randomness, trace), 0):
        collected.add(outcome)
        if trace and loads is None:
            loads = loads_table(outcome, loaded.scenario)
    tables = collected.tables(loaded)
    simulated = None
    if readings:
        runs = enumerate(loaded.variants.items(), start=1)
        simulated = collect_variants(
            (id, simulate(Replicator(scenario, seed, randomness, tables=OF_VARIANTS), k * n))
            for k, (id, scenario) in runs
        )
    summary = summarise(loaded, tables, seed, collected, find(loaded))
    summary["readings"] = summarise_rivals(loaded, tables["rates"], simulated)
    if simulated is not None:
        tables["readings"] = simulated[0]
    if loads is not None:
        tables["loads"] = loads
    about = {"scenario": loaded.id, "hash": loaded.hash}
    return Result(loaded, tables, summary, manifest(about, started, seed, n, randomness, jobs))


def compile_once(scenario: Scenario, compiling: Callable[[], None]) -> None:
    """Compile the model if this machine has not yet done so; `compiling` is told before."""
    if not is_compiled():
        compiling()
        with processes(1) as executor:  # one process, so that not all do it; not this one, so that Ctrl-C ends it
            submit(executor, compile_model, scenario).result()


@dataclass(frozen=True)
class Replicator:
    """Simulates the replication of a number, in any process; RunFailed if its mass balance does not close."""

    scenario: Scenario
    seed: int
    randomness: bool
    trace: bool = False
    tables: tuple[str, ...] = tuple(COLUMNS)
    """What is kept of the outcome."""

    def __call__(self, number: int) -> Outcome:
        trace = self.trace and number == 1
        outcome = replicate(self.scenario, self.seed, number, randomness=self.randomness, trace=trace)
        if outcome.residual_kg:
            raise RunFailed("mass_balance", residual=outcome.residual_kg, replication=number)
        outcome.tables = {name: outcome.tables[name] for name in self.tables}
        return outcome


def manifest(
    about: dict[str, Any], started: float, seed: int, n: int, randomness: bool, jobs: int | None
) -> dict[str, Any]:
    """run.json: what is needed to run again (`about`: the scenarios), and what this run cost."""
    packages = ("waste-sim", "simpy", "numpy", "numba", "pandas", "pydantic", "matplotlib", "typst")
    return {
        "schema": 1,
        **about,
        "seed": seed,
        "replications": n,
        "randomness": randomness,
        "jobs": jobs or default_jobs(),
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(started)),
        "seconds": round(time.time() - started, 1),
        "platform": platform.platform(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in packages},
    }

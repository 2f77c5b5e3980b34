"""A study: all replications of one scenario -> Result."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.scenario.findings import find
from sim.scenario.loading import Loaded
from sim.study.executor import default_jobs
from sim.study.looks import Known, plan_looks
from sim.study.result import Result
from sim.study.simulator import Conditions, Request, Simulator, simulator
from sim.study.tracing import loads_table

if TYPE_CHECKING:
    from sim.model.replication import Outcome
    from sim.study.changes import Changes

OF_VARIANTS = ("rates", "fates", "facilities")
"""Tables that are asked of a variant."""


def run_study(
    loaded: Loaded,
    *,
    replications: int | None = None,
    precision: float | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    scheduler: str | None = None,
    store: Path | None = None,
    randomness: bool = True,
    trace: bool = False,
    readings: bool = False,
    levers: Changes | None = None,
    done: Callable[[int], None] = lambda n: None,
    compiling: Callable[[], None] = lambda: None,
    unlike: Callable[[int, Mapping[str, tuple[object, object]]], None] = lambda runs, fields: None,
) -> Result:
    """Simulate, evaluate and collect; without randomness one replication says everything.

    `jobs` processes, or the Dask cluster at `scheduler`; `done(n)` is told how many replications are finished,
    `compiling` that the model is compiled first, which happens once on a machine. `trace` keeps the life of every load
    of the first replication's plan run as the table `loads`. `readings` simulates each variant as often, and with the
    same random numbers; their rates are the table `readings`. `levers` are changes to be simulated one by one on the
    study's first replications; what they do is `levers` of the summary and the table `levers`.

    `precision` ends the study at the first look (`sim.study.looks`) at which the half-width of the mean of every rate
    under a primary reading is at most this share of 1, or its interval excludes the goal; `replications` are the most
    then. Raises UsageError where that can say nothing: without randomness, for one replication, without targets.
    """
    import pandas as pd

    from sim.study.collection import Collector
    from sim.study.precision import known_rates, refuse_pointless
    from sim.study.rivals import collect_variants, summarise_rivals
    from sim.study.sample import Rates, add_rates
    from sim.study.sensitivity import FLAT, first_of, flat_rows, replications_of, simulate_levers
    from sim.study.summary import summarise

    started = time.time()
    study = loaded.scenario.study
    seed = study.seed if seed is None else seed
    most = 1 if not randomness else replications or study.replications
    refuse_pointless(precision, most, randomness, loaded.scenario.targets)
    looks, rates = plan_looks(precision, most), Rates(list)

    def examine() -> list[Known]:
        return known_rates(loaded.scenario, rates, looks.confidence)

    collected, loads, simulated, effects = Collector(), None, None, None
    own: list[Outcome] = []
    conditions = Conditions(seed, randomness, jobs, scheduler, store, done, compiling, unlike)
    with simulator(loaded.scenario, conditions, most) as simulate:
        for numbers in looks.stages(examine):
            for outcome in simulate([Request(loaded.scenario, trace=trace)], numbers):
                collected.add(outcome)
                add_rates(rates, outcome)
                if levers is not None and len(own) < replications_of(loaded, most):
                    own.append(first_of(outcome))
                if trace and loads is None:
                    loads = loads_table(outcome, loaded.scenario)
        n = collected.replications
        if readings:
            simulated = collect_variants(
                (id, simulate([Request(scenario, tables=OF_VARIANTS)], range(1, n + 1)))
                for id, scenario in loaded.variants.items()
            )
        tables = collected.tables(loaded)
        ended = looks.document(n, examine())
        summary = summarise(loaded, tables, seed, collected, find(loaded), ended)
        if levers is not None:
            effects = simulate_levers(loaded, levers, simulate, own, summary["targets"])
            tables["levers"] = pd.DataFrame(flat_rows(effects), columns=list(FLAT)).astype({"months": "Int64"})
    summary["levers"] = effects
    summary["readings"] = summarise_rivals(loaded, tables["rates"], simulated, looks.confidence)
    if simulated is not None:
        tables["readings"] = simulated[0]
    if loads is not None:
        tables["loads"] = loads
    about = {"scenario": loaded.id, "hash": loaded.hash}
    return Result(loaded, tables, summary, manifest(about, started, seed, n, randomness, jobs, simulate))


def manifest(
    about: dict[str, Any], started: float, seed: int, n: int, randomness: bool, jobs: int | None, simulate: Simulator
) -> dict[str, Any]:
    """run.json: what is needed to run again (`about`: the scenarios), and what this run cost."""
    packages = (
        "waste-sim", "simpy", "numpy", "numba", "holidays", "pandas", "pydantic", "matplotlib", "fonttools", "typst",
        "zhplot", "XlsxWriter",
    )  # fmt: skip
    return {
        "schema": 1,
        **about,
        "seed": seed,
        "replications": n,
        "randomness": randomness,
        "jobs": jobs or default_jobs(),
        "runs": {"simulated": simulate.simulated, "from_store": simulate.kept},
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(started)),
        "seconds": round(time.time() - started, 1),
        "platform": platform.platform(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in packages},
    }

"""Scenarios side by side: each replication of all of them with the same random numbers, on one pool of processes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from sim.errors import UsageError
from sim.scenario.loading import Loaded
from sim.study.comparison import LETTERS, Comparison, compare
from sim.study.looks import Known, plan_looks
from sim.study.precision import common_targets, known_differences, refuse_pointless
from sim.study.sample import TABLES, Sample
from sim.study.simulator import Conditions, Request, simulator
from sim.study.study import manifest


def refuse_senseless(loaded: Sequence[Loaded]) -> None:
    """Raise UsageError for scenarios between which no difference can be, or none that means anything."""
    if len(loaded) < 2:
        raise UsageError("compare_one")
    if len(loaded) > len(LETTERS):
        raise UsageError("compare_many", given=len(loaded), most=len(LETTERS))
    for (a, one), (b, two) in combinations(zip(LETTERS, loaded, strict=False), 2):
        if one.hash == two.hash:
            raise UsageError("compare_same", a=a, b=b, scenario=one.id, other=two.id)
        first, second = ((s.scenario.horizon.start, s.scenario.horizon.end) for s in (one, two))
        if first != second:
            spans = [f"{start} – {end}" for start, end in (first, second)]
            raise UsageError("compare_horizons", a=a, b=b, first=spans[0], second=spans[1])


def run_comparison(
    loaded: Sequence[Loaded],
    *,
    replications: int | None = None,
    precision: float | None = None,
    seed: int | None = None,
    jobs: int | None = None,
    scheduler: str | None = None,
    store: Path | None = None,
    randomness: bool = True,
    done: Callable[[int], None] = lambda n: None,
    compiling: Callable[[], None] = lambda: None,
    unlike: Callable[[int, Mapping[str, tuple[object, object]]], None] = lambda runs, fields: None,
    paranoid: bool = False,
) -> Comparison:
    """Simulate all scenarios with the same seed and compare each with the first.

    Seed and replications are those of the first scenario where not given; the rest means what it means to
    `run_study`. `done(n)` counts the replications of all scenarios. `precision` is that of the paired differences of
    each other scenario, and their goal is 0.
    """
    refuse_senseless(loaded)
    started, study = time.time(), loaded[0].scenario.study
    seed = study.seed if seed is None else seed
    most = 1 if not randomness else replications or study.replications
    refuse_pointless(precision, most, randomness, common_targets(loaded))
    looks, samples = plan_looks(precision, most), [Sample() for _ in loaded]

    def examine() -> list[Known]:
        return known_differences(loaded, samples, looks.confidence)

    conditions = Conditions(seed, randomness, jobs, scheduler, store, done, compiling, unlike, paranoid)
    with simulator(loaded[0].scenario, conditions, most * len(loaded)) as simulate:
        requests = [Request(one.scenario, tables=TABLES) for one in loaded]
        for numbers in looks.stages(examine):
            for k, outcome in enumerate(simulate(requests, numbers)):
                samples[k % len(samples)].add(outcome)
    n = samples[0].replications
    about = {"scenarios": {letter: one.hash for letter, one in zip(LETTERS, loaded, strict=False)}}
    run = manifest(about, started, seed, n, randomness, jobs, simulate)
    return Comparison(tuple(loaded), compare(loaded, samples, seed, looks.document(n, examine())), run)

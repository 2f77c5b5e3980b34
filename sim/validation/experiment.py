"""How cases are run: packaged scenarios through the program's own load cycle, replications in the study's processes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import as_file, files

import numpy as np
import numpy.typing as npt

from sim.model.engine import Engine
from sim.model.replication import Outcome, replicate
from sim.model.run import MakeCycle
from sim.scenario.loading import Loaded, load
from sim.scenario.schema import Scenario
from sim.study.executor import Runner
from sim.study.intervals import mean_interval
from sim.study.simulator import Conditions, warm_runner

Numbers = npt.NDArray[np.float64]
Measure = Callable[[Outcome], Sequence[float]]
"""What is measured in a replication; a function of a module, so that it can be sent to another process."""

CONFIDENCE = 0.999
SEED = 1


def scenario_of(name: str, *settings: str) -> Loaded:
    """A packaged scenario with some values changed, as with `--set`."""
    with as_file(files("sim.validation")) as folder:
        return load(folder / f"{name}.yaml", settings)


@dataclass(frozen=True)
class Estimate:
    """A mean over replications and the half-width of its 99.9 % interval."""

    mean: float
    half_width: float


def estimate(values: Sequence[float] | Numbers) -> Estimate:
    """Student's t interval of independent values."""
    mean, _, high = mean_interval([float(value) for value in values], CONFIDENCE)
    return Estimate(mean, high - mean)


@dataclass(frozen=True)
class Experiment:
    """Runs cases with one seed and one load cycle.

    run: shares replications out. done: is told how many more are finished.
    """

    seed: int = SEED
    run: Runner = field(default_factory=Runner)
    done: Callable[[int], None] = lambda n: None
    make_cycle: MakeCycle = Engine

    def observe(self, loaded: Loaded, make_cycle: MakeCycle | None = None) -> Outcome:
        """A single plan run without randomness, with the life of every load; laws that are lists of values stay."""
        make_cycle = make_cycle or self.make_cycle
        return replicate(loaded.scenario, SEED, 1, randomness=False, design=False, trace=True, make_cycle=make_cycle)

    def sample(self, loaded: Loaded, measure: Measure, replications: int, *, trace: bool = True) -> Numbers:
        """What is measured, a row per replication."""
        task = _Sampling(loaded.scenario, measure, self.seed, trace, self.make_cycle)
        rows = self.run(task, list(range(1, replications + 1)), lambda made: self.done(len(made)))
        return np.array(list(rows), dtype=np.float64)


@dataclass(frozen=True)
class _Sampling:
    """Makes the measurements of a replication in any process."""

    scenario: Scenario
    measure: Measure
    seed: int
    trace: bool
    make_cycle: MakeCycle

    def __call__(self, number: int) -> list[float]:
        outcome = replicate(
            self.scenario, self.seed, number, design=False, trace=self.trace, make_cycle=self.make_cycle
        )
        return [float(value) for value in self.measure(outcome)]


@contextmanager
def experiment(
    seed: int, jobs: int | None, done: Callable[[int], None], compiling: Callable[[], None]
) -> Iterator[Experiment]:
    """An experiment for this block, on the processes that a study would have."""
    finished = 0

    def count(made: int) -> None:
        nonlocal finished
        finished += made
        done(finished)

    conditions = Conditions(seed, jobs=jobs, compiling=compiling)
    with warm_runner(scenario_of("loop").scenario, conditions, sys.maxsize) as run:
        yield Experiment(seed, run, count)

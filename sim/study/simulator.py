"""The outcomes of scenarios' replications: all of a command's studies share one seed and the same processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sim.errors import RunFailed
from sim.model.replication import COLUMNS, Outcome, replicate
from sim.model.warming import compile_model, is_compiled
from sim.scenario.schema import Scenario
from sim.study.executor import Runner, default_jobs, processes, runner, submit


@dataclass(frozen=True)
class Conditions:
    """How to simulate: the seed, or without randomness the means; `jobs` processes or the Dask cluster of an address.

    `done(n)` is told how many replications are finished, `compiling` that the model is compiled first, which happens
    once on a machine.
    """

    seed: int
    randomness: bool = True
    jobs: int | None = None
    scheduler: str | None = None
    done: Callable[[int], None] = lambda n: None
    compiling: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Request:
    """What is wanted of each replication of a scenario: its plan run, its design run, which tables."""

    scenario: Scenario
    plan: bool = True
    design: bool = True
    trace: bool = False
    """Whether the life of every load of the first replication's plan run is kept."""
    tables: tuple[str, ...] = tuple(COLUMNS)


class Simulator:
    """Simulates requests with the same seed; counts what is finished over all of them."""

    def __init__(self, run: Runner, conditions: Conditions) -> None:
        self._run = run
        self._conditions = conditions
        self._finished = 0

    def __call__(self, requests: Sequence[Request], numbers: Sequence[int]) -> Iterator[Outcome]:
        """The outcomes of replication after replication, within each of them in the order of the requests.

        Raises RunFailed if the mass balance of one does not close, or a process is lost.
        """
        before, count = self._finished, len(requests) * len(numbers)
        task = _Replicator(tuple(requests), tuple(numbers), self._conditions.seed, self._conditions.randomness)
        yield from self._run(task, list(range(count)), lambda n: self._conditions.done(before + n))
        self._finished += count


@contextmanager
def simulator(scenario: Scenario, conditions: Conditions, most: int) -> Iterator[Simulator]:
    """A simulator for this block, of at most so many replications at a time; any scenario warms the model up."""
    if conditions.scheduler is None:
        _compile_once(scenario, conditions.compiling)
    with runner(min(conditions.jobs or default_jobs(), most), conditions.scheduler) as run:
        yield Simulator(run, conditions)


def _compile_once(scenario: Scenario, compiling: Callable[[], None]) -> None:
    """Compile the model if this machine has not yet done so."""
    if not is_compiled():
        compiling()
        with processes(1) as executor:  # one process, so that not all do it; not this one, so that Ctrl-C ends it
            submit(executor, compile_model, scenario).result()


@dataclass(frozen=True)
class _Replicator:
    """Makes, in any process, the outcome of a place in the order: of m requests, place k is of request k % m."""

    requests: tuple[Request, ...]
    numbers: tuple[int, ...]
    seed: int
    randomness: bool

    def __call__(self, place: int) -> Outcome:
        before, turn = divmod(place, len(self.requests))
        request, number = self.requests[turn], self.numbers[before]
        outcome = replicate(
            request.scenario,
            self.seed,
            number,
            randomness=self.randomness,
            plan=request.plan,
            design=request.design,
            trace=request.trace and number == 1,
        )
        if outcome.residual_kg:
            raise RunFailed("mass_balance", residual=outcome.residual_kg, replication=number)
        outcome.tables = {name: outcome.tables[name] for name in request.tables}
        return outcome

"""The outcomes of scenarios' replications: all of a command's studies share one seed, the same processes, one store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sim.errors import RunFailed
from sim.model.replication import COLUMNS, Outcome, join, simulate_parts
from sim.model.warming import compile_model, is_compiled
from sim.scenario.schema import Scenario
from sim.study.executor import Runner, default_jobs, processes, runner, submit
from sim.study.identity import Identity, Part, identify
from sim.study.store import Store, opened

PARTS: tuple[Part, Part] = ("plan", "design")
Runs = tuple[Outcome | None, Outcome | None]
"""The plan run and the design run of a replication."""


@dataclass(frozen=True)
class Conditions:
    """How to simulate: the seed, or without randomness the means; `jobs` processes or the Dask cluster of an address.

    `store` is the file of replications already made, None for none. `done(n)` is told how many replications are
    finished, `compiling` that the model is compiled first, which happens once on a machine; `unlike`, of a study of
    which the store has nothing, what it has of the same scenario instead: runs, and the fields that differ. `paranoid`
    checks the invariants of every run, and so simulates it even if it is kept.
    """

    seed: int
    randomness: bool = True
    jobs: int | None = None
    scheduler: str | None = None
    store: Path | None = None
    done: Callable[[int], None] = lambda n: None
    compiling: Callable[[], None] = lambda: None
    unlike: Callable[[int, Mapping[str, tuple[object, object]]], None] = lambda runs, fields: None
    paranoid: bool = False


@dataclass(frozen=True)
class Request:
    """What is wanted of each replication of a scenario: its plan run, its design run, which tables."""

    scenario: Scenario
    plan: bool = True
    design: bool = True
    trace: bool = False
    """Whether the life of every load of the first replication's plan run is kept."""
    tables: tuple[str, ...] = tuple(COLUMNS)

    @property
    def parts(self) -> set[Part]:
        """The runs that are wanted."""
        return {part for part, wanted in zip(PARTS, (self.plan, self.design), strict=True) if wanted}


class Simulator:
    """Simulates requests with the same seed, or takes what is kept; counts what is finished over all of them."""

    def __init__(self, run: Runner, conditions: Conditions, store: Store | None) -> None:
        self._run = run
        self._conditions = conditions
        self._store = store
        self._finished = 0
        self.simulated = self.kept = 0
        """Runs, each of them the plan or the design run of a replication."""

    def __call__(self, requests: Sequence[Request], numbers: Sequence[int]) -> Iterator[Outcome]:
        """The outcomes of replication after replication, within each of them in the order of the requests.

        Raises RunFailed if the mass balance of one does not close, an invariant does not hold where they are checked,
        or a process is lost.
        """
        conditions = self._conditions
        places = [(request, number) for number in numbers for request in requests]
        identities = [
            {part: identify(r.scenario, part, conditions.seed, conditions.randomness) for part in r.parts}
            for r in requests
        ]
        kept = [self._kept(request, identity) for request, identity in zip(requests, identities, strict=True)]
        missing = tuple(
            tuple(p for p in PARTS if p in request.parts and number not in kept[place % len(requests)][p])
            for place, (request, number) in enumerate(places)
        )
        task = _Replicator(
            tuple(requests), tuple(numbers), missing, conditions.seed, conditions.randomness, conditions.paranoid
        )
        left = [place for place, parts in enumerate(missing) if parts]
        self._finish(len(places) - len(left))

        def arrived(made: Mapping[int, Runs]) -> None:
            self._finish(len(made))
            if self._store is not None:
                for place, runs in made.items():
                    scenario, which = places[place][0].scenario, identities[place % len(requests)]
                    new = [(which[part], run) for part, run in zip(PARTS, runs, strict=True) if run is not None]
                    self._store.save(scenario.id or "", new)

        fresh = self._run(task, left, arrived)
        for place, (request, number) in enumerate(places):
            runs = dict(zip(PARTS, next(fresh) if missing[place] else (None, None), strict=True))
            for part in request.parts - set(missing[place]):
                assert self._store is not None
                runs[part] = self._store.load(identities[place % len(requests)][part], number)
            self.simulated += len(missing[place])
            self.kept += len(request.parts) - len(missing[place])
            outcome = join(request.scenario, runs["plan"], runs["design"])
            outcome.tables = {name: outcome.tables[name] for name in request.tables}
            yield outcome

    def _kept(self, request: Request, identities: Mapping[Part, Identity]) -> dict[Part, set[int]]:
        """The runs of a request that need not be made, by their numbers; the life of loads is not kept."""
        if self._store is None or self._conditions.paranoid:
            return {part: set() for part in identities}
        kept = {part: self._store.kept(identity) for part, identity in identities.items()}
        first = next(part for part in PARTS if part in identities)
        if not kept[first] and not self.simulated + self.kept:
            unlike = self._store.unlike(request.scenario.id or "", identities[first])
            if unlike is not None:
                self._conditions.unlike(*unlike)
        if request.trace:
            kept["plan"] -= {1}
        return kept

    def _finish(self, count: int) -> None:
        if count:
            self._finished += count
            self._conditions.done(self._finished)


@contextmanager
def simulator(scenario: Scenario, conditions: Conditions, most: int) -> Iterator[Simulator]:
    """A simulator for this block, of at most so many replications at a time; any scenario warms the model up."""
    with ExitStack() as stack:
        store = None if conditions.store is None else stack.enter_context(opened(conditions.store))
        yield Simulator(stack.enter_context(warm_runner(scenario, conditions, most)), conditions, store)


@contextmanager
def warm_runner(scenario: Scenario, conditions: Conditions, most: int) -> Iterator[Runner]:
    """What runs at most so many tasks, once the model is compiled; any scenario serves for that."""
    if conditions.scheduler is None:
        _compile_once(scenario, conditions.compiling)
    with runner(min(conditions.jobs or default_jobs(), most), conditions.scheduler) as run:
        yield run


def _compile_once(scenario: Scenario, compiling: Callable[[], None]) -> None:
    """Compile the model if this machine has not yet done so."""
    if not is_compiled():
        compiling()
        with processes(1) as executor:  # one process, so that not all do it; not this one, so that Ctrl-C ends it
            submit(executor, compile_model, scenario).result()


@dataclass(frozen=True)
class _Replicator:
    """Makes, in any process, the missing runs of a place in the order: of m requests, place k is of request k % m."""

    requests: tuple[Request, ...]
    numbers: tuple[int, ...]
    missing: tuple[tuple[Part, ...], ...]
    seed: int
    randomness: bool
    paranoid: bool

    def __call__(self, place: int) -> Runs:
        before, turn = divmod(place, len(self.requests))
        request, number, missing = self.requests[turn], self.numbers[before], self.missing[place]
        runs = simulate_parts(
            request.scenario,
            self.seed,
            number,
            randomness=self.randomness,
            plan="plan" in missing,
            design="design" in missing,
            trace=request.trace and number == 1,
            paranoid=self.paranoid,
        )
        for run in runs:
            if run is not None and run.residual_kg:
                raise RunFailed("mass_balance", residual=run.residual_kg, replication=number)
        return runs

"""Replications on the standard process pool; the results come back in order, whatever finishes first."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial

from sim.errors import RunFailed
from sim.model.replication import Outcome, replicate
from sim.scenario.schema import Scenario


def run_replications(
    scenario: Scenario, seed: int, numbers: list[int], randomness: bool, jobs: int, done: Callable[[int], None]
) -> list[Outcome]:
    """Simulate the numbered replications on `jobs` processes; `done(n)` is told how many are finished.

    Raises RunFailed if the system ends one of the processes.
    """
    task = partial(replicate, scenario, seed, randomness=randomness)
    if jobs == 1 or len(numbers) == 1:
        outcomes = []
        for i, number in enumerate(numbers):
            outcomes.append(task(number))
            done(i + 1)
        return outcomes
    pool = ProcessPoolExecutor(min(jobs, len(numbers)), initializer=_take_own_signals)
    try:
        futures = [pool.submit(task, number) for number in numbers]
        for count in _as_they_finish(futures):
            done(count)
        return [future.result() for future in futures]
    except BrokenProcessPool as error:
        raise RunFailed("process_lost") from error
    except BaseException:
        _stop(pool)
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def default_jobs() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _take_own_signals() -> None:
    """In a worker: Ctrl-C is the parent's matter, and its SIGTERM ends the worker at once."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _as_they_finish(futures: list[Future[Outcome]]) -> Iterator[int]:
    """How many are finished, each time one more is; the first failure is raised."""
    pending = set(futures)
    while pending:
        finished, pending = wait(pending, return_when=FIRST_COMPLETED)
        for future in finished:
            future.result()
        yield len(futures) - len(pending)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the workers at once: nothing that they hold is needed any more."""
    for process in list((pool._processes or {}).values()):
        process.terminate()

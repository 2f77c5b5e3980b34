"""Replications on any `concurrent.futures` executor; the results come back in order, whatever finishes first."""

from __future__ import annotations

import logging
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import parent_process
from threading import Thread
from typing import TypeVar

from sim.errors import RunFailed
from sim.interruption import undone_if_interrupted, uninterrupted

SHORT = 0.25
"""Seconds; replications that take less are handed out several at a time."""

T = TypeVar("T")
Task = Callable[[int], T]
"""Makes the outcome of a number, such as that of the replication; it can be pickled."""
Arrived = Callable[[dict[int, T]], None]


@dataclass(frozen=True)
class Runner:
    """Runs one task after the other in this process (no executor), or on the same processes or cluster.

    Called with a task, its numbers, and a function that takes what is finished, by its number, as it comes: the
    outcomes in order.
    """

    executor: Executor | None = None
    width: int = 1

    def __call__(self, task: Task[T], numbers: list[int], arrived: Arrived[T]) -> Iterator[T]:
        if self.executor is not None:
            yield from _share_out(task, numbers, self.executor, self.width, arrived)
            return
        for number in numbers:
            outcome = task(number)
            arrived({number: outcome})
            yield outcome


@contextmanager
def runner(jobs: int, scheduler: str | None) -> Iterator[Runner]:
    """What runs one task after the other on `jobs` processes, or on the Dask cluster whose scheduler listens somewhere.

    Raises RunFailed if the system ends one of the processes or the cluster cannot be reached.
    """
    if scheduler is not None:
        with _cluster(scheduler) as (executor, width):
            yield Runner(executor, width)
    elif jobs == 1:
        yield Runner()
    else:
        with processes(jobs) as executor:
            yield Runner(executor, jobs)


def _share_out(task: Task[T], numbers: list[int], executor: Executor, width: int, arrived: Arrived[T]) -> Iterator[T]:
    """Keep two tasks per worker under way; what they take decides how many replications the next one holds.

    What is finished before its turn waits here.
    """
    left, under_way, early = list(numbers), set[Future[tuple[dict[int, T], float]]](), dict[int, T]()
    turns, size = iter(numbers), 1
    next_number = next(turns, None)
    while left or under_way:
        while left and len(under_way) < 2 * width:
            batch, left = left[:size], left[size:]
            under_way.add(submit(executor, _run_batch, task, batch))
        finished, under_way = wait(under_way, return_when=FIRST_COMPLETED)
        for future in finished:
            batch_outcomes, seconds = future.result()
            early |= batch_outcomes
            each = seconds / len(batch_outcomes)
            size = max(1, min(round(SHORT / max(each, 1e-6)), -(-len(left) // (2 * width))))
            arrived(batch_outcomes)
        while next_number in early:
            yield early.pop(next_number)
            next_number = next(turns, None)


def submit(executor: Executor, function: Callable[..., T], *arguments: object) -> Future[T]:
    """Hand a call to an executor, which may start a process: a signal must not come between start and register.

    Raises RunFailed if the system lets no more processes start.
    """
    try:
        with uninterrupted():
            return executor.submit(function, *arguments)
    except OSError as error:
        raise RunFailed("no_process", reason=error.strerror or str(error)) from error


def _run_batch(task: Task[T], numbers: list[int]) -> tuple[dict[int, T], float]:
    """In a worker: the outcomes of some numbers, and the seconds that they took."""
    started = time.perf_counter()
    return {number: task(number) for number in numbers}, time.perf_counter() - started


def default_jobs() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def processes(jobs: int) -> Iterator[Executor]:
    """A pool of processes; none is left when the block ends, however it ends."""
    pool = ProcessPoolExecutor(jobs, initializer=_begin_work)
    try:
        with undone_if_interrupted(partial(_kill_workers, pool)):
            yield pool
    except BrokenProcessPool as error:
        raise RunFailed("process_lost") from error
    except BaseException:
        _kill_workers(pool)
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _kill_workers(pool: ProcessPoolExecutor) -> None:
    """End a pool's processes at once: nothing that they hold is needed any more."""
    workers = list((pool._processes or {}).values())
    for worker in workers:
        worker.kill()
    for worker in workers:
        worker.join()


def _begin_work() -> None:
    """In a worker: Ctrl-C is the parent's matter, SIGTERM ends the worker at once, and so does the parent's end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """In a thread of a worker: a parent that was killed can end nobody, and its queue would be waited for for ever."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _cluster(address: str) -> Iterator[tuple[Executor, int]]:
    """A Dask cluster as an executor, and how many tasks it works on at a time."""
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise RunFailed("no_dask") from error
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what goes wrong is said once, and not as a traceback
    try:
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise RunFailed("no_cluster", address=address, reason=str(error)) from error
    with client:
        width = sum(client.nthreads().values())
        if not width:
            raise RunFailed("no_cluster_workers", address=address)
        executor = client.get_executor(pure=False)
        try:
            yield executor, width
        except KilledWorker as error:  # each of some workers that took a task over was lost
            raise RunFailed("cluster_workers_lost", address=address) from error
        except Exception as error:  # of several kinds once the scheduler is gone
            if client.status == "running":
                raise
            raise RunFailed("cluster_lost", address=address) from error
        finally:
            executor.shutdown(wait=False)

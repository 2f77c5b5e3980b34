"""The same bytes from one process, from two, and from a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future
from functools import partial

import pytest

from sim.errors import RunFailed
from sim.model.replication import Outcome, replicate
from sim.study.executor import runner, submit
from tests.worlds import build, recycling_world

NUMBERS = list(range(1, 9))
TASK = partial(replicate, build(recycling_world()), 1)


def _run(jobs: int, scheduler: str | None = None, told: list[int] | None = None) -> Iterator[Outcome]:
    arrived = [] if told is None else told
    with runner(jobs, scheduler) as run:
        yield from run(TASK, NUMBERS, arrived.extend)


def _told(outcomes: Iterable[Outcome]) -> list[object]:
    return [(outcome.replication, outcome.tables) for outcome in outcomes]


def test_two_processes_give_what_one_gives() -> None:
    told: list[int] = []
    alone = list(_run(1))
    assert _told(_run(2, told=told)) == _told(alone)
    assert sorted(told) == NUMBERS


def test_a_dask_cluster_gives_what_one_process_gives() -> None:
    distributed = pytest.importorskip("distributed")
    alone = list(_run(1))
    options = {"n_workers": 2, "threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster:
        on_cluster = list(_run(1, cluster.scheduler_address))
    assert _told(on_cluster) == _told(alone)


def test_no_cluster_there_is_said() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(RunFailed) as caught:
        next(_run(1, "127.0.0.1:1"))
    assert caught.value.id == "no_cluster"


class Exhausted(Executor):
    """Where the system lets no process start."""

    def submit(self, *_: object, **__: object) -> Future:
        raise BlockingIOError(11, "Resource temporarily unavailable")


def test_no_process_can_be_started() -> None:
    with pytest.raises(RunFailed) as caught:
        submit(Exhausted(), len, ())
    assert (caught.value.id, caught.value.values) == ("no_process", {"reason": "Resource temporarily unavailable"})

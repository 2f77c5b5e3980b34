"""The same bytes from one process, from two, and from a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import pytest

from sim.errors import RunFailed
from sim.model.replication import Outcome, replicate
from sim.study.executor import run_replications
from tests.worlds import build, recycling_world

NUMBERS = list(range(1, 9))
TASK = partial(replicate, build(recycling_world()), 1)


def _told(outcomes: Iterable[Outcome]) -> list[object]:
    return [(outcome.replication, outcome.tables) for outcome in outcomes]


def test_two_processes_give_what_one_gives() -> None:
    told: list[int] = []
    alone = list(run_replications(TASK, NUMBERS, 1, None, lambda n: None))
    assert _told(run_replications(TASK, NUMBERS, 2, None, told.append)) == _told(alone)
    assert told[-1] == len(NUMBERS)
    assert told == sorted(told)


def test_a_dask_cluster_gives_what_one_process_gives() -> None:
    distributed = pytest.importorskip("distributed")
    alone = list(run_replications(TASK, NUMBERS, 1, None, lambda n: None))
    options = {"n_workers": 2, "threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster:
        on_cluster = list(run_replications(TASK, NUMBERS, 1, cluster.scheduler_address, lambda n: None))
    assert _told(on_cluster) == _told(alone)


def test_no_cluster_there_is_said() -> None:
    pytest.importorskip("distributed")
    with pytest.raises(RunFailed) as caught:
        next(run_replications(TASK, NUMBERS, 1, "127.0.0.1:1", lambda n: None))
    assert caught.value.id == "no_cluster"

"""Every invariant, violated: in the journal, the lives and the ledger of a run that were sound, one thing is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.errors import RunFailed
from sim.model.calendar import days_between
from sim.model.custody import Postings
from sim.model.cycle import MOMENTS, End
from sim.model.draws import Draws
from sim.model.engine import Engine
from sim.model.engine.journal import POSTED, QUEUED
from sim.model.engine.state import WAITING
from sim.model.engine.tally import FLOW, MADE
from sim.model.invariants import watch
from sim.model.invariants.lives import OVER, Lives, busy_beyond, check_servers
from sim.model.invariants.mass import Booked, Stocks, Voids
from sim.model.invariants.postings import Moves
from sim.model.invariants.queues import Queues
from sim.model.invariants.storage import check_storage
from sim.model.invariants.violation import Violation, time_of
from sim.model.invariants.watch import Watch, watching
from sim.model.names import names_of
from sim.model.run import Mode, simulate
from sim.words import Words
from tests.worlds import build, fleet, landfill, recycling_world

End_ = Callable[[End], End]


def world(**plant: Any) -> dict[str, Any]:
    """Twenty loads at eight in the morning for three trucks, which meet at the one lane of the gate."""
    made = recycling_world(stockpile="1000 t", **plant)
    made["horizon"]["end"] = "2025-01-03"
    made["streams"]["rubble"]["amount"] = "73000 t/a"
    made["fleets"]["trucks"] = fleet(carries=["rubble", "residue"], trucks=3)
    return made


@pytest.fixture
def run_spoilt(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Run the world on an engine whose journal, lives or end are not what they were; the error that this raises."""

    def run(
        journal: Callable[[Any], Any] = lambda notes: notes,
        end: End_ = lambda end: end,
    ) -> RunFailed:
        class Spoilt(Engine):
            def read_journal(self, now: int) -> Any:
                notes = super().read_journal(now)
                return journal(notes) if len(notes) else notes  # it is read at the very start, too

            def finish(self, now: int) -> End:
                return end(super().finish(now))

        monkeypatch.setattr(watch, "Engine", Spoilt)
        with pytest.raises(RunFailed) as error:
            simulated()
        return error.value

    return run


def simulated(replication: int = 7) -> None:
    scenario = build(world())
    days = days_between(scenario.horizon.start, scenario.horizon.end)
    simulate(scenario, days, Draws(1, replication, True), Mode(), watching(replication, "plan"))


def test_nothing_is_wrong_with_the_world_itself() -> None:
    simulated()


def spoil(column: str, n: int, by: int) -> End_:
    """Add to one instant, or the mass, of a load whose truck is back."""

    def spoilt(end: End) -> End:
        trace = end.trace.copy()
        trace[column][n] += by
        return replace(end, trace=trace)

    return spoilt


def test_balance_a_load_vanishes_on_the_road(run_spoilt: Callable[..., Any]) -> None:
    def lose_the_first(notes: Any) -> Any:
        posted = np.flatnonzero((notes["what"] == POSTED) & (notes["value"] == 10_000))
        return np.delete(notes, posted[:1])

    error = run_spoilt(journal=lose_the_first)
    assert error.id == "invariant_balance"
    assert error.values["replication"] == 7
    assert abs(error.values["booked"] - error.values["counted"]) == 10_000
    for language in ("en", "zh"):
        assert str(error.values["place"]) in Words(language).say(f"error.{error.id}", **error.values)


def test_ledger_a_kilogram_too_much_on_the_first_day(run_spoilt: Callable[..., Any]) -> None:
    def one_more(end: End) -> End:
        flows = end.ledger.flows
        kg = flows.kg.copy()
        kg[0] += 1
        return replace(
            end, ledger=replace(end.ledger, flows=Postings(flows.keys, flows.day, flows.key, kg, flows.loads))
        )

    error = run_spoilt(end=one_more)
    assert (error.id, error.values["table"]) == ("invariant_ledger", "flows")
    assert error.values["booked_kg"] == error.values["kg"] + 1


@pytest.mark.parametrize(
    ("spoilt", "invariant"),
    [
        (spoil("kg", 0, 1), "loads"),
        (spoil("departed", 4, -30_000), "instants"),
        (spoil("weigh_in", 1, -1), "server"),
        (spoil("back", 0, 5_000), "truck"),
        (lambda end: replace(end, void_left={"dump": end.void_left["dump"] - 1}), "void_left"),
        (lambda end: replace(end, stock_peak=end.stock_peak | {"plant": 1}), "peak"),
        (lambda end: replace(end, trace=end.trace[1:]), "loads"),
    ],
)
def test_what_a_run_leaves_behind(run_spoilt: Callable[..., Any], spoilt: End_, invariant: str) -> None:
    assert run_spoilt(end=spoilt).id == f"invariant_{invariant}"


def test_little_a_truck_never_leaves_the_queue(run_spoilt: Callable[..., Any]) -> None:
    def forget_a_leaver(notes: Any) -> Any:
        return np.delete(notes, np.flatnonzero((notes["what"] == QUEUED) & (notes["value"] == -1))[0])

    error = run_spoilt(journal=forget_a_leaver)
    assert error.id == "invariant_little"
    assert error.values["integral"] > error.values["waits"]


def test_little_a_wait_is_a_second_too_long(run_spoilt: Callable[..., Any]) -> None:
    error = run_spoilt(end=spoil("release", 5, -1))
    assert (error.id, error.values["queue"]) == ("invariant_little", "dispatched")
    assert error.values["waits"] == error.values["integral"] + 1


def test_clock_of_the_journal(run_spoilt: Callable[..., Any]) -> None:
    def swap(notes: Any) -> Any:
        notes = notes.copy()
        notes["at"][20] = notes["at"][-1]
        return notes

    assert run_spoilt(journal=swap).id == "invariant_clock"


def test_clock_of_the_calendar() -> None:
    """Whoever tells of a second that is over."""

    class Late(Watch):
        def stop_machine(self, plant: str, now: int) -> None:
            super().stop_machine(plant, now - 1)

    made = world()
    made["calendars"]["short"] = {"hours": "08:00-09:00"}
    made["facilities"]["plant"] |= {"calendar": "short"}
    made["facilities"]["dump"] |= {"calendar": "short"}
    scenario = build(made)
    days = days_between(scenario.horizon.start, scenario.horizon.end)
    with pytest.raises(RunFailed) as error:
        simulate(scenario, days, Draws(1, 1, True), Mode(), lambda d, g, t: Late(d, g, t, 1, "plan"))
    assert error.value.id == "invariant_clock"
    values: Any = error.value.values
    assert values["before"] - values["now"] == 1
    assert error.value.values["time"] == "2025-01-01 09:00:00"


# stocks and voids, movement by movement

SCENARIO = build(
    recycling_world(stockpile="25 t", product_yard="12 t")
    | {
        "streams": recycling_world()["streams"]
        | {"soil": {"name": "Soil", "amount": "1 t/a", "density": "1 t/压实方"}},
        "routes": recycling_world()["routes"] | {"soil": {"to": ["dump"]}},
        "facilities": recycling_world(stockpile="25 t", product_yard="12 t")["facilities"]
        | {"dump": landfill(accepts=["soil", "residue"], void="25 压实方")},
        "fleets": {"trucks": fleet(carries=["rubble", "residue", "soil"])},
        "roads": {"km": {"site": {"plant": 10, "dump": 1}, "plant": {"dump": 5}}},
    }
)
NAMES = names_of(SCENARIO)
ROAD = "in_transit"


def moves(*rows: tuple[int, int, str, str, str, str, int]) -> Moves:
    """Rows of second, kind, from, to, item, what it was made of, kg; nothing is brought back."""
    account, item = NAMES.accounts.index, NAMES.items.index
    at, kind, origin, to, what, made_of, kg = zip(*rows, strict=True)
    return Moves(
        np.array(at), np.array(kind), np.array([account(a) for a in origin]), np.array([account(a) for a in to]),
        np.zeros(len(rows), np.int64), np.array([item(i) for i in what]), np.array([item(i) for i in made_of]),
        np.array(kg), np.zeros(len(rows), np.bool_),
    )  # fmt: skip


def tip(
    second: int, to: str = "plant", item: str = "rubble", kg: int = 10_000
) -> tuple[int, int, str, str, str, str, int]:
    return second, FLOW, ROAD, to, item, item, kg


def make(second: int, item: str, kg: int) -> tuple[int, int, str, str, str, str, int]:
    return second, MADE, "plant", "plant", item, "rubble", kg


def test_stock_more_than_fits() -> None:
    assert list(Stocks(SCENARIO, NAMES).check(moves(tip(1), tip(2)))) == []
    (found,) = Stocks(SCENARIO, NAMES).check(moves(tip(1), tip(2), tip(3)))
    assert found == Violation("stock", 3, "plant", {"kg": 30_000, "limit": 25_000})


def test_stock_less_than_nothing() -> None:
    stocks = Stocks(SCENARIO, NAMES)
    (found,) = stocks.check(moves(tip(1), make(5, "product", 9_000), make(5, "residue", 1_001)))
    assert found == Violation("stock", 5, "plant", {"kg": -1, "limit": 25_000})


def test_stock_is_remembered_from_one_reading_to_the_next() -> None:
    stocks = Stocks(SCENARIO, NAMES)
    assert list(stocks.check(moves(tip(1), tip(2)))) == []
    assert [v.second for v in stocks.check(moves(tip(9)))] == [9]


def test_yard_more_than_fits() -> None:
    stocks = Stocks(SCENARIO, NAMES)
    made = [tip(1), tip(2), make(3, "product", 9_000), make(3, "residue", 1_000)]
    assert list(stocks.check(moves(*made))) == []
    (found,) = stocks.check(moves(make(5, "product", 2_001)))
    assert found == Violation("yard", 5, "plant", {"kg": 12_001, "limit": 12_000})


def test_void_a_load_too_much_and_again_after_the_refill() -> None:
    """A tonne takes a cubic metre; 25 are there."""
    voids = Voids(SCENARIO, NAMES)
    assert list(voids.check(moves(tip(1, "dump", "soil"), tip(2, "dump", "residue")))) == []
    (found,) = voids.check(moves(tip(3, "dump", "soil", 5_001)))
    assert found == Violation("void", 3, "dump", {"used": 25.001, "void": 25.0})
    voids.refill()
    assert list(voids.check(moves(tip(4, "dump", "soil")))) == []


def test_total_something_arises_of_which_no_account_knows() -> None:
    booked, nothing = Booked(NAMES), np.zeros(0, [(n, np.int64) for n in ("account", "stream", "item", "kg")])
    none = np.zeros(len(NAMES.tracked), np.int64)
    assert list(booked.check(0, nothing, {}, none)) == []
    (found,) = booked.check(0, nothing, {}, none + np.array([1, 0]))
    assert (found.invariant, found.values["born"], found.values["found"]) == ("total", 1, 0)


def test_server_a_loader_with_two_trucks() -> None:
    made = world()
    made["sources"]["site"]["loaders"] = 1
    scenario = build(made)
    columns = {name: np.full(2, -1, np.int64) for name in MOMENTS}
    columns |= {name: np.zeros(2, np.int64) for name in ("number", "item", "stream", "kg", "destination")}
    columns |= {"origin": np.array([0, 0]), "loading": np.array([10, 15]), "loaded": np.array([15, 20])}
    lives = Lives(columns, np.full(2, -1, np.int64), 100)
    assert list(check_servers(lives, scenario, names_of(scenario))) == []
    columns["loading"] = np.array([10, 14])
    (found,) = check_servers(lives, scenario, names_of(scenario))
    assert found == Violation("server", 14, "site", {"station": "loading", "servers": 1})


@pytest.mark.parametrize(
    ("storage", "second"),
    [
        (None, None),
        ("20 t", 20),  # three wait from second 20 to 25
        ("30 t", None),
        ({"rubble": "20 t"}, None),  # of the three one is soil
        ({"rubble": "10 t", "soil": "10 t"}, 10),
        ({"soil": "9 t"}, 20),
    ],
)
def test_storage_of_a_source(storage: Any, second: int | None) -> None:
    """Loads of 10 t wait from 0 to 20, 10 to 30 and 20 to 25; one that goes as another comes does not count twice."""
    scenario = build(_two_streams(storage))
    lives = _waiting(release=[0, 10, 20, 20], dispatched=[20, 30, 25, -1], stream=[0, 0, 1, 0])
    found = list(check_storage(lives, scenario, names_of(scenario)))
    assert [violation.second for violation in found] == ([] if second is None else [second])
    assert all(violation.invariant == "storage" for violation in found)


def test_storage_is_exceeded_by_what_is_brought_back() -> None:
    """10 t are back at second 40, where 10 t wait already; a third load is one too many."""
    scenario = build(_two_streams("10 t"))
    names, columns = names_of(scenario), {"release": [0, 20, 40], "dispatched": [10, 60, 70], "back": [40, 90, 90]}
    tipped = [-1, 80, 80]
    assert list(check_storage(_waiting(**columns, tipped=tipped), scenario, names)) == []
    one_more = {name: [*column, 95] for name, column in columns.items()} | {"release": [0, 20, 40, 50]}
    (found,) = check_storage(_waiting(**one_more, tipped=[*tipped, 94]), scenario, names)
    assert found == Violation("storage", 50, "site", {"limit": 10_000})


def test_storage_knows_the_items_of_an_opening_stock() -> None:
    """Rubble that lay there at the start waits where rubble waits, of no stream."""
    scenario = build(_two_streams({"rubble": "10 t", "soil": "99 t"}))
    names = names_of(scenario)
    rubble, opening = names.items.index("rubble"), len(names.streams)
    lives = _waiting(
        release=[0, 5], dispatched=[20, 30], stream=[opening, names.streams.index("rubble")], item=[rubble, rubble]
    )
    assert [violation.second for violation in check_storage(lives, scenario, names)] == [5]


def _two_streams(storage: Any) -> dict[str, Any]:
    made = world()
    made["streams"]["soil"] = {"name": "Soil", "amount": "1 t/a", "density": "1 t/压实方"}
    made["fleets"]["trucks"]["carries"] = ["rubble", "residue", "soil"]
    made["routes"]["soil"] = {"to": ["dump"]}
    made["facilities"]["dump"]["accepts"] = ["residue", "soil"]
    made["roads"]["km"]["site"]["dump"] = 1
    if storage is not None:
        made["sources"]["site"]["storage"] = storage
    return made


def _waiting(**columns: list[int]) -> Lives:
    """Lives of loads of 10 t at the first source, as far as they are told; the last to go may still wait."""
    n = len(columns["release"])
    told = {name: np.full(n, -1, np.int64) for name in MOMENTS} | {"tipped": np.full(n, 0, np.int64)}
    told |= {name: np.zeros(n, np.int64) for name in ("number", "stream", "item", "origin", "destination")}
    told |= {"kg": np.full(n, 10_000)} | {k: np.array(c) for k, c in columns.items()}
    return Lives(told, np.where(told["dispatched"] < 0, WAITING, OVER), 100)


@pytest.mark.parametrize(
    ("starts", "ends", "most", "second"),
    [
        ([0, 5], [5, 9], 1, None),  # one goes as the other comes
        ([0, 4], [5, 9], 1, 4),
        ([0, 4, 4], [5, 9, 6], 2, 4),
        ([0, 4, 5], [5, 9, 6], 2, None),
        ([3], [4], 0, 3),
        ([3, 3], [3, 3], 1, None),  # nothing takes time
        ([], [], 2, None),
    ],
)
def test_busy_beyond(starts: list[int], ends: list[int], most: int, second: int | None) -> None:
    assert busy_beyond(np.array(starts, np.int64), np.array(ends, np.int64), most) == second


def test_time_of() -> None:
    days = days_between(SCENARIO.horizon.start, SCENARIO.horizon.end)
    assert time_of(86_400 + 3_661, days) == "2025-01-02 01:01:01"
    assert time_of(10 * 86_400, days) == "2025-01-10 24:00:00"
    assert time_of(10 * 86_400, type(days)(days.dates + days.dates)) == "2025-01-01 00:00:00 (2)"


def test_balance_a_fate_with_less_than_nothing() -> None:
    booked, nothing = Booked(NAMES), np.zeros(0, [(n, np.int64) for n in ("account", "stream", "item", "kg")])
    landfilled = NAMES.accounts.index("landfilled")
    booked.kg[landfilled, 0, NAMES.items.index("residue")] = -1
    found = list(booked.check(9, nothing, {}, np.zeros(len(NAMES.tracked), np.int64)))
    values = {"stream": NAMES.tracked[0], "item": "residue", "booked": -1, "counted": 0}
    assert found[0] == Violation("balance", 9, "landfilled", values)


def test_stock_of_a_store_more_than_fits() -> None:
    """What comes and goes is one stock, whatever it is: 20 t of 25, a load leaves, 15 t come."""
    plant = SCENARIO.facilities["plant"]
    store = plant.model_copy(update={"kind": "store", "holds": plant.stockpile, "outputs": {}})
    made = SCENARIO.model_copy(update={"facilities": {**SCENARIO.facilities, "plant": store}})
    stocks = Stocks(made, NAMES)
    leaves = (3, FLOW, "plant", ROAD, "rubble", "rubble", 10_000)
    assert list(stocks.check(moves(tip(1), tip(2), leaves))) == []
    (found,) = stocks.check(moves(tip(4), tip(5, kg=6_000)))
    assert found == Violation("stock", 5, "plant", {"kg": 26_000, "limit": 25_000})


@pytest.mark.parametrize(
    ("queue", "place", "name"),
    [
        (0, "dump", "weigh_in"),
        (4, "market", "tipping"),
        (9, "site", "loading"),
        (10 + 4 * 2, "rubble", "dispatched"),
        (10 + 3, "plant.product", "dispatched"),
    ],
)
def test_little_names_the_queue(queue: int, place: str, name: str) -> None:
    """Three facilities with three queues each, one source, then four queues of each item: of sources, and of places."""
    assert [*NAMES.facilities, *NAMES.sources, *NAMES.items] == [
        "dump", "market", "plant", "site", "product", "residue", "rubble", "soil"
    ]  # fmt: skip
    queues = Queues(SCENARIO, NAMES, 10, lambda item, store: 4 * item + (0 if store is None else store + 1), 50)
    queues.integral[queue] = 7
    nobody = {name: np.zeros(0, np.int64) for name in (*MOMENTS, "number", "item", "stream", "kg", "origin")}
    lives = Lives(nobody | {"destination": np.zeros(0, np.int64)}, np.zeros(0, np.int64), 50)
    (found,) = queues.check(lives)
    assert found == Violation("little", 50, place, {"queue": name, "integral": 7, "waits": 0})

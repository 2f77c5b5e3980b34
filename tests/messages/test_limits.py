"""How large a scenario may be, and whether a truck can ever arrive: just allowed, and just too much."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.scenario.arrivals import _meets
from sim.scenario.loading import load
from sim.scenario.schema import Calendar
from sim.words import Words
from tests.messages.test_faults import BASE, faults_of, say, write


def grown(section: str, count: int, entry: str) -> str:
    """The base scenario with `count` more entries in a section."""
    rows = "".join(f"  more_{n}: {entry}\n" for n in range(count))
    return BASE.replace(f"\n{section}:\n", f"\n{section}:\n{rows}", 1)


ITEM = "{name: A}"
OUTLET = "{name: A, kind: outlet, accepts: [aggregate], fate: recycled}"


@pytest.mark.parametrize(
    ("section", "entry", "room", "id", "text"),
    [
        ("items", ITEM, 248, "too_many", "there are 251 entries here; at most 250 are possible."),
        ("sources", "{name: A, position: [29, 106]}", 3996, "too_many_places",
         "there are 4001 sources and facilities; together at most 4000 are possible."),
    ],
)  # fmt: skip
def test_counts(section: str, entry: str, room: int, id: str, text: str, tmp_path: Path) -> None:
    assert load(write(tmp_path, grown(section, room, entry))).id == "case"
    (fault,) = faults_of(write(tmp_path, grown(section, room + 1, entry)))
    assert (fault.id, fault.path, say(fault)) == (id, section, text)
    assert fault.place is not None
    assert BASE.replace("\r", "").splitlines()[fault.place.line - 1] == f"{section}:"
    assert re.search("[\u4e00-\u9fff]", say(fault, "zh"))


def test_streams(tmp_path: Path) -> None:
    def text(count: int) -> str:
        many = grown("streams", count, "{name: A, amount: 1 t/a, capture: 0 %, density: 1 t/压实方}")
        names = [f"more_{n}" for n in range(count)]
        many = many.replace("carries: [", f"carries: [{''.join(f'{name}, ' for name in names)}")
        many = many.replace("accepts: [rubble, residue", f"accepts: [{', '.join(names)}, rubble, residue")
        return many.replace("\nroutes:\n", "\nroutes:\n" + "".join(f"  {name}: {{to: [tip]}}\n" for name in names))

    assert len(load(write(tmp_path, text(62))).scenario.streams) == 64
    (fault,) = faults_of(write(tmp_path, text(63)))
    assert (fault.id, say(fault)) == ("too_many", "there are 65 entries here; at most 64 are possible.")


def test_sixty_years_are_possible(tmp_path: Path) -> None:
    sixty = BASE.replace("end: 2028-01-01}\nwindows", "end: 2087-01-01}\nwindows")
    assert load(write(tmp_path, sixty)).scenario.horizon.end.year == 2087
    (fault,) = faults_of(write(tmp_path, sixty.replace("2087-01-01", "2087-01-02")))
    assert fault.id == "horizon_too_long"


def test_the_mass_of_a_stream_counts_over_the_horizon_and_with_the_upper_ends_of_its_ranges(tmp_path: Path) -> None:
    def faults(amount: str, end: str = "2029-01-01") -> tuple[str, ...]:
        text = BASE.replace("amount: 10 万自然方/a", f"amount: {amount}").replace("2028-01-01}\nwind", f"{end}}}\nwind")
        text = text.replace("payload: 12 t", "payload: 10000 t").replace(
            "windows:\n  2027-Q4: {start: 2027-10-01, end: 2028-01-01}\n", ""
        )
        path = write(tmp_path, text)
        try:
            load(path)
        except Exception:
            return tuple(f"{fault.id} {fault.path}" for fault in faults_of(path))
        return ()

    too_much = ("too_much_mass streams.spoil.amount",)
    assert faults("23 亿自然方/a") == (), "9.66e12 kg in two years"
    assert faults("24 亿自然方/a") == too_much
    assert faults("{value: 20 亿自然方/a, range: [10, 20, 24]}") == too_much
    assert faults("20 亿自然方/a", end="2030-01-01") == too_much
    assert faults("{value: 20 亿自然方/a, distribution: {lognormal: {cv: 0.3}}}") == (), "an unbounded law by its value"
    assert faults("24 亿自然方/a", end="2027-02-01") == too_much, "the design run lasts two years whatever the horizon"


WEEK_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def calendar(hours: str, *days: str) -> Calendar:
    closed = [day for day in WEEK_DAYS if days and day not in days]
    return Calendar.model_validate({"hours": hours, "closed_weekdays": closed})


HOUR = 3600


@pytest.mark.parametrize(
    ("starts", "leg", "hours", "meets"),
    [
        (calendar("06:00-07:00"), (HOUR, HOUR), calendar("06:00-22:00"), True),
        (calendar("20:00-21:00"), (HOUR, 2 * HOUR), calendar("06:00-12:00"), False),
        (calendar("20:00-21:00"), (HOUR, 9.1 * HOUR), calendar("06:00-12:00"), True),  # one may come next morning
        (calendar("06:00-08:00"), (11 * HOUR, 22 * HOUR), calendar("08:00-12:00"), False),  # longer than every window
        (calendar("22:00-06:00"), (600, 600), calendar("06:00-22:00"), True),  # 05:55 -> 06:05
        (calendar("22:00-05:00"), (600, 600), calendar("06:00-22:00"), False),
        (calendar("06:00-22:00", "fri"), (HOUR, HOUR), calendar("06:00-22:00", "mon"), False),
        (calendar("06:00-24:00", "sun"), (HOUR, HOUR), calendar("00:00-06:00", "mon"), True),  # across the week's end
        (calendar("06:00-07:00"), (HOUR, float("inf")), calendar("03:00-04:00"), True),  # nothing is certain
        (calendar("06:00-07:00"), (HOUR, HOUR), calendar("07:00-07:01"), True),
        (calendar("06:00-07:00"), (HOUR, HOUR), calendar("08:00-09:00"), False),  # the gate opens as the last has come
    ],
)
def test_arrivals(starts: Calendar, leg: tuple[float, float], hours: Calendar, meets: bool) -> None:
    assert _meets(starts, leg, hours) is meets


def test_a_listed_distance_goes_before_positions(tmp_path: Path) -> None:
    late = BASE.replace("calendars:\n", 'calendars:\n  haul: {hours: "06:00-07:00"}\n  plant: {hours: "06:00-08:00"}\n')
    assert load(write(tmp_path, late)).id == "case"
    far = late + "roads: {km: {town: {plant: 400, tip: 15}, plant: {tip: 1}}}\n"
    (fault,) = faults_of(write(tmp_path, far))
    assert (fault.id, fault.path) == ("never_arrives", "routes.rubble.to.0")
    assert "tippers" in Words("zh").say(f"fault.{fault.id}", **fault.values)

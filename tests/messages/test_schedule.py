"""What `check` finds in events, rain and holidays."""

from __future__ import annotations

from tests.messages.test_findings import found


def test_an_event_outside_the_horizon_does_nothing() -> None:
    fire = "events={fire: {kind: outage, facility: tip, start: 2026-05-01, end: 2027-01-01}}"
    finding = found(fire)["event_outside events.fire.start"]
    assert finding["message"]["en"].startswith("fire: from 2026-05-01 to 2027-01-01 lies outside the horizon")
    inside = fire.replace("end: 2027-01-01", "end: 2027-01-02")
    assert not any(key.startswith("event_outside") for key in found(inside))


def test_an_outage_of_the_only_place() -> None:
    fire = "events={fire: {kind: outage, facility: tip, start: 2027-05-01, end: 2027-05-31}}"
    finding = found(fire)["outage_without_way events.fire.facility"]
    assert finding["values"] == {"event": "fire", "days": 30, "items": "spoil, residue"}
    slow = "events={fire: {kind: derating, facility: plant, rate: 50 %, start: 2027-05-01, end: 2027-05-31}}"
    alone = "routes.rubble.to=[plant]"
    assert not any(key.startswith("outage_without_way") for key in found(slow, alone)), "it goes on, at half its rate"
    plant = fire.replace("tip", "plant")
    assert "outage_without_way events.fire.facility" in found(plant, alone)
    assert not any(key.startswith("outage_without_way") for key in found(plant)), "rubble may go to the tip"


def test_a_calendar_that_stops_in_rain_needs_rain() -> None:
    stops = "calendars.day.stops_in_rain=true"
    assert "no_rain calendars.day.stops_in_rain" in found(stops)
    weather = "weather={rain_days: {values: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]}}"
    assert not any(key.startswith("no_rain") for key in found(stops, weather))


def test_holidays_of_years_without_an_official_schedule_are_provisional() -> None:
    holidays = "calendars.day.public_holidays=CN"
    years = {"horizon.start": "2025-01-01", "horizon.end": "2041-01-01"}
    finding = found(holidays, *(f"{key}={value}" for key, value in years.items()))
    shown = finding["provisional_holidays calendars.day.public_holidays"]["values"]["years"].split(", ")
    assert shown[-1] == "2040"
    assert "2025" not in shown, "published in November 2024"

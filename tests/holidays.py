"""The public holidays of China as the notices of the State Council give them, typed by hand: first to last day."""

from __future__ import annotations

import datetime as dt

NOTICES: dict[int, list[tuple[str, str]]] = {
    # of 8 December 2022, 25 October 2023, 12 November 2024 and 4 November 2025
    2023: [
        ("01-01", "01-02"), ("01-21", "01-27"), ("04-05", "04-05"), ("04-29", "05-03"), ("06-22", "06-24"),
        ("09-29", "10-06"), ("12-30", "12-31"),
    ],
    2024: [
        ("01-01", "01-01"), ("02-10", "02-17"), ("04-04", "04-06"), ("05-01", "05-05"), ("06-08", "06-10"),
        ("09-15", "09-17"), ("10-01", "10-07"),
    ],
    2025: [
        ("01-01", "01-01"), ("01-28", "02-04"), ("04-04", "04-06"), ("05-01", "05-05"), ("05-31", "06-02"),
        ("10-01", "10-08"),
    ],
    2026: [
        ("01-01", "01-03"), ("02-15", "02-23"), ("04-04", "04-06"), ("05-01", "05-05"), ("06-19", "06-21"),
        ("09-25", "09-27"), ("10-01", "10-07"),
    ],
    # no notice yet: the days of the law, and the weekends that they touch
    2027: [
        ("01-01", "01-03"), ("02-05", "02-10"), ("04-03", "04-05"), ("05-01", "05-04"), ("06-09", "06-09"),
        ("09-15", "09-15"), ("10-01", "10-05"),
    ],
}  # fmt: skip


def days_off(year: int) -> set[dt.date]:
    """The days of a year that fall into a public holiday."""
    days = set()
    for first, last in NOTICES[year]:
        start, end = dt.date.fromisoformat(f"{year}-{first}"), dt.date.fromisoformat(f"{year}-{last}")
        days |= {start + dt.timedelta(days=n) for n in range((end - start).days + 1)}
    return days

"""Tables of the indicators beside the rates: declared ones, environment, money, restoration, emergency storage.

What is not evaluated says so, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.report.blocks import Block, table, text
from sim.report.font import printable
from sim.report.labels import DASH, Labels, amount, level, mass, number, percent
from sim.report.source import last_year, replications
from sim.study.result import Result

YUAN = 1e4
"""Money is printed in 10⁴ yuan; per 10⁴ t that is the same number as yuan per t."""


def _columns(labels: Labels, *columns: str, known: str = "") -> list[tuple[str, float, bool]]:
    """Columns as "id:width", with a # for numbers; `known` is the confidence of an interval."""
    made = []
    for column in columns:
        id, _, width = column.partition(":")
        made.append(
            (labels.words.say(f"indicator.column.{id}", level=known), float(width.strip("#")), width.endswith("#"))
        )
    return made


def _why(reason: Any, labels: Labels) -> str:
    return labels.words.say("indicator.not_evaluated", reason=labels.text(reason))


def _not_evaluated(what: str, reason: Any, labels: Labels) -> Block:
    say = labels.words.say
    return text(say("indicator.line", what=say(f"indicator.{what}"), reason=labels.text(reason)))


def declared(result: Result, labels: Labels) -> Iterator[Block]:
    """Indicators that the plan declares and nobody simulates: evidence against goal."""
    say, rows = labels.words.say, result.summary["indicators"]["declared"]
    columns = _columns(labels, "indicator:3", "article:1.6", "goal:2.2", "value:1.4", "grade:0.9", "verdict:2.4")
    written = [
        [labels.text(r["name"]), labels.cited(r["article"]),
         say(f"phrase.{r['direction']}", goal=labels.text(r["text"]["goal"])), labels.text(r["text"]["value"]) or DASH,
         say(f"grade.{r['grade']}") if r["grade"] else DASH,
         _why(r["reason"], labels) if r["reason"] else labels.verdict(r["verdict"])]
        for r in rows.values()
    ]  # fmt: skip
    if rows:
        yield table(say("indicator.declared"), columns, written, anchor="declared")


def environment(result: Result, labels: Labels) -> Iterator[Block]:
    """Mass hauled, truck-km and CO2 by year."""
    found = result.summary["indicators"]["environment"]
    if found["reason"]:
        yield _not_evaluated("environment_name", found["reason"], labels)
        return
    columns = _columns(labels, "year:1.2", "hauled:1#", "km:1#", "km_per:1.2#", "co2:1#", "co2_per:1.2#")
    rows = [
        [labels.period(year), number(r["hauled_t"] / 1e4), number(r["truck_km"] / 1e4),
         number(_over(r["truck_km_per_10kt"], 1e4)), amount(r["co2_t"]), number(r["co2_t_per_10kt"])]
        for year, r in _by_year(found)
    ]  # fmt: skip
    yield table(labels.words.say("indicator.environment", n=replications(result)), columns, rows, anchor="environment")


def _by_year(found: dict[str, Any]) -> list[tuple[str, Any]]:
    """Years in order, the design year last."""
    return sorted(found["by_year"].items(), key=lambda row: (row[0] == "design", row[0]))


def _over(value: float | None, by: float) -> float | None:
    return None if value is None else value / by


def passes(result: Result, labels: Labels) -> Iterator[Block]:
    """One row per source: loaded trucks in the last year, by night, and in each hour of the night if there are any."""
    found, year = result.summary["indicators"]["passes"], last_year(result)
    sources = found["by_year"].get(year)
    if found["reason"] or not sources:
        return
    say, night = labels.words.say, found["night_hours"]
    shown = night if 0 < len(night) <= 12 and any(r["night"] for r in sources.values()) else []
    columns = _columns(labels, "source:2.2", "loaded:1.1#", "at_night:1.1#", "night_share:1#", "busiest:1.6#")
    columns += [(f"{hour:02}", 0.7, True) for hour in shown]
    rows = []
    for id, r in sources.items():
        busiest = max(range(24), key=lambda hour: r["by_hour"][hour])
        peak = f"{busiest:02}–{busiest + 1:02} h: {number(r['by_hour'][busiest], 0)}" if r["loaded"] else DASH
        share = percent(r["night"] / r["loaded"]) if night and r["loaded"] else DASH
        rows.append(
            [labels.of(id), number(r["loaded"], 0), number(r["night"], 0), share, peak]
            + [number(r["by_hour"][hour], 0) for hour in shown]
        )
    span = f"{night[0]:02}–{night[-1] + 1:02} h" if night else DASH
    caption = say("indicator.passes", year=labels.period(year), night=span, n=replications(result))
    yield table(caption, columns, rows, size=7, anchor="passes")


def money(result: Result, labels: Labels) -> Iterator[Block]:
    """Cost by kind and year."""
    say, known, found = labels.words.say, level(result.summary), result.summary["indicators"]["money"]
    columns = _columns(labels, "item:1.6", "year:1.2", "yuan:1.2#", "interval:2#", "per:1.5#", known=known)
    is_subsidised = bool(found["subsidy"]["by_year"])
    most = max((r["yuan"] for cost in found.values() for r in cost["by_year"].values()), default=0.0)
    decimals = 0 if most >= 1000 * YUAN else 2
    columns += _columns(labels, "per_recycled:1.5#") if is_subsidised else []
    rows = []
    for key, cost in found.items():
        for year, r in _by_year(cost):
            low, high = (number(end / YUAN, decimals) for end in r["ci95"])
            per, recycled = (_over(r.get(k), YUAN) for k in ("yuan_per_10kt", "yuan_per_10kt_recycled"))
            row = [say(f"indicator.{key}"), labels.period(year), number(r["yuan"] / YUAN, decimals), f"{low}–{high}"]
            rows.append([*row, number(per), *([number(recycled)] if is_subsidised else [])])
    if rows:
        yield table(say("indicator.money", n=replications(result), level=known), columns, rows, anchor="money")
    for key, cost in found.items():
        if cost["reason"]:
            yield _not_evaluated(key, cost["reason"], labels)
        elif cost["without"]:
            names = labels.joined(labels.of(id) for id in cost["without"])
            yield text(say("indicator.without", what=say(f"indicator.{key}"), list=names))


def restoration(result: Result, labels: Labels) -> Iterator[Block]:
    """When each landfill is restored."""
    found = result.summary["indicators"]["restoration"]
    columns = _columns(labels, "landfill:3", "area:1#", "restored:3", "within:1.4#")
    rows = []
    for id, r in found.items():
        dates = [r["restored_on"][p] for p in ("p10", "p50", "p90")]
        when = " / ".join(d[:7] if d else labels.words.say("report.later") for d in dates)
        said = _why(r["reason"], labels) if r["reason"] else when
        rows.append([labels.of(id), number(_over(r["area_m2"], 1e4)), said, percent(r["p_within_horizon"], 0)])
    if rows:
        yield table(labels.words.say("indicator.restoration"), columns, rows, anchor="restoration")


def emergency(result: Result, labels: Labels) -> Iterator[Block]:
    """How many days storage lasts when nothing is taken."""
    say, found = labels.words.say, result.summary["indicators"]["emergency"]
    columns = _columns(labels, "where:3.2", "room:1.2#", "daily:1.3#", "days:1#", "least:2.6")
    rows = []
    for kind in ("sources", "plants"):
        for id, r in found[kind].items():
            where = say(f"indicator.at_{kind}", name=labels.of(id))
            if r["reason"]:
                rows.append([where, DASH, DASH, DASH, _why(r["reason"], labels)])
                continue
            least = f"{number(r['least_days'], 1)} ({labels.of(r['least_at'])})" if kind == "sources" else DASH
            rows.append([where, mass(1000 * r["room_t"]), number(r["daily_t"], 0), number(r["days"], 1), least])
    if rows:
        yield table(say("indicator.emergency"), columns, rows, anchor="emergency")


Row = tuple[str, str, str, float | None, str, str]


def tidy_rows(result: Result, labels: Labels) -> Iterator[Row]:
    """For the workbook: indicator, whose, year, value, unit, and verdict or why it is not evaluated."""
    say, found = labels.words.say, result.summary["indicators"]

    def named(key: str) -> str:
        return say(f"indicator.column.{key}")

    def why(entry: dict[str, Any]) -> str:
        return _why(entry["reason"], labels) if entry["reason"] else ""

    for r in found["declared"].values():
        verdict = why(r) or labels.verdict(r["verdict"])
        yield labels.text(r["name"]), "", "", r["value"], printable(r["unit"]), verdict
    for year, r in _by_year(found["environment"]):
        for key, column in (("hauled_t", "hauled"), ("truck_km", "km"), ("co2_t", "co2")):
            yield named(column), "", labels.period(year), r[key] / (1 if key == "co2_t" else 1e4), "", ""
    for key, cost in found["money"].items():
        if cost["reason"]:
            yield say(f"indicator.{key}"), "", "", None, "", why(cost)
        for year, r in _by_year(cost):
            yield say(f"indicator.{key}"), "", labels.period(year), r["yuan"] / YUAN, named("yuan"), ""
    for id, r in found["restoration"].items():
        yield named("area"), labels.of(id), "", _over(r["area_m2"], 1e4), "", ""
        yield named("restored"), labels.of(id), "", None, "", why(r) or str(r["restored_on"]["p50"] or "")
    for kind in ("sources", "plants"):
        for id, r in found["emergency"][kind].items():
            yield named("days"), say(f"indicator.at_{kind}", name=labels.of(id)), "", r["days"], "d", why(r)

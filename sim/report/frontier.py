"""The frontier of two levers in words and cells: what the second must be at values of the first."""

from __future__ import annotations

from itertools import groupby

from sim.report import palette
from sim.report.labels import DASH, percent
from sim.report.statement import STATUSES, Found, Writer, begin, colour_as, interval_ends, kind_of
from sim.study.solved import Row, Solved

DECIMALS = 3
"""Of rates in the table: a step of the lever often moves less than two would show."""


def frontier_lead(solved: Solved, writer: Writer) -> list[dict[str, str]]:
    """What the second lever must be at the first and the last value of the first, and where it is of no use."""
    say, (first, second) = writer.labels.words.say, (writer.name(lever) for lever in solved.levers)
    rows = list(zip(solved.rows, solved.document["frontier"], strict=True))
    lines = []
    for status in STATUSES:
        chosen = [found for row, found in rows if row.status == status]
        if not chosen:
            continue
        values: dict[str, str] = {"first": first, "second": second, "list": ranges(solved, status, writer)}
        values["rate"] = percent(max(found["best_reachable"]["mean"] for found in chosen), 2)
        if status == "found":
            values |= _ends(solved, writer)
        text = begin(say(f"solve.frontier.lead_{status}", **values))
        verdicts = {colour_as(found, solved) for found in chosen}
        verdict = verdicts.pop() if len(verdicts) == 1 else "undecided"
        lines.append({"text": text, "colour": palette.VERDICTS[verdict], "to": "tried"})
    return lines


def _ends(solved: Solved, writer: Writer) -> dict[str, str]:
    """The first and the last point of the frontier; the last is empty where there is only one."""
    rows = zip(solved.rows, solved.document["frontier"], strict=True)
    points = [(writer.value(found["at"]), bound(row, found, writer)) for row, found in rows if row.status == "found"]
    (at, value), (last_at, last) = points[0], points[-1] if len(points) > 1 else ("", "")
    return {"at": at, "value": value, "last_at": last_at, "last": last}


def bound(row: Row, found: Found, writer: Writer) -> str:
    """`at least 3 万t/a`."""
    return writer.labels.words.say(f"solve.bound.{kind_of(row)}", value=writer.value(found["answer"]["value"]))


def ranges(solved: Solved, status: str, writer: Writer) -> str:
    """The values of the first lever with a status; neighbours as a range."""
    parts = []
    for kept, group in groupby(solved.rows, key=lambda row: row.status):
        ends = [writer.value(solved.levers[0].text(row.at or 0)) for row in group]
        if kept == status:
            whole = writer.labels.words.say("solve.range", low=ends[0], high=ends[-1])
            parts.append(whole if len(ends) > 1 else ends[0])
    return writer.labels.joined(parts)


def frontier_cells(row: Row, found: Found, writer: Writer) -> list[str]:
    """Value of the first lever, answer and its interval, mean and chance there, the next value, mean there."""
    say, at = writer.labels.words.say, writer.value(found["at"])
    said = found["answer"] or found["best_reachable"]
    rate = [percent(said["mean"], DECIMALS), percent(said["p_meet"], 0)]
    value = writer.value(said["value"])
    if row.status != "found":
        kind = "flat" if row.status == "out_of_reach" and not row.solution.helps else row.status
        return [at, say(f"solve.bound.{kind}", value=value), DASH, *rate, DASH, DASH]
    next_ = found["neighbour"]
    low, high = interval_ends(found, writer) or ("", "")
    ends = say("solve.range", low=low, high=high) if low and len(row.solution.best.rates) > 1 else DASH
    return [at, bound(row, found, writer), ends, *rate, writer.value(next_["value"]), percent(next_["mean"], DECIMALS)]

"""How the differences of a comparison are written: names, units, cells of tables; for terminal and report alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sim.report.labels import DASH, Labels, number, rate, signed, stated
from sim.report.precision import Precision
from sim.report.rivals import short_verdict
from sim.report.source import DESIGN
from sim.study.comparison import LETTERS, Comparison
from sim.words import Words

Pair = dict[str, Any]
"""One of `comparisons` in compare.json."""
Row = dict[str, Any]
SCALES = {
    "fate": (1e4, "mass"), "processed": (1e4, "mass"), "truck_km": (1e4, "km"), "co2": (1, "co2"),
    "haul": (1e4, "money"), "gate_fee": (1e4, "money"), "load": (1e-2, "share"),
}  # fmt: skip
"""By what an amount is divided for print, and the word for the unit then."""
LEAST = 0.005
"""What shows in a table of two decimals (of a fate 50 t): what moves less is not named in words and figures."""


MOST = 10_000
"""Larger variance reductions say no more."""


def labels_of(comparison: Comparison, words: Words) -> Labels:
    """Names of all scenarios; where they differ, the first one's."""
    first, *others = (one.scenario for one in comparison.loaded)
    return Labels(first, words, *others)


def letters(comparison: Comparison) -> list[str]:
    """A, B and so on."""
    return list(LETTERS[: len(comparison.loaded)])


def pair_name(pair: Pair, labels: Labels) -> str:
    """`B − A`."""
    return labels.words.say("compare.minus", base=pair["base"], other=pair["other"])


def target_name(comparison: Comparison, id: str, labels: Labels) -> str:
    """Name of a target, in the first scenario that has it."""
    return labels.text(next(one.scenario.targets[id].name for one in comparison.loaded if id in one.scenario.targets))


def precision_of_pairs(comparison: Comparison, labels: Labels) -> Precision:
    """How exactly the rates of a comparison are known."""

    def name(row: Row) -> str:
        say, target = labels.words.say, target_name(comparison, row["target"], labels)
        pair = say("compare.minus", base=comparison.document["comparisons"][0]["base"], other=row["other"])
        return say("precision.row_of_pair", pair=pair, target=target, period=labels.period(row["period"]))

    return Precision(comparison.document, name, labels)


def goal_text(target: Row, pair: Pair, labels: Labels) -> str:
    """The goal, or both where they differ."""
    goals = {side: stated(target["goal"][side]) for side in ("base", "other")}
    if goals["base"] == goals["other"]:
        return labels.words.say("compare.goals", goal=goals["other"])
    return labels.words.say(
        "compare.goals_differ", base=goals["base"], letter_base=pair["base"], goal=goals["other"], letter=pair["other"]
    )


def years_shown(comparison: Comparison) -> list[str]:
    """The years in which targets are due (of a window, the year in which it ends), and the design year."""
    years = set()
    for one in comparison.loaded:
        for target in one.scenario.targets.values():
            window = one.scenario.windows.get(target.due)
            years.add(target.due if window is None else str((window.end).year - (window.end.timetuple().tm_yday == 1)))
    known = {row["period"] for pair in comparison.document["comparisons"] for row in pair["amounts"]}
    years = years & known or {max(known - {DESIGN}, default=DESIGN)}
    return [*sorted(years - {DESIGN}), *([DESIGN] if DESIGN in known else [])]


def amount_name(row: Row, labels: Labels) -> str:
    """What an amount is."""
    say, what, id = labels.words.say, row["what"], row["id"]
    if what == "fate":
        special = {"generated": "report.column.generated"} | {k: f"compare.{k}" for k in ("stock_change", "waiting")}
        return say(special[id]) if id in special else labels.fate(id)
    return say(f"compare.{what}", facility=labels.of(id)) if id else say(f"compare.{what}")


def unit_of(row: Row, labels: Labels) -> str:
    """The unit in which an amount is printed."""
    return labels.words.say(f"compare.unit.{SCALES[row['what']][1]}")


def scaled(row: Row, value: float) -> float:
    """An amount as it is printed."""
    return value / SCALES[row["what"]][0]


def moving(pair: Pair, year: str) -> list[Row]:
    """Fates, truck-km, CO2 and money of a year that differ by `LEAST` of what they are printed in."""
    rows = [row for row in pair["amounts"] if row["period"] == year and row["what"] not in ("load", "processed")]
    return [row for row in rows if abs(scaled(row, row["difference"]["mean"])) >= LEAST]


def points(value: float) -> str:
    """A difference of rates in percentage points with its sign."""
    return signed(100 * value)


def interval(row: Row, write: Any) -> str:
    """Both ends of the interval; a dash where there is none."""
    ends = row["difference"]["ci95"]
    return DASH if ends is None else f"[{write(ends[0])}, {write(ends[1])}]"


def factor_text(row: Row) -> str:
    """The variance reduction of a row of rates; infinite where the paired differences alone do not vary."""
    if row["variance"] is None or not any(row["variance"].values()):
        return DASH
    factor = row["variance_reduction"]
    if factor is None:
        return "∞"
    return number(factor, 1) if factor < MOST else f"> {MOST:,}"


def rate_cells(row: Row, labels: Labels) -> list[str]:
    """Period, mean and verdict of both, difference in points, interval, variance reduction."""
    said = [text for side in ("base", "other") for text in
            (rate(row[side]["mean"]), short_verdict(row[side]["verdict"], labels))]  # fmt: skip
    mean = points(row["difference"]["mean"])
    return [labels.period(row["period"]), *said, mean, interval(row, points), factor_text(row)]


def amount_cells(row: Row, labels: Labels) -> list[str]:
    """Name, unit, period, both means, difference, interval."""
    base, other, mean = (scaled(row, value) for value in (row["base"], row["other"], row["difference"]["mean"]))
    ends = interval(row, lambda end: signed(scaled(row, end)))
    head = [amount_name(row, labels), unit_of(row, labels), labels.period(row["period"])]
    return [*head, number(base), number(other), signed(mean), ends]


def full_date(comparison: Comparison, date: str | None, labels: Labels) -> str:
    """The date on which a landfill is full; beyond the horizon it is projected and knows no day."""
    if date is None:
        return labels.words.say("compare.never")
    return date[:10] if date[:10] <= comparison.document["horizon"][1] else date[:7]


def shift_cells(comparison: Comparison, id: str, row: Row, labels: Labels) -> list[str]:
    """Landfill, both median dates, median shift in days, 10-90 % of it."""
    days = row["days"]
    shown = {name: days_text(days[name], row) if row["n"] else DASH for name in days}
    dates = [full_date(comparison, row[side], labels) for side in ("base", "other")]
    return [labels.of(id), *dates, shown["p50"], f"[{shown['p10']}, {shown['p90']}]" if row["n"] else DASH]


def days_text(days: int | None, row: Row) -> str:
    """Days with their sign; infinite where one of the two never comes to it."""
    if days is None:
        return "+∞" if row["never_other"] > row["never_base"] else "−∞"
    return signed(days, 0)


def missing_cells(comparison: Comparison, pair: Pair, labels: Labels) -> Iterator[Sequence[str]]:
    """What is not compared, and why."""
    say = labels.words.say
    for row in pair["not_comparable"]:
        name = _missing_name(comparison, row["what"], row["id"], labels)
        letter = pair[row["only_in"] or "other"]
        period = labels.period(row["period"]) if row["period"] else ""
        why = say(f"compare.reason.{row['reason']}", letter=letter, base=pair["base"], period=period)
        yield say(f"compare.kind.{row['what']}", name=name), why


def _missing_name(comparison: Comparison, what: str, id: str, labels: Labels) -> str:
    if what == "target":
        return target_name(comparison, id, labels)
    if what == "period":
        return labels.period(id)
    return labels.of(id) if what == "facility" else labels.words.say(f"compare.{id}")

"""Rival readings: what each would say of each target, and which of them change a verdict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.report.blocks import Block, table, text
from sim.report.labels import DASH, T_PER_UNIT, Labels, number, rate, signed, stated
from sim.report.settings import written_settings
from sim.report.source import DESIGN, primary_reading
from sim.scenario.schema import Rival
from sim.study.result import Result

MARK = "◆"
"""Beside a verdict that differs from the primary reading's."""
NAMED = 4
"""Rivals that page 1 names; the others are counted."""


def rivals_of(result: Result, target: str) -> list[dict[str, Any]]:
    """The rows of a target in `readings` of summary.json that have an answer."""
    return [r for r in _readings(result)["rivals"] if r["target"] == target and r["mean"] is not None]


def _readings(result: Result) -> dict[str, Any]:
    """`readings` of summary.json; empty for results of an earlier version."""
    found = result.summary.get("readings")
    return found if isinstance(found, dict) else {"rivals": [], "not_simulated": []}


def name_of(result: Result, row: dict[str, Any], labels: Labels) -> str:
    """The name of a rival reading or variant."""
    scenario, id = result.loaded.scenario, row["id"]
    is_variant = row["kind"] == "variant"
    return labels.text(scenario.variants[id].name if is_variant else scenario.targets[row["target"]].readings[id].name)


def verdict_note(result: Result, target: str, period: str, labels: Labels) -> list[str]:
    """What rivals say of a target in a period: those that change the verdict, and the range of the others."""
    rows = [r for r in rivals_of(result, target) if r["period"] == period]
    flips, others = ([r for r in rows if r["flips"] is f] for f in (True, False))
    say, shown = labels.words.say, labels.period(period)
    low, high = (rate(f((r["mean"] for r in others), default=0.0)) for f in (min, max))
    if not flips:
        return [say("report.answer.none_flips", period=shown, n=len(others), low=low, high=high)] if others else []
    named = [
        say("report.answer.rival", reading=name_of(result, r, labels), value=rate(r["mean"]),
            verdict=labels.verdict(r["verdict"]))
        for r in flips[:NAMED]
    ]  # fmt: skip
    count = {"more": len(flips) - NAMED if len(flips) > NAMED else "", "n": len(others) or "", "low": low, "high": high}
    return [say("report.answer.flips", period=shown, list=say("report.semicolon").join(named), **count)]


def missing_note(result: Result, labels: Labels) -> list[str]:
    """Whether readings of inputs were left out."""
    left = len(_readings(result)["not_simulated"])
    return [labels.words.say("report.answer.not_simulated", n=left)] if left else []


def questions(result: Result, labels: Labels) -> Iterator[Block]:
    """Each question of definition with the answer taken and its rivals."""
    say = labels.words.say
    rows = [
        [
            labels.text(d.question),
            labels.text(d.taken),
            say("report.semicolon").join(_rival(result, r, labels) for r in d.rivals) or DASH,
            labels.cited(d.article),
        ]
        for d in result.loaded.scenario.definitions.values()
    ]
    if rows:
        columns = [_column(labels, "question", 2), _column(labels, "taken", 3.2), _column(labels, "rivals", 4),
                   _column(labels, "article", 1.4)]  # fmt: skip
        yield table(say("report.rivals.questions"), columns, rows, size=7, anchor="questions")


def _rival(result: Result, rival: Rival, labels: Labels) -> str:
    scenario = result.loaded.scenario
    if rival.why_not is not None:
        return labels.words.say("report.rivals.why_not", name=labels.text(rival.name), why=labels.text(rival.why_not))
    if rival.name is not None:
        return labels.text(rival.name)
    if rival.reading is not None:
        target, _, id = rival.reading.partition(".")
        return labels.text(scenario.targets[target].readings[id].name)
    return labels.text(scenario.variants[rival.variant].name) if rival.variant else labels.period(str(rival.period))


def rival_tables(result: Result, labels: Labels) -> Iterator[Block]:
    """By target: every reading and every variant by period; then what the variants change."""
    say, scenario = labels.words.say, result.loaded.scenario
    for id, target in scenario.targets.items():
        rows = rivals_of(result, id)
        goal = stated(result.summary["targets"][id]["goal"])
        for kind in ("reading", "variant"):
            if any(r["kind"] == kind for r in rows):
                caption = say(f"report.rivals.{kind}s", target=labels.text(target.name), goal=goal, mark=MARK)
                yield _matrix(result, id, [r for r in rows if r["kind"] == kind], caption, labels)
        for note in verdict_note(result, id, target.due, labels):
            yield text(f"{labels.text(target.name)}{say('report.rivals.colon')}{note}")
    yield from (text(note) for note in missing_note(result, labels))
    yield from _effects(result, labels)
    yield from _changes(result, labels)


def _matrix(result: Result, target: str, rows: list[dict[str, Any]], caption: str, labels: Labels) -> Block:
    """Rivals by period, the primary reading first; the difference is that of the due period, in percentage points."""
    entity, primary = result.loaded.scenario.targets[target], primary_reading(result, target)
    own = [e for e in result.summary["targets"][target]["evaluations"] if e["reading"] == primary]
    periods = [e["period"] for e in own]
    kind = rows[0]["kind"]
    first = labels.text(entity.readings[primary].name) if kind == "reading" else labels.words.say("report.rivals.own")
    lines = [[first, DASH, *(_said(e, labels) for e in own)]]
    for id in dict.fromkeys(r["id"] for r in rows):
        found = {r["period"]: r for r in rows if r["id"] == id}
        due = found.get(entity.due)
        difference = DASH if due is None or due["difference"] is None else signed(100 * due["difference"])
        cells = [_said(found[p], labels) if p in found else short_verdict("not evaluated", labels) for p in periods]
        lines.append([name_of(result, next(iter(found.values())), labels), difference, *cells])
    heads = [_column(labels, kind, 3.2)]
    heads.append((labels.words.say("report.rivals.difference", period=labels.period(entity.due)), 1.1, True))
    columns = [*heads, *((labels.period(p), 1.5, False) for p in periods)]
    return table(caption, columns, lines, size=7, totals=[0], anchor=f"{kind}s-{target}")


def _said(row: dict[str, Any], labels: Labels) -> str:
    verdict = short_verdict(row["verdict"], labels)
    if row["mean"] is None:
        return verdict
    return f"{rate(row['mean'])} {verdict}{' ' + MARK if row.get('flips') else ''}"


def short_verdict(verdict: str, labels: Labels) -> str:
    """A verdict as it fits into a narrow column."""
    return labels.words.say("report.rivals." + verdict.replace(" ", "_"))


def _effects(result: Result, labels: Labels) -> Iterator[Block]:
    """What the variants do beside the rates: unserved mass, and when the landfills are full."""
    say, summary, variants = labels.words.say, result.summary, result.loaded.scenario.variants
    effects: dict[str, dict[str, Any]] = _readings(result).get("effects", {})
    if not effects:
        return
    years = [*[y for y in summary["fates_t"] if y != DESIGN][-1:], *(y for y in summary["fates_t"] if y == DESIGN)]
    landfills = {f: row for f, row in summary["facilities"].items() if row["kind"] == "landfill"}
    unserved = {year: sum(stream["unserved"] for stream in summary["fates_t"][year].values()) for year in years}
    own = {"unserved_t": unserved, "full": {f: row["exhausted_on"]["projected"]["p50"] for f, row in landfills.items()}}
    rows = [
        [
            name,
            *(number((effect["unserved_t"].get(year) or 0.0) / T_PER_UNIT) for year in years),
            *((effect["full"].get(f) or say("report.later"))[:7] if f in effect["full"] else DASH for f in landfills),
        ]
        for name, effect in [(say("report.rivals.own"), own)]
        + [(labels.text(variants[id].name), effect) for id, effect in effects.items()]
    ]
    heads = [_column(labels, "variant", 3.2)]
    mass = say("unit.mass")
    heads += [(say("report.rivals.unserved", year=labels.period(y)) + f" ({mass})", 1.5, True) for y in years]
    heads += [(say("report.rivals.full", facility=labels.of(f)), 1.8, False) for f in landfills]
    yield table(say("report.rivals.effects"), heads, rows, size=7, totals=[0], anchor="effects")


def _changes(result: Result, labels: Labels) -> Iterator[Block]:
    """What each variant sets."""
    say, rows = labels.words.say, []
    for variant in result.loaded.scenario.variants.values():
        settings = [text for path, value in variant.set.items() for text in written_settings(path, value, labels)]
        listed = say("report.semicolon").join(settings)
        rows.append([labels.text(variant.name), listed, labels.cited(variant.article)])
    if rows:
        columns = [_column(labels, "variant", 2.6), _column(labels, "changes", 5.6), _column(labels, "article", 1.4)]
        yield table(say("report.rivals.changes"), columns, rows, size=6.5)


def _column(labels: Labels, id: str, width: float) -> tuple[str, float, bool]:
    return labels.words.say(f"report.column.{id}"), width, False

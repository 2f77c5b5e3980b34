"""Page 1: each target by period, what binds, when landfills are full, what the verdicts rest on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.report import palette
from sim.report.blocks import Text, linked
from sim.report.labels import DASH, Labels, level, number, percent, rate, sentence, signed, stated
from sim.report.levers import assumption_line, best_line
from sim.report.opinion import warnings
from sim.report.precision import precision_of
from sim.report.register import anchor_of
from sim.report.rivals import missing_note, verdict_note
from sim.report.source import primary_reading, primary_unit
from sim.report.tables import landfills
from sim.scenario.wording import write_source
from sim.study.result import Result

_TEN_THOUSAND = 1e4
LANDFILLS = 6
"""So many have a sentence of their own on page 1."""
OPENINGS = 2
"""Plants that page 1 says must be open, those that are needed longest; the table of findings has all."""


def first_page(result: Result, labels: Labels) -> dict[str, Any]:
    """Data of the first page: targets with rows and notes, blocks of lines, the caution."""
    say = labels.words.say
    rests: list[Text] = [
        linked(_rests_on(result, labels), "inputs-assumed"),
        *(linked(line, "questions") for line in missing_note(result, labels)),
        *precision_of(result, labels).warning(),
    ]
    blocks = [
        {
            "title": say("report.answer.landfills"),
            "lines": [linked(line, "landfills") for line in landfill_lines(result, labels)],
        },
        {"title": say("report.answer.rests"), "lines": rests},
    ]
    return {
        "title": say("report.answer.title"),
        "lead": [
            {"text": line, "colour": palette.VERDICTS["misses"], "to": "second-opinion"}
            for line in warnings(result, labels)
        ]
        + [line for id in result.loaded.scenario.targets for line in _lead(result, id, labels)]
        + [{"text": line, "colour": palette.INK} for line in _about_all(result, labels)],
        "targets": [_target(result, id, labels) for id in result.loaded.scenario.targets],
        "blocks": [b for b in blocks if b["lines"]],
        "caution": say("report.answer.caution"),
    }


def _about_all(result: Result, labels: Labels) -> list[str]:
    """What holds for all targets, or that there is none."""
    has_targets = bool(result.loaded.scenario.targets)
    return together_lines(result, labels) if has_targets else [labels.words.say("figure.targets.none")]


def together_lines(result: Result, labels: Labels) -> list[str]:
    """The chance that all targets are met at once; none where there is one only."""
    found = result.summary["all_targets"]
    if found is None:
        return []
    low, high = (percent(end, 0) for end in found["p_meet_ci95"])
    chance, known = percent(found["p_meet"], 0), level(result.summary)
    return [labels.words.say("report.answer.together", chance=chance, low=low, high=high, level=known)]


def _lead(result: Result, id: str, labels: Labels) -> list[dict[str, str]]:
    """The verdict of the due period as one sentence, with its colour."""
    target, reading = result.loaded.scenario.targets[id], primary_reading(result, id)
    lines = []
    for e in result.summary["targets"][id]["evaluations"]:
        if e["reading"] == reading and e["period"] == target.due and e["mean"] is not None:
            tonnes = e["margin_t"] / _TEN_THOUSAND
            text = labels.words.say(
                "report.answer.short" if tonnes < 0 else "report.answer.over", period=labels.period(target.due),
                target=labels.text(target.name), value=rate(e["mean"]), verdict=labels.verdict(e["verdict"]),
                goal=stated(result.summary["targets"][id]["goal"]), mass=number(abs(tonnes)),
                unit=labels.words.say(primary_unit(result, id)),
            )  # fmt: skip
            colour = palette.VERDICTS[e["verdict"]]
            lines.append({"text": sentence(text), "colour": colour, "to": f"rates-{id}"})
    return lines


def _target(result: Result, id: str, labels: Labels) -> dict[str, Any]:
    target, summary = result.loaded.scenario.targets[id], result.summary["targets"][id]
    reading = primary_reading(result, id)
    rows = [e for e in summary["evaluations"] if e["reading"] == reading]
    name = labels.words.say(
        "report.answer.target", target=labels.text(target.name), goal=stated(summary["goal"]),
        reading=labels.text(target.readings[reading].name), article=write_source(target.article, labels.words),
    )  # fmt: skip
    unit = labels.words.say(primary_unit(result, id))
    heads = [labels.words.say(f"report.answer.{h}", unit=unit, level=level(result.summary)) for h in _HEADS]
    return {
        "name": name,
        "goal": summary["goal"],
        "heads": heads,
        "rows": [_row(e, target.due, f"rates-{id}", labels) for e in rows],
        "notes": [n for e in rows if e["period"] == target.due for n in _notes(result, id, e, labels)],
    }


_HEADS = ("period", "bar", "value", "interval", "draws", "chance", "margin", "verdict")


def _row(row: dict[str, Any], due: str, anchor: str, labels: Labels) -> dict[str, Any]:
    shown = {"period": labels.period(row["period"]), "due": row["period"] == due}
    shown |= {"verdict": labels.verdict(row["verdict"]), "colour": palette.VERDICTS[row["verdict"]]}
    if row["mean"] is None:
        blank = dict.fromkeys(("value", "interval", "draws", "chance", "margin"), DASH)
        return {**shown, **blank, **dict.fromkeys(("mean", "low", "high", "p10", "p90"))}
    low, high = row["ci95"] or (row["mean"], row["mean"])
    ends = None if row.get("p10") is None else (row["p10"], row["p90"])  # a result of an older version has none
    p10, p90 = map(_clamp, ends) if ends else (None, None)
    draws = f"{number(100 * ends[0])} – {number(100 * ends[1])}" if ends else DASH
    return {
        **shown,
        "mean": _clamp(row["mean"]), "low": _clamp(low), "high": _clamp(high),
        "p10": p10, "p90": p90,
        "value": linked(rate(row["mean"]), anchor),
        "interval": linked(f"{number(100 * low)} – {number(100 * high)}", anchor),
        "draws": linked(draws, anchor),
        "chance": linked(percent(row["p_meet"], 0), anchor),
        "margin": linked(signed(row["margin_t"] / _TEN_THOUSAND), anchor),
    }  # fmt: skip


def _clamp(share: float) -> float:
    return min(1.0, max(0.0, share))


def _notes(result: Result, id: str, row: dict[str, Any], labels: Labels) -> list[dict[str, Any]]:
    """For the due period: what binds, what helps, what rivals say, what the verdict rests on; label and text."""
    notes: dict[str, list[Text]] = {
        "binds": [linked(line, f"binding-{id}") for line in _binding(result, id, row, labels)],
        "best": [linked(line, f"levers-{id}") for line in best_line(result, id, labels)],
        "assumption": [linked(line, f"levers-{id}") for line in assumption_line(result, id, labels)],
        "rivals": [linked(line, f"readings-{id}") for line in verdict_note(result, id, row["period"], labels)],
        "rests_on": [linked(sentence(labels.text(row["rests_on"])), "questions")] if row["rests_on"] else [],
        "needed": list(_needed(result, id, labels)),
    }
    return [
        {"label": labels.words.say(f"report.note.{kind}"), "text": line}
        for kind, lines in notes.items()
        for line in lines
    ]


def _binding(result: Result, id: str, row: dict[str, Any], labels: Labels) -> list[str]:
    say, unit = labels.words.say, labels.words.say(primary_unit(result, id))
    lost = [
        say("report.answer.lost", facility=labels.of(b["facility"]), cause=labels.cause(b["cause"]),
            mass=number(b["lost_t"] / _TEN_THOUSAND))
        for b in row["binding"][:3]
    ]  # fmt: skip
    period = labels.period(row["period"])
    return [say("report.answer.binds", period=period, list=labels.joined(lost), unit=unit)] if lost else []


def _needed(result: Result, id: str, labels: Labels) -> Iterator[Text]:
    """What a target takes by the arithmetic of `check`: what must be filled in or used, how long plants be open."""
    found = [c for c in result.summary["checks"] if c["values"].get("target") == id]
    for check in found:
        if check["id"] == "fill_needed":
            yield linked(_fill_needed(check["values"], labels), anchor_of(check))
    openings = [c for c in found if c["id"] == "opening_needed"]
    for check in sorted(openings, key=lambda c: -float(c["values"]["share"]))[:OPENINGS]:
        yield linked(_opening_needed(check["values"], labels), anchor_of(check))


def _fill_needed(values: dict[str, Any], labels: Labels) -> str:
    """The share of what plants do not take, and the volume off site."""
    return labels.words.say(
        "report.answer.fill_needed", share=number(values["share"]), elsewhere=number(values["elsewhere"]),
        goal=number(values["goal"], 0), rest=number(values["rest"]), year=values["year"],
    )  # fmt: skip


def _opening_needed(values: dict[str, Any], labels: Labels) -> str:
    """For how much of the year a plant must be open at least; no share of a year above 100 % is enough."""
    span = (
        labels.words.say("solve.range", low=number(values["least"]), high=number(values["most"]))
        if "least" in values
        else ""
    )
    others = [labels.of(id) for id in values["others"].split(", ") if id]
    return labels.words.say(
        "report.answer.opening_needed", facility=labels.of(values["facility"]), share=number(values["share"]),
        year=values["year"], span=span, others=labels.some(others),
    )  # fmt: skip


def landfill_lines(result: Result, labels: Labels) -> list[str]:
    """One sentence per landfill: exhausted within the horizon, projected beyond it, or neither.

    Of many, those that are full first; the others are counted.
    """
    found = [(_full_on(result, row), row) for row in landfills(result).to_dict("records")]
    if len(found) > LANDFILLS:
        found.sort(key=lambda pair: pair[0][1].get("p50") or "9999")
    lines = [_landfill(row, *end, labels) for end, row in found[:LANDFILLS]]
    left = len(found) - LANDFILLS
    return [*lines, labels.words.say("report.answer.more_landfills", n=left)] if left > 0 else lines


def _full_on(result: Result, row: dict[Any, Any]) -> tuple[str, dict[str, Any]]:
    """What is known of the end of a landfill, and its dates."""
    end = result.summary["facilities"].get(row["facility"], {}).get("exhausted_on") or {}
    if end.get("p50"):
        return "exhausted", end
    dates = {p: row[f"projected_{p}"] for p in ("p10", "p50", "p90")}
    dates = {p: date for p, date in dates.items() if isinstance(date, str)}  # a column with some dates has NaN for none
    if "p50" in dates:
        return "follows" if row["follows"] else "projected", dates
    return "lasts", {}


def _landfill(row: dict[Any, Any], known: str, dates: dict[str, Any], labels: Labels) -> str:
    return labels.words.say(
        f"report.answer.{known}", facility=labels.of(str(row["facility"])), p10=dates.get("p10") or DASH,
        p50=dates.get("p50") or DASH, p90=dates.get("p90") or labels.words.say("report.later"),
        chance=percent(dates.get("p_within_horizon") or 0.0, 0),
    )  # fmt: skip


def _rests_on(result: Result, labels: Labels) -> str:
    register = result.tables["inputs"]
    assumed = int((register["grade"] == "assumed").sum())
    share = percent(assumed / max(1, len(register)), 0)
    return labels.words.say("report.answer.assumed", assumed=assumed, inputs=len(register), share=share)

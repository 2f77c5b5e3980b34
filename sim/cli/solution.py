"""What `waste-sim solve` prints: the answer, its proof, and how it was found."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

from sim.report.labels import Labels
from sim.scenario.measures import UNITS
from sim.study.goalseek import Goal
from sim.study.levers import Lever
from sim.study.solving import Solution
from sim.words import Words


def describe(solution: Solution, found: dict[str, Any], lever: Lever, goal: Goal, words: Words) -> list[str]:
    """The same as the document, to be read."""
    answer, neighbour, best = found["answer"], found["neighbour"], found["best_reachable"]
    lines = [_question(found, lever, goal, words)]
    if not solution.helps:
        lines.append(words.say("solve.flat", path=lever.path, **{"from": best["from"], "to": best["to"]}))
    elif answer is None:
        lines.append(words.say("solve.out_of_reach", path=lever.path, value=best["value"]))
    else:
        lines.append(words.say(f"solve.{_kind(solution, lever)}", path=lever.path, value=answer["value"]))
        lines += _interval(answer, words) if found["replications"] > 1 else []
    lines += _proof(answer or best, neighbour, words)
    if not solution.monotone:
        low, high = (answer or {})["crossings"]
        lines.append(words.say("solve.not_monotone", low=low, high=high))
    if answer is None:
        lines += _binding(found, lever, words)
        if solution.helps and solution.best.value in (lever.low, lever.high):
            lines.append(words.say("solve.widen"))
    return [*lines, *_method(solution, found, lever, words)]


def _question(found: dict[str, Any], lever: Lever, goal: Goal, words: Words) -> str:
    scenario = lever.loaded.scenario
    target, labels = scenario.targets[goal.target], Labels(scenario, words)
    return words.say(
        "solve.question",
        target=labels.text(target.name),
        reading=labels.text(target.readings[goal.reading].name),
        period=labels.period(goal.period),
        goal=f"{100 * target.goal.value:.4g}%",
        test=words.say("solve.mean")
        if goal.chance is None
        else words.say("solve.share", chance=f"{goal.chance / 1e4:.4g}%"),
        n=found["replications"],
    )


def _kind(solution: Solution, lever: Lever) -> str:
    """Which message names the answer."""
    if solution.neighbour is None:
        return "throughout"
    kinds = ("latest", "earliest") if lever.is_date else ("most", "least")
    return kinds[solution.helps > 0]


def _interval(answer: dict[str, Any], words: Words) -> list[str]:
    if answer["value_ci95"] is None:
        return []
    low, high = (words.say("solve.beyond") if end is None else end for end in answer["value_ci95"])
    return [words.say("solve.interval", low=low, high=high)]


def _proof(row: dict[str, Any], neighbour: dict[str, Any] | None, words: Words) -> list[str]:
    rows = [row] if neighbour is None else [row, neighbour]
    width = max(len(r["value"]) for r in rows)
    lines = []
    for r, verdict in zip(rows, ("", "") if neighbour is None else ("meets", "fails"), strict=False):
        low, high = r["ci95"]
        said = f"{words.say('cli.chance')} {r['p_meet']:.0%}"
        end = f"  {words.say('solve.' + verdict)}" if verdict else ""
        lines.append(f"  {r['value']:{width}}  {r['mean']:7.2%} [{low:.2%}, {high:.2%}]  {said}{end}")
    if neighbour is not None:
        difference, ends = neighbour["difference"], neighbour["difference_ci95"]
        low, high = (f"{100 * end:.3f}" for end in ends)
        lines.append(words.say("solve.difference", difference=f"{100 * difference:.3f}", low=low, high=high))
        tried = [
            f"{r['value']} {words.say('solve.meets' if r['meets'] else 'solve.fails')}" for r in neighbour["tried"]
        ]
        if tried:
            lines.append(words.say("solve.nearby", tried=words.say("report.comma").join(tried)))
    return lines


def _binding(found: dict[str, Any], lever: Lever, words: Words) -> list[str]:
    """The largest losses at the best value that was tried."""
    scenario = lever.loaded.scenario
    labels = Labels(scenario, words)
    unit = UNITS[scenario.targets[found["target"]].readings[found["reading"]].measure]
    rows = [r for r in found["binding"] if r["lost_t"] > 0][:5]
    lines = [words.say("solve.binding")] if rows else []
    for r in rows:
        where = f"{labels.of(r['facility'])}: " if r["facility"] else ""
        lines.append(f"  {where}{labels.cause(r['cause'])}  {r['lost_t']:,.0f} {unit}")
    return lines


def _method(solution: Solution, found: dict[str, Any], lever: Lever, words: Words) -> list[str]:
    best, number = found["best_reachable"], lever.number
    span = {key: best[key] for key in ("from", "to", "step")}
    counts = {"evaluations": found["evaluations"], "proofs": len(solution.proofs), "n": found["replications"]}
    lines = [words.say("solve.searched", **span, **counts)]
    if number.law is not None:
        ends = number.law.ends
        law = f"{number.law.kind}, {number.text}" if math.isinf(ends[1]) else _law_ends(lever, ends)
        lines.append(words.say("solve.drawn" if not lever.is_per_load else "solve.per_load", path=lever.path, law=law))
    return lines


def _law_ends(lever: Lever, ends: tuple[float, float]) -> str:
    """Least and most of the range that the number has lost."""
    return " … ".join(lever.shown(Decimal(repr(end))) for end in ends)

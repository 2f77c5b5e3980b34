"""The answer of `solve` in sentences, for terminal, figures and page 1 of the report alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.report import palette
from sim.report.font import printable
from sim.report.labels import Labels, number, sentence
from sim.scenario.measures import UNITS
from sim.scenario.wording import write_quantity
from sim.study.levers import Lever
from sim.study.solved import Row, Solved
from sim.words import Words

Found = dict[str, Any]
"""Answer, neighbour, best_reachable and binding, as in solve.json."""
STATUSES = ("found", "throughout", "out_of_reach")
"""In the order in which they are told."""
MOST = 5
"""Losses that are named."""


@dataclass(frozen=True)
class Writer:
    """How levers and their values are written: for readers, or as the scenario spells them."""

    labels: Labels
    spelt: bool = False

    def name(self, lever: Lever) -> str:
        """`the opening of Recycling plant`, within a sentence."""
        return self._named(lever, "solve.name")

    def heading(self, lever: Lever) -> str:
        """`Recycling plant, opening`, in figures and tables."""
        return self._named(lever, "phrase.part")

    def _named(self, lever: Lever, id: str) -> str:
        return lever.path if self.spelt else self.labels.number(lever.path, id)

    def value(self, text: str) -> str:
        """A value such as `3 万t/a`."""
        return text if self.spelt else printable(write_quantity(text, self.labels.words))


def begin(text: str) -> str:
    """The text with a capital first letter, unless it begins with a path."""
    return text if "." in text.split(" ")[0].rstrip(".:") else sentence(text)


def labels_of(solved: Solved, words: Words) -> Labels:
    """Names of the scenario."""
    return Labels(solved.loaded.scenario, words)


def title(solved: Solved, writer: Writer) -> str:
    """The question with the levers."""
    words = writer.labels.words
    names = [writer.name(lever) for lever in solved.levers]
    target = solved.loaded.scenario.targets[solved.goal.target]
    asked = {"target": writer.labels.text(target.name), "goal": f"{100 * target.goal.value:.4g}%"}
    asked["period"] = writer.labels.period(solved.goal.period)
    if len(names) == 1:
        return words.say("solve.title", lever=names[0], **asked)
    return words.say("solve.title_two", first=names[0], second=names[1], **asked)


def question(solved: Solved, labels: Labels) -> str:
    """Target, reading, period, goal, and what has to reach it."""
    target = solved.loaded.scenario.targets[solved.goal.target]
    return labels.words.say(
        "solve.question",
        target=labels.text(target.name),
        reading=labels.text(target.readings[solved.goal.reading].name),
        period=labels.period(solved.goal.period),
        goal=f"{100 * target.goal.value:.4g}%",
        test=test_text(solved, labels.words),
        n=solved.replications,
    )


def test_text(solved: Solved, words: Words) -> str:
    """`in the mean`, or in what share of the replications."""
    chance = solved.goal.chance
    return words.say("solve.mean") if chance is None else words.say("solve.share", chance=f"{chance / 1e4:.4g}%")


def kind_of(row: Row) -> str:
    """Which message names the answer."""
    kinds = ("latest", "earliest") if row.lever.is_date else ("most", "least")
    return kinds[row.solution.helps > 0]


def answer_line(row: Row, found: Found, writer: Writer) -> str:
    """What was found for a lever."""
    say, name, best = writer.labels.words.say, writer.name(row.lever), found["best_reachable"]
    if not row.solution.helps:
        ends = {end: writer.value(best[end]) for end in ("from", "to")}
        return say("solve.flat", path=name, **ends)
    if row.status == "out_of_reach":
        return say(f"solve.{row.status}", path=name, value=writer.value(best["value"]))
    kind = "throughout" if row.status == "throughout" else kind_of(row)
    return say(f"solve.{kind}", path=name, value=writer.value(found["answer"]["value"]))


def interval_ends(found: Found, writer: Writer) -> tuple[str, str] | None:
    """The ends of the interval of an answer; None where there is none."""
    ends = (found["answer"] or {}).get("value_ci95")
    if ends is None:
        return None
    low, high = (writer.labels.words.say("solve.beyond") if end is None else writer.value(end) for end in ends)
    return low, high


def verdict_of(found: Found) -> str:
    """What a study says of the mean at the answer, or at the best value: the mean of an answer may be undecided."""
    return str((found["answer"] or found["best_reachable"])["verdict"])


def colour_as(found: Found, solved: Solved) -> str:
    """The verdict in whose colour an answer is written: of a chance, whether it is reached."""
    if solved.goal.chance is not None:
        return "misses" if found["answer"] is None else "meets"
    return verdict_of(found)


def judged(verdict: str, reaches: bool, solved: Solved, writer: Writer) -> str:
    """Whether the goal is reached as asked, and the verdict of the mean: `goal reached, undecided`."""
    id = "judged" if solved.goal.chance is None else "judged_chance"
    return writer.labels.words.say(
        f"solve.{id}", test=outcome_of(reaches, solved, writer.labels.words), verdict=writer.labels.verdict(verdict)
    )


def outcome_of(reaches: bool, solved: Solved, words: Words) -> str:
    """`goal reached`, or of a chance `chance not reached`."""
    kind = "" if solved.goal.chance is None else "chance_"
    return words.say(f"solve.{kind}{'meets' if reaches else 'fails'}")


def lead(solved: Solved, writer: Writer) -> list[dict[str, str]]:
    """The answer for a single lever in a sentence, with the colour of its verdict."""
    (row,), found = solved.rows, solved.document
    ends = interval_ends(found, writer) if solved.replications > 1 else None
    low, high = ends or ("", "")
    text = writer.labels.words.say("solve.sentence", answer=answer_line(row, found, writer), low=low, high=high,
                                   verdict=writer.labels.verdict(verdict_of(found)))  # fmt: skip
    return [{"text": begin(text), "colour": palette.VERDICTS[colour_as(found, solved)], "to": "tried"}]


def not_unique(row: Row, found: Found, writer: Writer) -> str:
    """Between which values the target is met and missed by turns; empty where the answer is unique."""
    if row.solution.monotone:
        return ""
    low, high = map(writer.value, found["answer"]["crossings"])
    return writer.labels.words.say("solve.not_monotone", low=low, high=high)


def difference_line(found: Found, words: Words) -> str:
    """By how much an answer and its neighbour differ."""
    low, high = (number(100 * end, 3) for end in found["neighbour"]["difference_ci95"])
    difference = number(100 * found["neighbour"]["difference"], 3)
    return words.say("solve.difference", difference=difference, low=low, high=high)


def nearby_line(solved: Solved, found: Found, writer: Writer) -> str:
    """What was tried near an answer; empty where nothing was."""
    say = writer.labels.words.say
    tried = [
        f"{writer.value(r['value'])} {outcome_of(r['meets'], solved, writer.labels.words)}"
        for r in found["neighbour"]["tried"]
    ]
    return say("solve.nearby", tried=writer.labels.joined(tried)) if tried else ""


def losses(solved: Solved, found: Found, labels: Labels) -> Iterator[tuple[str, str]]:
    """The largest losses at the best value that was tried: where and why, how much."""
    readings = solved.loaded.scenario.targets[solved.goal.target].readings
    unit = UNITS[readings[solved.goal.reading].measure]
    for r in [r for r in found["binding"] if r["lost_t"] > 0][:MOST]:
        facility = labels.of(r["facility"]) if r["facility"] else ""
        named = labels.words.say("solve.loss", facility=facility, cause=labels.cause(r["cause"]))
        yield named, f"{number(r['lost_t'], 0)} {unit}"


def certain_line(lever: Lever, writer: Writer) -> str:
    """What a lever loses by being given; empty where its number is certain anyway."""
    if lever.number.law is None:
        return ""
    law = " … ".join(map(writer.value, lever.law_ends)) or f"{lever.number.law.kind}, {writer.value(lever.number.text)}"
    id = "per_load" if lever.is_per_load else "drawn"
    return writer.labels.words.say(f"solve.{id}" if writer.spelt else f"solve.there_{id}", path=lever.path, law=law)

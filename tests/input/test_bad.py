"""Broken files by the hundred: exit 3, the right line, a fix; no traceback, no hang, little memory."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from statistics import fmean

import pytest

from sim.words import Language, read_catalogue
from tests.input.corpus import Case, corpus
from tests.input.watching import MOST_MB, Ended, watch

LEAST_RIGHT = 0.95
ADVICE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(  # what is allowed, or an order at the start of a clause
        r"\ballowed( here)?:|\b(known|must|wanted|needs|at (most|least))\b|"
        r"(^|[.;:,)\]] |, or |, and |; or )(add|change|check|choose|compare|correct|give|keep|let|make|move|"
        r"name|narrow|put|remove|restore|save|say|set|shorten|take|use|widen|write)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile("请|应|须|允许|可用|可存放|已有|至少|最多|不得"),
}
FEW_LINES = 60
"""A case that accepts more lines than these as the right one says nothing of lines."""
SMALL_CLASS = 10
"""Of a class no larger than this, one wrong line is too large a share to be told alone."""


def checked(cases: list[Case], folder: Path) -> list[tuple[Case, Ended]]:
    """How `check` ends on each case; the first fault of a case counts as its answer."""
    paths = [case.write(folder / str(number)) for number, case in enumerate(cases)]
    ended = list(watch(["check", str(path)] for path in paths))
    assert len(ended) == len(cases)
    return list(zip(cases, ended, strict=True))


def unlike(case: Case, ended: Ended) -> str:
    """What is wrong with an answer, apart from its line; empty for nothing."""
    kinds = {
        "hang": ended.is_hang,
        "traceback": ended.is_traceback,
        f"exit {ended.code}": ended.code != 3,
        f"{ended.peak} MB": ended.peak > MOST_MB,
        "no place": not ended.lines(case.file),
        "control character": not ended.err.replace("\n", "").isprintable(),
        "printed": ended.out != "",
        "no advice": not all(map(ADVICE["en"].search, ended.err.splitlines())),
    }
    wrong = [name for name, is_so in kinds.items() if is_so]
    return f"{case.kind}, {case.name}: {', '.join(wrong)}\n{ended.err[:500]}" if wrong else ""


def is_right(case: Case, ended: Ended) -> bool:
    return bool(case.lines & {*ended.lines(case.file)[:1]})


def test_a_file_of_each_class(tmp_path: Path) -> None:
    chosen = {case.kind: case for case in reversed(corpus())}
    assert len(chosen) >= 20
    answers = checked([*chosen.values()], tmp_path)
    assert [text for text in (unlike(case, ended) for case, ended in answers) if text] == []
    assert [case.name for case, ended in answers if not is_right(case, ended)] == []


@pytest.mark.trust
def test_the_whole_corpus(tmp_path: Path, evidence: Callable[[str, str, str], None]) -> None:
    cases = corpus()
    assert len(cases) >= 400
    assert len({case.content for case in cases}) >= 400
    answers = checked(cases, tmp_path)
    counts = {
        "tracebacks": sum(ended.is_traceback for _, ended in answers),
        "hangs": sum(ended.is_hang for _, ended in answers),
        f"over {MOST_MB} MB": sum(ended.peak > MOST_MB for _, ended in answers),
    }
    judged = [(case, is_right(case, ended)) for case, ended in answers if len(case.lines) <= FEW_LINES]
    right = fmean(is_so for _, is_so in judged)
    kinds = {case.kind for case in cases}
    of_kind = {kind: [is_so for case, is_so in judged if case.kind == kind] for kind in kinds}
    rate, worst = min((fmean(rows), kind) for kind, rows in of_kind.items() if len(rows) > SMALL_CLASS)
    found = ", ".join(f"{count} {name}" for name, count in counts.items())
    figure = f"{len(cases)} files of {len(kinds)} classes: {found}, right line {right:.1%} of {len(judged)}"
    figure += f", least of {worst}: {rate:.0%}"
    evidence("bad input", figure, f"0, 0, 0, >= {LEAST_RIGHT:.0%}")
    assert [text for text in (unlike(case, ended) for case, ended in answers) if text] == []
    assert right >= LEAST_RIGHT


def test_what_is_no_ordinary_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    (tmp_path / "child.yaml").write_text("extends: pipe.yaml\n", encoding="utf-8")
    names = ("pipe.yaml", "loop.yaml", "none.yaml", ".", "child.yaml", "x" * 300)
    paths = [*(str(tmp_path / name) for name in names), "/dev/zero", "/dev/null"]
    for path, ended in zip(paths, watch(["check", path] for path in paths), strict=True):
        assert (ended.code, ended.out, ended.err.count("\n")) == (3, "", 1), (path, ended)
        assert path in ended.err


def test_no_more_than_a_hundred_faults_are_said(tmp_path: Path) -> None:
    (tmp_path / "many.yaml").write_text("".join(f"k{n}: 1\n" for n in range(500)), encoding="utf-8")
    (ended,) = watch([["check", str(tmp_path / "many.yaml")]])
    lines = ended.err.splitlines()
    assert len(lines) == 101
    assert "there are more than 100 faults" in lines[-1]


@pytest.mark.parametrize("language", ADVICE)
def test_every_fault_says_what_to_do_or_what_is_allowed(language: Language) -> None:
    faults = {
        id: re.sub(r"{\w+}", "…", text) for id, text in read_catalogue(language).items() if id.startswith("fault.")
    }
    assert len(faults) > 150
    assert [id for id, text in faults.items() if not ADVICE[language].search(text)] == []

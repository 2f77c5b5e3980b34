"""Names that are attacks, through every output: shown as they stand, never interpreted; nothing outside the folder."""

from __future__ import annotations

import csv
import json
import re
import socket
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pypdf
import pytest

from sim.words import make_visible
from tests.cli.conftest import Command, _compiled, waste_sim
from tests.names.attacks import SHOWN, SPACED, world

__all__ = ["_compiled", "waste_sim"]


class Page(HTMLParser):
    """What a browser sees: text, elements with their attributes, text of scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text: list[str] = []
        self.scripts: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self._within = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._within = tag if tag in ("script", "style") else ""
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        (self.scripts if self._within == "script" else self.text).append(data)


def bare(text: str) -> str:
    """A text without white space and the hyphens of broken lines."""
    return re.sub(r"[\s\u00ad\u2010]", "", text)


@cache
def shown_in(pdf: Path) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages)


def faults(folder: Path, printed: str) -> Iterator[str]:
    """What is wrong with the files of a result folder, and with what was printed."""
    if not printed.replace("\n", "").isprintable():
        yield "terminal: control character"
    for path in folder.rglob("*.xlsx"):
        cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
        yield from (
            f"formula {c.value}" for c in cells if c.data_type == "f" and not str(c.value).startswith("=ROUND(")
        )
        yield from (f"{c.value!r} in a cell" for c in cells if any(name in str(c.value) for name in SPACED))
        yield from (f"link {c.hyperlink.target}" for c in cells if c.hyperlink is not None and c.hyperlink.target)
    for path in folder.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                for key, cell in row.items():
                    if cell in SHOWN and not re.match("source|also_stated", key):
                        yield f"{path.name}: a name in column {key}"
    for path in folder.rglob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))
    yield from (f"{path.name}: hidden" for path in folder.rglob("*.pdf") if not bare(shown_in(path)).isprintable())
    for path in folder.rglob("*.png"):
        if path.read_bytes()[:8] != b"\x89PNG\r\n\x1a\n":
            yield f"{path.name}: no picture"
    for path in folder.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        page = Page(text)
        yield from (f"attribute {name}" for name, _ in page.attributes if name.startswith("on"))
        yield from (f"reference {value[:50]}" for name, value in page.attributes
                    if name in ("href", "src") and not value.startswith(("#", "data:")))  # fmt: skip
        yield from ("script" for script in page.scripts if "alert" in script)
        if re.search(r"<script>alert|<img src=x|<svg onload", text):
            yield "markup in the page"


def unseen(folder: Path, names: Sequence[str] = (*SHOWN, *SPACED)) -> Iterator[str]:
    """Names that a PDF or the page does not show as they stand, apart from white space."""
    for path in folder.rglob("*.pdf"):
        text = bare(shown_in(path))
        yield from (
            f"{path.name}: {name}" for name in names if bare(name).replace("-", "") not in text.replace("-", "")
        )
    for path in folder.rglob("*.html"):
        shown = bare("".join(Page(path.read_text(encoding="utf-8")).text))
        yield from (f"{path.name}: {name}" for name in names if bare(name) not in shown)


def save(folder: Path, name: str = "case", **changes: object) -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(json.dumps({**world(), **changes}, ensure_ascii=False), encoding="utf-8")
    return path


SHORT = ("--replications", "2", "--jobs", "1", "--no-store")


def test_a_run_without_any_network(waste_sim: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no network here")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    save(tmp_path)
    ended = waste_sim("run", "case.yaml", *SHORT, "--lang", "en", "--out", "out")
    assert ended.code == 0, ended.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case.yaml", "out"]
    folder = tmp_path / "out"
    assert [*faults(folder, ended.out + ended.err)] == []
    assert [*unseen(folder)] == []
    assert make_visible(world()["targets"]["rate"]["name"]) in ended.out


@pytest.mark.trust
def test_every_command(waste_sim: Command, tmp_path: Path, evidence: Callable[[str, str, str], None]) -> None:
    save(tmp_path)
    plant = world()["facilities"]["plant"]
    save(tmp_path, "other", facilities={**world()["facilities"], "plant": {**plant, "opens": "2025-01-03"}})
    lever = "facilities.plant.capacity"
    goal = ("--target", "rate", "--period", "2025", "--vary", f"{lever}=1 t/h..2 t/h")
    commands = {
        "run": ("run", "case.yaml", *SHORT, "--lang", "zh,en"),
        "compare": ("compare", "case.yaml", "other.yaml", *SHORT, "--lang", "zh,en"),
        "solve": ("solve", "case.yaml", *goal, *SHORT, "--lang", "zh,en"),
    }
    wrong = []
    for name, command in commands.items():
        ended = waste_sim(*command, "--out", name)
        assert ended.code in (0, 1), ended.err
        wrong += [f"{name}: {text}" for text in faults(tmp_path / name, ended.out + ended.err)]
    ended = waste_sim("report", "run", "--out", "again", "--lang", "zh,en")
    assert ended.code == 0, ended.err
    for name in ("run", "again"):
        wrong += [f"{name}: {text}" for text in unseen(tmp_path / name)]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["again", "case.yaml", "compare", "other.yaml", "run", "solve"]
    evidence(
        "names",
        f"{len(SHOWN) + len(SPACED)} names through 4 commands in 2 languages: {len(wrong)} interpreted or hidden",
        "0",
    )
    assert wrong == []

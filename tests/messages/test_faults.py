"""Each rule of the scenario language: base.yaml passes; one change, and the fault is named with place and text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from sim.errors import Fault, ScenarioInvalid
from sim.scenario.loading import load
from sim.words import Words

HERE = Path(__file__).parent
BASE = (HERE / "base.yaml").read_text(encoding="utf-8")
CASES: list[dict[str, Any]] = YAML(typ="safe", pure=True).load((HERE / "cases.yaml").read_text(encoding="utf-8"))


def faults_of(path: Path, *settings: str) -> tuple[Fault, ...]:
    with pytest.raises(ScenarioInvalid) as caught:
        load(path, settings)
    return caught.value.faults


def say(fault: Fault, language: str = "en") -> str:
    return Words(language).say(f"fault.{fault.id}", **fault.values)  # type: ignore[arg-type]


def write(folder: Path, content: str | bytes, name: str = "case.yaml") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def only(path: Path, *settings: str) -> str:
    """`line:column text` of the only fault."""
    (fault,) = faults_of(path, *settings)
    assert fault.place is not None
    return f"{fault.place.line}:{fault.place.column} {say(fault)}"


def test_base_passes(tmp_path: Path) -> None:
    assert load(write(tmp_path, BASE)).scenario.streams["rubble"].amount.value == 20_000_000


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_one_change_one_fault(case: dict[str, Any], tmp_path: Path) -> None:
    text = BASE
    for old, new in case["change"].items():
        assert old in text
        text = text.replace(old, new, 1)
    path = write(tmp_path, text)
    found = [(str(fault.place), fault.path, say(fault)) for fault in faults_of(path)]
    assert (f"{path}:{case['at']}", case["path"], case["text"]) in found


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_chinese_says_it_too(case: dict[str, Any], tmp_path: Path) -> None:
    text = BASE
    for old, new in case["change"].items():
        text = text.replace(old, new, 1)
    for fault in faults_of(write(tmp_path, text)):
        assert re.search("[\u4e00-\u9fff]", say(fault, "zh"))


def test_every_fault_of_a_file_in_one_run(tmp_path: Path) -> None:
    names = ("misspelt_key", "no_state", "outputs_sum", "unknown_facility", "closes_before_opens", "above_whole")
    chosen = [case for case in CASES if case["name"] in names]
    text = BASE
    for case in chosen:
        for old, new in case["change"].items():
            text = text.replace(old, new, 1)
    found = {say(fault) for fault in faults_of(write(tmp_path, text))}
    assert {case["text"] for case in chosen} <= found


def test_faults_stand_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = BASE.replace("trucks: 5", "trucks: 5.5").replace("93 %", "97 %").replace("Small", "")
    places = [fault.place for fault in faults_of(write(tmp_path, text)) if fault.place]
    assert places == sorted(places, key=lambda place: (place.line, place.column))


BOMB = "\n".join(["a: &a [x, x, x, x, x, x, x, x, x, x]"] + [
    f"{name}: &{name} [{', '.join([f'*{below}'] * 9)}]" for below, name in zip("abcdefgh", "bcdefghi", strict=True)
])  # fmt: skip


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "1:1 the file is empty; a scenario needs at least title, date, horizon, streams, sources,"),
        (b"# nothing\n", "1:1 the file is empty;"),
        (b"- a\n- b\n", "1:1 the top of the file must be a map of `key: value`, and it is not."),
        (b"just text", "1:1 the top of the file must be a map"),
        (b"a: 1\n---\nb: 2\n", "2:1 a second YAML document (---) begins here; a file holds one scenario."),
        (b"title: caf\xe9\n", "1:11 byte 0xE9 is not UTF-8. Save the file in UTF-8."),
        (b"title: a\x00b\n", "1:9 the character \\x00 is not allowed in YAML. Remove it."),
        (BOMB.encode(), "6:8 more than 100000 nodes after expanding aliases."),
        (b"a: &a 1\nb: [" + b"*a, " * 1001 + b"]", "2:4005 more than 1000 aliases (*)."),
        (b"a: " + b"[" * 3000 + b"]" * 3000, "1:33 nested more than 30 levels deep; no scenario needs that. Check"),
        (b"a: " + b"{a: " * 3000, "1:120 nested more than 30 levels deep;"),
        (b"a: &a [*a]", "1:8 alias *a has no finished anchor (&a) before it."),
        (b"a: !!python/name:os.system x", "1:4 the YAML tag tag:yaml.org,2002:python/name:os.system is not allowed."),
        (b"#" * (10 << 20), "1:1 the file is larger than 1 MiB, the most a scenario may have. Shorten it."),
    ],
    ids=["empty", "only a comment", "list", "scalar", "two documents", "latin-1", "zero byte", "alias bomb",
         "many aliases", "3000 brackets", "3000 braces", "recursive alias", "tag", "10 MB"],
)  # fmt: skip
def test_files_that_are_no_scenario(content: bytes, expected: str, tmp_path: Path) -> None:
    assert only(write(tmp_path, content)).startswith(expected)


BROKEN = {
    "a: 1\nb\n": ("3:1", "yaml_no_colon"),
    "a: b: c\n": ("1:5", "yaml_extra_colon"),
    "a: [1, 2\n": ("2:1", "yaml_open_bracket"),
    "a: {b: 1 c: 2}": ("1:11", "yaml_open_bracket"),
    "a:\n\t- b": ("2:1", "yaml_bad_start"),
    "a: @b": ("1:4", "yaml_bad_start"),
    "a: 'x": ("1:4", "yaml_open_quote"),
    "a: 'b\n---\nc'": ("1:4", "yaml_open_quote"),
    "a: 'b\nc: 'd'": ("1:4", "yaml_quote_early"),
    'a: "b\nc: "d": e\n': ("1:4", "yaml_quote_early"),
    'a: "\\q"': ("1:6", "yaml_bad_escape"),
    'a: "\\xzz"': ("1:7", "yaml_bad_escape"),
    "a: ]": ("1:4", "yaml_no_value"),
    "a: 'it's'": ("1:8", "yaml_indentation"),
    "a: - b": ("1:4", "yaml_indentation"),
    "a:\n  - b\n c: 1": ("3:2", "yaml_indentation"),
    "a: |x\n b": ("1:5", "yaml_block_text"),
    "a: > y\n  b": ("1:6", "yaml_block_text"),
    "a: &\n": ("1:5", "yaml_syntax"),
    "%YAML 2.0\n---\na: 1": ("1:1", "yaml_syntax"),
}


@pytest.mark.parametrize("content", BROKEN)
def test_broken_yaml_is_explained_in_both_languages_at_its_place(content: str, tmp_path: Path) -> None:
    (fault,) = faults_of(write(tmp_path, content))
    assert fault.place is not None
    assert (f"{fault.place.line}:{fault.place.column}", fault.id) == BROKEN[content]
    assert say(fault).startswith("not valid YAML")
    chinese = say(fault, "zh").removeprefix("YAML")
    assert not re.search("[A-Za-z]{2,}", chinese), "the parser's English"


def test_one_missing_route_is_one_fault(tmp_path: Path) -> None:
    for line in ("  rubble: {to: [plant, tip]}\n", "  residue: {to: [tip]}\n"):
        (fault,) = faults_of(write(tmp_path, BASE.replace(line, "")))
        assert fault.id == "route_missing"
    stray = BASE.replace("carries: [rubble,", "carries: [grit, rubble,").replace("items:", "items:\n  grit: Grit", 1)
    stray = stray.replace("grit: Grit", "grit: {name: Grit}")
    (fault,) = faults_of(write(tmp_path, stray))
    assert (fault.id, fault.path) == ("route_missing", "fleets.tippers.carries.0")


@pytest.mark.parametrize(
    ("old", "new", "id"),
    [
        ("start: 2027-01-01, end: 2028-01-01}\nwin", "start: 2029-01-01, end: 2027-01-01}\nwin", "end_before_start"),
        ("start: 2027-01-01, end: 2028-01-01}\nwin", "start: 0000-01-01, end: 2028-01-01}\nwin", "bad_date"),
        ("residue: 7 %", "resdue: 7 %", "unknown_item"),
    ],
)
def test_what_follows_from_a_fault_is_not_said_as_well(old: str, new: str, id: str, tmp_path: Path) -> None:
    assert old in BASE
    text = (
        BASE.replace(old, new)
        .replace("  2027-Q4: {start: 2027-10-01, end: 2028-01-01}\n", "")
        .replace("windows:\n", "")
    )
    assert [fault.id for fault in faults_of(write(tmp_path, text))] == [id]


def test_byte_order_mark_is_allowed(tmp_path: Path) -> None:
    assert load(write(tmp_path, b"\xef\xbb\xbf" + BASE.encode())).id == "case"


def test_missing_file(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path / "none.yaml")
    assert "No such file" in say(fault)


def test_a_folder_is_no_scenario(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path)
    assert fault.id == "file_unreadable"


def test_file_stem_is_the_id_and_is_checked(tmp_path: Path) -> None:
    assert load(write(tmp_path, BASE, "plan-2027.yaml")).id == "plan-2027"
    (fault,) = faults_of(write(tmp_path, BASE, "My Plan.yaml"))
    assert say(fault).startswith("`My Plan` cannot be the id of a scenario.")


def test_control_characters_are_shown_as_escapes(tmp_path: Path) -> None:
    path = write(tmp_path, BASE.replace("title: A small plan", 'title: x\n"\\e[31mred": 1'))
    (fault,) = faults_of(path)
    assert "\\x1b[31mred" in say(fault)
    assert "\x1b" not in say(fault)


def test_a_stray_word_hides_no_other_fault(tmp_path: Path) -> None:
    text = BASE.replace("10 万自然方/a", "10 万m3/a").replace("items:\n", "stream: {}\nitems:\n")
    assert [fault.id for fault in faults_of(write(tmp_path, text))] == ["volume_state", "unknown_key"]

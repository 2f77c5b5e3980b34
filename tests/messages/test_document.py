"""The YAML of a scenario: anchors and keys, what the parser itself stumbles over, and how many faults are said."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import ScenarioInvalid
from sim.scenario.document import read_text
from sim.scenario.refusing import MAX_FAULTS
from tests.messages.test_faults import BASE, faults_of, say, write


def test_a_key_can_be_an_anchor_and_an_alias() -> None:
    tree = read_text("&word a: 1\nb: {*word : 2}", "f")
    assert tree is not None
    assert tree.plain() == {"a": 1, "b": {"a": 2}}


@pytest.mark.parametrize(("key", "given"), [("[a, b]", "[…]"), ("{a: 1}", "{…}")])
def test_a_key_is_no_list_and_no_map(key: str, given: str) -> None:
    with pytest.raises(ScenarioInvalid) as caught:
        read_text(f"c: 0\n? {key}\n: 1", "f")
    (fault,) = caught.value.faults
    assert (fault.id, fault.values, str(fault.place)) == ("key_not_text", {"given": given}, "f:2:3")


@pytest.mark.parametrize(
    "content",
    ['a: "\\U00110000"', 'a: "\\UFFFFFFFF"', "%YAML 1.9\n---\na: 1"],
    ids=["beyond Unicode", "beyond a machine's integer", "version that the parser does not know"],
)
def test_what_the_parser_stumbles_over_is_no_traceback(content: str, tmp_path: Path) -> None:
    (fault,) = faults_of(write(tmp_path, content))
    assert fault.id == "yaml_syntax"
    assert say(fault).startswith("not valid YAML")


def test_two_halves_of_a_character_are_one() -> None:
    """As JSON escapes what lies beyond U+FFFF; the character that stands for unreadable ones is one of its own."""
    tree = read_text(r'a: "\ud83d\ude00 \ufffd"', "f")
    assert tree is not None
    assert tree.plain() == {"a": "\U0001f600 \ufffd"}


@pytest.mark.parametrize("half", ["ud83d", "ude00"])
def test_half_a_character_is_named(half: str, tmp_path: Path) -> None:
    (fault,) = faults_of(write(tmp_path, BASE.replace("title: A small plan", rf'title: "\ud83d\ude00 and \{half}"')))
    assert (fault.id, fault.values, fault.path) == ("yaml_character", {"character": rf"\{half}"}, "title")


@pytest.mark.parametrize("given", ["5", "[a, b]"])
def test_a_name_is_a_text(given: str, tmp_path: Path) -> None:
    (fault,) = faults_of(write(tmp_path, BASE.replace("title: A small plan", f"title: {given}")))
    assert (fault.id, fault.path) == ("wanted_text", "title")
    assert say(fault) == f"a text is wanted here, not `{given}`."


def test_a_fault_in_a_list_names_its_place_in_the_list(tmp_path: Path) -> None:
    (fault,) = faults_of(write(tmp_path, BASE.replace("accepts: [rubble, residue", "accepts: [rubble, !x residue")))
    assert (fault.id, fault.path) == ("yaml_tag", "facilities.tip.accepts.1")


def test_a_device_is_no_scenario() -> None:
    """Reading it might never end."""
    (fault,) = faults_of(Path("/dev/zero"))
    assert fault.id == "file_special"


@pytest.mark.parametrize("code", ["utf-16", "utf-16-be", "utf-32"])
def test_text_in_another_encoding_is_no_text(code: str, tmp_path: Path) -> None:
    (fault,) = faults_of(write(tmp_path, BASE.encode(code)))
    assert (fault.id, fault.path) == ("not_text", "")


MANY = MAX_FAULTS + 50
NEXT = MAX_FAULTS + 1
"""The first fault that is not said; `more_faults` stands in its place."""


@pytest.mark.parametrize(
    ("old", "new", "first_line"),
    [
        ("title: A small plan\n", "title:\n" + "- !x 1\n" * MANY, 2),
        ("items:\n", "items:\n" + "".join(f"  i{n}: {{nam: A, name: A}}\n" for n in range(MANY)), 22),
        ("items:\n", "items:\n" + "".join(f"  i{n}: {{nam: null, name: A}}\n" for n in range(MANY)), 22),
    ],
    ids=["tags", "unknown keys", "unknown keys that are null"],
)
def test_of_many_faults_a_hundred_are_said(old: str, new: str, first_line: int, tmp_path: Path) -> None:
    assert BASE.count(old) == 1
    faults = faults_of(write(tmp_path, BASE.replace(old, new)))
    assert [fault.id for fault in faults[MAX_FAULTS:]] == ["more_faults"]
    lines = [fault.place.line for fault in faults if fault.place is not None]
    assert lines == list(range(first_line, first_line + NEXT)), "each of them once, and where the rest begins"

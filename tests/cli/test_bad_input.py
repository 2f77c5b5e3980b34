"""Whatever a file holds: exit 3, one message per fault with file:line:column, no traceback, nothing written."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import SCENARIOS, Command

MINIMAL = (SCENARIOS / "minimal.yaml").read_text(encoding="utf-8")
PLACE = re.compile(r"bad\.yaml:(\d+):(\d+): ")


def changed(old: str, new: str) -> str:
    """The minimal scenario with one spot changed."""
    assert MINIMAL.count(old) == 1
    return MINIMAL.replace(old, new)


def bomb() -> str:
    """Ten anchors, each nine times the one before."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(lines)


TEXTS: dict[str, tuple[str | bytes, str]] = {
    "misspelt key": (changed("storage: 600 t}\n  new", "storgae: 600 t}\n  new"), "did you mean storage?"),
    "unknown key": (MINIMAL + "nonsense: 1\n", "unknown key nonsense"),
    "duplicate key": (MINIMAL + "title: Again\n", "given already in line 2"),
    "wrong unit": (changed("payload: 12 t}", "payload: 12 furlongs}"), "unknown unit `furlongs`"),
    "t for m³": (changed("void: 1 万压实方", "void: 1 万t"), "has the wrong dimension"),
    "volume without a state": (changed("void: 1 万压实方", "void: 1 万m³"), "a volume without a state"),
    "plan without source": (
        changed("value: 2 万t/a, range: [1.6, 2, 2.4], source: estimate", "value: 2 万t/a, grade: plan"),
        "a number of grade plan needs a source",
    ),
    "min above mode": (changed("[1.6, 2, 2.4]", "[2.1, 2, 2.4]"), "must run from least through most likely"),
    "split sums to 1.1": (changed("aggregate: 93 %, residue: 7 %", "aggregate: 93 %, residue: 17 %"), "sum to 110 %"),
    "stream without route": (changed("  demolition: {to: [plant, landfill]}\n", ""), "has no entry in routes"),
    "plant output without route": (changed("  residue: {to: [landfill]}\n", ""), "has no entry in routes"),
    "route to unknown facility": (changed("residue: {to: [landfill]}", "residue: {to: [landfil]}"), "mean landfill?"),
    "closing before opening": (
        changed("kind: landfill,", "kind: landfill, opens: 2027-05-01, closes: 2027-04-01,"),
        "not after it opens on 2027-05-01",
    ),
    "negative": (changed("trucks: 5,", "trucks: -5,"), "`-5`"),
    "infinite": (changed("payload: 12 t}", "payload: .inf}"), "not a finite number"),
    "not a number": (changed("payload: 12 t}", "payload: {value: .nan t}}"), "`.nan t`"),
    "overflow": (changed("payload: 12 t}", "payload: 1e999 t}"), "1e999"),
    "empty": ("", "the file is empty"),
    "only a comment": ("# nothing\n", "the file is empty"),
    "list at the top": ("- title: A\n- date: 2026-01-01\n", "the top of the file must be a map"),
    "text at the top": ("title\n", "the top of the file must be a map"),
    "two documents": (MINIMAL + "---\ntitle: Second\n", "a second YAML document"),
    "not UTF-8": (MINIMAL.encode("gbk"), "is not UTF-8"),
    "alias bomb": (bomb(), "more than"),
    "alias to itself": ("title: &a [*a]\n", "alias *a"),
    "3,000 brackets": ("title: " + "[" * 3000 + "]" * 3000, "nested more than"),
    "3,000 braces, open": ("title: " + "{a: " * 3000, "nested more than"),
    "tag": (changed("date: 2026-01-28", "date: !!python/object/apply:os.system [ls]"), "the YAML tag"),
    "id with path characters": (changed("  old_town:", "  ../../etc/passwd:"), "cannot be an id"),
    "id with formula characters": (changed("  old_town:", '  "=1+1":'), "cannot be an id"),
    "10 MB": (MINIMAL + "# filling\n" * 1_000_000, "larger than 1 MiB"),
    "control character": (changed("source: estimate", "source: an \x1b[31mestimate"), "is not allowed"),
    "null byte": ("title: a\0b\n", "is not allowed"),
    "syntax": (changed("streams:  #", "streams  #"), "not valid YAML"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_one_message_with_its_place(waste_sim: Command, tmp_path: Path, name: str) -> None:
    content, message = TEXTS[name]
    Path("bad.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    ended = waste_sim("run", "bad.yaml")
    assert (ended.code, ended.out) == (3, "")
    lines = ended.err.splitlines()
    (line,) = lines
    assert PLACE.match(line)
    assert message in line
    assert len(line) < 2000
    assert [path.name for path in tmp_path.iterdir()] == ["bad.yaml"]


def test_the_place_is_where_the_value_stands(waste_sim: Command) -> None:
    text = changed("void: 1 万压实方", "void: 1 万t")
    Path("bad.yaml").write_text(text, encoding="utf-8")
    (found,) = PLACE.findall(waste_sim("check", "bad.yaml").err)
    before = text[: text.index("1 万t,")]
    assert (int(found[0]), int(found[1])) == (before.count("\n") + 1, len(before) - before.rfind("\n"))


def test_all_faults_in_one_run(waste_sim: Command) -> None:
    text = changed("storage: 600 t}\n  new", "storgae: 600 t}\n  new")
    text = text.replace("void: 1 万压实方", "void: 1 万t").replace("93 %", "94 %") + "nonsense: 1\n"
    Path("bad.yaml").write_text(text, encoding="utf-8")
    for command in ("run", "check"):
        lines = waste_sim(command, "bad.yaml").err.splitlines()
        assert all(PLACE.match(line) for line in lines)
        for part in ("storgae", "1 万t", "nonsense"):
            assert sum(part in line for line in lines) == 1, part


def test_check_json_is_one_document_with_the_faults(waste_sim: Command) -> None:
    Path("bad.yaml").write_text(changed("void: 1 万压实方", "void: 1 万t") + "nonsense: 1\n", encoding="utf-8")
    ended = waste_sim("check", "bad.yaml", "--json")
    assert (ended.code, ended.err) == (3, "")
    document = json.loads(ended.out)
    assert set(document) == {"errors", "checks"}
    assert document["checks"] == []
    assert {(e["id"], e["path"], e["file"]) for e in document["errors"]} == {
        ("wrong_dimension", "facilities.landfill.void", "bad.yaml"),
        ("unknown_key", "nonsense", "bad.yaml"),
    }
    assert all(e["line"] > 1 and e["column"] >= 1 and e["message"] for e in document["errors"])


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("facilities.landfill.void=1 万t", "has the wrong dimension"),
        ("facilities.landfill.voide=1", "unknown key voide"),
        ("no equals sign", "must read path=value"),
        ("title.zh.deeper=1", "is no map"),
        ("facilities.landfill.void=" + "[" * 3000, "nested more than"),
        ("facilities.landfill.void=!!python/name:os.system", "the YAML tag"),
        ("facilities.landfill.void=-1 压实方", "negative"),
    ],
)
def test_settings_follow_the_same_rules(waste_sim: Command, tmp_path: Path, setting: str, message: str) -> None:
    ended = waste_sim("run", SCENARIOS / "minimal.yaml", "--set", setting)
    assert (ended.code, ended.out) == (3, "")
    assert ended.err.startswith("--set")
    assert message in ended.err
    assert ended.err.count("\n") == 1
    assert not list(tmp_path.iterdir())


def _folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [lambda path: None, _folder], ids=["missing", "folder"])
def test_a_file_that_cannot_be_read(waste_sim: Command, make: Callable[[Path], None]) -> None:
    make(Path("bad.yaml"))
    for command in ("run", "check"):
        ended = waste_sim(command, "bad.yaml")
        assert (ended.code, ended.out) == (3, "")
        assert "bad.yaml" in ended.err
        assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    ("parent", "message"),
    [("nowhere.yaml", "does not exist"), ("bad.yaml", "cycle"), ("[a, b]", "must be one file name")],
)
def test_extends(waste_sim: Command, parent: str, message: str) -> None:
    Path("bad.yaml").write_text(f"extends: {parent}\n", encoding="utf-8")
    ended = waste_sim("check", "bad.yaml")
    assert (ended.code, ended.out) == (3, "")
    assert PLACE.match(ended.err)
    assert message in ended.err


def test_a_file_name_that_is_no_id(waste_sim: Command) -> None:
    Path("=cmd.yaml").write_text(MINIMAL, encoding="utf-8")
    ended = waste_sim("run", "=cmd.yaml")
    assert ended.code == 3
    assert "=cmd.yaml:1:1: id: `=cmd` cannot be the id of a scenario" in ended.err

"""How each command ends: exit code, what is printed where, and what is left on the disk."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim.study import simulator
from sim.study.folder import replaced_folder
from tests.cli.conftest import EARLIER, SCENARIOS, Command
from tests.worlds import recycling_world

RUN = ("--replications", "1", "--jobs", "1", "--no-report")


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    """A small world whose plant makes product of 90 %; the goal is 70 %."""
    path = tmp_path / "small.yaml"
    path.write_text(json.dumps(recycling_world()), encoding="utf-8")
    return path


def everything(folder: Path) -> dict[str, bytes | None]:
    """All files and folders below a folder with their content."""
    return {str(p.relative_to(folder)): p.read_bytes() if p.is_file() else None for p in folder.rglob("*")}


def test_0_done_and_1_the_answer_is_no(waste_sim: Command, scenario: Path) -> None:
    done = waste_sim("run", scenario, *RUN, "--fail-on", "rate")
    assert (done.code, done.err) == (0, "")
    assert "2025        90.00% [90.00%, 90.00%]  chance 100%    meets" in done.out
    assert "results: reports/small" in done.out
    missed = waste_sim("run", scenario, *RUN, "--fail-on", "rate", "--set", "targets.rate.goal=95 %")
    assert (missed.code, missed.err) == (1, "")
    assert "misses" in missed.out
    assert json.loads(Path("reports/small/summary.json").read_text(encoding="utf-8"))["targets"]["rate"]["goal"] == 0.95
    assert waste_sim("run", scenario, *RUN, "--set", "targets.rate.goal=95 %").code == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ("run",),
        ("run", "small.yaml", "--replications", "0"),
        ("run", "small.yaml", "--seed", "-1"),
        ("run", "small.yaml", "--jobs", "many"),
        ("run", "small.yaml", "--fail-on", "no_such_target"),
        ("run", "small.yaml", "--lang", "fr"),
        ("run", "small.yaml", "--no-such-option"),
        ("no-such-command",),
        ("new", "Not An Id"),
        ("new", "../escape"),
        ("report", "somewhere", "--lang", "fr"),
    ],
)
def test_2_usage(waste_sim: Command, scenario: Path, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    before = everything(tmp_path)
    ended = waste_sim(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err
    assert "Traceback" not in ended.err
    assert everything(tmp_path) == before


def test_the_folder_is_ours_or_empty_or_new(waste_sim: Command, scenario: Path) -> None:
    Path("empty").mkdir()
    for folder in ("empty", "new/deeper", "empty"):
        assert waste_sim("run", scenario, *RUN, "--quiet", "--out", folder).code == 0
        assert (Path(folder) / "summary.json").is_file()
    assert not [path for path in Path().iterdir() if path.name.startswith(".")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run", "{scenario}", *RUN, "--out", "photos"), "photos "),
        (("run", "{scenario}", *RUN, "--out", "letter.txt"), "letter.txt "),
        (("report", "photos"), "photos "),
        (("run", "{scenario}", "--lang", "fr"), "fr"),
        *(((name, "{scenario}", "--out", ""), "--out is empty") for name in ("run", "compare", "solve", "report")),
        (("run", "{scenario}", "--out", "letter.txt/new/deeper"), "letter.txt is not a folder"),
        (("run", "{scenario}", "--out", "album"), "album is a symbolic link"),
        (("run", "{scenario}", "--out", "album"), "{scenario.parent}/photos"),
        (("run", "{scenario}", "--out", "envelope"), "envelope is not a folder"),
        (("run", "{scenario}", "--out", "broken/inside"), "broken is not a folder"),
    ],
)
def test_the_message_names_what_was_given_and_is_one_line(
    waste_sim: Command, scenario: Path, arguments: tuple[str, ...], said: str
) -> None:
    Path("photos").mkdir()
    Path("photos/holiday.png").write_bytes(b"beach")
    Path("letter.txt").write_text("dear")
    for link, target in (("album", "photos"), ("envelope", "letter.txt"), ("broken", "nowhere")):
        Path(link).symlink_to(target)
    ended = waste_sim(*(argument.format(scenario=scenario) for argument in arguments))
    assert ended.code == (2 if "--lang" in arguments or "" in arguments else 4)
    assert said.format(scenario=scenario) in ended.err
    assert ended.err.count("\n") == 1


def test_a_new_run_replaces_the_folder_as_a_whole(waste_sim: Command, scenario: Path) -> None:
    waste_sim("run", scenario, *RUN, "--out", "results")
    Path("results/figures").mkdir()
    waste_sim("run", scenario, *RUN, "--out", "results")
    assert not Path("results/figures").exists()


def test_4_not_our_folder(waste_sim: Command, scenario: Path, tmp_path: Path) -> None:
    Path("photos").mkdir()
    Path("photos/holiday.png").write_bytes(b"beach")
    Path("letter.txt").write_text("dear")
    Path("link").symlink_to("photos")
    before = everything(tmp_path)
    for out in ("photos", "letter.txt", "link", "letter.txt/inside", "/proc/results", "."):
        ended = waste_sim("run", scenario, *RUN, "--out", out)
        assert (ended.code, ended.out) == (4, ""), out
        assert ended.err.startswith(f"waste-sim: {out.removesuffix('/inside')} ")
        assert ended.err.count("\n") == 1
        assert everything(tmp_path) == before


@pytest.mark.parametrize("manifest", ["{}", "[]", "not JSON", '{"schema": 1, "name": "another program"}'])
def test_4_a_folder_with_a_run_json_of_somebody_else(
    waste_sim: Command, scenario: Path, tmp_path: Path, manifest: str
) -> None:
    Path("theirs").mkdir()
    Path("theirs/run.json").write_text(manifest)
    before = everything(tmp_path)
    assert waste_sim("run", scenario, *RUN, "--out", "theirs").code == 4
    assert everything(tmp_path) == before


@pytest.mark.parametrize("file", ["notes.txt", "tables/mine.xlsx", "figures/en/photo.jpg"])
def test_4_what_a_user_put_into_the_folder_is_not_lost(
    waste_sim: Command, scenario: Path, tmp_path: Path, file: str
) -> None:
    assert waste_sim("run", scenario, *RUN, "--out", "results").code == 0
    note = Path("results", file)
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text("mine")
    before = everything(tmp_path)
    ended = waste_sim("run", scenario, *RUN, "--out", "results")
    assert (ended.code, ended.out) == (4, "")
    assert f"also holds {file}, which would be lost" in ended.err
    assert everything(tmp_path) == before


@pytest.mark.parametrize("out", [".", "..", "../inside"])
def test_4_a_folder_that_cannot_be_replaced(
    waste_sim: Command, scenario: Path, monkeypatch: pytest.MonkeyPatch, out: str
) -> None:
    inside = scenario.parent / "results" / "inside"
    inside.mkdir(parents=True)
    (inside.parent / "run.json").write_text(EARLIER)
    monkeypatch.chdir(inside)
    ended = waste_sim("run", scenario, *RUN, "--out", out)
    assert (ended.code, ended.out) == (4, "")
    assert ended.err.startswith(f"waste-sim: {out} cannot be replaced")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_4_a_folder_without_permission(waste_sim: Command, scenario: Path) -> None:
    Path("closed").mkdir(mode=0o500)
    ended = waste_sim("run", scenario, *RUN, "--out", "closed/results")
    assert ended.code == 4
    assert "closed/results cannot be written" in ended.err


def test_4_leaves_earlier_results_untouched(
    waste_sim: Command, scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waste_sim("run", scenario, *RUN, "--out", "results")
    before = everything(tmp_path)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.study.result.write_json", full)
    ended = waste_sim("run", scenario, *RUN, "--out", "results")
    assert (ended.code, ended.out) == (4, "")
    assert "results cannot be written: No space left on device" in ended.err
    assert everything(tmp_path) == before


@pytest.mark.parametrize("step", ["away", "into place"])
def test_an_interrupt_between_the_two_renames_puts_the_results_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    final = tmp_path / "results"
    final.mkdir()
    (final / "run.json").write_text(EARLIER)
    rename = Path.rename

    def interrupted(self: Path, target: Path) -> Path:
        if step == "away" and self == final:
            rename(self, target)
            raise KeyboardInterrupt
        if step == "into place" and target == final and self.name == "new":
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr("sim.study.folder.exchange", lambda one, other: False)
    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt), replaced_folder(final) as folder:
        (folder.temporary / "run.json").write_text("new")
    assert everything(tmp_path) == {"results": None, "results/run.json": EARLIER.encode()}


def test_4_a_worker_that_the_system_ends(monkeypatch: pytest.MonkeyPatch, waste_sim: Command, scenario: Path) -> None:
    monkeypatch.setattr(simulator, "simulate_parts", _die)
    ended = waste_sim("run", scenario, "--replications", "2", "--jobs", "2", "--no-report")
    assert (ended.code, ended.out) == (4, "")
    assert "the system ended one of the simulating processes" in ended.err
    assert not Path("reports/small").exists()


def _die(*_: object, **__: object) -> None:
    os._exit(1)


def test_4_a_fault_of_the_program_says_so(monkeypatch: pytest.MonkeyPatch, waste_sim: Command, scenario: Path) -> None:
    monkeypatch.setattr(simulator, "simulate_parts", None)
    ended = waste_sim("run", scenario, *RUN)
    assert (ended.code, ended.out) == (4, "")
    assert "the program itself failed: TypeError" in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("file", ["run.json", "summary.json"])
def test_4_report_on_a_folder_that_is_no_result(waste_sim: Command, tmp_path: Path, file: str) -> None:
    Path("other").mkdir()
    Path("other", file).write_text("{}")
    before = everything(tmp_path)
    for folder in ("other", "nowhere"):
        ended = waste_sim("report", folder)
        assert (ended.code, ended.out) == (4, "")
        assert f"{folder} is not a result folder of waste-sim" in ended.err
    assert everything(tmp_path) == before


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("summary.json", b"{"),
        ("summary.json", b"[]"),
        ("run.json", b"\xff"),
        ("tables/flows.csv", b""),
        ("tables/flows.csv", None),
    ],
)
def test_4_report_on_damaged_results(waste_sim: Command, scenario: Path, file: str, content: bytes | None) -> None:
    assert waste_sim("run", scenario, *RUN, "--out", "results").code == 0
    path = Path("results", file)
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    before = everything(Path("results"))
    ended = waste_sim("report", "results")
    assert (ended.code, ended.out) == (4, "")
    assert ended.err.startswith("waste-sim: results: the saved results cannot be read")
    assert everything(Path("results")) == before


@pytest.mark.parametrize(("file", "key"), [("summary.json", "targets"), ("tables/plants.csv", "starved_h")])
def test_4_report_on_results_of_another_version(waste_sim: Command, scenario: Path, file: str, key: str) -> None:
    assert waste_sim("run", scenario, *RUN, "--out", "results").code == 0
    path = Path("results", file)
    path.write_bytes(path.read_bytes().replace(key.encode(), b"renamed"))
    before = everything(Path("results"))
    ended = waste_sim("report", "results")
    assert (ended.code, ended.out) == (4, "")
    assert "results: the saved results do not hold" in ended.err
    assert key in ended.err
    assert "another version of waste-sim wrote them" in ended.err
    assert everything(Path("results")) == before


def test_3_report_on_an_edited_scenario_names_the_place(waste_sim: Command, scenario: Path) -> None:
    assert waste_sim("run", scenario, *RUN, "--out", "results").code == 0
    path = Path("results/scenario.resolved.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("fate: recycled", "fate: lost"), encoding="utf-8")
    ended = waste_sim("report", "results")
    assert (ended.code, ended.out) == (3, "")
    assert re.match(r"results/scenario\.resolved\.yaml:\d+:\d+: facilities\.market\.fate: `lost` is not", ended.err)


def test_messages_follow_the_locale(waste_sim: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "不是 waste-sim 的结果文件夹" in waste_sim("report", "nowhere").err
    assert ":1:1: " not in waste_sim("check", "nowhere.yaml").out


def test_a_terminal_that_cannot_show_chinese_is_no_failure(scenario: Path, tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "sim", "check", str(SCENARIOS / "minimal.yaml")],
        env={**os.environ, "LC_ALL": "zh_CN.UTF-8", "PYTHONIOENCODING": "ascii"},
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "minimal" in ended.stdout


def test_no_control_characters_reach_the_terminal(waste_sim: Command, scenario: Path) -> None:
    world = recycling_world()
    world["targets"]["rate"]["name"] = "\tRate\n2"
    world["facilities"]["plant"]["name"] = "Pl\u200dant\n"
    scenario.write_text(json.dumps(world), encoding="utf-8")
    run = waste_sim("run", scenario, *RUN)
    check = waste_sim("check", scenario)
    world["facilities"]["\x1b[31mdump"] = {}
    Path("\x1b[31m.yaml").write_text(json.dumps(world), encoding="utf-8")
    wrong = waste_sim("check", "\x1b[31m.yaml")
    assert (run.code, check.code, wrong.code) == (0, 0, 3)
    for ended in (run, check, wrong):
        assert (ended.out + ended.err).replace("\n", "").isprintable()

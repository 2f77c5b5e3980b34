"""`compare`: what it prints and writes, the same bytes each time, and what it refuses."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.cli.conftest import Command
from tests.cli.test_exit_codes import everything
from tests.worlds import landfill, plain, recycling_world

QUICK = ("--replications", "2", "--jobs", "1", "--no-report")


@pytest.fixture
def worlds(tmp_path: Path) -> list[str]:
    """Plants that make 90, 60 and 50 % product of 10 t a day; the goal is 70 %."""
    names = []
    for name, percent in (("good", 90), ("poor", 60), ("poorest", 50)):
        world = recycling_world(outputs={"rubble": {"product": f"{percent} %", "residue": f"{100 - percent} %"}})
        world["title"] = {"en": f"A {name} plant", "zh": f"甲{percent}厂"}
        path = tmp_path / f"{name}.yaml"
        path.write_text(json.dumps(world, ensure_ascii=False), encoding="utf-8")
        names.append(path.name)
    return names


def change(name: str, **changes: Any) -> None:
    """Replace top-level words of a world in the working folder."""
    path = Path(name)
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def document(folder: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(folder, "compare.json").read_text(encoding="utf-8"))
    return found


def test_what_it_prints_and_writes(waste_sim: Command, worlds: list[str]) -> None:
    ended = waste_sim("compare", *worlds[:2], *QUICK)
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert lines[:4] == ["A: A good plant", "B: A poor plant", "", "B − A  (paired replications: 2, seed 1)"]
    assert lines[4] == "Rate  (goal 70%)"
    assert lines[5].split() == [
        "A", "Verdict", "B", "Verdict", "Difference", "(points)", "95%", "interval", "Variance", "reduction",
    ]  # fmt: skip
    row = ["2025", "90.00%", "meets", "60.00%", "misses", "−30.00", "[−30.00,", "−30.00]", "–"]
    assert lines[6].split() == row, "no chance in either: no variance to reduce"
    assert lines[-1] == "results: reports/good-vs-poor"
    folder = Path("reports/good-vs-poor")
    assert {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} == {
        "compare.json", "run.json", "tables/differences.csv", "A.resolved.yaml", "B.resolved.yaml",
    }  # fmt: skip
    assert [path.name for path in Path("reports").iterdir()] == ["good-vs-poor"]


def test_json_is_one_document_and_the_one_that_is_saved(waste_sim: Command, worlds: list[str]) -> None:
    ended = waste_sim("compare", *worlds, *QUICK, "--json")
    assert (ended.code, ended.err) == (0, "")
    found = json.loads(ended.out)
    assert found == document("reports/good-vs-poor-and-1-more")
    assert set(found) == {"schema", "seed", "replications", "precision", "horizon", "scenarios", "comparisons"}
    assert (found["schema"], found["seed"], found["replications"]) == (1, 1, 2)
    assert {k: v["id"] for k, v in found["scenarios"].items()} == {"A": "good", "B": "poor", "C": "poorest"}
    for pair, other in zip(found["comparisons"], "BC", strict=True):
        assert set(pair) == {"base", "other", "targets", "amounts", "exhausted", "not_comparable"}
        assert (pair["base"], pair["other"]) == ("A", other)
        target = pair["targets"]["rate"]
        assert set(target) == {"due", "goal", "reading", "periods"}
        for row in target["periods"]:
            assert set(row) == {"period", "base", "other", "difference", "variance", "variance_reduction"}
            assert set(row["base"]) == set(row["other"]) == {"mean", "ci95", "p_meet", "verdict"}
            assert set(row["difference"]) == {"n", "mean", "ci95", "direction"}
            assert set(row["variance"]) == {"base", "other", "paired"}
        for row in pair["amounts"]:
            assert set(row) == {"what", "id", "period", "unit", "base", "other", "difference"}
        assert set(pair["exhausted"]["dump"]) == {"base", "other", "days", "n", "never_base", "never_other"}
        assert [set(m) for m in pair["not_comparable"]] == [{"what", "id", "reason", "only_in", "period"}] * 2
        assert {m["id"] for m in pair["not_comparable"]} == {"haul", "gate_fee"}


def test_the_table_of_differences_has_the_rows_of_the_document(waste_sim: Command, worlds: list[str]) -> None:
    assert waste_sim("compare", *worlds[:2], *QUICK, "--quiet", "--out", "here").out == ""
    (pair,) = document("here")["comparisons"]
    with Path("here/tables/differences.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    expected = len(pair["targets"]["rate"]["periods"]) + len(pair["amounts"]) + len(pair["exhausted"])
    assert len(rows) == expected
    (rate,) = [r for r in rows if (r["what"], r["period"]) == ("rate", "2025")]
    said = pair["targets"]["rate"]["periods"][0]
    assert [float(rate[key]) for key in ("base_value", "other_value", "difference", "low", "high")] == [
        said["base"]["mean"], said["other"]["mean"], said["difference"]["mean"], *said["difference"]["ci95"],
    ]  # fmt: skip


def test_any_number_of_processes_gives_the_same_bytes(waste_sim: Command, worlds: list[str]) -> None:
    """Rubble of an amount that is drawn."""
    for name in worlds:
        streams = json.loads(Path(name).read_text(encoding="utf-8"))["streams"]
        streams["rubble"]["amount"] = {"value": "3650 t/a", "range": [3000, 3650, 5000]}
        change(name, streams=streams)
    for jobs in ("1", "2"):
        options = ("--replications", "5", "--jobs", jobs, "--out", jobs, "--quiet")
        assert waste_sim("compare", *worlds, *options).code == 0
    one, two = everything(Path("1")), everything(Path("2"))
    assert set(one) == set(two)
    assert {
        "report.en.pdf",
        "report.zh.pdf",
        "report.html",
        "figures/zh/01-rates.png",
        "figures/en/02-fates.png",
    } <= set(one)
    assert [name for name in one if one[name] != two[name]] == ["run.json"]
    row = document("1")["comparisons"][0]["targets"]["rate"]["periods"][0]
    assert row["variance_reduction"] > 1


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [
                "AgainstA:whatchangeswithB,C?",
                "A:Agoodplant",
                "Ratein2025:Blowersitby30.00points(30.00to30.00),from90.00%to60.00%:meetsbefore,missesnow",
                "Ratein2025:Clowersitby40.00points",
                "Howsurethatis",
                "estimatedfromthesameruns",
                "Notvalidated",
            ],
        ),
        (
            "zh",
            [
                "与A相比，B、C改变了什么",
                "A：甲90厂",
                "2025：B使Rate降低30.00个百分点（30.00至30.00），由90.00%降至60.00%；判定由达标变为不达标",
                "C使Rate降低40.00个百分点",
                "有多大把握",
                "由同一批模拟估计",
                "未经实测数据验证",
            ],
        ),
    ],
)
def test_the_report_says_in_words_what_the_change_does(
    waste_sim: Command, worlds: list[str], language: str, said: list[str]
) -> None:
    ended = waste_sim("compare", *worlds, "--replications", "3", "--jobs", "1", "--lang", language, "--out", "here")
    assert ended.code == 0
    assert not Path("here", f"report.{'zh' if language == 'en' else 'en'}.pdf").exists()
    first = "".join(PdfReader(f"here/report.{language}.pdf").pages[0].extract_text().split())
    for text in said:
        assert text in first
    assert sorted(p.name for p in Path("here/figures", language).iterdir()) == ["01-rates.png", "02-fates.png"]


def test_a_setting_holds_for_all(waste_sim: Command, worlds: list[str]) -> None:
    assert waste_sim("compare", *worlds[:2], *QUICK, "--set", "targets.rate.goal=50 %", "--out", "here").code == 0
    target = document("here")["comparisons"][0]["targets"]["rate"]
    assert target["goal"] == {"base": 0.5, "other": 0.5}
    assert {row["other"]["verdict"] for row in target["periods"]} == {"meets"}


def test_without_randomness_there_is_no_interval(waste_sim: Command, worlds: list[str]) -> None:
    ended = waste_sim("compare", *worlds[:2], "--no-randomness", "--out", "here")
    assert ended.code == 0
    assert document("here")["replications"] == 1
    assert ended.out.splitlines()[6].split() == ["2025", "90.00%", "meets", "60.00%", "misses", "−30.00", "–", "–"]
    first = "".join(PdfReader("here/report.en.pdf").pages[0].extract_text().split())
    assert "Onereplicationgivesnointerval" in first


WRONG: list[tuple[list[str], int, str, str]] = [
    (["good.yaml"], 2, "needs two scenarios", "至少需要两个情景"),
    (["good.yaml", "good.yaml"], 2, "every difference is exactly 0", "所有差值恰为 0"),
    (["good.yaml", "poor.yaml", "copy.yaml"], 2, "A (good) and C (copy) say the same", "A（good）与 C（copy）内容相同"),
    (["good.yaml", "long.yaml"], 2, "B over 2025-01-01 – 2025-01-12", "B 为 2025-01-01 – 2025-01-12"),
    (["good.yaml", "poor.yaml", "--lang", "fr"], 2, "--lang fr", "--lang fr"),
    (["good.yaml", "poor.yaml"] * 14, 2, "26 scenarios at most; 28", "最多比较 26 个情景，现给出 28"),
    (["good.yaml", "nowhere.yaml"], 3, "nowhere.yaml", "nowhere.yaml"),
    (["bad.yaml", "worse.yaml"], 3, "bad.yaml:1:", "worse.yaml:1:"),
    (["bad.yaml", "worse.yaml"], 3, "worse.yaml:1:", "bad.yaml:1:"),
    (["good.yaml", "poor.yaml", "--set", "targets.rat.goal=50 %"], 3, "rat", "rat"),
    (["good.yaml", "poor.yaml", "--out", "photos"], 4, "holds no results of waste-sim", "其中没有 waste-sim 的结果"),
    (["good.yaml", "poor.yaml", "--out", "ran"], 4, "holds results of `waste-sim run`", "是 `waste-sim run` 的结果"),
    (["good.yaml", "poor.yaml", "--out", "mine"], 4, "also holds notes.txt", "还有 notes.txt"),
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("arguments", "code", "english", "chinese"), WRONG)
def test_what_it_refuses(
    waste_sim: Command, worlds: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    arguments: list[str], code: int, english: str, chinese: str, language: str,
) -> None:  # fmt: skip
    """One message in the terminal's language, and nothing on the disk is changed."""
    for name, base in (("copy", "good"), ("long", "poor"), ("bad", "good"), ("worse", "poor")):
        Path(f"{name}.yaml").write_bytes(Path(f"{base}.yaml").read_bytes())
    change("long.yaml", horizon={"start": "2025-01-01", "end": "2025-01-12"})
    change("bad.yaml", horizon=3)
    change("worse.yaml", streams=4)
    Path("photos").mkdir()
    Path("photos/holiday.png").write_bytes(b"beach")
    assert waste_sim("run", "good.yaml", *QUICK, "--out", "ran").code == 0
    assert waste_sim("compare", *worlds[:2], *QUICK, "--out", "mine").code == 0
    Path("mine/notes.txt").write_text("mine")
    before = everything(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8" if language == "zh" else "C.UTF-8")
    ended = waste_sim("compare", *arguments, *QUICK)
    assert (ended.code, ended.out) == (code, "")
    assert (english if language == "en" else chinese) in ended.err
    assert "Traceback" not in ended.err
    assert everything(tmp_path) == before


def test_other_commands_leave_a_comparison_alone(waste_sim: Command, worlds: list[str], tmp_path: Path) -> None:
    assert waste_sim("compare", *worlds[:2], *QUICK, "--out", "here").code == 0
    before = everything(tmp_path)
    ended = waste_sim("run", worlds[0], *QUICK, "--out", "here")
    assert (ended.code, ended.out) == (4, "")
    assert "holds results of `waste-sim compare`" in ended.err
    assert everything(tmp_path) == before


def test_the_report_is_made_again_to_the_byte(waste_sim: Command, worlds: list[str]) -> None:
    """Also into a folder of its own; a damaged comparison says so and stays as it is."""
    assert waste_sim("compare", *worlds[:2], *QUICK[:-1], "--lang", "en", "--out", "here").code == 0
    before = everything(Path("here"))
    assert waste_sim("report", "here", "--lang", "en").code == 0
    assert everything(Path("here")) == before
    assert waste_sim("report", "here", "--lang", "zh", "--out", "there").code == 0
    assert {f.name for f in Path("there").glob("report.*.pdf")} == {"report.zh.pdf", "report.en.pdf"}
    Path("here/compare.json").write_text("{}", encoding="utf-8")
    ended = waste_sim("report", "here")
    assert (ended.code, ended.out) == (4, "")
    assert ended.err.startswith("waste-sim: here: the saved results cannot be read")


def test_a_new_comparison_replaces_the_folder(waste_sim: Command, worlds: list[str]) -> None:
    assert waste_sim("compare", *worlds, *QUICK, "--out", "here").code == 0
    assert waste_sim("compare", *worlds[:2], *QUICK, "--out", "here").code == 0
    assert not Path("here/C.resolved.yaml").exists()


def test_names_are_data(waste_sim: Command, worlds: list[str]) -> None:
    """No control characters on the terminal, no markup in the report, no names in the table."""
    world = json.loads(Path("poor.yaml").read_text(encoding="utf-8"))
    world["targets"]["rate"]["name"] = world["facilities"]["dump"]["name"] = "\t=SUM(A1) #let x $5_m"
    for name, title in (("good", "=1+1"), ("poor", "\n*bold* {other}")):
        Path(f"{name}.yaml").write_text(json.dumps(world | {"title": title}), encoding="utf-8")
    ended = waste_sim("compare", "good.yaml", "poor.yaml", "--replications", "2", "--jobs", "1", "--out", "here")
    assert ended.code == 0, ended.err
    assert ended.out.replace("\n", "").isprintable()
    assert "SUM" not in Path("here/tables/differences.csv").read_text(encoding="utf-8")
    first = "".join(PdfReader("here/report.en.pdf").pages[0].extract_text().split())
    assert "=SUM(A1)#letx$5_m" in first
    assert "*bold*{other}" in first


def test_plans_without_a_target_in_common(waste_sim: Command) -> None:
    """A dump of 50 m3 that is full on the fifth day, one that never is, and the same names in both languages."""
    for name, void in (("small", "50 压实方"), ("endless", "100 万压实方")):
        world = plain(facilities={"dump": landfill(accepts=["rubble"], void=void)}, title=name)
        Path(f"{name}.yaml").write_text(json.dumps(world, ensure_ascii=False), encoding="utf-8")
    ended = waste_sim("compare", "small.yaml", "endless.yaml", "--replications", "2", "--jobs", "1", "--out", "here")
    assert (ended.code, ended.err) == (0, "")
    assert "2025-01-05" in ended.out
    (pair,) = document("here")["comparisons"]
    assert pair["targets"] == {}
    first = "".join(PdfReader("here/report.en.pdf").pages[0].extract_text().split())
    assert "notargetincommon" in first
    assert "Dumpisfull" in first


def test_a_landfill_that_is_never_full(waste_sim: Command) -> None:
    """The dump of the second takes nothing: the plant takes all, makes only product, and the dump has no date."""
    product = {"rubble": {"product": "100 %"}}
    for name, route in (("dumped", ["dump"]), ("recycled", ["plant"])):
        world = recycling_world(outputs=product)
        world["facilities"]["dump"] = landfill(accepts=["rubble", "residue"])
        world["routes"]["rubble"] = {"to": route}
        world["roads"]["km"]["site"]["dump"] = 10
        Path(f"{name}.yaml").write_text(json.dumps(world | {"title": name}, ensure_ascii=False), encoding="utf-8")
    ended = waste_sim("compare", "dumped.yaml", "recycled.yaml", "--replications", "2", "--jobs", "1", "--out", "here")
    assert (ended.code, ended.err) == (0, "")
    row = document("here")["comparisons"][0]["exhausted"]["dump"]
    assert (row["other"], row["days"]["p50"], row["n"], row["never_other"]) == (None, None, 2, 2)
    (line,) = [line for line in ended.out.splitlines() if line.startswith("  Dump")]
    assert line.split()[-3:] == ["+∞", "[+∞,", "+∞]"]
    first = "".join(PdfReader("here/report.zh.pdf").pages[0].extract_text().split())
    assert "Dump由会用尽变为不会用尽" in first

"""The shape of the package: imports run one way, heavy libraries stay where they are used, words come in pairs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.words import read_catalogue

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "sim").rglob("*.py"))
BELOW = {
    "errors": set(),
    "folders": set(),
    "interruption": set(),
    "words": {"errors"},
    "scenario": {"words", "errors"},
    "model": {"scenario", "words", "errors", "folders"},
    "opinion": {"scenario"},
    "study": {"model", "opinion", "scenario", "words", "errors", "folders", "interruption"},
    "report": {"study", "scenario", "words", "errors"},
    "validation": {"study", "model", "scenario", "words", "errors"},
    "cli": {"report", "validation", "study", "model", "scenario", "words", "errors", "interruption"},
    "__main__": {"cli"},
    "__init__": set(),
}
"""What each part may import besides itself."""

NEVER = {
    "scenario": {"simpy", "numpy", "pandas", "matplotlib"},
    "model": {"pandas", "matplotlib"},
    "study": {"matplotlib"},
    "report": {"simpy"},
}
HEAVY = {"numba", "pandas", "matplotlib", "scipy", "dask", "distributed", "typst", "xlsxwriter"}


def imported(module: Path) -> Iterator[str]:
    """Full names of all that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            assert node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(module: Path) -> None:
    part = module.relative_to(ROOT / "sim").parts[0].removesuffix(".py")
    for name in imported(module):
        package, *inner = name.split(".")
        if package == "sim":
            assert inner[0] in BELOW[part] | {part}, f"sim.{part} imports {name}"
        assert package not in NEVER.get(part, ()), f"sim.{part} imports {name}"


@pytest.mark.parametrize(
    "arguments", [["check", "scenarios/minimal.yaml"], ["schema"], ["--help"], ["--version"]], ids=lambda a: a[0]
)
def test_light_commands_load_no_heavy_library(arguments: list[str]) -> None:
    program = (
        "import sys; from sim.cli.application import run_application; code = run_application(sys.argv[1:]);"
        "print(code, *sys.modules, file=sys.stderr)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    code, *modules = ended.stderr.split()
    assert code == "0"
    assert not HEAVY & {name.split(".")[0] for name in modules}


def test_both_languages_say_the_same_things() -> None:
    zh, en = read_catalogue("zh"), read_catalogue("en")
    assert set(zh) == set(en)
    for id, text in en.items():
        assert text.strip(), id
        assert zh[id].strip(), id
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", zh[id])), id


def test_files_of_words_do_not_overwrite_each_other() -> None:
    import tomllib

    for language in ("zh", "en"):
        seen: dict[str, str] = {}
        for file in sorted((ROOT / "sim" / "words" / language).glob("*.toml")):
            for section, texts in tomllib.loads(file.read_text(encoding="utf-8")).items():
                for key in texts:
                    assert f"{section}.{key}" not in seen, f"{file.name} and {seen[f'{section}.{key}']}"
                    seen[f"{section}.{key}"] = file.name


def test_nothing_of_a_single_plan_lives_in_the_package() -> None:
    """Ids of the published scenario: its sources, and its facilities but for general ones such as a market."""
    from sim.scenario.loading import load

    scenario = load(ROOT / "scenarios/jiulongpo-2025-2027.yaml").scenario
    named = {id for id, facility in scenario.facilities.items() if facility.kind not in ("outlet", "backfill")}
    ids = {id for id in {*named, *scenario.sources} if "_" in id}
    ids |= {"jiulongpo", "Jiulongpo", "九龙坡", "重庆", "Chongqing"}
    files = [
        path
        for path in (ROOT / "sim").rglob("*")
        if path.suffix in (".py", ".toml", ".yaml", ".typ", ".html", ".css", ".js")
    ]
    assert len(files) > 100
    assert [(p.name, id) for p in files for id in ids if id in p.read_text(encoding="utf-8")] == []

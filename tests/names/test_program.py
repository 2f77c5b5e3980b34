"""What the program itself may not do: make code of data, ask a shell, or talk to another machine unasked."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from sim.cli.options import scheduler_address
from sim.errors import UsageError
from tests.cli.conftest import SCENARIOS, Command, waste_sim

__all__ = ["waste_sim"]

ROOT = Path(__file__).parents[2] / "sim"
MODULES = {
    "pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "subprocess", "pty", "code",
    "runpy", "socket", "ssl", "http", "urllib.request", "ftplib", "smtplib", "requests", "httpx", "xmlrpc",
    "webbrowser",
}  # fmt: skip
"""Modules that make code of data, start programs, or use the network."""
CALLS = {
    "eval", "exec", "__import__", "system", "popen", "spawnl", "spawnv", "spawnlp", "spawnvp", "execv", "execl",
    "execve", "execvp", "execlp", "posix_spawn", "posix_spawnp", "startfile", "read_pickle", "to_pickle",
}  # fmt: skip


def used(tree: ast.AST) -> set[str]:
    """Modules that are imported, functions that are called by these names, and keyword arguments that are given."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {part for alias in node.names for part in (alias.name, alias.name.partition(".")[0])}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, node.module.partition(".")[0], *(f"{node.module}.{a.name}" for a in node.names)}
        elif isinstance(node, ast.Call):
            names |= {keyword.arg for keyword in node.keywords if keyword.arg in ("shell", "allow_pickle")}
            if isinstance(node.func, ast.Name):
                names |= {node.func.id} & {*CALLS, "compile"}
            elif isinstance(node.func, ast.Attribute):
                names |= {node.func.attr} & CALLS
    return names


def test_no_module_makes_code_of_data_or_asks_a_shell() -> None:
    files = [*ROOT.rglob("*.py")]
    assert len(files) > 200
    found = {
        str(path.relative_to(ROOT)): sorted(wrong)
        for path in files
        if (
            wrong := used(ast.parse(path.read_text("utf-8"))) & (MODULES | CALLS | {"compile", "shell", "allow_pickle"})
        )
    }
    assert found == {}


def test_the_search_itself_finds() -> None:
    text = "import pickle\nimport os\nos.system('x')\neval('1')\nrun('x', shell=True)\nimport re\nre.compile('x')"
    text += "\nfrom urllib import request"
    assert used(ast.parse(text)) >= {"pickle", "system", "eval", "shell", "urllib.request"}
    assert "compile" not in used(ast.parse(text))


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1:8786", "tcp://127.0.0.1:8786", "tcp://localhost:1", "tcp://[::1]:8786", "tls://far.example:8786"],
)
def test_a_cluster_on_this_machine_or_encrypted(address: str) -> None:
    assert scheduler_address(address, allow_insecure=False) == address


@pytest.mark.parametrize(
    "address",
    ["tcp://10.0.0.7:8786", "10.0.0.7:8786", "far.example:8786", "tcp://[2001:db8::1]:8786", "ws://far.example",
     "tcp://127.0.0.1.far.example:1", "tcp://localhost.far.example:1", "tcp://user@127.0.0.1:1", "TLS://x", "tcp://0.0.0.0:1"],
)  # fmt: skip
def test_plain_tcp_to_another_machine_only_if_allowed(address: str) -> None:
    with pytest.raises(UsageError) as caught:
        scheduler_address(address, allow_insecure=False)
    assert caught.value.id == "cluster_insecure"
    assert scheduler_address(address, allow_insecure=True) == address


@pytest.mark.parametrize(
    "arguments",
    ["run a.yaml", "compare a.yaml b.yaml",
     "solve a.yaml --target resource_rate --period 2027 --vary facilities.plant.capacity"],
)  # fmt: skip
def test_every_command_with_a_scheduler_asks(waste_sim: Command, tmp_path: Path, arguments: str) -> None:
    text = (SCENARIOS / "minimal.yaml").read_text(encoding="utf-8")
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(text, encoding="utf-8")
    ended = waste_sim(*arguments.split(), "--scheduler", "tcp://10.0.0.7:8786")
    assert ended.code == 2
    assert "--allow-insecure" in ended.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.yaml", "b.yaml"]

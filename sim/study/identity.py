"""What determines an outcome: two runs that agree in all of it are the same run."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from sim.scenario.quantity import Quantity
from sim.scenario.schema import Facility, Scenario, Target
from sim.scenario.text import Name

Part = Literal["plan", "design"]
"""The two runs of a replication."""
UNREAD: dict[type, set[str]] = {
    Scenario: {
        "id", "date", "languages", "study", "indicators", "definitions", "variants", "statements", "relies_on",
        "articles", "spans", "levers", "offices",
    },
    Target: {"goal", "due"},
}  # fmt: skip
"""Fields that no simulation reads; a field that is missing here only makes fewer runs alike."""
UNREAD_BY_DESIGN: dict[type, set[str]] = {Facility: {"opens", "ramp"}}
"""Fields that the design run does not read: there everything is open and run in."""
WORDS = {"article", "grade", "source"}
LIBRARIES = ("numpy", "numba", "simpy", "holidays")


@dataclass(frozen=True, slots=True)
class Identity:
    """Of a scenario's plan runs, or of its design runs: all but the replication's number.

    content: digest of what this run reads of the scenario. program: this program's version and a digest of its
    model. libraries: versions of those that compute. machine: the processor's architecture.
    """

    content: str
    seed: int
    randomness: bool
    program: str
    libraries: str
    machine: str


def identify(scenario: Scenario, part: Part, seed: int, randomness: bool) -> Identity:
    """The identity of a scenario's runs on this machine; without randomness the seed says nothing."""
    return Identity(digest_of(scenario, part), seed if randomness else 0, randomness, *_program())


def digest_of(scenario: Scenario, part: Part) -> str:
    """Digest of what a run reads: values, units and laws, but no names and sources."""
    unread = UNREAD | (UNREAD_BY_DESIGN if part == "design" else {})
    text = json.dumps([part, _plain(scenario, unread)], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: object, unread: Mapping[type, set[str]]) -> Any:
    if isinstance(value, Quantity):
        law = None if value.law is None else [value.law.kind, *value.law.parameters]
        return [type(value).__name__, value.value, value.unit, law]
    if isinstance(value, BaseModel):
        left_out = unread.get(type(value), set()) | WORDS
        fields = {name: getattr(value, name) for name in type(value).model_fields if name not in left_out}
        return {name: _plain(inner, unread) for name, inner in fields.items() if not isinstance(inner, Name)}
    if isinstance(value, dict):
        return [[key, _plain(inner, unread)] for key, inner in value.items()]  # a list: the order may decide a tie
    if isinstance(value, (tuple, list)):
        return [_plain(inner, unread) for inner in value]
    if isinstance(value, dt.date):
        return value.isoformat()
    if value is None or isinstance(value, (str, int, float)):
        return value
    raise TypeError(f"{type(value).__name__} in a scenario")  # its text might not tell two values apart


@lru_cache
def _program() -> tuple[str, str, str]:
    """Version and digest of the program, versions of its libraries, architecture."""
    digest, root = hashlib.sha256(), Path(__file__).parents[1]
    for path in sorted([*(root / "model").rglob("*.py"), *(root / "scenario").rglob("*.py")]):
        digest.update(path.read_bytes())
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"{version('waste-sim')} ({digest.hexdigest()[:12]})", libraries, platform.machine()

"""How a command simulates: what determines its results, and how that is carried out, which changes none of them."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.options import parse_languages

if TYPE_CHECKING:
    from sim.scenario.schema import Scenario
    from sim.study.options import Options


@dataclass(frozen=True)
class Execution:
    """Processes or a cluster, the store (None for none), whether invariants are checked and progress is shown."""

    jobs: int | None
    silent: bool
    scheduler: str | None = None
    store: Path | None = None
    paranoid: bool = False


def common_options(
    scenario: Scenario,
    seed: int | None,
    replications: int | None,
    no_randomness: bool,
    lang: str | None,
    no_report: bool,
) -> dict[str, Any]:
    """The fields of Options by the command line, else by the scenario."""
    study = scenario.study
    return {
        "seed": study.seed if seed is None else seed,
        "replications": 1 if no_randomness else replications or study.replications,
        "randomness": not no_randomness,
        "languages": parse_languages(lang) or scenario.languages,
        "report": not no_report,
    }


def note_options(run: dict[str, Any], options: Options) -> None:
    """Note in run.json how the command was asked, and its line."""
    run["options"] = options.model_dump()
    run["command"] = ["waste-sim", *sys.argv[1:]]

"""What the scenarios of this folder answer, as a table: `python scenarios/answers.py > scenarios/README.md`.

Each scenario is simulated with few replications and the seed 1; enough to tell a rate to a few points.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sim.scenario.loading import Loaded, load
from sim.study.result import Result
from sim.study.study import run_study

REPLICATIONS = 10
FOLDER = Path(__file__).parent
HEAD = f"""\
# Scenarios

[`minimal.yaml`](minimal.yaml) is the smallest whole scenario; the [tutorial](../docs/tutorial.md) uses it. The others
are the district's plan and what if it were otherwise: each is headed by its question, and `extends` another one.
`make scenarios` makes this table again. Rates are means over {REPLICATIONS} replications with their verdict; *design*
is the design year, with everything open and run in. A longer study says how sure they are: `waste-sim run
scenarios/NAME.yaml`.
"""
COLUMNS = ("scenario", "asks", "recycling, due year", "design", "utilisation, due year", "design",
           "unserved, due year (10⁴ t)", "landfills full (median)")  # fmt: skip


def scenarios() -> list[Path]:
    """The scenario files, the base first."""
    return sorted(FOLDER.glob("jiulongpo-*.yaml"), key=lambda path: (len(path.stem.split("-")) > 3, path.stem))


def main() -> None:
    """Print the page."""
    print(HEAD)
    print(f"| {' | '.join(COLUMNS)} |")
    print("|---" * len(COLUMNS) + "|")
    for path in scenarios():
        print(f"simulating {path.name}", file=sys.stderr)
        loaded = load(path)
        print(row(loaded, run_study(loaded, replications=REPLICATIONS, seed=1)))


def row(loaded: Loaded, result: Result) -> str:
    """A line of the table; its comment holds the scenario's hash, which tells whether the line is still of it."""
    question = loaded.scenario.question.en if loaded.scenario.question else ""
    targets = result.summary["targets"]
    due = targets["resource_rate"]["due"]
    rates = [cell for id in ("resource_rate", "utilisation_rate") for cell in _rates(targets[id])]
    unserved = sum(stream["unserved"] for stream in result.summary["fates_t"][due].values()) / 1e4
    cells = [f"[{loaded.id}]({loaded.id}.yaml)", question, *rates, f"{unserved:.1f}", "; ".join(_full(result))]
    return f"| {' | '.join(cells)} <!-- {loaded.hash[:12]} --> |"


def _rates(target: dict[str, Any]) -> Iterator[str]:
    primary = target["evaluations"][0]["reading"]
    for period in (target["due"], "design"):
        (e,) = [e for e in target["evaluations"] if (e["period"], e["reading"]) == (period, primary)]
        yield f"{e['mean']:.1%} {e['verdict']}"


def _full(result: Result) -> Iterator[str]:
    for id, facility in result.summary["facilities"].items():
        if facility["kind"] == "landfill":
            date = facility["exhausted_on"]["p50"] or facility["exhausted_on"]["projected"]["p50"]
            yield f"{id.removesuffix('_landfill')} {date[:4] if date else 'later'}"


if __name__ == "__main__":
    main()

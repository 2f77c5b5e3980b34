"""What has been found, kept outside the tree so that a run that was stopped goes on, and the table of it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.folders import cache_folder
from tests.planted.faults import ROOT, Fault
from tests.planted.suite import Found

TABLE = ROOT / "docs/planted-faults.md"
LEAST = 29 / 30
"""Share of the faults that must be caught."""
_HEAD = """# Planted faults

Would the tests notice if the program were wrong? `make faults` plants small defects, one at a time, in a copy of the
source tree, and runs the quick suite on each until a test fails. Every run compiles the model anew. The suite passes on
a copy in which only a comment is added to each of the files concerned, so a test that fails does so because of the
defect.

What the defects are in the code stands in `tests/planted/faults.toml`. Seconds are those of a run on a shared machine,
with the test that caught the fault last time tried first.

"""


@dataclass
class Record:
    """Lines of JSON, one per fault that has been tried: `tree`, `fault`, `change`, `test` (empty: none), `seconds`."""

    path: Path
    tree: str

    def find(self, fault: Fault) -> Found | None:
        """What was found of a fault in this tree."""
        for row in reversed(self._rows()):
            if (row["tree"], row["fault"], row["change"]) == (self.tree, fault.id, fault.fault):
                return Found(row["test"], row["seconds"])
        return None

    def add(self, fault: Fault, found: Found) -> None:
        row: dict[str, object] = {"tree": self.tree, "fault": fault.id, "change": fault.fault, "test": found.test}
        row |= {"seconds": round(found.seconds, 1)}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def known(self, fault: Fault) -> str:
        """The test that caught a fault last time, in any tree; the published table says so on a new machine."""
        for row in reversed(self._rows()):
            if row["fault"] == fault.id and row["test"]:
                return str(row["test"])
        printed = (
            re.search(rf"^\| `{fault.id}` .*\| `(tests/.*)` \|", TABLE.read_text("utf-8"), re.M)
            if TABLE.exists()
            else None
        )
        return printed[1] if printed else ""

    def _rows(self) -> list[dict[str, Any]]:
        if not self.path.exists():
            return []
        return [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]


def usual_record(tree: str) -> Record:
    """The file in the user's cache folder."""
    return Record(cache_folder() / "planted-faults.jsonl", tree)


def write_table(faults: Sequence[Fault], record: Record) -> tuple[int, int]:
    """Write the table of all faults; how many are caught, and how many have not been tried in this tree."""
    found = {fault.id: record.find(fault) for fault in faults}
    rows = [f"| `{f.id}` | {f.does} | `{f.file}` | {_caught_by(found[f.id])} |" for f in faults]
    tried = [result for result in found.values() if result is not None]
    caught = sum(bool(result.test) for result in tried)
    head = "| fault | what it does | planted in | caught by | s |\n|---|---|---|---|---:|\n"
    minutes = sum(result.seconds for result in tried) / 60
    total = f"\n{caught} of {len(faults)} faults are caught"
    total += f" ({100 * caught / len(faults):.0f} %; at least {100 * LEAST:.0f} % must be), in {minutes:.0f} min."
    untried = len(faults) - len(tried)
    total += f" {untried} have not been tried since the code changed.\n" if untried else "\n"
    TABLE.write_text(_HEAD + head + "\n".join(rows) + "\n" + total, encoding="utf-8")
    return caught, untried


def _caught_by(found: Found | None) -> str:
    """The last two columns of a fault's row."""
    if found is None:
        return "not tried | "
    return f"{f'`{found.test}`' if found.test else '**nothing**'} | {found.seconds:.0f}"

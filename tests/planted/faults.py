"""The planted faults, as `faults.toml` describes them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
_LIST = Path(__file__).with_name("faults.toml")


@dataclass(frozen=True)
class Fault:
    """A small defect: in `file` stands `fault` instead of `text`, and so the program `does` something wrong."""

    id: str
    does: str
    file: str
    text: str
    fault: str

    def planted_in(self, source: str) -> str:
        """The source with the fault. Raises ValueError unless the text to be replaced stands in it exactly once."""
        found = source.count(self.text)
        if found != 1:
            raise ValueError(
                f"fault {self.id}: its text stands {found} times in {self.file}, not once. The code has changed: "
                f"change the fault in {_LIST.relative_to(ROOT)} with it.\n{self.text}"
            )
        return source.replace(self.text, self.fault)

    def plant(self, tree: Path) -> None:
        """Put the fault into a copy of the source tree."""
        file = tree / self.file
        file.write_text(self.planted_in(file.read_text(encoding="utf-8")), encoding="utf-8")


def read_faults() -> list[Fault]:
    """All faults in the order of the file."""
    rows = tomllib.loads(_LIST.read_text(encoding="utf-8"))
    return [Fault(id, **row) for id, row in rows.items()]

"""Report branch coverage by group: one line each, with its limit and the lines that are missed. Exit 1 below a limit.

`make coverage` runs the tests and combines what they have noted. Compiled functions leave no trace, so the tests of
the load cycle run a second time without compilation.
"""

from __future__ import annotations

import io
import sys

from coverage import Coverage

GROUPS = {
    "all of sim": (95.0, ["sim/*"]),
    "model": (100.0, ["sim/model/*"]),
    "targets": (100.0, [f"sim/study/{name}.py" for name in ("indicators", "intervals", "looks", "margins", "verdict")]),
    "loading": (100.0, ["sim/scenario/*"]),
}
"""Lowest percentage of each group, and its files. The rates that targets are judged by are in the model."""


def percentage(measured: Coverage, files: list[str], shown: io.StringIO) -> float:
    """Covered lines and branches of the files; the table of those with gaps goes to `shown`."""
    return measured.report(include=files, file=shown)


def main() -> int:
    measured = Coverage()
    measured.load()
    gaps, is_low = [], False
    for group, (limit, files) in GROUPS.items():
        shown = io.StringIO()
        found = percentage(measured, files, shown)
        is_low |= found < limit
        gaps += [shown.getvalue()] if found < limit else []
        print(f"{'FAIL' if found < limit else 'ok  '} coverage of {group:<16} {found:.2f} % (limit: {limit:.0f} %)")
    print("\n".join(gaps), end="")
    return int(is_low)


if __name__ == "__main__":
    sys.exit(main())

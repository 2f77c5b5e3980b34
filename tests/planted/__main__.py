"""Plant the faults of `faults.toml` one at a time in a copy of the tree, and see which test notices.

Results are kept by fault and state of the tree, so a run that was stopped goes on where it was. When all faults have
been tried, the table `docs/planted-faults.md` is written.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from pathlib import Path

from tests.planted.faults import ROOT, Fault, read_faults
from tests.planted.record import LEAST, Record, usual_record, write_table
from tests.planted.suite import Found, digest_of_tree, first_failure

CONTROL = Fault("control", "A comment is added to each of the files", "", "", "\n# control\n")
"""No fault at all: the suite must pass."""


def main() -> int:
    """0 if enough faults are caught (of those named: all), 1 if not, 2 if the suite fails without any fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.planted", description=__doc__)
    parser.add_argument("faults", nargs="*", metavar="FAULT", help="ids of faults.toml; all if none is named")
    parser.add_argument("--tests", nargs="+", metavar="PATH", default=[], help="run these instead of the quick suite")
    parser.add_argument("--part", metavar="K/N", default="1/1", help="every N-th fault from the K-th on; no table")
    parser.add_argument("--table", action="store_true", help="only write the table of what has been found")
    asked = parser.parse_args()
    faults, record = read_faults(), usual_record(digest_of_tree())
    for fault in faults:
        fault.planted_in((ROOT / fault.file).read_text(encoding="utf-8"))  # before hours are spent
    unknown = set(asked.faults) - {fault.id for fault in faults}
    if unknown:
        parser.error(f"no such fault: {', '.join(sorted(unknown))}")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that no suite is left behind
    if asked.table:
        return _conclude(faults, record)
    first, every = (int(number) for number in asked.part.split("/"))
    is_whole = not asked.faults and not asked.tests and every == 1
    print(f"tree {record.tree}; results are kept in {record.path}", flush=True)
    if is_whole and _control(faults, record).test:
        return 2
    chosen = [fault for fault in faults if not asked.faults or fault.id in asked.faults]
    missed = sum(not _try(fault, record, asked.tests).test for fault in chosen[first - 1 :: every])
    return _conclude(faults, record) if is_whole else int(missed > 0)


def _conclude(faults: list[Fault], record: Record) -> int:
    """Write the table."""
    if _control(faults, record).test:
        return 2
    caught, untried = write_table(faults, record)
    is_enough = not untried and caught >= LEAST * len(faults)
    figure = f"{caught} of {len(faults)} caught, {untried} not tried"
    print(f"{'ok  ' if is_enough else 'FAIL'} {'planted faults':<28} {figure} (limit: {LEAST:.0%} of all)")
    return int(not is_enough)


def _control(faults: list[Fault], record: Record) -> Found:
    """What fails on a copy whose files are touched but not broken."""

    def comment(copy: Path) -> None:
        for file in {fault.file for fault in faults}:
            with (copy / file).open("a", encoding="utf-8") as opened:
                opened.write(CONTROL.fault)

    found = record.find(CONTROL)
    if found is None:
        found = first_failure(comment)
        _note(record, CONTROL, found)
    return _said(CONTROL, found)


def _try(fault: Fault, record: Record, only: list[str]) -> Found:
    """What fails with a fault; from the record where it has been tried in this tree."""
    found = record.find(fault)
    if found is None or (only and not found.test):
        try:
            found = first_failure(fault.plant, record.known(fault), only)
        except RuntimeError as error:
            print(f"{fault.id}: {error}", file=sys.stderr, flush=True)
            return Found("", 0.0)  # not recorded, so tried again the next time
        if found.test or not only:
            _note(record, fault, found)
    return _said(fault, found)


def _note(record: Record, fault: Fault, found: Found) -> None:
    if digest_of_tree() != record.tree:
        sys.exit("the tree has changed while it was tested: start again")
    record.add(fault, found)


def _said(fault: Fault, found: Found) -> Found:
    print(
        f"{time.strftime('%H:%M:%S')} {fault.id:<30} {found.seconds:5.0f} s  {found.test or 'no test fails'}",
        flush=True,
    )
    return found


if __name__ == "__main__":
    sys.exit(main())

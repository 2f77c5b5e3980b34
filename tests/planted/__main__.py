"""Plant the faults one at a time and see which test notices: `python -m tests.planted [FAULT …] [--tests PATH …]`."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from tests.planted.faults import Fault, read_faults
from tests.planted.record import LEAST, Record, usual_record, write_table
from tests.planted.suite import digest_of_tree, first_failure


def main() -> int:
    """0 if enough faults are caught (of those named: all), 1 if not, 2 if the suite fails without any fault."""
    parser = argparse.ArgumentParser(prog="python -m tests.planted", description=__doc__)
    parser.add_argument("faults", nargs="*", metavar="FAULT", help="ids of faults.toml; all if none is named")
    parser.add_argument("--tests", nargs="+", metavar="PATH", default=[], help="run these instead of the quick suite")
    parser.add_argument("--table", action="store_true", help="only write the table of what has been found")
    asked = parser.parse_args()
    faults, record = read_faults(), usual_record(digest_of_tree())
    unknown = set(asked.faults) - {fault.id for fault in faults}
    if unknown:
        parser.error(f"no such fault: {', '.join(sorted(unknown))}")
    chosen = [fault for fault in faults if not asked.faults or fault.id in asked.faults]
    print(f"{len(chosen)} faults; results are kept in {record.path}, so that a run that is stopped goes on", flush=True)
    if not asked.table:
        if not asked.faults and not _passes_without(faults, record):
            return 2
        missed = sum(not _try(fault, record, asked.tests) for fault in chosen)
        if asked.faults or asked.tests:
            return 1 if missed else 0
    caught, untried = write_table(faults, record)
    print(f"{caught} of {len(faults)} caught, {untried} not tried")
    return 0 if not untried and caught >= LEAST * len(faults) else 1


def _passes_without(faults: list[Fault], record: Record) -> bool:
    """Whether the suite passes on a copy whose files are touched but not broken; said once per tree."""
    control = Fault("control", "A comment is added to each file concerned", "", "", "# control\n")
    found = record.find(control)
    if found is None:
        files = {fault.file for fault in faults}

        def comment(copy: Path) -> None:
            for file in files:
                (copy / file).write_text((copy / file).read_text("utf-8") + control.fault, encoding="utf-8")

        found = first_failure(comment)
        record.add(control, found)
    _say(control, found)
    return not found.test


def _try(fault: Fault, record: Record, only: list[str]) -> bool:
    """Whether a fault is caught; from the record where this tree has been tried."""
    found = record.find(fault)
    if found is None or (only and not found.test):

        def plant(copy: Path) -> None:
            file = copy / fault.file
            file.write_text(fault.planted_in(file.read_text(encoding="utf-8")), encoding="utf-8")

        found = first_failure(plant, record.known(fault), only)
        if found.test or not only:
            record.add(fault, found)
    _say(fault, found)
    return bool(found.test)


def _say(fault: Fault, found: object) -> None:
    test, seconds = getattr(found, "test", ""), getattr(found, "seconds", 0.0)
    print(f"{time.strftime('%H:%M:%S')} {fault.id:<32} {seconds:6.0f} s  {test or 'no test fails'}", flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""Speed as ratios: each pair of programs runs side by side in one session, and the median of the pairs counts.

    python -m bench.measure [--yardstick DIR] [--pairs N] [--quick]

The yardstick is a folder with two reference programs for workload W: `naive_simpy.py` and `reference.c`. Without it
those rows read "not run". `--quick` takes one pair and leaves out the long rows. The last line is one JSON document.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
BASE, MINIMAL, WORKLOAD = (
    ROOT / "scenarios/jiulongpo-2025-2027.yaml",
    ROOT / "scenarios/minimal.yaml",
    ROOT / "bench/workload.yaml",
)
NOT_RUN = "not run"


def seconds(run: Callable[[], object]) -> float:
    """Wall time of a call."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def ratio(slow: Callable[[], float], fast: Callable[[], float], pairs: int) -> float:
    """Median over pairs of the first's time over the second's."""
    return statistics.median(slow() / fast() for _ in range(pairs))


def command(*arguments: str) -> Callable[[], float]:
    """Seconds of a whole process."""
    return lambda: seconds(lambda: subprocess.run(arguments, cwd=ROOT, check=True, capture_output=True))


def simulation(path: Path, make_cycle: object = None, *, design: bool = True, **changes: object) -> Callable[[], float]:
    """Seconds of one replication in this process; everything is loaded and compiled before."""
    from sim.model.engine import Engine
    from sim.model.replication import replicate
    from sim.scenario.loading import load

    scenario = load(path, tuple(f"{k}={v}" for k, v in changes.items())).scenario
    make = make_cycle or Engine
    if make is Engine:
        replicate(scenario, 1, 1, design=design)
    return lambda: seconds(lambda: replicate(scenario, 1, 1, design=design, make_cycle=make))


def rows(arguments: argparse.Namespace) -> Iterator[tuple[str, str, str, float | str]]:
    """Key, what is compared, what must hold, and the ratio."""
    pairs, quick = arguments.pairs, arguments.quick
    yield from against_yardstick(arguments)
    engine = simulation(BASE)
    long = simulation(WORKLOAD, design=False)
    half = simulation(WORKLOAD, design=False, **{"horizon.end": "2026-05-11"})
    yield "horizon_doubled", "horizon doubled (workload W)", "<= 2.1", ratio(long, half, pairs)
    yield "volume_doubled", "volume and fleets doubled (workload W)", "<= 2.2", doubled(pairs)
    yield (
        "two_workers",
        "100 replications on 2 processes (minimal)",
        ">= 1.7",
        ratio(study(MINIMAL, 100, 1), study(MINIMAL, 100, 2), pairs),
    )
    yield "dask_two_workers", "100 replications on Dask with 2 workers", ">= 1.5", on_dask(pairs)
    plain = command(sys.executable, "-c", "pass")
    yield "help", "`waste-sim --help` against `python -c pass`", "<= 14", ratio(command(*CLI, "--help"), plain, pairs)
    yield "check", "`check` of the base", "<= 60", ratio(command(*CLI, "check", str(BASE)), plain, pairs)
    yield from memory(quick)
    yield from drawing(pairs)
    yield "report_share", "figures and PDFs, part of the whole run of the base", "<= 0.5", report_share()
    if quick:
        yield "engine_vs_oracle", "base scenario, one warm replication, against the oracle", ">= 20", NOT_RUN
    else:
        from tests.oracle.cycle import Oracle

        yield (
            "engine_vs_oracle",
            "base scenario, one warm replication, against the oracle",
            ">= 20",
            ratio(simulation(BASE, Oracle), engine, pairs),
        )


CLI = (sys.executable, "-m", "sim")


def against_yardstick(arguments: argparse.Namespace) -> Iterator[tuple[str, str, str, float | str]]:
    """Workload W against the plain SimPy program and the C program."""
    naive = c = totals = NOT_RUN
    if arguments.yardstick:
        folder = Path(arguments.yardstick).resolve()
        with tempfile.TemporaryDirectory() as scratch:
            binary = str(Path(scratch, "reference"))
            source = str(folder / "reference.c")
            subprocess.run(
                ["gcc", "-O3", "-march=native", "-ffp-contract=off", source, "-lm", "-o", binary], check=True
            )
            ours = simulation(WORKLOAD, design=False)
            c = ratio(ours, printed_seconds(binary), max(arguments.pairs, 5))
            naive = ratio(printed_seconds(sys.executable, str(folder / "naive_simpy.py")), ours, arguments.pairs)
            totals = difference_of_totals(binary)
    yield "w_vs_naive", "workload W against naive_simpy.py", ">= 15", naive
    yield "w_vs_c", "workload W, its time over that of reference.c", "<= 5", c
    yield "w_totals", "workload W, largest difference of totals, %", "<= 0.5", totals


def printed_seconds(*arguments: str) -> Callable[[], float]:
    """Seconds that a reference program itself reports: without start and input."""

    def run() -> float:
        ended = subprocess.run(arguments, check=True, capture_output=True, text=True)
        found = re.search(r"seconds ([\d.]+)", ended.stderr)
        assert found, ended.stderr
        return float(found[1])

    return run


def difference_of_totals(binary: str) -> float:
    """Largest difference in percent of loads hauled, filled voids, recovered and product mass."""
    from sim.model.replication import replicate
    from sim.scenario.loading import load

    words = subprocess.run([binary], check=True, capture_output=True, text=True).stdout.split()
    theirs = [float(words[words.index("level") + 3]), float(words[words.index("recovered") + 1]) * 1000]
    theirs.append(float(words[words.index("product") + 1]) * 1000)
    outcome = replicate(load(WORKLOAD).scenario, 1, 1, design=False)
    flows = outcome.tables["flows"]
    filled = sum(row[-1] for row in flows if row[1:3] == ("landfill_1", "landfilled")) / 1000
    ours = [filled] + [sum(row[-1] for row in flows if row[1:3] == (p, "outlet")) for p in ("sorting", "recycling")]
    return max(abs(a - b) / b * 100 for a, b in zip(ours, theirs, strict=True))


def doubled(pairs: int) -> float:
    """Workload W with twice the waste and twice the trucks, gates, bays and capacities, against W."""
    from sim.scenario.loading import load

    scenario = load(WORKLOAD).scenario
    changes = {f"streams.{id}.amount": f"{s.amount.value * 2 / 1000} t/a" for id, s in scenario.streams.items()}
    changes |= {f"fleets.{id}.trucks": f"{round(f.trucks.value * 2)}" for id, f in scenario.fleets.items()}
    for id, f in scenario.facilities.items():
        if f.gate is not None and f.gate.bays is not None:
            changes[f"facilities.{id}.gate.lanes"] = f"{round(f.gate.lanes.value * 2)}"
            changes[f"facilities.{id}.gate.bays"] = f"{round(f.gate.bays.value * 2)}"
        if f.void is not None:
            changes[f"facilities.{id}.void"] = f"{round(f.void.value * 2)} 压实方"
        if f.capacity is not None:
            changes[f"facilities.{id}.capacity"] = f"{f.capacity.value * 2 / 1000} t/h"
    return ratio(simulation(WORKLOAD, design=False, **changes), simulation(WORKLOAD, design=False), pairs)


def study(path: Path, replications: int, jobs: int, scheduler: str | None = None) -> Callable[[], float]:
    """Seconds of a study without its report."""
    from sim.scenario.loading import load
    from sim.study.study import run_study

    loaded = load(path)
    return lambda: seconds(lambda: run_study(loaded, replications=replications, jobs=jobs, scheduler=scheduler))


def on_dask(pairs: int) -> float | str:
    """A local cluster of two workers on loopback against one process."""
    try:
        from distributed import LocalCluster
    except ImportError:
        return NOT_RUN
    with LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        study(MINIMAL, 4, 1, address)()
        return ratio(study(MINIMAL, 100, 1), study(MINIMAL, 100, 1, address), pairs)


def memory(quick: bool) -> Iterator[tuple[str, str, str, float | str]]:
    """Peak memory of the workers (MiB), and what more replications add to it."""

    def peak(scenario: Path, replications: int) -> float:
        run = [
            *CLI,
            "run",
            str(scenario),
            "--replications",
            str(replications),
            "--no-report",
            "--no-store",
            "--jobs",
            "2",
        ]
        with tempfile.TemporaryDirectory() as folder:
            program = (
                "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, capture_output=True);"
                "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
            )
            line = [sys.executable, "-c", program, *run, "--out", f"{folder}/out"]
            return int(subprocess.run(line, cwd=ROOT, check=True, capture_output=True, text=True).stdout) / 1024

    yield "peak_mib", "peak memory of a process, base scenario, MiB", "<= 300", peak(BASE, 4)
    few = peak(MINIMAL, 10)
    yield (
        "memory_growth",
        "peak memory, 1,000 replications against 10 (minimal)",
        "<= 1.1",
        (NOT_RUN if quick else peak(MINIMAL, 1000) / few),
    )


def report_share() -> float:
    """Seconds of figures, PDFs and workbook, as a part of the whole run of the base scenario with 20 replications."""
    line = [*CLI, "run", str(BASE), "--replications", "20", "--no-store", "--out"]
    with tempfile.TemporaryDirectory() as folder:
        whole = command(*line, f"{folder}/a")()
        bare = command(*line, f"{folder}/b", "--no-report")()
    return max(0.0, whole - bare) / whole


def drawing(pairs: int) -> Iterator[tuple[str, str, str, float | str]]:
    """Figures and PDFs of the base, both languages, against importing matplotlib and drawing as many simple figures."""

    def cost(*arguments: str) -> list[float]:
        line = [sys.executable, "-m", "bench.drawing", *arguments]
        return [
            float(x) for x in subprocess.run(line, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
        ]

    with tempfile.TemporaryDirectory() as folder:
        result, out = f"{folder}/result", f"{folder}/out"
        command(*CLI, "run", str(BASE), "--replications", "4", "--no-store", "--no-report", "--out", result)()
        ratios = []
        for _ in range(pairs):
            ours = cost("report", result, out, "zh", "en")
            number = sum(1 for _ in Path(out).rglob("*.png"))
            ratios.append([a / b for a, b in zip(ours, cost("simple", str(number), f"{folder}/simple"), strict=True)])
    what = f"figures and PDFs of the base against {number} simple figures"
    wall, cpu = (statistics.median(column) for column in zip(*ratios, strict=True))
    yield "report_wall", what, "<= 1.5", wall
    yield "report_cpu", f"{what}, CPU of all threads", "<= 1.5", cpu


def machine() -> str:
    """What the numbers were measured on."""
    model = next(
        (x.split(":")[1].strip() for x in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in x), ""
    )
    where = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors ({model})"
    return f"{where}, Python {platform.python_version()}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--yardstick", default="", help="folder with naive_simpy.py and reference.c")
    parser.add_argument("--pairs", type=int, default=5, help="pairs of runs; their median counts")
    parser.add_argument("--quick", action="store_true", help="one pair, without the long rows")
    arguments = parser.parse_args()
    if arguments.quick:
        arguments.pairs = 1
    print(f"{machine()}; median of {arguments.pairs} pairs\n\n| what | must | got |\n|---|---|---|", flush=True)
    found: dict[str, float | None] = {}
    for key, what, must, value in rows(arguments):
        found[key] = value if isinstance(value, float) else None
        print(f"| {what} | {must} | {value if isinstance(value, str) else format(value, '.2f')} |", flush=True)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\nthis process: {own:.0f} MiB\n")
    print(json.dumps({key: None if value is None else round(value, 3) for key, value in found.items()}))


if __name__ == "__main__":
    main()

"""What figures and PDFs cost: one process makes those of a Result, another one as many simple figures.

    python -m bench.drawing report RESULT OUT LANGUAGE ...
    python -m bench.drawing simple NUMBER OUT

Both print the seconds of wall time, and of CPU in all threads, from before matplotlib is imported. The tables of the
Result are read before, as `run` has them when it comes to the report. The web page is not measured.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

SIZE = 6.7, 4.0
"""Inches, as the figures of the report."""
POINTS = 100


Cost = tuple[float, float]
"""Seconds of wall time and of CPU."""


def now() -> Cost:
    """Both clocks."""
    return time.perf_counter(), time.process_time()


def since(started: Cost) -> Cost:
    """What has passed on both clocks."""
    wall, cpu = now()
    return wall - started[0], cpu - started[1]


def report(result: Path, out: Path, languages: list[str]) -> Cost:
    """All figures (drawn once as SVG, written as PNG) and the PDF in each language."""
    from sim.study.result import load_result

    loaded = load_result(result)
    started = now()
    from sim.report.document import compose
    from sim.report.figures import figures_of
    from sim.report.publishing import typeset_languages

    typeset_languages(loaded, figures_of(loaded), compose, loaded.loaded.scenario.date, out, languages)  # type: ignore[arg-type]
    return since(started)


def simple(number: int, out: Path) -> Cost:
    """Figures of one line of 100 points, with title, axis labels and a legend, saved as PNG and SVG."""
    started = now()
    import matplotlib as mpl

    mpl.use("agg")
    import matplotlib.pyplot as plt
    import numpy as np

    from sim.report.raster import DPI

    x = np.linspace(0, 10, POINTS)
    for k in range(number):
        figure, axes = plt.subplots(figsize=SIZE)
        axes.plot(x, np.sin(x + k), label="sine")
        axes.set_title("A line")
        axes.set_xlabel("x")
        axes.set_ylabel("y")
        axes.legend()
        figure.savefig(out / f"{k}.png", dpi=DPI)
        figure.savefig(out / f"{k}.svg")
        plt.close(figure)
    return since(started)


if __name__ == "__main__":
    what, first, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    print(*(report(Path(first), folder, sys.argv[4:]) if what == "report" else simple(int(first), folder)))

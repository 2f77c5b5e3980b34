"""What figures and PDFs cost: the CPU seconds of one process that makes those of a Result, or as many simple figures.

    python -m bench.drawing report RESULT OUT LANGUAGE ...
    python -m bench.drawing simple NUMBER OUT

Both print seconds of CPU (of all threads) from before matplotlib is imported. Nothing else is imported before.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

SIZE = 6.7, 4.0
"""Inches, as the figures of the report."""
POINTS = 100


def report(result: Path, out: Path, languages: list[str]) -> float:
    """All figures (drawn once, written as PNG) and the PDF in each language; tables are read before."""
    from sim.study.result import load_result

    loaded = load_result(result)
    started = time.process_time()
    from sim.report.document import compose
    from sim.report.figures import figures_of
    from sim.report.publishing import publish

    publish(loaded, figures_of(loaded), compose, loaded.loaded.scenario.date, out, languages)  # type: ignore[arg-type]
    return time.process_time() - started


def simple(number: int, out: Path) -> float:
    """Figures of one line of 100 points, with title, axis labels and a legend, saved as PNG and SVG."""
    started = time.process_time()
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
    return time.process_time() - started


if __name__ == "__main__":
    what, first, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    print(report(Path(first), folder, sys.argv[4:]) if what == "report" else simple(int(first), folder))

"""What all reports share: figures as PNG, a PDF in each language, a web page. The same subject gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

from sim.report import canvas
from sim.report.blocks import Drawings
from sim.report.document import typeset
from sim.report.page.writing import write_page
from sim.report.raster import pngs
from sim.words import Language, Words


def publish(
    subject: Any,
    figures: Mapping[str, Any],
    compose: Callable[[Any, Words, Drawings], dict[str, Any]],
    date: date,
    directory: Path,
    languages: Sequence[Language],
) -> None:
    """Write figures/<lang>/NN-name.png and report.<lang>.pdf for each language, and report.html, into a folder.

    figures: what has `draw` and `caption`, such as modules, by name in the order of their numbers; one that has nothing
    to show is left out, and its number with it. compose: data of the template.
    """
    with ThreadPoolExecutor(2) as typesetter:  # PDF and PNGs of a language are set while the next one is drawn
        under_way = []
        reports: dict[Language, dict[str, Any]] = {}
        for language in languages:
            words = Words(language)
            drawn = {name: module.draw(subject, words) for name, module in figures.items()}
            drawings = {
                name: (canvas.svg(figure), figures[name].caption(subject, words))
                for name, figure in drawn.items()
                if not canvas.is_notice(figure)
            }
            numbers = [number for number, name in enumerate(figures, start=1) if name in drawings]
            report = reports[language] = compose(subject, words, drawings)
            under_way.append(typesetter.submit(_write_pngs, drawings, numbers, directory / "figures" / language))
            under_way.append(typesetter.submit(_write_pdf, report, date, directory / f"report.{language}.pdf"))
        if reports:
            (directory / "report.html").write_bytes(write_page(reports))
        for job in under_way:
            job.result()


def _write_pngs(drawings: Drawings, numbers: Sequence[int], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pictures = pngs([drawing for drawing, _ in drawings.values()])
    for number, name, picture in zip(numbers, drawings, pictures, strict=True):
        (folder / f"{number:02d}-{name}.png").write_bytes(picture)


def _write_pdf(report: dict[str, Any], date: date, path: Path) -> None:
    path.write_bytes(typeset(report, date))

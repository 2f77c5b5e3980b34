"""What all reports share: figures as PNG, a PDF in each language, a web page. The same subject gives the same bytes."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sim.report import canvas
from sim.report.blocks import Drawings
from sim.report.document import typeset
from sim.report.page.writing import write_page
from sim.report.raster import pngs
from sim.words import Language, Words

Data = dict[str, Any]
"""What the template sets."""


def publish(
    subject: Any,
    figures: Mapping[str, Any],
    compose: Callable[[Any, Words, Drawings], Data],
    date: date,
    directory: Path,
    languages: Sequence[Language],
) -> None:
    """Write figures/<lang>/NN-name.png and report.<lang>.pdf for each language, and report.html, into a folder.

    The arguments are those of `typeset_languages`.
    """
    reports = typeset_languages(subject, figures, compose, date, directory, languages)
    if reports:
        (directory / "report.html").write_bytes(write_page(reports))


def typeset_languages(
    subject: Any,
    figures: Mapping[str, Any],
    compose: Callable[[Any, Words, Drawings], Data],
    date: date,
    directory: Path,
    languages: Sequence[Language],
) -> dict[Language, Data]:
    """Write the figures and the PDF of each language; give the data of each report.

    figures: what has `draw` and `caption`, such as modules, by name in the order of their numbers; one that has
    nothing to show is left out, and its number with it. compose: data of the template.
    """
    reports: dict[Language, Data] = {}
    # PDF and PNGs of a language are set while the next one is drawn.
    with _kept_apart(), ThreadPoolExecutor(2) as typesetter:
        under_way = []
        for language in languages:
            words = Words(language)
            drawn = {name: module.draw(subject, words) for name, module in figures.items()}
            drawings = {
                name: (canvas.svg(figure), canvas.caption_of(figure))
                for name, figure in drawn.items()
                if not canvas.is_notice(figure)
            }
            numbers = [number for number, name in enumerate(drawn, start=1) if name in drawings]
            under_way.append(typesetter.submit(_write_pngs, drawings, numbers, directory / "figures" / language))
            reports[language] = compose(subject, words, drawings)
            pdf = directory / f"report.{language}.pdf"
            under_way.append(typesetter.submit(_write_pdf, reports[language], date, pdf))
        for job in under_way:
            job.result()
    return reports


@contextmanager
def _kept_apart() -> Iterator[None]:
    """Objects that are there already, the Result and modules, are not searched for garbage while figures make some."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _write_pngs(drawings: Drawings, numbers: Sequence[int], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    pictures = pngs([drawing for drawing, _ in drawings.values()])
    for number, name, picture in zip(numbers, drawings, pictures, strict=True):
        (folder / f"{number:02d}-{name}.png").write_bytes(picture)


def _write_pdf(report: Data, date: date, path: Path) -> None:
    path.write_bytes(typeset(report, date))

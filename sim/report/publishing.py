"""What all reports share: figures as PNG and one PDF in each language. The same subject gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sim.report import canvas
from sim.report.blocks import Drawings
from sim.report.document import typeset
from sim.words import Language, Words


def publish(
    subject: Any,
    figures: Mapping[str, Any],
    compose: Callable[[Any, Words, Drawings], dict[str, Any]],
    date: date,
    directory: Path,
    languages: Sequence[Language],
) -> None:
    """Write figures/<lang>/NN-name.png and report.<lang>.pdf for each language into a folder.

    figures: what has `draw` and `caption`, such as modules, by name in the order of their numbers. compose: data of the
    template.
    """
    for language in languages:
        words = Words(language)
        folder = directory / "figures" / language
        folder.mkdir(parents=True, exist_ok=True)
        drawings: dict[str, tuple[str, str]] = {}
        for number, (name, module) in enumerate(figures.items(), start=1):
            drawn = module.draw(subject, words)
            (folder / f"{number:02d}-{name}.png").write_bytes(canvas.png(drawn))
            drawings[name] = (canvas.svg(drawn), module.caption(subject, words))
        (directory / f"report.{language}.pdf").write_bytes(typeset(compose(subject, words, drawings), date))

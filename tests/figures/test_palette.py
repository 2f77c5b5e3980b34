"""Colours: none serves two things, colour-blind readers tell streams and fates apart, stacks are readable in grey."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from sim.report import palette, tables
from sim.report.figures.load import _COLOURS

SEEN = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
"""Of linear RGB: Machado, Oliveira and Fernandes (2009), severity 1."""
_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour: str, eyes: str = "normal") -> np.ndarray:
    """CIELAB of a colour (D65), as it is seen."""
    coded = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    linear = np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)
    x, y, z = _XYZ @ np.clip(SEEN[eyes] @ linear, 0, 1) / np.array([0.95047, 1, 1.08883])
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def lightness(colour: str) -> float:
    """L* from 0 to 100: what is left in grey."""
    return float(lab(colour)[0])


@pytest.mark.parametrize("eyes", SEEN)
def test_streams_and_fates_are_told_apart(eyes: str) -> None:
    """They stand together in the flow diagram. Eight is several times what is just noticed (2.3)."""
    shown = palette.STREAMS | {fate: palette.FATES[fate] for fate in (*tables.FATES, "stored")}
    near = {
        (a, b): distance for a, b in combinations(shown, 2)
        if (distance := float(np.linalg.norm(lab(shown[a], eyes) - lab(shown[b], eyes)))) < 8
    }  # fmt: skip
    assert near == {}


def test_no_family_uses_a_colour_of_another() -> None:
    families = {
        "streams": {*palette.STREAMS.values(), *palette.OTHER_STREAMS},
        "fates": set(palette.FATES.values()),
        "causes": {colour for cause, colour in palette.CAUSES.items() if cause not in ("carried_over", "leaked")},
        "series": set(palette.SERIES),
        "pair": set(palette.PAIR),
    }
    shared = {(a, b): families[a] & families[b] for a, b in combinations(families, 2) if families[a] & families[b]}
    assert shared == {}
    assert len(set(palette.FATES.values())) == len(palette.FATES)


def test_grey_tells_apart_what_matters() -> None:
    fates = palette.FATES
    for fate in ("recycled", "landfilled"):
        assert abs(lightness(fates["unserved"]) - lightness(fates[fate])) > 18, fate
    stacks = {
        "fates": [fates[fate] for fate in (*tables.FATES, "stored")],
        "fleets": list(palette.SERIES),
        "money": list(palette.PAIR),
        "hours": list(_COLOURS.values()),
    }
    for name, stack in stacks.items():
        assert all(abs(lightness(a) - lightness(b)) >= 8 for a, b in pairwise(stack)), name
    streams = sorted(lightness(colour) for colour in palette.STREAMS.values())
    assert all(b - a >= 8 for a, b in pairwise(streams)), streams

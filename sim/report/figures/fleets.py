"""Which fleets figures draw one by one, in one colour each wherever they appear."""

from __future__ import annotations

from sim.report import palette
from sim.report.source import once
from sim.study.result import Result

MOST = 7
OTHERS = ""
"""All fleets beyond those, drawn as one."""


@once
def fleets_shown(result: Result) -> dict[str, list[str]]:
    """Fleets by the name under which they are drawn: those that drive farthest, then the others together."""
    driven = result.tables["fleets"].groupby("fleet")["km"].sum().sort_values(ascending=False, kind="stable")
    ids = [str(id) for id in driven.index]
    return {id: [id] for id in ids[:MOST]} | ({OTHERS: ids[MOST:]} if len(ids) > MOST else {})


def fleet_colours(result: Result) -> dict[str, str]:
    """The colour of each that is drawn."""
    shown = fleets_shown(result)
    return palette.series_colours([*shown]) | ({OTHERS: palette.RULE} if OTHERS in shown else {})

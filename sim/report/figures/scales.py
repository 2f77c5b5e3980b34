"""Axes along which a lever moves: its name and unit, dates as dates, counts as whole numbers."""

from __future__ import annotations

from datetime import date

from matplotlib.axis import Axis
from matplotlib.ticker import MaxNLocator

from sim.report import canvas
from sim.report.font import wrap
from sim.report.labels import Labels
from sim.report.statement import Writer
from sim.scenario.wording import write_unit
from sim.study.levers import Lever


def show_lever(axis: Axis, lever: Lever, labels: Labels, points: float) -> None:
    """Label an axis, whose limits are set, with a lever's name and unit, in so many points of room."""
    unit = "" if lever.is_date else write_unit(lever.unit, labels.words)
    name = labels.words.say("solve.axis", name=Writer(labels).heading(lever), unit=unit)
    axis.set_label_text(wrap(name, points, canvas.LABEL))
    low, high = axis.get_view_interval()
    if lever.is_date:
        axis.set_ticks(*canvas.date_ticks(date.fromordinal(round(low)), date.fromordinal(round(high))))
        axis.set_view_interval(low, high, ignore=True)  # which ticks may have widened
    elif lever.is_count:
        axis.set_major_locator(MaxNLocator(integer=True))

"""Everything that the compiled load cycle remembers: arrays of records, one record per entity.

Types and dimensions never depend on a scenario, so nothing is compiled twice. Entities are known by number: places
(sources, then facilities) and the other accounts as in `Names`; a facility's number counts from the first facility.
-1 stands for none, and for no limit. Times are seconds, masses kilograms, volumes millilitres.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.model.cycle import MOMENTS
from sim.model.laws import LawTable
from sim.model.records import record

Array = Any
"""An array of int64, float64 or records; compiled code knows which, mypy need not."""

_I = np.int64

PLANT, STORE, LANDFILL, DEMAND = range(4)
"""Kinds of facility, by what happens after tipping."""

OFF, BUSY, STARVED, BREAKDOWN, YARD_FULL = range(5)
"""States of a plant, in the order of `PLANT_STATES`."""

CAUSES = (
    "not_open", "capacity", "breakdown", "stockpile_full", "product_yard_full",
    "void_full", "no_truck", "no_demand", "no_route", "closed_hours",
    "closed_road", "rejected", "quota",
)  # fmt: skip
(
    BY_NOT_OPEN, BY_CAPACITY, BY_BREAKDOWN, BY_STOCKPILE, BY_YARD,
    BY_VOID, BY_TRUCK, BY_DEMAND, BY_ROUTE, BY_HOURS,
    BY_ROAD, BY_REJECTION, BY_QUOTA,
) = range(len(CAUSES))  # fmt: skip

FIRST_OPEN, NEAREST, BY_SHARE = range(3)
"""Rules of routes; a nearest route differs only in its order of preference."""

BATCH, BACK, TIPPED, WEIGHED_OUT, WEIGHED_IN, ARRIVED, LOADED, RELEASED, EXPIRED = range(9)
"""Kinds of event in their order at one instant: departures before arrivals."""

FREE, WAITING, UNDER_WAY, RETURNING, BROUGHT_BACK = range(5)
"""What a record of a load is used for; RETURNING: the truck is empty, BROUGHT_BACK: it still holds the load."""

CLOCK = record(
    now=_I, day=_I, heap=_I, births=_I, next_birth=_I, free_load=_I, free_loads=_I, free_batch=_I, free_batches=_I,
    rows=_I, log=_I, gate_waits=_I, fleet_waits=_I, trace=_I, keeps_trace=_I, freed_stores=_I, commands=_I,
    product_loads=_I, postings=_I, trucks=_I, sources=_I, keeps_journal=_I, journal=_I, notes=_I,
)  # fmt: skip
"""The one record of counters.

`product_loads`, `postings`, `notes`: most loads, postings and notes of the journal that one event makes; `trucks` and
`sources`: how many.
"""

EVENT = record(at=_I, key=_I, slot=_I)
"""A pending event: second * 16 + kind, key among equals, load or plant."""

FACILITY = record(
    kind=_I, opens=_I, closes=_I, scheduled_closing=_I, is_gate_open=_I, lane_seconds=_I,
    weigh_in=_I, tipping=_I, weigh_out=_I, first_hour=_I, last_hour=_I, hour=_I, fate=_I,
    quota=_I, quota_left=_I, is_yearly=_I, limit=_I, stock=_I, stock_peak=_I, reserved=_I, is_freed=_I,
    void=_I, void_left=_I, smallest=_I, exhausted_at=_I,
    demand=_I, by_volume=_I, is_once=_I, month=_I, left=_I, given=_I,
)  # fmt: skip
"""A facility: what every truck asks, then stockpile or store, landfill, demand.

`weigh_in`, `tipping` and `weigh_out` are laws; the quota is of a day, or `is_yearly`; the demand of a year, or
`is_once`; `given` counts the loads that
have come out of it.
"""

PLANT_RECORD = record(
    rate=_I, is_open=_I, is_sound=_I, state=_I, since=_I, version=_I, started=_I, work_ahead=_I, rest=_I,
    yard_limit=_I, yard=_I, processed=_I, head=_I, tail=_I,
)  # fmt: skip
"""The machine of a facility that is a plant. `work_ahead`: kg from the last start to the end of the current batch."""

FLEET = record(
    trucks=_I, idle=_I, is_working=_I, loading=_I, wash=_I, speed_loaded=_I, speed_empty=_I, divert_after=_I,
    since=_I, first_queue=_I, last_queue=_I,
)  # fmt: skip

QUEUE = record(
    item=_I, fleet=_I, rule=_I, first_choice=_I, last_ruled=_I, last_choice=_I, max_wait=_I, head=_I, tail=_I,
    is_blocked=_I, reason_place=_I, reason_cause=_I,
)  # fmt: skip
"""Loads of one item that wait for a truck. Blocked: its head was refused, and nothing has changed since.

The rule chooses among the choices before `last_ruled`; those after it are asked in order.
"""

STATION = record(servers=_I, busy=_I, head=_I, tail=_I)
"""Parallel servers with one FIFO queue: loaders at a source, lanes and bays at a gate."""

LINE = record(head=_I, tail=_I)
"""Trucks before a gate that is shut."""

AREA = record(limit=_I, waiting=_I)
"""Where loads wait at a source."""

ITEM = record(queue=_I, payload=_I, is_sold=_I, first_outlet=_I, last_outlet=_I)
"""What becomes of an output of a plant: a queue for trucks, buyers, or nothing (queue -1 and not sold)."""

OUTPUT = record(item=_I, lower=_I, upper=_I)
"""An output of a plant for one of its inputs: its share lies between two cumulative millionths."""

PILE = record(facility=_I, item=_I, stream=_I, kg=_I, made=_I, draws=_I, is_unsold=_I)
"""An output of a plant that neither fills a truck yet nor is sold; `made` counts its loads."""

LOAD = record(
    key=_I, kg=_I, origin=_I, stream=_I, item=_I, draws=_I, index=_I, number=_I, use=_I, next=_I, fleet=_I,
    destination=_I, via=_I, refused_by=_I, cause=_I, loading_time=_I, wash=_I, drive=_I, area=_I,
    **dict.fromkeys(MOMENTS, _I),
)  # fmt: skip
"""A load and its truck, from release to return.

`next`: behind it in a queue; `loading_time`, `wash`, `drive`: seconds; `via`: the facility that has sent it on.
"""

WAY = record(first_hour=_I, last_hour=_I, hour=_I)
"""Hours in which trucks may be on a leg."""

BATCH_RECORD = record(item=_I, stream=_I, kg=_I, next=_I)
ROW = record(key=_I, day=_I, kg=_I, loads=_I)
SLOT = record(key=_I, row=_I)
WAIT = record(who=_I, seconds=_I)
COMMAND = record(what=_I, which=_I, value=_I)

NOTE = record(at=_I, what=_I, who=_I, value=_I)
"""A line of the journal: second, one of the kinds of note, whom it is about, how much (see `journal`)."""


class State(NamedTuple):
    """The load cycle's memory. Dimensions: F facilities, P places, I items, S streams (tracked)."""

    clock: Array
    """CLOCK, one."""
    heap: Array
    """EVENT."""
    commands: Array
    """COMMAND: what the calendar changes at this instant."""
    births: Array
    """BIRTH: the day's loads in order of their keys."""
    posts: Array
    """POST: the day's movements."""
    loads: Array
    batches: Array
    facilities: Array
    plants: Array
    """PLANT_RECORD by facility."""
    state_seconds: Array
    """int64 (F, 5): seconds of plants by state."""
    fleets: Array
    busy_seconds: Array
    """int64 (fleets, 24): seconds of trucks under way by hour of the day, since the last reading, up to `since`."""
    queues: Array
    stations: Array
    """STATION: weigh-in, bays, weigh-out of each facility, then the loaders of each source."""
    outside: Array
    """LINE by facility."""
    areas: Array
    area_of: Array
    """int64 (sources, S)."""
    items: Array
    outlets: Array
    """Facilities that buy items."""
    outputs: Array
    outputs_of: Array
    """int64 (F, I, 2): first and last output of a plant for an input."""
    processed: Array
    """int64 (F, I, S): kg worked off, for cumulative splits."""
    piles: Array
    pile_of: Array
    """int64 (F, I, S)."""
    choices: Array
    """Facilities of the queues' routes."""
    shares: Array
    """float64: shares of the choices."""
    preference: Array
    """int64 (P, choices): each queue's choices in the order in which a place asks them; -1 behind the last."""
    leading: Array
    """Queues that lead to facilities."""
    leading_to: Array
    """int64 (F, 2): first and last of a facility in `leading`."""
    store_queue: Array
    """int64 (F, I): queue of what a store holds."""
    priority: Array
    """int64 (F, I): rank of an item when room is scarce."""
    metres: Array
    """int64 (P, F)."""
    way_of: Array
    """int64 (P, F): number of the WAY of a leg whose hours are limited, else -1."""
    ways: Array
    on_road: Array
    """bool (roads, F): whether a road leads to a facility."""
    rejected: Array
    """float64 (F, I): share of an item's loads that a facility sends away."""
    serves: Array
    """bool (P, F): whether a facility takes what comes from a place."""
    volumes: Array
    """float64 (F, I): compacted ml per kg."""
    hours: Array
    """int64 (hours, 2): openings and closings of facilities and roads."""
    keys: Array
    """uint64 (draws, PURPOSES)."""
    laws: LawTable
    held: Array
    """int64: kg by account."""
    slots: Array
    rows: Array
    log: Array
    gate_waits: Array
    fleet_waits: Array
    trace: Array
    journal: Array
    """NOTE: everything that happens, where the invariants are checked."""
    passes: Array
    """int64 (P, 24): loaded trucks that have left a place by hour of the day, since the last reading."""
    scratch: Array
    """int64: queues or choices under consideration."""
    freed: Array
    """Stores that have gained room during this event."""
    special: Array
    """Accounts: generation, in_transit, unserved, first fleet."""

"""What lies at sources, stores and plants at the start of the plan run: loads that wait, batches, products.

It enters the balance as opening stock and not as generation, and keeps a stream of its own, so that neither numerator
nor denominator of a rate knows it.
"""

from __future__ import annotations

import numpy as np

from sim.model.custody import OPENING, UNSERVED
from sim.model.draws import Draws
from sim.model.entities import payloads_of, rounded
from sim.model.loads import BIRTH, POST, PURPOSES, Array, Births, load_key
from sim.model.names import Names
from sim.scenario.schema import Scenario
from sim.scenario.stocks import opening_masses, stream_of

_AT_ONCE = 16_384
"""Loads of one place that may appear in one second; what lies there is laid down second by second."""


def opening_stocks(scenario: Scenario) -> tuple[dict[str, int], dict[str, int]]:
    """Kilograms that lie in stores and before plants at the start, and in the product yards behind these, by facility.

    They take room from the beginning: the loads themselves appear one by one, while trucks are already sent there and
    plants work.
    """
    stocks, yards = dict[str, int](), dict[str, int]()
    for place, item, mass in opening_masses(scenario):
        facility = scenario.facilities.get(place)
        if facility is not None:
            lying = stocks if facility.kind == "store" or item in facility.outputs else yards
            lying[place] = lying.get(place, 0) + rounded(mass.value)
    return stocks, yards


def opening_of(scenario: Scenario, names: Names, draws: Draws, first_row: int) -> tuple[Births, Array]:
    """The opening stock in truckloads, the last of each place and item smaller; and the random keys by PURPOSES.

    The keys will stand from `first_row` on. What nobody hauls is in one piece. The origin of a load may be a facility:
    then it lies there.
    """
    payloads, accounts = payloads_of(scenario), {id: i for i, id in enumerate(names.accounts)}
    posts, loads, keys = list[tuple[int, ...]](), list[tuple[int, ...]](), list[list[np.uint64]]()
    laid = dict.fromkeys(names.places, 0)
    stream = len(names.streams)
    for place, item, mass in opening_masses(scenario):
        kg, p, i = rounded(mass.value), accounts[place], names.items.index(item)
        if not kg:
            continue
        posts.append((accounts[OPENING], p, stream, i, kg))
        if place in scenario.sources and not scenario.routes[item].facilities:
            posts.append((p, accounts[UNSERVED], stream, i, kg))
            continue
        row, payload = first_row + len(keys), payloads.get(item, kg)
        keys.append([draws.key(f"{place}.{item}.{OPENING}", purpose) for purpose in PURPOSES])
        area = names.streams.index(stream_of(scenario, item)) if place in scenario.sources else stream
        for number, done in enumerate(range(0, kg, payload)):
            second = laid[place] // _AT_ONCE
            key = load_key(second, stream, p, laid[place])
            loads.append((key, second, min(payload, kg - done), p, stream, i, row, number, number, area))
            laid[place] += 1
    births = Births(np.array(posts, dtype=POST), np.array(loads, dtype=BIRTH))
    return births, np.array(keys, dtype=np.uint64).reshape(-1, len(PURPOSES))

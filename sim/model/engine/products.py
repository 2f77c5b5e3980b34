"""What leaves a plant: sold to buyers at its yard, made up into loads, or without any lawful place."""

from __future__ import annotations

from sim.model.compiling import borrowing
from sim.model.engine import dispatch, plants, records, sinks, tally
from sim.model.engine.state import BY_ROUTE, State


@borrowing
def finish_batch(s: State, f: int, now: int) -> None:
    """A plant's batch is done: hand on its outputs, begin the next, let queues that lead to the plant try again."""
    item, stream = plants.produce(s, f)
    for i in range(s.outputs_of[f, item, 0], s.outputs_of[f, item, 1]):
        deliver(s, s.pile_of[f, s.outputs[i].item, stream], now)
    plants.begin_next(s, f, now)
    dispatch.unblock(s, f, now)


@borrowing
def deliver(s: State, p: int, now: int) -> None:
    """Deal with a pile that may have grown."""
    pile, sources = s.piles[p], s.clock[0].sources
    item = s.items[pile.item]
    if item.is_sold:
        sell(s, p, now)
    elif item.queue >= 0:
        while pile.kg >= item.payload:
            pile.kg -= item.payload
            make_up(s, p, item.payload, now)
    elif pile.kg:
        kg = pile.kg
        pile.kg = 0
        tally.unserve(s, sources + pile.facility, sources + pile.facility, BY_ROUTE, pile.stream, pile.item, kg)
        plants.clear(s, pile.facility, kg, now)


@borrowing
def make_up(s: State, p: int, kg: int, now: int) -> None:
    """A truckload waits in the yard."""
    pile, slot = s.piles[p], records.new_load(s)
    load = s.loads[slot]
    load.kg, load.origin, load.stream, load.item = kg, s.clock[0].sources + pile.facility, pile.stream, pile.item
    load.draws, load.index, load.number, load.release = pile.draws, pile.made, pile.made, now
    load.key = records.key_of_given(s, pile.facility, pile.stream, now)
    pile.made += 1
    dispatch.enqueue(s, slot, s.items[pile.item].queue, now)


@borrowing
def sell(s: State, p: int, now: int) -> None:
    """Offer a pile to the buyers of its open outlets in order; what they do not take waits for another day."""
    pile = s.piles[p]
    item = s.items[pile.item]
    for i in range(item.first_outlet, item.last_outlet):
        outlet = s.facilities[s.outlets[i]]
        is_open = outlet.opens <= now < outlet.closes
        if pile.kg and is_open and s.serves[s.clock[0].sources + pile.facility, s.outlets[i]]:
            taken = sinks.buy(s, s.outlets[i], pile.facility, pile.stream, pile.item, pile.kg)
            pile.kg -= taken
            if taken:
                plants.clear(s, pile.facility, taken, now)
    pile.is_unsold = pile.kg > 0


@borrowing
def sell_stock(s: State, now: int) -> None:
    """A day begins, perhaps with a demand or an outlet that is new: buyers take what has waited, in order."""
    for p in range(len(s.piles)):
        if s.piles[p].is_unsold:
            sell(s, p, now)

"""The journal's postings as columns of numbers of Names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.model.engine.journal import BROUGHT, POSTED
from sim.model.engine.tally import ACCOUNT_BITS, FLOW, ITEM_BITS, KIND_SHIFT, MADE, STREAM_BITS, TRIP

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Moves:
    """Mass that moves between accounts, or (made) becomes another item at a plant, in the order of happening.

    at: second. is_brought: whether a truck brings a load back to where it came from. `kind` is FLOW, MADE or TRIP;
    of MADE, `origin` and `to` are the plant and `made_of` the item that it was.
    """

    at: Integers
    kind: Integers
    origin: Integers
    to: Integers
    stream: Integers
    item: Integers
    made_of: Integers
    kg: Integers
    is_brought: npt.NDArray[np.bool_]

    def only(self, chosen: npt.NDArray[np.bool_]) -> Moves:
        """Those that a mask holds."""
        return Moves(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def moves_of(notes: Any) -> Moves:
    """The movements of a journal; refusals move nothing."""
    key, kinds = notes["who"], notes["who"] >> KIND_SHIFT
    chosen = (notes["what"] == POSTED) & ((kinds == FLOW) | (kinds == MADE) | (kinds == TRIP))
    brought = np.zeros(len(notes), np.bool_)
    brought[1:] = notes["what"][:-1] == BROUGHT
    kind, key = kinds[chosen], key[chosen] & ((1 << KIND_SHIFT) - 1)
    item, rest = _split(key, ITEM_BITS)
    is_made = kind == MADE
    made_of, rest_of_made = _split(rest, ITEM_BITS)
    stream, rest = _split(np.where(is_made, rest_of_made, rest), STREAM_BITS)
    to, origin = _split(rest, ACCOUNT_BITS)
    origin, made_of = np.where(is_made, to, origin), np.where(is_made, made_of, item)
    kg: Integers = notes["value"][chosen]
    return Moves(notes["at"][chosen], kind, origin, to, stream, item, made_of, kg, brought[chosen])


def _split(key: Integers, bits: int) -> tuple[Integers, Integers]:
    return key & ((1 << bits) - 1), key >> bits

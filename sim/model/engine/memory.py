"""The engine's arrays as one object that compiled code passes on as a single pointer.

A tuple of arrays would be taken apart at every call: 45 arrays of seven words each, in code that takes twenty times as
long to compile. numba's own structures count references at every use of an array, a quarter of the engine's time.
Here compiled code borrows the arrays: the Memory keeps them alive.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numba import typeof
from numba.core import cgutils, types
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)

from sim.model.engine.state import State


class MemoryType(types.Type):
    """The type of a Memory in compiled code: a pointer to the descriptions of a State's arrays."""

    def __init__(self, state: Any) -> None:
        self.state = state
        super().__init__(name=f"Memory({state.name})")


class Memory:
    """A State as compiled code takes it; its arrays are reached under their names."""

    def __init__(self, state: State) -> None:
        self.state = state
        self._words = np.array([word for array in _arrays(state) for word in _description(array)], np.int64)
        self.address = self._words.ctypes.data

    def __getattr__(self, name: str) -> Any:
        """An array, for code that is not compiled (NUMBA_DISABLE_JIT=1)."""
        return getattr(self.state, name)


def _arrays(state: Any) -> Iterator[Any]:
    for part in state:
        if isinstance(part, tuple):
            yield from _arrays(part)
        else:
            yield part


def _description(array: Any) -> tuple[int, ...]:
    """What numba holds of an array: owner and parent (none), length, bytes of an element, address, shape, strides."""
    return 0, 0, array.size, array.itemsize, array.__array_interface__["data"][0], *array.shape, *array.strides


@typeof_impl.register(Memory)
def _kind_of(memory: Memory, context: Any) -> MemoryType:
    return _kind(memory.state)


_KINDS: list[MemoryType] = []


def _kind(state: State) -> MemoryType:
    """The one type of all Memories: a State's arrays differ in length only."""
    if not _KINDS:
        _KINDS.append(MemoryType(typeof(state)))
    return _KINDS[0]


register_model(MemoryType)(models.OpaqueModel)


@unbox(MemoryType)
def _address_of(kind: Any, memory: Any, c: Any) -> Any:
    number = c.pyapi.object_getattr_string(memory, "address")
    pointer = c.builder.inttoptr(c.pyapi.long_as_longlong(number), cgutils.voidptr_t)
    c.pyapi.decref(number)
    return NativeValue(pointer)


@infer_getattr
class _Names(AttributeTemplate):
    key = MemoryType

    def generic_resolve(self, kind: Any, name: str) -> Any:  # type: ignore[override]  # numba calls it `value, attr`
        return kind.state.types[kind.state.fields.index(name)] if name in kind.state.fields else None


@lower_getattr_generic(MemoryType)
def _load(context: Any, builder: Any, kind: Any, pointer: Any, name: str) -> Any:
    whole = context.get_value_type(kind.state)
    place = builder.bitcast(pointer, whole.as_pointer())
    return builder.load(cgutils.gep_inbounds(builder, place, 0, kind.state.fields.index(name)))

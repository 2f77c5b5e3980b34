"""How the process ends at Ctrl-C or SIGTERM: what is half done is undone, and it leaves at once.

An exception raised by a signal is lost where Python cannot pass it on: in a destructor, or in a callback from the
compiler's C code. So the handler does not raise; it undoes what has been announced here, last first, and ends the
process itself.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = signal.SIGINT, signal.SIGTERM

Undo = Callable[[], object]

_undo: list[Undo] = []
_holds: list[None] = []  # one entry per block that is under way
_came: list[int] = []  # signals that came during such a block


def take_signals() -> None:
    """From now on both signals end this process with exit code 128 + their number (130, 143)."""
    me = os.getpid()

    def end(number: int, frame: FrameType | None) -> None:
        if os.getpid() != me:
            os._exit(128 + number)  # a child that has not set its own handlers yet: nothing here is its own
        if _holds:
            _came.append(number)
        else:
            _leave(number)

    for number in SIGNALS:
        signal.signal(number, end)


@contextmanager
def undone_if_interrupted(undo: Undo) -> Iterator[None]:
    """Call `undo` if the process is interrupted before the block has ended."""
    _undo.append(undo)
    try:
        yield
    finally:
        _undo.remove(undo)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """A short block that is finished before a signal takes effect."""
    _holds.append(None)
    try:
        yield
    finally:
        _holds.pop()
        if _came and not _holds:
            _leave(_came[0])


def _leave(number: int) -> None:
    """Tidy up; a second signal must not break that off."""
    for later in SIGNALS:
        signal.signal(later, signal.SIG_IGN)
    for undo in reversed(_undo):
        with contextlib.suppress(Exception):  # the others must be undone all the same
            undo()
    os._exit(128 + number)

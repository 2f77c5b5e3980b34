"""The exceptions of waste-sim, and what each means to the command line.

    WasteSimError
    +-- ScenarioInvalid   the scenario has faults; holds them all          exit 3
    +-- RunFailed         a run or the writing of its results failed       exit 4
    +-- UsageError        the command line asks for what cannot be         exit 2

Faults and failures are an id of the word catalogue and its values; `sim.words` makes sentences of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file: 1-based line and column."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a scenario: message id, its values, the path in the scenario, the place in the file.

    `cause` is another fault that it comes down to; a message ends with it.
    """

    id: str
    values: Mapping[str, object] = field(default_factory=dict)
    path: str = ""
    place: Place | None = None
    cause: Fault | None = None


class WasteSimError(Exception):
    """Any error that a user can cause or meet."""


class ScenarioInvalid(WasteSimError):
    """The scenario cannot be used; `faults` lists everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = tuple(faults)

    def __reduce__(self) -> tuple[type[ScenarioInvalid], tuple[tuple[Fault, ...]]]:
        """Pickle by the faults; an exception is made again from its arguments, which are but a text here."""
        return type(self), (self.faults,)


class Message(WasteSimError):
    """An error that is one message id of the catalogue and its values."""

    def __init__(self, id: str, given: Mapping[str, object] | None = None, /, **values: object) -> None:
        """`given`: the values once more as one; SimPy makes an error of a process again from its arguments."""
        self.id = id
        self.values = {**(given or {}), **values}
        super().__init__(id, self.values)

    def __reduce__(self) -> tuple[partial[Message], tuple[()]]:
        """Pickle with the values by name: errors of a worker come back through a pipe."""
        return partial(type(self), self.id, **self.values), ()


class RunFailed(Message):
    """A run, or the writing of its results, failed."""


class UsageError(Message):
    """The command line asks for what cannot be."""

"""How a command was asked to simulate and to report: what determines its results besides the scenario.

It stands in run.json under `options`, so that the command can be repeated. How it was carried out (processes, cluster,
store) stands beside it, and changes nothing.
"""

from __future__ import annotations

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.errors import RunFailed
from sim.words import Language


class Options(BaseModel):
    """Of every command. `replications` are the most where a precision is asked for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: Annotated[int, Field(ge=0, strict=True)]
    replications: Annotated[int, Field(ge=1, strict=True)]
    randomness: Annotated[bool, Field(strict=True)]
    languages: tuple[Language, ...]
    report: Annotated[bool, Field(strict=True)]
    """Whether a report was made, with figures and workbook."""

    @classmethod
    def read(cls, run: dict[str, Any], path: str) -> Self:
        """The options in the run.json of a folder. Raises RunFailed if there are none, or none that can be used."""
        if "options" not in run:
            raise RunFailed("no_options", path=path)
        try:
            return cls.model_validate(run["options"])
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            where = ".".join(["run.json: options", *map(str, first["loc"])])
            raise RunFailed("result_unreadable", path=path, reason=f"{where}: {first['msg']}") from None


class RunOptions(Options):
    """Of `run`; precision is a share of 1."""

    precision: Annotated[float, Field(gt=0, le=0.5)] | None = None
    trace: Annotated[bool, Field(strict=True)] = False
    readings: Annotated[bool, Field(strict=True)] = False
    levers: Annotated[bool, Field(strict=True)] = False


class CompareOptions(Options):
    """Of `compare`; precision is a share of 1."""

    precision: Annotated[float, Field(gt=0, le=0.5)] | None = None


class SolveOptions(Options):
    """Of `solve`: the goal (chance in millionths), and of each lever its path, the ends of its span and its step."""

    target: str
    period: str
    reading: str
    chance: Annotated[int, Field(gt=0, lt=1_000_000)] | None = None
    vary: Annotated[tuple[tuple[str, str | None, str | None, str | None], ...], Field(min_length=1, max_length=2)]
    values: Annotated[int, Field(ge=2, le=1000)] = 2

"""The reference page of the scenario language, made from the schema, the table of units and the defaults."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from importlib.resources import files
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario.consistency import NEEDS, OWN
from sim.scenario.fields import In, Season
from sim.scenario.merging import read_defaults
from sim.scenario.quantity import Quantity, Variate
from sim.scenario.schema import Entity, Facility, Scenario
from sim.scenario.sections import entries
from sim.scenario.text import Name, Text
from sim.scenario.units import UNITS, name_unit
from sim.words import Words

HEAD = """\
# The scenario file

Made by `make schema` from `sim/scenario/`; do not edit.

A scenario is one YAML file (YAML 1.2, UTF-8, at most 1 MiB). Entities are maps keyed by id (`[a-z][a-z0-9_]*`); the id
of the scenario is the file's name without `.yaml` (`[a-z0-9][a-z0-9-]*`). Random numbers hang on ids: renaming an id
changes its random numbers. Unknown keys are refused.

- **Parents**: `extends: other.yaml` lays this file over another one. Maps merge by key, lists replace, `null` deletes.
  A number is one value: a map with `value`, `range` or `distribution` replaces the whole number below it.
- **Settings**: `--set path=value` does the same from the command line, by the same rules: `--set
  facilities.west.capacity='30 万t/a'`.
- **Defaults** apply where the scenario is silent. `null` removes a default.

## Numbers

A number is a text such as `20 万t/a` (then it counts as assumed) or a map:

```yaml
capacity:
  value: 35 万t/a               # or value: 35 with unit: 万t/a
  range: [30, 35, 40]           # least, most likely (the value), most: a triangular law
  source: "plan art. 18"        # needed for every grade but assumed; `plan art. 18` and `annex 2` are translated
  # source: {zh: 估算：同类厂, en: "estimate: plants like it"}   # or a text for readers of each language
  grade: plan                   # plan, standard, literature, assumed
  also_stated: {value: 36 万t/a, source: "plan art. 27"}   # where the plan contradicts itself
  note: free text
```

Instead of `range`, `distribution` is one of `{uniform: [low, high]}`, `exponential`, `{lognormal: {cv: 0.4}}`,
`{erlang: {k: 4}}` (these three around `value`), `{discrete: [[value, weight], …]}`, `{empirical: [value, …]}`,
`{values: [value, …]}` (one per load in order of birth; the last is repeated). Numbers inside are in the unit of `value`
or texts with their own.

A `source` or `article` is one text for all readers, or `{zh, en}` with a text for each language. In a text for all,
`plan art. 6(2), 7` and `annex 1` are translated, and so is a source that is one of: @TERMS@.

A number is drawn once per replication; one marked *per load* is drawn for every load (or failure). No number is
negative. Numbers that make a whole, such as the outputs of a plant, have no law.
"""


_DERIVED = {"provenance.classes", "provenance.drivers", "provenance.forecast"}
"""Of amounts that are made of other numbers of a stream; nobody writes them."""


def write_page() -> str:
    """Markdown of the whole page."""
    parts = [HEAD.replace("@TERMS@", _terms()), "## Units\n", *_unit_lines(), "\n## Keys"]
    for model in models_of(Scenario):
        parts.append(f"\n### {model.__name__}\n\n{_first_paragraph(model)}\n")
        parts += ["| key | what | needed | meaning |", "|---|---|---|---|"]
        filled = _filled(model)
        parts += [_row(name, field, name in filled) for name, field in model.model_fields.items()]
        parts += _kind_lines() if model is Facility else []
    text = files("sim.scenario").joinpath("defaults.yaml").read_text(encoding="utf-8")
    parts += ["\n## Defaults\n", "```yaml", text.rstrip(), "```"]
    return "\n".join(parts)


def _terms() -> str:
    """The terms of provenance in both languages."""
    ids = [id for id in Words("en") if id.startswith("provenance.") and id not in _DERIVED]
    return ", ".join(f"`{Words('en').say(id)}` ({Words('zh').say(id)})" for id in ids)


def _unit_lines() -> Iterator[str]:
    yield "Units combine by `/` and `·`: `t/d`, `元/(t·km)`. 万 (10⁴) and 亿 (10⁸) before a unit multiply the number."
    yield "A volume that needs a state names it: 自然方 `bank_m3`, 松方 `loose_m3`, 压实方 `compacted_m3`.\n"
    yield "| unit | is | spellings |"
    yield "|---|---|---|"
    for unit in UNITS:
        yield f"| {unit.spellings[0]} | {unit.factor} {unit.base} | {' '.join(unit.spellings)} |"


def _kind_lines() -> Iterator[str]:
    yield "\n| kind | needs | may have |"
    yield "|---|---|---|"
    for kind, keys in OWN.items():
        needs = NEEDS[kind]
        may = [key for key in keys if key not in needs]
        yield f"| `{kind}` | {' '.join(f'`{key}`' for key in needs)} | {' '.join(f'`{key}`' for key in may)} |"


def _filled(model: type[BaseModel]) -> set[str]:
    """Keys of a model that the packaged defaults give."""
    defaults = entries(read_defaults())
    if model is Scenario:
        return set(defaults) & set(Scenario.model_fields)
    sections = {"Stream": "stream", "Fleet": "fleet", "Roads": "roads", "Gate": "gate", "Levers": "levers"}
    section = sections.get(model.__name__, "")
    return {"calendar"} if model is Facility else set(entries(defaults.get(section)))


def _first_paragraph(model: type[BaseModel]) -> str:
    return (model.__doc__ or "").split("\n\n")[0].strip()


def models_of(model: type[BaseModel], seen: list[type[BaseModel]] | None = None) -> list[type[BaseModel]]:
    """A model and all entities below it, each once, in the order in which they are met."""
    seen = [] if seen is None else seen
    if model not in seen:
        seen.append(model)
        for field in model.model_fields.values():
            for inner in _models_in(field.annotation):
                models_of(inner, seen)
    return seen


def _models_in(kind: Any) -> Iterator[type[BaseModel]]:
    if isinstance(kind, type) and issubclass(kind, Entity):
        yield kind
    for argument in get_args(kind):
        yield from _models_in(argument)


def _row(name: str, field: FieldInfo, filled: bool) -> str:
    needed = "" if not field.is_required() else "default" if filled else "yes"
    meaning = (field.description or "").replace("\n", " ").replace("|", "\\|")
    kind = describe(field.annotation, tuple(field.metadata)).replace("|", "\\|")
    return f"| `{name}` | {kind} | {needed} | {meaning}{_default(field)} |"


def _default(field: FieldInfo) -> str:
    """` Default: …` where the schema has one that says something."""
    value = field.get_default(call_default_factory=True)
    if field.is_required() or value is None or value in ((), {}, "") or isinstance(value, BaseModel):
        return ""
    return f" Default: {', '.join(value) if isinstance(value, tuple) else value}."


def describe(kind: Any, metadata: tuple[Any, ...] = ()) -> str:
    """What a user writes for a type."""
    for mark in metadata:
        if isinstance(mark, In):
            return _describe_number(mark, kind)
    origin, arguments = get_origin(kind), get_args(kind)
    if kind == Text:
        return _describe_plain(Name)
    if origin is Annotated:
        return describe(arguments[0], tuple(arguments[1:]))
    if origin in (Union, UnionType):
        return " or ".join(describe(a, metadata) for a in arguments if a is not type(None))
    if origin is Literal:
        return " ".join(f"`{word}`" for word in arguments)
    if origin is dict:
        return f"map of {describe(arguments[1])}"
    if origin is tuple:
        if get_origin(arguments[0]) is tuple:
            return "hours, or a list of hours"
        if arguments[0] == Season:
            return "list of first day/last day"
        return f"list of {describe(arguments[0])}" if arguments[-1] is Ellipsis else "two numbers"
    return "id" if kind is str and metadata else _describe_plain(kind)


def _describe_plain(kind: Any) -> str:
    plain = {
        str: "text",
        int: "integer",
        float: "plain number",
        bool: "`true` or `false`",
        datetime.date: "date",
        Name: "text, or `{zh, en}`",
        Any: "value",
    }
    if isinstance(kind, type) and issubclass(kind, Entity):
        return f"[{kind.__name__}](#{kind.__name__.lower()})"
    return plain[kind]


def _describe_number(mark: In, kind: Any) -> str:
    units = "a date" if mark.units == ("date",) else ", ".join(f"`{name_unit(unit)}`" for unit in mark.units)
    units = {"`%`": "number or %"}.get(units, units)
    limits = [f"> {mark.above:g}"] if mark.above is not None else []
    limits += ["at most 100 %"] if mark.at_most is not None else []
    limits += ["whole"] if mark.whole else []
    limits += ["per load"] if isinstance(kind, type) and issubclass(kind, Variate) else []
    assert isinstance(kind, type)
    assert issubclass(kind, Quantity)
    return units + (f" ({', '.join(limits)})" if limits else "")

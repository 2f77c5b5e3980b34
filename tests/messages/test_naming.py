"""Every number that a scenario may hold has a name in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from sim.scenario.loading import load
from sim.scenario.naming import name_number
from sim.scenario.quantity import Quantity
from sim.scenario.schema import ByKey, ByMonth, Scenario
from sim.words import Words

ROOT = Path(__file__).parents[2]


def numbers_of(kind: Any, path: str = "") -> Iterator[str]:
    """The keys of the schema on the way to each kind of number; ids and places in lists are left out."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated or origin is tuple:
        yield from numbers_of(inner[0], path)
    elif origin is dict:
        yield from numbers_of(inner[1], path)
    elif origin in (Union, UnionType):
        for member in inner:
            yield from numbers_of(member, path)
    elif isinstance(kind, type) and issubclass(kind, (Quantity, ByKey, ByMonth)):
        yield path
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        for key, field in kind.model_fields.items():
            yield from numbers_of(field.annotation, f"{path}.{key}".lstrip("."))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_of_the_language_has_a_name(language: Any) -> None:
    fields = sorted({path for path in numbers_of(Scenario) if not path.startswith("levers.")})
    assert len(fields) > 80
    assert [path for path in fields if f"number.{path}" not in Words(language)] == []


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("streams.spoil.density", ("工程渣土", "密度"), ("Engineering spoil", "density")),
        ("streams.spoil.trend.2025", ("工程渣土", "2025 年相对系数"), ("Engineering spoil", "factor of 2025")),
        (
            "streams.spoil.on_site.backfilled",
            ("工程渣土", "就地工程回填份额"), ("Engineering spoil", "on-site share (Engineered backfill)"),
        ),
        (
            "sources.taojia.storage.mud",
            ("陶家镇", "工程泥浆暂存能力"), ("Taojia", "storage for Engineering mud"),
        ),
        (
            "facilities.huayan_sorting.ramp.0.load",
            ("华岩装修垃圾分选场", "投产第 1 阶段负荷率"),
            ("Huayan decoration-waste sorting plant", "load in step 1 of the running-in"),
        ),
        ("statements.residue.value", ("工程垃圾、拆除垃圾和装修垃圾填埋量", "规划给出值"),
         ("Construction, demolition and decoration waste for landfill", "value stated by the plan")),
        ("items.cd_residue.density", ("工程和拆除垃圾残余物", "密度"),
         ("Residue of construction and demolition waste", "density")),
        ("routes.decoration.max_wait", ("装修垃圾", "最长等待时间"), ("Decoration waste", "longest wait")),
        ("fleets.spoil_trucks.trucks", ("渣土车", "车辆数"), ("Spoil trucks", "trucks")),
        ("roads.detour", ("", "道路绕行系数"), ("", "road detour factor")),
        ("horizon.start", ("", "horizon.start"), ("", "horizon.start")),
    ],
)  # fmt: skip
def test_a_path_is_whose_and_what(path: str, zh: tuple[str, str], en: tuple[str, str]) -> None:
    scenario = load(ROOT / "scenarios" / "jiulongpo-2025-2027.yaml").scenario
    assert name_number(scenario, path, Words("zh")) == zh
    assert name_number(scenario, path, Words("en")) == en


def test_no_two_inputs_of_the_district_have_one_name() -> None:
    loaded = load(ROOT / "scenarios" / "jiulongpo-2025-2027.yaml")
    for language in ("zh", "en"):
        names = [name_number(loaded.scenario, row.path, Words(language)) for row in loaded.inputs]
        assert len(set(names)) == len(names)

"""A scenario with some of its numbers replaced, judged like any scenario."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sim.errors import Fault, Place, ScenarioInvalid
from sim.scenario.document import Node
from sim.scenario.judging import judge_again
from sim.scenario.loading import Loaded
from sim.scenario.merging import strip_nulls
from sim.scenario.schema import Scenario
from sim.scenario.variants import strip_unsimulated


def vary(loaded: Loaded, settings: Mapping[str, str], called: str) -> Scenario:
    """The scenario whose numbers at some paths are texts such as `20 万t/a`, in place of value and range.

    Its variants, definitions and offices are left out. `called` is how a message names the settings, such as `--from`.
    Raises ScenarioInvalid if a text is not a number for its place, or the scenario is not valid with them.
    """
    place = Place(called, 1, 1)
    said = ", ".join(f"{path} = {text}" for path, text in settings.items())
    return lay_numbers(loaded, {path: Node(text, place, place) for path, text in settings.items()}, said)


def lay_numbers(loaded: Loaded, numbers: Mapping[str, Node], said: str) -> Scenario:
    """The scenario with other numbers at some paths, without what is not simulated; `said` names them in a message.

    Raises ScenarioInvalid; a fault elsewhere, which the numbers bring about, is the cause of one in their place.
    """
    tree = strip_unsimulated(loaded.nodes)
    for path, number in numbers.items():
        tree = _replaced(tree, path.split("."), number)
    touched = frozenset((section, rest.partition(".")[0]) for section, _, rest in (p.partition(".") for p in numbers))
    scenario, faults = judge_again(strip_nulls(tree), loaded.scenario, touched)
    if scenario is None or faults:
        path, place = [(path, number.place) for path, number in numbers.items()][-1]
        values = {"settings": said}
        raise ScenarioInvalid(
            [f if f.place == place else Fault("lever_invalid", values, path, place, f) for f in faults]
        )
    return scenario


def _replaced(node: Node, steps: list[str], value: Node) -> Node:
    """The tree with another node at the end of the steps, which exists."""
    if not steps:
        return value
    step, *rest = steps
    if isinstance(node.value, dict):
        return replace(node, value={**node.value, step: _replaced(node.value[step], rest, value)})
    assert isinstance(node.value, list)
    index = int(step)
    inner = _replaced(node.value[index], rest, value)
    return replace(node, value=[*node.value[:index], inner, *node.value[index + 1 :]])

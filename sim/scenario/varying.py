"""A scenario with one of its numbers replaced, judged like any scenario."""

from __future__ import annotations

from dataclasses import replace

from sim.errors import Fault, Place, ScenarioInvalid
from sim.scenario.document import Node
from sim.scenario.judging import judge_again
from sim.scenario.loading import Loaded
from sim.scenario.merging import strip_nulls
from sim.scenario.schema import Scenario
from sim.scenario.variants import strip_unsimulated


def vary(loaded: Loaded, path: str, text: str, called: str) -> Scenario:
    """The scenario whose number at a path is a text such as `20 万t/a`, in place of value and range.

    Its variants, definitions and offices are left out. `called` is how a message names the setting, such as `--from`.
    Raises ScenarioInvalid if the text is not a number for this place, or the scenario is not valid with it.
    """
    place = Place(called, 1, 1)
    return lay_number(loaded, path, Node(text, place, place), text)


def lay_number(loaded: Loaded, path: str, number: Node, text: str) -> Scenario:
    """The scenario with another number at a path, without what is not simulated; `text` is its value in a message.

    Raises ScenarioInvalid; a fault elsewhere, which the number brings about, is the cause of one in its place.
    """
    below = strip_unsimulated(loaded.nodes)
    tree = strip_nulls(_replaced(below, path.split("."), number))
    section, _, rest = path.partition(".")
    scenario, faults = judge_again(tree, loaded.scenario, frozenset({(section, rest.partition(".")[0])}))
    if scenario is None or faults:
        values, place = {"path": path, "value": text}, number.place
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

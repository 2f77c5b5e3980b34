"""What the plan states beside its parts: do its totals add up, and what would they mean?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sim.scenario.finding import LANGUAGES, Finding, Texts, by_language, call_path, name_of
from sim.scenario.loading import Loaded
from sim.scenario.quantity import Quantity
from sim.scenario.schema import Drivers, Scenario, Stream
from sim.scenario.stated import number_at
from sim.scenario.units import split_number
from sim.scenario.wording import write_quantity
from sim.words import Words


def find_totals(loaded: Loaded) -> Iterator[Finding]:
    """Per statement: whether what it should be made of gives it, to the last digit that is printed."""
    scenario = loaded.scenario
    for id, statement in scenario.statements.items():
        if not statement.equals:
            continue
        terms = [(path, number_at(scenario, path), times) for path, times in statement.equals.items()]
        total = sum(times * number.value for _, number, times in terms if number is not None)
        unit = _printed_unit(statement.value)
        stated, computed = statement.value.value / unit, total / unit
        agrees = abs(computed - stated) <= _last_digit(statement.value) / 2 + 1e-9
        values = {"statement": id, "stated": stated, "computed": computed, "difference": computed - stated}
        names = {"name": name_of(statement)}
        names["given"] = by_language(write_quantity, statement.value.text)
        names["terms"] = _written(scenario, terms)
        kind, severity = ("total_agrees", "info") if agrees else ("total_differs", "contradiction")
        yield Finding(kind, severity, f"statements.{id}.value", values, statement.value.source, names)


def _printed_unit(quantity: Quantity) -> float:
    """How much one unit, as the number is written, is in the canonical unit."""
    digits, _ = split_number(quantity.text)
    return quantity.value / float(digits) if float(digits) else 1.0


def _last_digit(quantity: Quantity) -> float:
    """The place value of the last digit that is printed."""
    digits, _ = split_number(quantity.text)
    exponent = Decimal(digits).as_tuple().exponent
    assert isinstance(exponent, int)
    return 10.0**exponent


def _written(scenario: Scenario, terms: list[tuple[str, Quantity | None, float]]) -> Texts:
    """`70 % x Construction waste, amount + …`: the terms as a reader reads them."""
    texts: Texts = {}
    for language in LANGUAGES:
        parts: list[str] = []
        for path, number, times in terms:
            text = "" if number is None else write_quantity(number.text, Words(language))
            factor = "" if abs(times) == 1 else f"{abs(times):g} × "
            sign = "− " if times < 0 else "+ " if parts else ""
            parts.append(f"{sign}{factor}{text} [{call_path(scenario, path)[language]}]")
        texts[language] = " ".join(parts)
    return texts


def find_drivers(loaded: Loaded) -> Iterator[Finding]:
    """Streams whose amount follows from drivers and is stated as well: do the two agree?"""
    scenario = loaded.scenario
    for id, stream in scenario.streams.items():
        if stream.drivers is None or stream.amount.unit != "kg/a" or stream.amount.source == "drivers":
            continue
        computed = stream.drivers.amount
        tolerance = _last_digit(stream.amount) / 2 * _printed_unit(stream.amount)
        agrees = abs(computed.value - stream.amount.value) <= tolerance
        values = {"stream": id, "stated": stream.amount.value / 1e7, "computed": computed.value / 1e7}
        names = {"name": call_path(scenario, f"streams.{id}.amount"), "drivers": _drivers(stream)}
        severity = "info" if agrees else "contradiction"
        yield Finding("drivers_give", severity, f"streams.{id}.drivers", values, stream.amount.source, names)


def _drivers(stream: Stream) -> Texts:
    numbers = [n for n in (getattr(stream.drivers, name) for name in Drivers.model_fields) if n is not None]
    return {
        lang: Words(lang).say("report.comma").join(write_quantity(n.text, Words(lang)) for n in numbers)
        for lang in LANGUAGES
    }


def find_missing_facilities(loaded: Loaded) -> Iterator[Finding]:
    """Facilities that the plan relies on and that are not among those of the scenario."""
    for id, reliance in loaded.scenario.relies_on.items():
        if not reliance.facilities:
            values = {"relies_on": id, "kind": reliance.kind}
            names = {"name": name_of(reliance)}
            yield Finding("relied_on", "contradiction", f"relies_on.{id}", values, reliance.article, names)

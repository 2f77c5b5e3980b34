"""Which sources a stream arises at, and what is wrong in the cities that it names."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.references import Found
from sim.scenario.schema import Scenario


def weights_of(scenario: Scenario, stream: str) -> dict[str, float]:
    """Relative share of each source of a stream: as given, else equal at the sources of its city, or at all."""
    entity = scenario.streams[stream]
    if entity.weights is not None:
        return entity.weights.values
    own = [id for id, source in scenario.sources.items() if entity.city in (None, source.city)]
    return dict.fromkeys(own, 1.0)


def check_cities(scenario: Scenario) -> Iterator[Found]:
    """A stream of a city arises there, and a target of a city counts streams that arise nowhere else.

    Mass is followed by its stream: once waste of two cities lies in one plant, only its stream tells whose it is.
    """
    for id, stream in scenario.streams.items():
        if stream.city not in scenario.cities:
            continue
        own = [place for place, source in scenario.sources.items() if source.city == stream.city]
        if not own:
            yield "city_without_source", f"streams.{id}.city", {"city": stream.city}
            continue
        for place, weight in stream.weights.values.items() if stream.weights is not None else ():
            if weight > 0 and place in scenario.sources and place not in own:
                values: dict[str, object] = {"source": place, "city": stream.city, "allowed": ", ".join(own)}
                yield "weight_elsewhere", f"streams.{id}.weights.values.{place}", values
    for id, target in scenario.targets.items():
        for index, stream_id in enumerate(target.streams if target.city in scenario.cities else ()):
            if stream_id not in scenario.streams:
                continue
            weights = weights_of(scenario, stream_id)
            places = [p for p, w in weights.items() if w > 0 and p in scenario.sources]
            other = sorted(p for p in places if scenario.sources[p].city != target.city)
            if other:
                values = {"stream": stream_id, "city": target.city, "sources": ", ".join(other)}
                yield "target_city", f"targets.{id}.streams.{index}", values

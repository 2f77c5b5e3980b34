"""Who names whom: every id in a scenario leads to an entity, every item has one way to go.

Works on the tree and not on the checked model, so that it also speaks where other faults stand in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from sim.errors import Fault
from sim.scenario.document import Node
from sim.scenario.faults import near
from sim.scenario.refusing import MAX_FAULTS
from sim.scenario.sections import FATES, Names, elements, entries, text_of, texts

Found = tuple[str, str, dict[str, object]]
"""Message id, path, values."""
RESERVED = ("sources", "in_transit", "generation", "opening_stock", *FATES)


def locate(found: Iterable[Found], tree: Node) -> list[Fault]:
    """Faults with the place of their path, or of the nearest entity above it; no more are looked for than are said."""
    faults = []
    for id, path, values in islice(found, MAX_FAULTS + 1):
        steps = path.split(".")
        while steps and tree.at(".".join(steps)) is None:
            steps.pop()
        node = tree.at(".".join(steps)) or tree
        is_leaf = len(steps) == len(path.split(".")) and not isinstance(node.value, (dict, list))
        faults.append(Fault(id, values, path, node.place if is_leaf else node.where))
    return faults


def check_references(tree: Node) -> list[Fault]:
    """Every name that leads nowhere, and every item without a way or with two."""
    names = Names(tree)
    return locate((found for rule in RULES for found in rule(names)), tree)


def _unknown(names: Names, kind: str, given: object, path: str) -> Iterator[Found]:
    known = names.known(kind)
    if isinstance(given, str) and given not in known:
        shown = [id for id in known if kind != "counted" or id not in FATES] or list(known)
        allowed = ", ".join(shown[:12]) + (", …" if len(shown) > 12 else "")
        yield f"unknown_{kind}", path, {"given": given, "near": near(given, known), "allowed": allowed}


def check_ids(names: Names) -> Iterator[Found]:
    """One id means one thing: streams and items; sources, facilities, fates."""
    for first, second in (("streams", "items"), ("sources", "facilities")):
        for id in names[second]:
            if id in names[first]:
                yield "id_twice", f"{second}.{id}", {"given": id, "other": f"{first}.{id}"}
    for section in ("sources", "facilities", "streams", "items"):
        for id in names[section]:
            if id in RESERVED if section in ("sources", "facilities") else id == "opening_stock":
                yield "id_reserved", f"{section}.{id}", {"given": id}


def check_calendars(names: Names) -> Iterator[Found]:
    """Calendars of streams, facilities and fleets."""
    for section in ("streams", "facilities", "fleets"):
        for id, entity in names[section].items():
            for key in ("calendar", "works"):
                if key in entries(entity):
                    yield from _unknown(names, "calendar", entries(entity)[key].value, f"{section}.{id}.{key}")
    for id, road in entries(names.tree.at("roads.classes")).items():
        if "calendar" in entries(road):
            yield from _unknown(names, "calendar", entries(road)["calendar"].value, f"roads.classes.{id}.calendar")


def check_cities(names: Names) -> Iterator[Found]:
    """Cities of sources, facilities, streams and targets."""
    for section in ("sources", "facilities", "streams", "targets"):
        for id, entity in names[section].items():
            if "city" in entries(entity):
                yield from _unknown(names, "city", entries(entity)["city"].value, f"{section}.{id}.city")


def check_lists(names: Names) -> Iterator[Found]:
    """Lists of ids: what facilities accept, fleets carry, routes lead to, targets cover."""
    rows = (
        ("facilities", "accepts", "item"), ("facilities", "serves", "place"), ("fleets", "carries", "item"),
        ("routes", "to", "facility"), ("routes", "then", "facility"), ("targets", "streams", "stream"),
    )  # fmt: skip
    for section, key, kind in rows:
        for id, entity in names[section].items():
            yield from _check_list(names, kind, entries(entity).get(key), f"{section}.{id}.{key}")
    for item in names["routes"]:
        first = texts(entries(names["routes"][item]).get("to"))
        for index, facility in enumerate(texts(entries(names["routes"][item]).get("then"))):
            if facility in first:
                yield "to_twice", f"routes.{item}.then.{index}", {"given": facility}


def _check_list(names: Names, kind: str, node: Node | None, path: str) -> Iterator[Found]:
    seen: set[object] = set()
    for index, child in enumerate(elements(node)):
        yield from _unknown(names, kind, child.value, f"{path}.{index}")
        if isinstance(child.value, str) and child.value in seen:
            yield "to_twice", f"{path}.{index}", {"given": child.value}
        seen.add(child.value if isinstance(child.value, str) else index)


def check_keys(names: Names) -> Iterator[Found]:
    """Maps keyed by ids: weights, storage, outputs, routes, roads."""
    for id, stream in names["streams"].items():
        for source in entries(entries(entries(stream).get("weights")).get("values")):
            yield from _unknown(names, "source", source, f"streams.{id}.weights.values.{source}")
        cake = entries(entries(stream).get("pressing")).get("cake")
        if cake is not None:
            yield from _unknown(names, "item", cake.value, f"streams.{id}.pressing.cake")
        for item in entries(entries(stream).get("sorted")):
            yield from _unknown(names, "item", item, f"streams.{id}.sorted.{item}")
            if item in (id, getattr(cake, "value", id)):
                yield "sorted_itself", f"streams.{id}.sorted.{item}", {"given": item}
    for id, place in names["sources"].items():
        storage = entries(entries(place).get("storage"))
        for limited in storage if "value" not in storage else ():
            yield from _unknown(names, "stream", limited, f"sources.{id}.storage.{limited}")
    for section in ("sources", "facilities"):
        for id, place in names[section].items():
            for item in entries(entries(place).get("opening_stock")):
                yield from _unknown(names, "item", item, f"{section}.{id}.opening_stock.{item}")
    for id, facility in names["facilities"].items():
        for key in ("outputs", "rejects"):
            for item in entries(entries(facility).get(key)):
                yield from _unknown(names, "item", item, f"facilities.{id}.{key}.{item}")
        for item in entries(entries(facility).get("rejects")):
            accepted = _accepted(names, id) or []
            if item in names.known("item") and item not in accepted:
                values: dict[str, object] = {"facility": id, "item": item, "allowed": ", ".join(accepted)}
                yield "not_accepted", f"facilities.{id}.rejects.{item}", values
    for _, _, output, path in names.outputs():
        yield from _unknown(names, "item", output, path)
    for item in names["routes"]:
        yield from _unknown(names, "item", item, f"routes.{item}")
    for origin, row in entries(names.tree.at("roads.km")).items():
        yield from _unknown(names, "place", origin, f"roads.km.{origin}")
        for destination in entries(row):
            yield from _unknown(names, "place", destination, f"roads.km.{origin}.{destination}")
    for id, road in entries(names.tree.at("roads.classes")).items():
        path = f"roads.classes.{id}"
        yield from _check_list(names, "place", entries(road).get("places"), f"{path}.places")
        for origin, destinations in entries(entries(road).get("legs")).items():
            yield from _unknown(names, "place", origin, f"{path}.legs.{origin}")
            yield from _check_list(names, "place", destinations, f"{path}.legs.{origin}")
        if not entries(road).get("places") and not entries(road).get("legs"):
            yield "road_unused", path, {"given": id}


def check_selections(names: Names) -> Iterator[Found]:
    """What the readings of targets select."""
    kinds = {"to": "counted", "made": "item", "by": "origin", "items": "item", "streams": "stream"}
    for id, target in names["targets"].items():
        for name, reading in entries(entries(target).get("readings")).items():
            for index, selection in enumerate(elements(entries(reading).get("numerator"))):
                of_made = "made" in entries(selection)
                for key, kind in (kinds | {"by": "facility"} if of_made else kinds).items():
                    path = f"targets.{id}.readings.{name}.numerator.{index}.{key}"
                    yield from _check_list(names, kind, entries(selection).get(key), path)


def check_events(names: Names) -> Iterator[Found]:
    """Where and to what something happens."""
    for id, event in names["events"].items():
        for key, kind in (("facility", "facility"), ("stream", "stream"), ("road", "road")):
            if key in entries(event):
                yield from _unknown(names, kind, entries(event)[key].value, f"events.{id}.{key}")
        yield from _check_list(names, "source", entries(event).get("sources"), f"events.{id}.sources")


def check_statements(names: Names) -> Iterator[Found]:
    """What statements and reliances name."""
    for section, key, kind in (("statements", "all_of", "stream"), ("relies_on", "facilities", "facility")):
        for id, entity in names[section].items():
            yield from _check_list(names, kind, entries(entity).get(key), f"{section}.{id}.{key}")


def check_rivals(names: Names) -> Iterator[Found]:
    """What the rivals of definitions name, and that no variant has the id of a reading."""
    for id, definition in names["definitions"].items():
        for index, rival in enumerate(elements(entries(definition).get("rivals"))):
            for key in ("reading", "variant"):
                if key in entries(rival):
                    where = f"definitions.{id}.rivals.{index}.{key}"
                    yield from _unknown(names, key, entries(rival)[key].value, where)
    readings = {path.partition(".")[2]: path for path in names.readings()}
    for id in names["variants"]:
        if id in readings:
            target, _, reading = readings[id].partition(".")
            yield "variant_id", f"variants.{id}", {"given": id, "other": f"targets.{target}.readings.{reading}"}


def check_offices(names: Names) -> Iterator[Found]:
    """Tasks of offices are parts of the scenario, and each is one office's."""
    seen: dict[str, str] = {}
    for id, office in entries(names.tree.at("offices")).items():
        for index, task in enumerate(texts(entries(office).get("tasks"))):
            path = f"offices.{id}.tasks.{index}"
            if task in seen:
                yield "task_twice", path, {"given": task, "other": seen[task]}
            elif names.tree.at(task) is None:
                yield "task_nowhere", path, {"given": task, **_nearest(names.tree, task)}
            seen.setdefault(task, f"offices.{id}")


def _nearest(tree: Node, path: str) -> dict[str, object]:
    """What stands in the tree at the first step of a path that leads nowhere, and the most like it."""
    steps, count = path.split("."), 0
    while tree.at(".".join(steps[: count + 1])) is not None:
        count += 1
    beginning = "".join(f"{step}." for step in steps[:count])
    known = [key for key, node in entries(tree.at(beginning.rstrip("."))).items() if node.value is not None]
    meant = near(steps[count], known)
    return {"near": meant and beginning + meant, "allowed": ", ".join(known[:12]) + (", …" if len(known) > 12 else "")}


def check_periods(names: Names) -> Iterator[Found]:
    """The period that a target is due in, or a rival names: a year of the horizon, a window, or `design`."""
    start, end = (text_of(names.tree.at("horizon"), key)[:10] for key in ("start", "end"))
    if not (start[:4].isdigit() and end[:4].isdigit()) or start < "1000" or end <= start:
        return  # the horizon itself is wrong, which is said elsewhere
    last = int(end[:4]) - end.endswith("-01-01")
    known = [*(str(year) for year in range(int(start[:4]), min(last, int(start[:4]) + 100) + 1)), *names["windows"],
             "design"]  # fmt: skip
    for path, node in names.periods():
        period = "" if node is None else str(node.value)
        if period and period not in known:
            values: dict[str, object] = {"given": period, "near": near(period, known), "allowed": ", ".join(known)}
            yield "target_period", path, values


def check_routes(names: Names) -> Iterator[Found]:
    """Every item that arises has a route, and the facilities of a route take it."""
    for item, origin in names.arising().items():
        if item not in names["routes"] and item in names.known("item"):
            yield "route_missing", origin, {"item": item}
    for item in names["routes"]:
        for path, facility in names.places_of(item):
            accepted = _accepted(names, facility)
            if accepted is not None and item not in accepted:
                values: dict[str, object] = {"facility": facility, "item": item, "allowed": ", ".join(accepted)}
                yield "not_accepted", path, values


def _accepted(names: Names, facility: str) -> list[str] | None:
    """What a facility takes; None for one that does not exist."""
    node = names["facilities"].get(facility)
    if node is None:
        return None
    taken = entries(node).get("outputs" if names.is_plant(facility) else "accepts")
    return list(entries(taken)) or texts(taken)


def check_haulage(names: Names) -> Iterator[Found]:
    """One fleet for each hauled item; buyers collect from plants and bring to outlets."""
    carriers: dict[str, str] = {}
    arising = names.arising()
    for id, fleet in names["fleets"].items():
        for index, item in enumerate(texts(entries(fleet).get("carries"))):
            if item in carriers and carriers[item] != id:
                values: dict[str, object] = {"item": item, "first": carriers[item], "second": id}
                yield "two_fleets", f"fleets.{id}.carries.{index}", values
            carriers.setdefault(item, id)
            if item in names.known("item") and item not in names["routes"] and item not in arising:
                yield "route_missing", f"fleets.{id}.carries.{index}", {"item": item}
    leaving = names.leaving_sources()
    for item, route in names["routes"].items():
        if text_of(route, "hauled_by") == "buyer":
            if item in leaving:
                yield "buyer_for_stream", f"routes.{item}.hauled_by", {"item": item}
            for path, facility in names.places_of(item):
                if facility in names["facilities"] and names.kind_of(facility) != "outlet":
                    yield "buyer_not_outlet", path, {"facility": facility}
        elif names.route_to(item) and item not in carriers and item in names.known("item"):
            yield "no_fleet", f"routes.{item}", {"item": item}


def check_distances(names: Names) -> Iterator[Found]:
    """Every origin and destination of hauled items are joined by a listed distance or by two positions."""
    km = {origin: set(entries(row)) for origin, row in entries(names.tree.at("roads.km")).items()}
    places = {**names["sources"], **names["facilities"]}
    placed = {id for id, place in places.items() if "position" in entries(place)}
    reported: set[tuple[str, str]] = set()
    for item, route in names["routes"].items():
        if text_of(route, "hauled_by") == "buyer":
            continue
        origins = [plant for plant, _, output, _ in names.outputs() if output == item]
        origins += names.sources_of(item)
        origins += [id for id in names.route_to(item) if names.kind_of(id) == "store"]
        for path, destination in names.places_of(item):
            served = texts(entries(names["facilities"].get(destination)).get("serves"))
            for origin in (place for place in origins if not served or place in served):
                if ".then." in path and names.kind_of(origin) == "store" and names.waits_for_to(item):
                    continue
                listed = destination in km.get(origin, ()) or origin in km.get(destination, ())
                new = (origin, destination) not in reported and origin != destination
                if destination in names["facilities"] and new and not listed and not {origin, destination} <= placed:
                    reported.add((origin, destination))
                    yield "no_way", path, {"origin": origin, "destination": destination}


def check_cycles(names: Names) -> Iterator[Found]:
    """What a plant makes never comes back to be made of itself."""
    follows: dict[str, list[str]] = {}
    for plant, item, output, _ in names.outputs():
        if plant in names.route_to(item):
            follows.setdefault(item, []).append(output)
    done: set[str] = set()
    for start in follows:
        trail, todo = [start], [iter(follows[start])] if start not in done else []
        while todo:
            item = next(todo[-1], "")
            if not item:
                done.add(trail.pop())
                todo.pop()
            elif item in trail:
                cycle = " -> ".join([*trail[trail.index(item) :], item])
                yield "outputs_cycle", f"routes.{item}", {"cycle": cycle}
            elif item not in done:
                trail.append(item)
                todo.append(iter(follows.get(item, ())))


RULES: tuple[Callable[[Names], Iterator[Found]], ...] = (
    check_ids,
    check_calendars,
    check_cities,
    check_lists,
    check_keys,
    check_selections,
    check_events,
    check_statements,
    check_rivals,
    check_offices,
    check_periods,
    check_routes,
    check_haulage,
    check_distances,
    check_cycles,
)

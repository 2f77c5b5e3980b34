"""Files that are no scenario: valid ones with one thing broken, of which the line is known. The same at every call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.input.spots import Spot, drop, line_of, put, put_key, spots

ROOT = Path(__file__).parents[2]
BASES = {
    "minimal": ROOT / "scenarios" / "minimal.yaml",
    "small": ROOT / "tests" / "messages" / "base.yaml",
    "cities": ROOT / "tests" / "plans" / "cities.yaml",
    "opening": ROOT / "tests" / "plans" / "opening.yaml",
    "district": ROOT / "scenarios" / "jiulongpo-2025-2027.yaml",
}
TOWN = (ROOT / "tests" / "plans" / "town.yaml").read_bytes()
"""What the plans beside it extend."""


@dataclass(frozen=True)
class Case:
    """A broken scenario file: its class, its content, and the lines of which one must be named first.

    No lines: the file as a whole cannot be read. beside: other files of its folder.
    """

    kind: str
    name: str
    content: bytes
    lines: frozenset[int]
    beside: dict[str, bytes] = field(default_factory=dict)
    file: str = "bad.yaml"
    """Where the lines are: it may be a file that this one extends."""

    def write(self, folder: Path) -> Path:
        """Write the files into a new folder; the scenario's path."""
        folder.mkdir()
        for name, content in {"town.yaml": TOWN, **self.beside}.items():
            (folder / name).write_bytes(content)
        (folder / "bad.yaml").write_bytes(self.content)
        return folder / "bad.yaml"


@cache
def base(name: str) -> str:
    return BASES[name].read_text(encoding="utf-8")


@cache
def places(name: str) -> tuple[Spot, ...]:
    """Where one thing of a base can be changed without changing another."""
    return tuple(spot for spot in spots(base(name)) if not spot.is_shared and spot.section not in ("variants",))


Made = tuple[str, str | bytes | None, Iterable[int]]
"""Name, content (None: this spot cannot be changed so) and lines."""
Generator = Callable[[], Iterator[Made]]
KINDS: dict[str, Generator] = {}


def kind(name: str) -> Callable[[Generator], Generator]:
    """Register a class of faults."""

    def take(generator: Generator) -> Generator:
        KINDS[name] = generator
        return generator

    return take


def corpus() -> list[Case]:
    """Every case, class by class."""
    cases = []
    for kind, generator in KINDS.items():
        for name, content, lines in generator():
            if content is not None:
                data = content if isinstance(content, bytes) else content.encode()
                cases.append(Case(kind, name, data, frozenset(lines)))
    return [*cases, *_families()]


def pick(wanted: Callable[[Spot], bool], most: int, *names: str) -> Iterator[tuple[str, str, Spot]]:
    """Name and text of a base with a spot of it, at most so many of each base, spread over the file."""
    for name in names or BASES:
        fit = [spot for spot in places(name) if wanted(spot)]
        for spot in fit[:: max(1, -(-len(fit) // most))]:
            yield f"{name} {'.'.join(spot.path)}", base(name), spot


def _is_block(spot: Spot) -> bool:
    """Whether a key and its value stand on a line of their own."""
    return spot.begins_line and "\n" not in spot.text


def _indent(text: str, spot: Spot) -> str:
    assert spot.key is not None
    return text[: spot.key[0]].rpartition("\n")[2]


@kind("syntax")
def _syntax() -> Iterator[Made]:
    for name, text, spot in pick(_is_block, 4):
        assert spot.key is not None
        here = {spot.key[2], spot.key[2] + 1}  # a colon is missed where the next line begins
        yield f"{name} no colon", text[: spot.key[1]] + text[spot.key[1] :].replace(":", "", 1), here
        yield f"{name} stray bracket", put_key(text, spot, "]" + spot.path[-1]), here
    for name, text, spot in pick(lambda spot: spot.kind == "scalar" and _is_block(spot), 2):
        yield f"{name} open quote", put(text, spot, '"' + spot.text.strip("\"'")), {spot.line}
        yield f"{name} sign", put(text, spot, "@" + spot.text.strip("\"'")), {spot.line}
    for name, text, spot in pick(lambda spot: spot.is_flow and spot.text.endswith("]"), 2):
        yield f"{name} open bracket", put(text, spot, spot.text[:-1]), {spot.line, spot.line + 1}
    for name, text, spot in pick(lambda spot: spot.is_flow and spot.text.endswith("}") and "\n" not in spot.text, 2):
        yield f"{name} open brace", put(text, spot, spot.text[:-1]), {spot.line, spot.line + 1}
        yield f"{name} wide colon", put(text, spot, spot.text.replace(": ", "：", 1)), spot.lines


@kind("tabs")
def _tabs() -> Iterator[Made]:
    for name, text, spot in pick(lambda spot: _is_block(spot) and len(spot.path) in (2, 3), 4):
        assert spot.key is not None
        indent = _indent(text, spot)
        yield name, text[: spot.key[0] - len(indent)] + "\t" + text[spot.key[0] :], {spot.key[2]}


@kind("duplicate keys")
def _duplicates() -> Iterator[Made]:
    for name, text, spot in pick(_is_block, 3):
        assert spot.key is not None
        line = text[spot.key[0] : spot.end] + "\n" + _indent(text, spot)
        yield f"{name} block", text[: spot.key[0]] + line + text[spot.key[0] :], {spot.key[2] + 1}
    for name, text, spot in pick(lambda spot: spot.is_flow and spot.text.startswith("{") and len(spot.path) > 1, 2):
        inner = [s for s in spots(text) if s.path[:-1] == spot.path]
        if inner and inner[0].key is not None:
            again = text[inner[0].key[0] : inner[0].end]
            yield f"{name} flow", put(text, spot, "{" + again + ", " + spot.text[1:]), range(spot.line, spot.line + 3)


@kind("unknown keys")
def _unknown() -> Iterator[Made]:
    for name, text, spot in pick(lambda spot: spot.kind == "map" and spot.is_flow and len(spot.path) == 2, 3):
        yield name, put(text, spot, "{nonsense: 1, " + spot.text[1:]), {spot.line}
    for name, text, spot in pick(lambda spot: _is_block(spot) and len(spot.path) in (1, 3), 2):
        assert spot.key is not None
        line = "zzz_nonsense: {a: 1}\n" + _indent(text, spot)
        yield f"{name} block", text[: spot.key[0]] + line + text[spot.key[0] :], {spot.key[2]}


_OWN_KEYS = {"name", "accepts", "capacity", "kind", "position", "amount", "density", "carries", "payload", "outputs"}


@kind("misspelt keys")
def _misspelt() -> Iterator[Made]:
    for name, text, spot in pick(lambda spot: spot.name in _OWN_KEYS and len(spot.path) == 3, 6):
        assert spot.key is not None
        slip = spot.name[:2] + spot.name[3] + spot.name[2] + spot.name[4:]
        yield name, put_key(text, spot, slip), {spot.key[2]}


@kind("wrong types")
def _types() -> Iterator[Made]:
    for name, text, spot in pick(lambda spot: spot.is_quantity and len(spot.path) > 2, 3):
        yield f"{name} list", put(text, spot, "[1, 2]"), spot.lines
        yield f"{name} map", put(text, spot, "{a: 1}"), spot.lines
    for name, text, spot in pick(lambda spot: spot.kind == "list" and spot.name in ("accepts", "carries", "to"), 2):
        yield f"{name} no list", put(text, spot, "17"), spot.lines
    for name, text, spot in pick(lambda spot: spot.kind == "map" and spot.is_flow and len(spot.path) == 2, 2):
        yield f"{name} no map", put(text, spot, "true"), spot.lines


@kind("missing keys")
def _missing() -> Iterator[Made]:
    needed = {"name", "kind", "amount", "payload", "due", "goal", "readings", "to", "start", "end", "trucks"}
    for name, text, spot in pick(lambda spot: spot.name in needed and len(spot.path) > 1, 9, "minimal", "small"):
        owner = next((s for s in spots(text) if s.path == spot.path[:-1]), None)
        if spot.section not in ("streams", "study") or spot.name in ("name", "amount"):
            yield name, drop(text, spot), owner.lines if owner else {1}
    for name, text, spot in pick(lambda spot: len(spot.path) == 1 and spot.name in ("title", "date"), 2):
        if name.split()[0] not in ("cities", "opening"):  # those inherit it
            yield name, drop(text, spot), {1, 2, *_first(text)}


def _first(text: str) -> Iterator[int]:
    """The line where a file's map begins."""
    yield next(n for n, line in enumerate(text.split("\n"), start=1) if line[:1] not in ("#", ""))


def _requantify(change: Callable[[str], str | None], most: int = 3) -> Iterator[Made]:
    for name, text, spot in pick(lambda spot: spot.is_quantity, most):
        new = change(spot.text)
        yield f"{name} {new}", None if new is None else put(text, spot, new), spot.lines


@kind("unknown units")
def _units() -> Iterator[Made]:
    yield from _requantify(lambda text: text.split(" ")[0].rstrip("%") + " furlongs")
    yield from _requantify(lambda text: text + "q")


@kind("wrong dimension")
def _dimension() -> Iterator[Made]:
    yield from _requantify(lambda text: "5 km/h" if "km/h" not in text else "5 t", 6)


@kind("impossible numbers")
def _numbers() -> Iterator[Made]:
    for new in ("-3", ".inf", "-.inf", ".nan", "1e400", "9" * 30):
        yield from _requantify(lambda text, new=new: _with_number(text, new), 1)  # type: ignore[misc]


def _with_number(text: str, number: str) -> str:
    unit = text.lstrip("0123456789.").strip()
    return f"{number} {unit}"


@kind("dates that do not exist")
def _dates() -> Iterator[Made]:
    odd = ("2027-02-29", "2027-13-01", "0000-01-01", "2027-6-1", "next year", "01/06/2027", "2027-00-10", "20270101")
    for index, (name, text, spot) in enumerate(pick(lambda spot: spot.text[:2] == "20" and spot.text[4:5] == "-", 4)):
        yield f"{name} {odd[index % 8]}", put(text, spot, odd[index % 8]), spot.lines


@kind("order of dates")
def _order() -> Iterator[Made]:
    for name in ("minimal", "small", "district"):
        text = base(name)
        for spot in places(name):
            if spot.path == ("horizon", "end"):
                yield f"{name} horizon", put(text, spot, "2020-01-01"), spot.lines
                yield f"{name} no day", put(text, spot, text[text.index("start: ") + 7 :][:10]), spot.lines
                yield f"{name} long", put(text, spot, "2199-01-01"), spot.lines
            if spot.path[0] == "windows" and spot.name == "end":
                yield f"{name} window", put(text, spot, "2026-12-31"), spot.lines
                yield f"{name} late window", put(text, spot, "2031-12-31"), spot.lines
            if spot.path[0] == "facilities" and spot.name == "opens" and spot.kind == "scalar":
                yield f"{name} closes", put(text, spot, spot.text + "\n    closes: 2020-01-01"), {spot.line + 1}
            if spot.path[0] == "facilities" and spot.path[-2:] == ("opens", "range"):
                yield f"{name} opens", put(text, spot, "[2031-01-01, 2030-01-01, 2029-01-01]"), spot.lines


@kind("broken references")
def _references() -> Iterator[Made]:
    lists = ("accepts", "carries", "to", "streams", "then", "serves")
    for name, text, spot in pick(lambda spot: len(spot.path) > 3 and spot.path[-2] in lists and spot.name == "0", 5):
        yield name, put(text, spot, "nowhere_at_all"), spot.lines
    for name, text, spot in pick(lambda spot: spot.name in ("calendar", "city") and spot.kind == "scalar", 2):
        yield name, put(text, spot, "nowhere_at_all"), spot.lines
    for name, text, spot in pick(lambda spot: len(spot.path) > 3 and spot.path[-3] == "weights", 2):
        yield name, put_key(text, spot, "nowhere_at_all"), spot.lines


@kind("shares that do not sum")
def _shares() -> Iterator[Made]:
    def is_share(spot: Spot) -> bool:
        return len(spot.path) == 5 and spot.path[2] == "outputs" and spot.is_quantity

    for name, text, spot in pick(is_share, 9):
        owner = next(s for s in spots(text) if s.path == spot.path[:-1])
        for new in ("0 %", "3.5 %", "99.7 %"):
            yield f"{name} {new}", put(text, spot, new), {*spot.lines, *owner.lines}


@kind("ranges out of order")
def _ranges() -> Iterator[Made]:
    for name, text, spot in pick(lambda spot: spot.name == "range" and spot.text[1:2].isdigit(), 8):
        if "-" not in spot.text:
            parts = [part.strip() for part in spot.text.strip("[]").split(",")]
            yield f"{name} reversed", put(text, spot, f"[{', '.join(reversed(parts))}]"), spot.lines
            yield f"{name} short", put(text, spot, "[1]"), spot.lines


@kind("impossible distributions")
def _distributions() -> Iterator[Made]:
    laws = (
        "{lognormal: {cv: -1}}", "{triangular: [3, 2, 1]}", "{uniform: [5, 1]}", "{discrete: [[1, 0]]}",
        "{discrete: []}", "{erlang: {k: 0}}", "{nonsense: {a: 1}}", "{}", "[]", "normal", "{values: []}",
        "{exponential: 3, lognormal: {cv: 1}}", "{lognormal: {cv: .nan}}", "{values: [a, b]}",
    )  # fmt: skip
    text = base("small")
    spot = next(s for s in places("small") if s.path == ("streams", "rubble", "amount", "range"))
    for law in laws:
        new = text[: spot.key[0] if spot.key else 0] + f"distribution: {law}" + text[spot.end :]
        yield law, new, spot.lines


@kind("ids")
def _ids() -> Iterator[Made]:
    odd = (
        "=1+1",
        "../../etc",
        "Ünit",
        "a b",
        "-x",
        "9lives",
        "a" * 65,
        "A",
        "填埋场",
        "a.b",
        "\\u202e",
        "\\0",
        "sources",
    )
    fit = list(pick(lambda spot: len(spot.path) == 2 and spot.section in ("sources", "facilities", "streams"), 5))
    for index, (name, text, spot) in enumerate(fit):
        yield f"{name} {odd[index % 13]}", put_key(text, spot, f'"{odd[index % 13]}"'), {spot.key[2] if spot.key else 0}


@kind("tags")
def _tags() -> Iterator[Made]:
    tags = ("!!python/object/apply:os.system", "!!python/name:os.system", "!secret", "!!binary", "!!set", "!!omap")
    for index, (name, text, spot) in enumerate(pick(lambda spot: spot.kind == "scalar", 4)):
        yield f"{name} {tags[index % 6]}", put(text, spot, f"{tags[index % 6]} {spot.text}"), {spot.line}


@kind("merge keys")
def _merges() -> Iterator[Made]:
    for name, text, spot in pick(lambda spot: spot.kind == "map" and spot.is_flow and len(spot.path) == 2, 4):
        yield name, put(text, spot, "{<<: {a: 1}, " + spot.text[1:]), {spot.line}


@kind("control characters")
def _controls() -> Iterator[Made]:
    odd = ("\0", "\x07", "\x1b[31m", "\x7f", "\u0081", "\ufffe", "\x0b")
    for index, (name, text, spot) in enumerate(pick(lambda spot: spot.kind == "scalar", 5)):
        char = odd[index % 7]
        yield f"{name} {char!r}", text[: spot.start] + char + text[spot.start :], {spot.line}


@kind("encodings")
def _encodings() -> Iterator[Made]:
    for name in ("minimal", "district"):
        text = base(name)
        first = next(n for n, line in enumerate(text.split("\n"), start=1) if not line.isascii())
        yield f"{name} gbk", text.encode("gbk", "replace"), {first}
        yield f"{name} big5", text.encode("big5", "replace"), {first}
        yield (
            f"{name} latin",
            text.replace("万", "é", 1).encode("latin-1", "replace"),
            {line_of(text, text.index("万"))},
        )
        for code in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
            yield f"{name} {code}", text.encode(code), {1}
        yield f"{name} cut", text.encode()[: text.encode().index("万".encode()) + 1], {line_of(text, text.index("万"))}
    yield "picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 40, {1}
    yield "archive", b"PK\x03\x04\x14\0\0\0" + bytes(range(255, -1, -1)) * 40, {1}
    yield "every byte", bytes(range(256)), {1}


@kind("no scenario")
def _nothing() -> Iterator[Made]:
    rows = {"empty": "", "comment": "# nothing\n", "mark": "---\n", "end": "...\n", "blanks": "  \n\n",
            "null": "null\n", "list": "- a\n- b\n", "text": "just text\n", "number": "3\n", "bom": "\ufeff",
            "json list": "[1, 2]",
            "html": "<!DOCTYPE html>\n<html></html>\n", "empty map": "{}", "crlf": "\r\n\r\n"}  # fmt: skip
    for name, text in rows.items():
        yield name, text, {1, 2} if name in ("mark", "end", "blanks", "crlf") else {1}
    text = base("minimal")
    yield "two documents", text + "---\n" + text, {text.count("\n") + 1}


@kind("aliases")
def _aliases() -> Iterator[Made]:
    tail = base("minimal").count("\n") + 1
    for wide, deep in ((9, 9), (2, 29), (40, 4), (100, 3), (9, 5)):
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * wide)}]" for n in range(1, deep + 1)]
        yield f"bomb {wide} {deep}", base("minimal") + "\n".join(lines), range(tail, tail + deep + 1)
    yield (
        "map bomb",
        "a: &a {x: 1}\n"
        + "".join(
            f"{b}: &{b} {{{', '.join(f'k{n}: *{a}' for n in range(9))}}}\n"
            for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        ),
        range(5, 9),
    )
    yield "many", "a: &a 1\nb: [" + "*a, " * 1001 + "]", {2}
    yield "itself", "title: &a [*a]\n", {1}
    yield "no anchor", base("minimal").replace("2026-01-28", "*nowhere", 1), {3}
    yield "bare", base("minimal").replace("2026-01-28", "*", 1), {3}
    yield "bare anchor", base("minimal").replace("2026-01-28", "&", 1), {3, 4}
    yield "as a key", base("minimal").replace("old_town:", "*nowhere :", 1), {12}


@kind("nesting")
def _nesting() -> Iterator[Made]:
    for count in (31, 3000, 300_000):
        yield f"{count} brackets", "title: " + "[" * count + "]" * count, {1}
        yield f"{count} braces", "title: " + "{a: " * count, {1}
        yield f"{count} dashes", "title: 1\nx:\n  " + "- " * count + "a", {3}
        yield f"{count} question marks", "? " * count, {1}
    deep = "".join("  " * n + "a:\n" for n in range(60))
    yield "60 steps", "title: 1\n" + deep, range(2, 62)


@kind("huge files")
def _huge() -> Iterator[Made]:
    text = base("minimal")
    yield "40 MB of comments", text + "# filling\n" * 4_000_000, {1}
    yield "20 MB in a line", "title: " + "x" * 20_000_000, {1}
    yield "10 MB of nothing", b"\0" * 10_000_000, {1}
    yield "just below a megabyte of list", "title: [" + "1," * 500_000 + "]", {1}
    yield "keys", "".join(f"k{n}: 1\n" for n in range(90_000)), range(1, 90_000)
    yield "empty keys", "".join(f"k{n}:\n" for n in range(90_000)), range(1, 90_000)
    yield "duplicates", "k: 1\n" * 150_000, range(1, 9)
    yield "tagged", "a: [" + "!x 1," * 150_000 + "]", {1}
    yield "numbers as keys", "".join(f"{n}: 1\n" for n in range(90_000)), range(1, 90_000)
    near = ",".join(f"nam{n}: 1" for n in range(20_000))
    yield "near keys", text.replace("new_town: {name", f"new_town: {{{near}, name"), {13}
    yield (
        "places",
        text.replace("facilities:", "".join(f"  s{n}: {{name: A}}\n" for n in range(20_000)) + "facilities:", 1),
        {11},
    )
    many = ", ".join(f"landfil{n}" for n in range(30_000))
    yield "routes", text.replace("to: [plant, landfill]", f"to: [{many}]"), {19}
    yield "routes twice", text.replace("to: [plant, landfill]", f"to: [{many}], then: [{many}]"), {19}
    yield "anchors", "a: [" + "&a x," * 170_000 + "]", {1}
    yield "escapes", 'title: "' + r"\x41" * 250_000 + '"', {1}
    yield "block text", "title: |\n" + " x\n" * 300_000, {1}
    yield "long id", text.replace("old_town: {name", "o" * 900 + ": {name", 1), {12}
    yield "long number", text.replace("payload: 12 t", f"payload: {'9' * 300_000} t", 1), {22}
    yield "long date", text.replace("2026-01-28", "2" * 300_000, 1), {3}
    yield "long name", text.replace("{zh: 老城, en: Old town}", "x" * 300_000, 1), {12}


@kind("too many")
def _many() -> Iterator[Made]:
    def grown(section: str, count: int, entry: str) -> tuple[str, int]:
        text = base("small")
        line = line_of(text, text.index(f"\n{section}:\n")) + 1
        rows = "".join(f"  more_{n}: {entry}\n" for n in range(count))
        return text.replace(f"\n{section}:\n", f"\n{section}:\n{rows}", 1), line

    outlet = "{name: A, kind: outlet, accepts: [aggregate], fate: recycled}"
    for section, entry, count in (
        ("items", "{name: A}", 249), ("items", "{name: A}", 3000), ("sources", "{name: A, position: [29, 106]}", 3997),
        ("sources", "{name: A, position: [29, 106]}", 9000), ("facilities", outlet, 3997), ("facilities", outlet, 8000),
    ):  # fmt: skip
        text, line = grown(section, count, entry)
        yield f"{count} {section}", text, {line} if section != "facilities" else {line, 26}
    text, line = grown("streams", 65, "{name: A, amount: 1 t/a, capture: 0 %, density: 1 t/压实方}")
    yield "67 streams", text, range(line, line + 70)
    small = base("small")
    yield "trucks", small.replace("trucks: 5,", "trucks: 1000000,"), {47}
    yield "loads", small.replace("payload: 12 t", "payload: 1 kg"), {10, 11, 16, 18, 46, 47}
    yield "mass", small.replace("10 万自然方/a", "1000 亿自然方/a"), {18}


def _families() -> Iterator[Case]:
    """Files that extend others in ways that cannot be followed."""
    minimal = base("minimal").encode()

    def case(name: str, content: str, lines: Iterable[int] = (1,), at: str = "bad", **beside: bytes) -> Case:
        files = {f"{stem}.yaml": text for stem, text in beside.items()}
        return Case("extends", name, content.encode(), frozenset(lines), files, f"{at}.yaml")

    yield case("itself", "extends: bad.yaml\n")
    yield case(
        "in a circle", "extends: one.yaml\n", [2], "two", one=b"extends: two.yaml\n", two=b"# back\nextends: bad.yaml\n"
    )
    yield case("by another path", "extends: ../by/../by/./bad.yaml\n")
    yield case("missing", "title: A\n# and\nextends: nowhere.yaml\n", [3])
    yield case("missing above", "extends: one.yaml\n", [1], "one", one=b"extends: nowhere.yaml\n")
    chain = {f"p{n}": f"extends: p{n + 1}.yaml\n".encode() for n in range(12)}
    yield case("too deep", "extends: p0.yaml\n", [1], "p6", **chain, p12=minimal)
    for name, given in {
        "list": "[a.yaml, b.yaml]", "map": "{a: 1}", "number": "3", "folder": ".", "above": "..", "empty": '""',
        "blank": '" "', "device": "/dev/null", "endless": "/dev/zero", "null byte": r'"a\0b"', "long": "x" * 5000,
        "web": "https://example.org/a.yaml", "home": "~/a.yaml", "true": "true", "newline": r'"a\nb"',
        "surrogate": r'"\ud800"',
    }.items():  # fmt: skip
        yield case(name, f"title: A\nextends: {given}\n", [2])
    yield case("binary parent", "extends: one.yaml\n", [1], "one", one=b"\xff\xfe\0")
    yield case("parent of syntax", "extends: one.yaml\n", [2, 3], "one", one=b"# parent\na: [1\n")
    yield case("fault of the parent", "extends: one.yaml\n", [15], "one",
               one=minimal.replace("1.8 万t/a".encode(), b"1.8 furlongs"))  # fmt: skip
    yield case("fault of the child", "extends: one.yaml\n# and\nfleets: {trucks: {payload: 3 km}}\n", [3], one=minimal)

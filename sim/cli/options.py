"""Options that mean the same in every command."""

from __future__ import annotations

import ipaddress
import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from typer.models import OptionInfo

from sim.errors import UsageError
from sim.words import Language


def out_option(default: str) -> OptionInfo:
    """--out of a command; `default` is what its help says of the folder where none is given."""
    option: OptionInfo = typer.Option(
        "--out", metavar="PATH", parser=_parse_out, help=f"Result folder (default: {default}).", show_default=False
    )
    return option


def _parse_out(text: str) -> Path:
    if not text:  # which a Path would take for the working folder
        raise UsageError("out_empty")
    return Path(text)


ScenarioFile = Annotated[Path, typer.Argument(help="Scenario file (YAML).", show_default=False)]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Change one value of the scenario; may be repeated.", show_default=False
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Lang = Annotated[
    str | None,
    typer.Option(
        "--lang", help="Language of the report: zh, en or zh,en (default: the scenario's).", show_default=False
    ),
]
Out = Annotated[Path | None, out_option("reports/<scenario id>")]
Quiet = Annotated[bool, typer.Option("--quiet", help="No progress and no table.")]
Replications = Annotated[
    int | None, typer.Option(min=1, max=100_000, help="How often to simulate.", show_default=False)
]
Precision = Annotated[
    str | None,
    typer.Option(
        "--precision", metavar="POINTS", help="Simulate only until every rate (of compare: every difference) is known "
        "to so many percentage points, such as 0.5pt, or is clear of its goal; at most --replications.",
        show_default=False,
    ),
]  # fmt: skip
Seed = Annotated[int | None, typer.Option(min=0, help="Seed of all random numbers.", show_default=False)]
Jobs = Annotated[
    int | None, typer.Option(min=1, max=1024, help="Processes (default: all processors).", show_default=False)
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler", metavar="ADDRESS", help="Simulate on the Dask cluster at tcp://host:port.", show_default=False
    ),
]
AllowInsecure = Annotated[
    bool, typer.Option("--allow-insecure", help="Let --scheduler be another machine without encryption (tcp://).")
]
Store = Annotated[
    Path | None,
    typer.Option(
        "--store", metavar="FILE", envvar="WASTE_SIM_STORE",
        help="Replications already made (default: a file in the user's cache folder).", show_default=False,
    ),
]  # fmt: skip
NoStore = Annotated[
    bool,
    typer.Option(
        "--no-store", envvar="WASTE_SIM_NO_STORE", help="Neither use nor keep replications; simulate all of them.",
    ),
]  # fmt: skip
NoRandomness = Annotated[
    bool,
    typer.Option(
        "--no-randomness", help="Every distribution becomes its mean, opening dates their mode; one replication."
    ),
]
Paranoid = Annotated[
    bool, typer.Option("--paranoid", help="Check every run: balances, stocks, voids, trucks, queues; same results.")
]
NoReport = Annotated[bool, typer.Option("--no-report", help="Tables and summary only.")]

_POINTS = ("pt", "个百分点", "百分点", "点")
_PER_CENT = ("%", "％")
_MOST_POINTS = 50
_LANGUAGES: dict[str, tuple[Language, ...]] = {
    "zh": ("zh",),
    "en": ("en",),
    "zh,en": ("zh", "en"),
    "en,zh": ("en", "zh"),
}


def parse_languages(text: str | None) -> tuple[Language, ...]:
    """`zh`, `en` or `zh,en`; empty for None."""
    if not text:
        return ()
    if text not in _LANGUAGES:
        raise UsageError("unknown_language", language=text)
    return _LANGUAGES[text]


def parse_language(text: str | None, terminal: Language) -> Language:
    """The one language of what a command prints; the terminal's unless --lang names another. Raises UsageError."""
    languages = parse_languages(text) or (terminal,)
    if len(languages) > 1:
        raise UsageError("one_language", given=text)
    return languages[0]


def scheduler_address(scheduler: str | None, allow_insecure: bool) -> str | None:
    """The address of --scheduler. Raises UsageError for plain tcp to another machine, unless that is allowed."""
    if scheduler is None or allow_insecure:
        return scheduler
    scheme, _, rest = scheduler.rpartition("://")
    host = rest[: rest.index("]") + 1] if rest.startswith("[") and "]" in rest else rest.partition(":")[0]
    if scheme not in ("tls", "wss", "inproc") and not _is_loopback(host.strip("[]")):
        raise UsageError("cluster_insecure", address=scheduler)
    return scheduler


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def store_file(store: Path | None, no_store: bool) -> Path | None:
    """The file of replications already made; None for none."""
    from sim.study.store import usual_file

    return None if no_store else store or usual_file()


def parse_precision(text: str | None) -> float | None:
    """The share of 1 of percentage points such as `0.5pt`; None for None."""
    if text is None:
        return None
    found = re.fullmatch(r"([-+]?[0-9]*\.?[0-9]+)\s*(\S*)", text.strip())
    if found is None:
        raise UsageError("precision_form", given=text)
    number, unit = found.groups()
    if unit not in (*_POINTS, *_PER_CENT, ""):
        raise UsageError("precision_form", given=text)
    share = float(Decimal(number) / 100)
    if not 0 < share <= _MOST_POINTS / 100:
        raise UsageError("precision_range", given=text, most=_MOST_POINTS)
    if unit in _PER_CENT:
        raise UsageError("precision_percent", given=text, number=number)
    if not unit:
        raise UsageError("precision_unit", given=text.strip())
    return share

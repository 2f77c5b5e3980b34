"""The invented city of the how-to page: its file runs, and the page quotes it truly."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.cli.conftest import Command

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to"
PAGE = (HOW_TO / "describe-your-city.md").read_text(encoding="utf-8")
CITY = (HOW_TO / "riverside.yaml").read_text(encoding="utf-8")
GENERAL = {"stops_in_rain", "activity:", "projects:", "weather:", "events:", "kind: outage", "kind: derating",
           "kind: surge", "kind: changed_date", "extends:", "what if it is late", "late\"}", "a year late"}  # fmt: skip
"""Marks of lines that show what else can be written, and are not of the city."""


def quoted() -> list[str]:
    """The lines of the page's YAML blocks, without indentation."""
    blocks = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.M | re.S)
    return [line.strip() for block in blocks for line in block.splitlines() if line.strip()]


def test_every_quoted_line_stands_in_the_file() -> None:
    own = {line.strip() for line in CITY.splitlines()}
    strange = [line for line in quoted() if line not in own and not any(mark in line for mark in GENERAL)]
    assert strange == []
    assert len(set(quoted()) & own) > 60


def test_the_city_gives_what_the_page_says(waste_sim: Command) -> None:
    shutil.copy(HOW_TO / "riverside.yaml", "riverside.yaml")
    printed = waste_sim("check", "riverside.yaml").out.splitlines()
    (block,) = re.findall(r"^```\n(riverside.yaml:.*?)^```$", PAGE, re.M | re.S)
    assert [line for line in block.splitlines() if line != "…" and line not in printed] == []
    ended = waste_sim("run", "riverside.yaml", "--no-report")
    assert ended.code == 0
    said = re.findall(r"in (2027|2028) \(([\d.]+ %)\)", " ".join(PAGE.split()))
    assert {year for year, _ in said} == {"2027", "2028"}
    for year, rate in said:
        assert re.search(rf"^  {year} +{rate.replace(' ', '')} ", ended.out, re.M), (year, rate)

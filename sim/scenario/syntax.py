"""The YAML parser's complaints as faults of the catalogue, so that both languages can say them."""

from __future__ import annotations

import re

from ruamel.yaml.error import MarkedYAMLError

from sim.errors import Fault, Place

_PROBLEMS = (
    (r"could not find expected ':'", "yaml_no_colon"),
    (r"mapping values are not allowed|found unexpected ':'", "yaml_extra_colon"),
    (r"expected ',' or '([]}])'", "yaml_open_bracket"),
    (r"found character '(.*)' that cannot start", "yaml_bad_start"),
    (r"unexpected end of stream|unexpected document separator", "yaml_open_quote"),
    (r"unknown escape character '(.*)'|expected escape sequence .* found '(.*)'", "yaml_bad_escape"),
    (r"expected the node content, but found '(.*)'", "yaml_no_value"),
    (r"expected <block end>|(?:entries|keys) are not allowed|in[td]entation or unclosed", "yaml_indentation"),
    (r"chomping or indentation|indentation indicator|comment or a line break|more indented", "yaml_block_text"),
)
"""What the parser says, and the message that it becomes; a group is what was found."""
_TOKENS = re.compile(r"<(.*)>")


def explain_syntax(error: MarkedYAMLError, file: str, text: str, quoted: tuple[Place, int] | None = None) -> Fault:
    """The fault of an error of the parser, at its place; a complaint that stands in no row is `yaml_syntax`.

    A full-width colon on the line, or on the one before, is the likeliest cause. The next is a text in quotes that
    ends on this line and began on an earlier one (`quoted` is the last before the complaint): its own closing mark is
    missing. So it is where the text ends with the file.
    """
    mark = error.problem_mark or error.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
    lines = text.splitlines()
    for number in (place.line, place.line - 1):
        line = lines[number - 1] if 0 < number <= len(lines) else ""
        match = re.match(r"\s*([A-Za-z_]\w*)：", line)
        if match:
            return Fault("wide_colon", {"key": match[1] + "："}, "", Place(file, number, match.start(1) + 1))
    if quoted is not None and quoted[0].line < place.line == quoted[1]:
        return Fault("yaml_quote_early", {"line": place.line}, "", quoted[0])
    for pattern, id in _PROBLEMS:
        match = re.search(pattern, error.problem or "", re.DOTALL)
        if match:
            found = next((group for group in match.groups() if group), "")
            if id == "yaml_open_quote" and error.context_mark:
                place = Place(file, error.context_mark.line + 1, error.context_mark.column + 1)
            return Fault(id, {"found": "" if _TOKENS.fullmatch(found) else found}, "", place)
    return Fault("yaml_syntax", {}, "", place)

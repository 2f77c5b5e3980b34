"""Free text of a scenario: names in both languages, and provenance in one language or both."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, PlainValidator, WithJsonSchema, model_validator

from sim.scenario.refusing import raise_fault, show
from sim.words import Language

MAX_LENGTH = 2000
_ALLOWED = "\n\t\u200c\u200d"
"""Of the characters that nobody sees: breaks of a text, and the joiners that some scripts need."""
_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Unicode's categories of control, format, surrogate and separator: they steer terminals and turn text round."""


def check_text(text: object, at: str = "") -> None:
    """Raise a fault unless this is a text to show: not empty, not too long, nothing in it that nobody sees."""
    if not isinstance(text, str) or not text.strip() or len(text) > MAX_LENGTH:
        raise_fault("bad_name", given=show(text), at=at)
    for char in text if not text.isprintable() else "":
        if char not in _ALLOWED and unicodedata.category(char) in _UNSEEN:
            raise_fault("unseen_character", given=show(text), code=f"U+{ord(char):04X}", at=at)


class Name(BaseModel):
    """Free text in Chinese and English, shown as it stands; one text serves for both."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra=lambda s: _accept_text(s))

    zh: str
    en: str

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, value: object) -> object:
        if isinstance(value, str):
            value = {"zh": value, "en": value}
        if not isinstance(value, dict):
            raise_fault("wanted_text", given=show(value))
        given = [text for text in (value.get("zh"), value.get("en")) if text is not None]
        if not given:
            raise_fault("name_missing")
        for text in given:
            check_text(text)
        return {"zh": given[0], "en": given[-1], **value}


def _accept_text(schema: dict[str, Any]) -> None:
    """A Name may also be one plain text."""
    mapping = {key: schema.pop(key) for key in ("type", "properties", "additionalProperties") if key in schema}
    schema.pop("required", None)
    schema["anyOf"] = [{"type": "string"}, mapping]


Text = str | Name
"""A source or an article: one text for readers of both languages, or one for each."""


def parse_text(value: object, at: str = "") -> Text:
    """A text, or `{zh, en}` with a text for each language; one of the two alone serves for both.

    Raises a fault for anything else; `at` is where the text stands in a larger value.
    """
    if isinstance(value, str):
        if value.strip():
            check_text(value, at)
        return value
    if not isinstance(value, Mapping):
        raise_fault("wanted_text", given=show(value), at=at)
    for key in value:
        if key not in ("zh", "en"):
            place = f"{at}.{key}".lstrip(".")
            raise_fault("unknown_key", key=key, allowed="zh, en", choices=("zh", "en"), at=place)
    texts = [value[key] for key in ("zh", "en") if key in value]
    if not texts:
        raise_fault("name_missing", at=at)
    for text in texts:
        check_text(text, at)
    return Name(zh=texts[0], en=texts[-1]) if len(set(texts)) == 2 else texts[0]


TEXT_SCHEMA: dict[str, Any] = {
    "type": ["string", "object"],
    "propertyNames": {"enum": ["zh", "en"]},
    "additionalProperties": {"type": "string"},
}
FreeText = Annotated[Text, PlainValidator(lambda value: parse_text(value)), WithJsonSchema(TEXT_SCHEMA)]
"""A field that takes a Text."""


def text_in(text: Text | Mapping[str, str], language: Language) -> str:
    """A text in one language; also of a `{zh, en}` that was read from JSON."""
    if isinstance(text, str):
        return text
    return text[language] if isinstance(text, Mapping) else str(getattr(text, language))


def plain_text(text: Text) -> str | dict[str, str]:
    """A text as it stands in JSON: a string where one was given, `{zh, en}` where both were."""
    return text if isinstance(text, str) else {"zh": text.zh, "en": text.en}


def join_texts(texts: Iterable[Text], separator: str = "; ") -> Text:
    """The different ones of some texts as one, without the empty."""
    rows = [text for text in dict.fromkeys(texts) if text]
    zh, en = (separator.join(text_in(text, language) for text in rows) for language in ("zh", "en"))
    return zh if zh == en else Name(zh=zh, en=en)

"""The values of a dossier's YAML: texts, ids, dates, tags, scopes and wordings.

In: what a field holds as written. Out: the value that it stands for, by the annotated types with
which the shapes declare their fields, each with the JSON Schema that editors are shown. What is
wrong with a value is raised as a `mistake`, in our words, for pydantic to locate.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from types import MappingProxyType
from typing import Annotated, Any, TypeAlias
from unicodedata import category

from pydantic import (
    AfterValidator,
    Field,
    PlainValidator,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from briefgen.addresses import (
    flaw_in,
    is_web_address,
    sender_of,
    unsubscribe_address,
    web_address,
)
from briefgen.dates import EdtfDate
from briefgen.errors import NOWHERE, DossierError, printable
from briefgen.excerpts import Tag
from briefgen.ids import ID_LIMIT, ID_PATTERN, is_id, slug, suggestion
from briefgen.kinds import TAG_ROLES
from briefgen.rules import RULES
from briefgen.wording import Scope, Wording
from briefgen.yamltree import KEY, kind_of

LANGUAGE_PATTERN = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"
"""Tags of languages as BCP 47 writes them; private ones are of no use to readers."""
EDITION_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*/[a-z0-9]+(-[a-z0-9]+)*$"


def mistake(message: str, hint: str = "") -> PydanticCustomError:
    """A mistake in one value, in our words. Braces are the template's, hence the context."""
    return PydanticCustomError("dossier", "{message}", {"message": message, "hint": hint})


def _mistake_at(
    value: object, path: tuple[int | str, ...], error: PydanticCustomError
) -> ValidationError:
    detail = InitErrorDetails(type=error, loc=path, input=value)
    return ValidationError.from_exception_data("dossier", [detail])


def _checked_id(text: str) -> str:
    if is_id(text):
        return text
    proposal = slug(text)
    hint = f"write {proposal}" if proposal and len(text) <= ID_LIMIT else ""
    raise mistake(
        f"'{printable(text, 80)}' is not an id: lower-case letters, digits and single hyphens,"
        f" at most {ID_LIMIT} characters",
        hint,
    )


def _checked_digest(text: str) -> str:
    if re.fullmatch("[0-9a-f]{64}", text):
        return text
    raise mistake(
        f"'{printable(text, 80)}' is not a SHA-256 digest",
        "take it out; `briefgen check --record` writes it",
    )


def _checked_url(text: str) -> str:
    if is_web_address(text):
        # Readers of files know a link by its scheme in small letters.
        scheme, colon, rest = text.partition(":")
        return f"{scheme.lower()}{colon}{rest}"
    raise mistake(f"'{printable(text, 80)}' is not a web address", "write https://… in full")


def _checked_language(text: str) -> str:
    if re.fullmatch(LANGUAGE_PATTERN, text):
        return text
    tag = text.replace("_", "-")
    hint = f"write {tag}" if re.fullmatch(LANGUAGE_PATTERN, tag) else "write en, de, uk or zh-Hant"
    raise mistake(f"'{printable(text, 80)}' is not the tag of a language", hint)


def _checked_link(text: str) -> str:
    if web_address(text):
        return text
    raise mistake(
        f"'{printable(text, 80)}' is too long for the head of a mail",
        "write a shorter address of the same page",
    )


def _one_line(wording: Wording) -> Wording:
    for text in (wording.default, *wording.variants.values()):
        if flaw := flaw_in(text):
            raise mistake(
                f"'{printable(text, 80)}' has {flaw}",
                "leave that out: it stands in the head of a mail, on one line",
            )
    return wording


def _checked_sender(text: str) -> str:
    if sender_of(text):
        return text
    raise mistake(
        f"'{printable(text, 80)}' is not the sender of a mail", "write Name <name@example.org>"
    )


def _checked_unsubscribe(text: str) -> str:
    if unsubscribe_address(text):
        return text
    raise mistake(
        f"'{printable(text, 80)}' is not an address at which to unsubscribe",
        "write https://… in full, or a mail address",
    )


def _is_edition(text: str) -> bool:
    return re.match(EDITION_PATTERN.replace("$", r"\Z"), text) is not None


def _checked_edition(text: str) -> str:
    if _is_edition(text):
        return text
    raise mistake(
        f"'{printable(text, 80)}' does not name an edition",
        "write audience/length, such as congress/memo",
    )


def _text_of(value: object, what: str) -> str:
    """*value* as text, stripped; a list, a mapping or nothing at all is a mistake."""
    if value is None or (isinstance(value, str) and not value.strip()):
        raise mistake(f"{what} is empty", "write it, or leave the key out")
    if not isinstance(value, str):
        raise mistake(f"{what} is {kind_of(value)}, not a text")
    return _seen(value.strip())


def _seen(text: str) -> str:
    """*text*, which holds more than characters of no width."""
    if not text.isascii() and all(char.isspace() or category(char) == "Cf" for char in text):
        raise mistake(f"'{printable(text, 80)}' shows nothing", "write words, or leave the key out")
    return text


def _parsed_date(value: object) -> EdtfDate:
    if isinstance(value, EdtfDate):
        return value
    text = _text_of(value, "the date")
    try:
        return EdtfDate.parse(text, getattr(value, "place", NOWHERE))
    except DossierError as error:
        raise mistake(error.message, error.hint) from None


def _parsed_day(value: object) -> EdtfDate:
    date = _parsed_date(value)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", date.text):
        raise mistake(f"'{printable(date.text, 40)}' is not one day", "write it as 2026-03-01")
    return date


def _parsed_tag(value: object) -> Tag:
    if isinstance(value, Tag):
        return value
    if isinstance(value, dict) and len(value) == 1:
        role, target = next(iter(value.items()))
        raise mistake(
            "a tag has no space after its colon",
            f"write {printable(role, 40)}:{printable(target, 64)}",
        )
    text = _text_of(value, "the tag")
    role, colon, target = text.partition(":")
    if not colon:
        raise mistake(
            f"'{printable(text, 80)}' is not a tag",
            "write role:target, such as supports:some-argument",
        )
    if role not in TAG_ROLES:
        raise mistake(
            f"there is no tag role '{printable(role, 40)}'",
            suggestion(role, TAG_ROLES, what="roles"),
        )
    return Tag(role, _checked_id(target), getattr(value, "place", NOWHERE))


def _known_rule(text: str) -> str:
    if text in RULES:
        return text
    raise mistake(
        f"the audit has no rule '{printable(text, 60)}'", suggestion(text, RULES, what="rules")
    )


def _each(
    values: list[Any], check: Callable[[object], str], path: tuple[int | str, ...] = ()
) -> tuple[str, ...]:
    """What *check* makes of each of *values*, a list at *path*; a mistake is told of its item."""
    made: list[str] = []
    for index, value in enumerate(values):
        try:
            made.append(check(value))
        except PydanticCustomError as error:
            raise _mistake_at(value, (*path, index), error) from None
    return tuple(made)


def _parsed_subjects(value: object) -> tuple[str, ...]:
    """One id or edition, or a list of them: what an accepted finding is about."""
    if isinstance(value, tuple):
        return value
    if not isinstance(value, list):
        return (_checked_subject(value),)
    if not value:
        raise mistake("'at' is empty", "name what the finding is about")
    return _each(value, _checked_subject)


def _checked_subject(value: object) -> str:
    text = _text_of(value, "the id")
    return text if _is_edition(text) else _checked_id(text)


def _parsed_scope(value: object) -> Scope:
    if isinstance(value, Scope):
        return value
    if isinstance(value, list):
        return Scope(only=_audience_names(value, ()))
    if isinstance(value, dict) and set(value) == {"except"} and isinstance(value["except"], list):
        return Scope(but=_audience_names(value["except"], ("except",)))
    raise mistake(
        "audiences is neither a list nor a list of exceptions",
        "write [congress] for these only, {except: [public]} for all but these",
    )


def _audience_names(values: list[Any], path: tuple[int | str, ...]) -> frozenset[str]:
    if not values:
        raise _mistake_at(
            values,
            path,
            mistake("the list of audiences is empty", "leave it out to mean all audiences"),
        )
    return frozenset(_each(values, _checked_audience, path))


def _checked_audience(value: object) -> str:
    if isinstance(value, str) and is_id(value):
        return str(value)
    shown = f"'{printable(value, 40)}'" if isinstance(value, str) else kind_of(value)
    raise mistake(f"{shown} is not the name of an audience")


def _parsed_wording(value: object) -> Wording:
    if isinstance(value, Wording):
        return value
    place = getattr(value, "place", NOWHERE)
    if not isinstance(value, dict):
        return Wording(_text_of(value, "the wording"), place=place)
    words = {key: _words_for(key, text, value) for key, text in value.items() if key != "evidence"}
    if not words:
        raise mistake("the wording has no words", "write a default")
    default = words.pop("default", "")
    return Wording(default, MappingProxyType(words), _wording_evidence(value), place)


def _words_for(key: str, text: object, value: object) -> str:
    if key != "default" and not all(is_id(part) for part in key.split("/", 1)):
        error = mistake(
            f"'{printable(key, 80)}' names no audience",
            "write default, evidence, an audience, or audience/length",
        )
        raise _mistake_at(value, (key, KEY), error)
    try:
        return _text_of(text, f"the wording for '{key}'")
    except PydanticCustomError as error:
        raise _mistake_at(text, (key,), error) from None


def _wording_evidence(value: dict[str, Any]) -> tuple[str, ...]:
    evidence = value.get("evidence")
    if evidence is None:
        return ()
    if not isinstance(evidence, list):
        raise _mistake_at(
            evidence, ("evidence",), mistake("evidence is not a list", "write [id, id] of excerpts")
        )
    return _each(evidence, _checked_excerpt, ("evidence",))


def _checked_excerpt(value: object) -> str:
    return _checked_id(_text_of(value, "the excerpt id"))


# Types as fields have them ------------------------------------------------------------------


def _schema_of(parse: Callable[[object], Any], schema: dict[str, Any]) -> tuple[Any, Any]:
    return PlainValidator(parse), WithJsonSchema(schema)


_TEXT_SCHEMA: dict[str, Any] = {"type": ["string", "number", "boolean"], "minLength": 1}
_ID_SCHEMA: dict[str, Any] = {"type": "string", "pattern": ID_PATTERN, "maxLength": ID_LIMIT}
_IDS_SCHEMA: dict[str, Any] = {"type": "array", "items": _ID_SCHEMA}
_NAMES_SCHEMA: dict[str, Any] = {"type": "array", "items": _ID_SCHEMA, "minItems": 1}
_DATE_SCHEMA: dict[str, Any] = {
    "type": ["string", "number"],
    "examples": ["2026-02-15", "2025-11~", "2024-11/2024-12"],
}
_SCOPE_SCHEMA: dict[str, Any] = {
    "oneOf": [
        _NAMES_SCHEMA,
        {
            "type": "object",
            "properties": {"except": _NAMES_SCHEMA},
            "required": ["except"],
            "additionalProperties": False,
        },
    ]
}
_WORDING_SCHEMA: dict[str, Any] = {
    "oneOf": [
        _TEXT_SCHEMA,
        {
            "type": "object",
            "properties": {
                "default": {**_TEXT_SCHEMA, "description": "The words where no others are given."},
                "evidence": {**_IDS_SCHEMA, "description": "Excerpts that bear the sentence out."},
            },
            "patternProperties": {
                "^(?!(default|evidence)$)[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?$": {
                    **_TEXT_SCHEMA,
                    "description": "The words for one audience, or for one audience/length.",
                }
            },
            "additionalProperties": False,
            "minProperties": 1,
        },
    ]
}

Text: TypeAlias = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1),
    AfterValidator(_seen),
    WithJsonSchema(_TEXT_SCHEMA),
]
Id: TypeAlias = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1),
    AfterValidator(_checked_id),
    WithJsonSchema(_ID_SCHEMA),
]
Ids: TypeAlias = tuple[Id, ...]
Language: TypeAlias = Annotated[
    Text,
    AfterValidator(_checked_language),
    WithJsonSchema({"type": "string", "pattern": LANGUAGE_PATTERN}),
]
Url: TypeAlias = Annotated[
    Text, AfterValidator(_checked_url), WithJsonSchema({"type": "string", "format": "uri"})
]
CanonicalLink: TypeAlias = Annotated[
    Url, AfterValidator(_checked_link), WithJsonSchema({"type": "string", "format": "uri"})
]
EditionName: TypeAlias = Annotated[
    str,
    AfterValidator(_checked_edition),
    WithJsonSchema({"type": "string", "pattern": EDITION_PATTERN}),
]
RuleName: TypeAlias = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1),
    AfterValidator(_known_rule),
    WithJsonSchema({"type": "string", "enum": list(RULES)}),
]
_SUBJECT_SCHEMA: dict[str, Any] = {"type": "string", "pattern": "^[a-z0-9]+([-/][a-z0-9]+)*$"}
Subjects: TypeAlias = Annotated[
    tuple[str, ...],
    *_schema_of(
        _parsed_subjects,
        {
            "oneOf": [
                _SUBJECT_SCHEMA,
                {"type": "array", "items": _SUBJECT_SCHEMA, "minItems": 1},
            ]
        },
    ),
]
Ratio: TypeAlias = Annotated[float, Field(ge=1, le=100)]
Months: TypeAlias = Annotated[int, Field(ge=1, le=1200)]
Weight: TypeAlias = Annotated[int, Field(ge=1, le=5)]
ParagraphNumber: TypeAlias = Annotated[int, Field(ge=1)]
Digest: TypeAlias = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True),
    AfterValidator(_checked_digest),
    WithJsonSchema({"type": "string", "pattern": "^[0-9a-fA-F]{64}$"}),
]
Date: TypeAlias = Annotated[EdtfDate, *_schema_of(_parsed_date, _DATE_SCHEMA)]
Day: TypeAlias = Annotated[
    EdtfDate, *_schema_of(_parsed_day, {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"})
]
Words: TypeAlias = Annotated[Wording, *_schema_of(_parsed_wording, _WORDING_SCHEMA)]
Line: TypeAlias = Annotated[Words, AfterValidator(_one_line)]
Sender: TypeAlias = Annotated[Text, AfterValidator(_checked_sender)]
Unsubscribe: TypeAlias = Annotated[Text, AfterValidator(_checked_unsubscribe)]
Audiences: TypeAlias = Annotated[Scope, *_schema_of(_parsed_scope, _SCOPE_SCHEMA)]
TagText: TypeAlias = Annotated[
    Tag,
    *_schema_of(
        _parsed_tag,
        {"type": "string", "pattern": "^(" + "|".join(TAG_ROLES) + "):" + ID_PATTERN[1:]},
    ),
]
Asserted: TypeAlias = Annotated[
    dict[Id, Text],
    WithJsonSchema(
        {"type": "object", "propertyNames": _ID_SCHEMA, "additionalProperties": _TEXT_SCHEMA}
    ),
]

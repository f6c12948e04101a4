"""Character styles of one document: which style a run takes where spans nest or meet bold type.

Word allows a run one character style, and its toggles cancel out: bold words in a bold paragraph
come out regular. So nested spans become one style of their own, and what the paragraph already is
is left out of it. Only styles that a document uses are added to it.
"""

from __future__ import annotations

from dataclasses import dataclass

from briefgen.errors import TemplateError, printable
from briefgen.house import Role, Sheet, SpanTokens
from briefgen.render.docx.names import HYPERLINK, Name
from briefgen.render.docx.styles import mark_style, span_style
from briefgen.render.docx.wml import Element

STRONG, EMPHASIS, LINK = "strong", "emphasis", "link"
_BUILT_IN = {
    (STRONG,): Name("Strong", "Strong"),
    (EMPHASIS,): Name("Emphasis", "Emphasis"),
    (LINK,): HYPERLINK,
}
_OWN_TOKENS = {
    STRONG: SpanTokens(weight="bold"),
    EMPHASIS: SpanTokens(italic=True),
    LINK: SpanTokens(colour="accent"),
}


@dataclass(frozen=True, slots=True)
class _Key:
    spans: tuple[str, ...]
    in_bold: bool
    in_italic: bool


class CharacterStyles:
    """Hands out character styles and adds those that are new to the styles part."""

    def __init__(self, sheet: Sheet, part: Element) -> None:
        self._sheet = sheet
        self._part = part
        self._ids: dict[_Key, str] = {}
        self._marks: set[str] = set()

    def id_for(self, spans: tuple[str, ...], role: Role) -> str:
        """The id of the style for a run inside *spans* (outermost first) in a paragraph of *role*.

        '' where the run looks like its paragraph. Raises TemplateError for an unknown span.
        """
        unique = tuple(dict.fromkeys(spans))
        if not unique:
            return ""
        key = _Key(unique, role.weight == "bold", role.italic)
        if key not in self._ids:
            self._ids[key] = self._define(key)
        return self._ids[key]

    def mark_for(self, name: Name, role: Role) -> str:
        """The id of the style for a note mark in a paragraph of *role*: *name* itself in body text,
        and a style made from it where the type is of another size.
        """
        if role.size == self._sheet.role("body").size:
            return name.id
        own = name.for_size(role.size)
        if own.id not in self._marks:
            self._marks.add(own.id)
            self._part.append(mark_style(self._sheet, own, role.size, base=name.id))
        return own.id

    def _define(self, key: _Key) -> str:
        wanted = self._merged(key.spans)
        tokens = _less_what_is(wanted, key)
        if tokens == SpanTokens():
            return ""
        name = _name(key, whole=tokens == wanted)
        if name.id not in self._ids.values():
            self._part.append(span_style(name, self._sheet, tokens))
        return name.id

    def _merged(self, spans: tuple[str, ...]) -> SpanTokens:
        merged = SpanTokens()
        for span in spans:
            merged = merged.model_copy(update=self._tokens(span).model_dump(exclude_unset=True))
        return merged

    def _tokens(self, span: str) -> SpanTokens:
        tokens = self._sheet.house.spans.get(span) or _OWN_TOKENS.get(span)
        if tokens is None:
            raise TemplateError(f"the house style has no span {printable(span)}")
        return tokens


def _less_what_is(tokens: SpanTokens, key: _Key) -> SpanTokens:
    weight = tokens.weight
    if (key.in_bold and weight == "bold") or (not key.in_bold and weight == "regular"):
        weight = ""
    return tokens.model_copy(
        update={"weight": weight, "italic": tokens.italic and not key.in_italic}
    )


def _name(key: _Key, *, whole: bool) -> Name:
    if whole and key.spans in _BUILT_IN:
        return _BUILT_IN[key.spans]
    parts = [span.replace("-", " ").title() for span in key.spans]
    if not whole:
        parts += ["In Bold"] if key.in_bold else []
        parts += ["In Italic"] if key.in_italic else []
    shown = "Brief " + " ".join(parts)
    return Name(shown.replace(" ", ""), shown)

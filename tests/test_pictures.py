"""The logo: harmless pictures pass, all others are named mistakes of the dossier."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from briefgen.briefhtml import Pictures
from briefgen.errors import DossierError, Place
from briefgen.pictures import pictures_of

PLACE = Place("dossier.yaml", 9, 3)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def with_logo(data: bytes) -> Any:
    issuer = SimpleNamespace(where=lambda _name: PLACE)
    return SimpleNamespace(logo=data, issuer=issuer)


def svg(inside: str = "", attributes: str = "") -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'.encode()


def test_without_a_logo_there_are_no_pictures() -> None:
    assert pictures_of(with_logo(b"")) == Pictures()
    assert pictures_of(SimpleNamespace(logo=PNG, issuer=None)) == Pictures()  # type: ignore[arg-type]


def test_a_png_passes_as_it_is() -> None:
    assert pictures_of(with_logo(PNG)) == Pictures(png={"logo": PNG})


@pytest.mark.parametrize(
    "inside",
    [
        '<rect width="4" height="4" fill="#123456"/>',
        '<defs><path id="a" d="M0 0"/></defs><use href="#a"/>',
        '<image href="data:image/png;base64,iVBORw0KGgo="/>',
    ],
)
def test_a_self_contained_svg_passes(inside: str) -> None:
    pictures = pictures_of(with_logo(svg(inside)))
    assert not pictures.png
    assert pictures.svg["logo"].startswith("<svg")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"GIF89a", "neither a PNG nor a readable SVG"),
        (b"<svg", "neither a PNG nor a readable SVG"),
        (b"<html/>", "the logo is no SVG"),
        (PNG + bytes(2_000_000), "larger than 2 MB"),
        (svg('<image href="https://example.org/x.png"/>'), "attribute href reaches outside"),
        (svg('<image href="file:///etc/passwd"/>'), "attribute href reaches outside"),
        (
            svg('<use xlink:href="other.svg#a"/>', 'xmlns:xlink="http://www.w3.org/1999/xlink"'),
            "attribute href reaches outside",
        ),
        (svg(attributes='onload="alert(1)"'), "attribute onload reaches outside"),
        (svg("<script>alert(1)</script>"), "<script>"),
        (svg("<style>@import 'https://example.org/x.css';</style>"), "<style> reaches outside"),
        (svg('<rect fill="url(https://example.org/x#a)"/>'), "attribute fill reaches outside"),
        (
            svg('<rect style="fill: url(&quot;//example.org/a&quot;)"/>'),
            "attribute style reaches outside",
        ),
        (svg("<foreignObject/>"), "<foreignObject>"),
    ],
)
def test_anything_else_is_a_mistake_of_the_dossier(data: bytes, message: str) -> None:
    with pytest.raises(DossierError) as caught:
        pictures_of(with_logo(data))
    assert message in caught.value.message
    assert caught.value.place == PLACE


def test_entities_are_not_resolved() -> None:
    bomb = (
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
        b'<svg xmlns="http://www.w3.org/2000/svg"><text>&a;</text></svg>'
    )
    with pytest.raises(DossierError):
        pictures_of(with_logo(bomb))

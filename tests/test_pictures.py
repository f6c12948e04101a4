"""The logo: harmless pictures pass, all others are named mistakes of the dossier."""

from __future__ import annotations

from base64 import b64encode
from types import SimpleNamespace
from typing import Any

import pytest
from letterheads import png

from briefgen.briefhtml import Pictures
from briefgen.drawings import proportion
from briefgen.errors import DossierError, Place
from briefgen.pictures import pictures_of

PLACE = Place("dossier.yaml", 9, 3)
PNG = png(30, 20)


def with_logo(data: bytes) -> Any:
    issuer = SimpleNamespace(where=lambda _name: PLACE)
    return SimpleNamespace(logo=data, issuer=issuer)


def svg(inside: str = "", attributes: str = 'viewBox="0 0 120 60"') -> bytes:
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
        f'<image href="data:image/png;base64,{b64encode(PNG).decode()}"/>',
        '<path id="path1e99" class="nan" d="M0,0 1.5e3-2,3z" font-family="Inf, sans-serif"/>',
        '<text aria-label="a billion: 1000000000" data-name="Layer 20261122">1e99</text>',
        '<g style="fill: #123456; stroke-width: 2.5e3px; font-family: Inf"/>',
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
        (b'<svg xmlns="http://example.org/" viewBox="0 0 9 9"/>', "the logo is no SVG"),
        (svg('<image href="https://example.org/x.png"/>'), "attribute href that reaches outside"),
        (svg('<image href="file:///etc/passwd"/>'), "attribute href that reaches outside"),
        (
            svg(
                '<use x:href="a.svg#a"/>',
                'viewBox="0 0 9 9" xmlns:x="http://www.w3.org/1999/xlink"',
            ),
            "attribute href that reaches outside",
        ),
        (svg(attributes='viewBox="0 0 9 9" onload="alert(1)"'), "onload that reaches outside"),
        (svg("<script>alert(1)</script>"), "<script>"),
        (svg('<set attributeName="href" to="http://example.org/"/>'), "<set>"),
        (svg("<style>@import 'https://example.org/x.css';</style>"), "<style> that reaches"),
        (svg("<style>a {fill: u\\72l(http://example.org/)}</style>"), "<style> that reaches"),
        (svg("<?xml-stylesheet href='http://example.org/'?>"), "an instruction to programs"),
        (svg('<rect fill="url(https://example.org/x#a)"/>'), "attribute fill that reaches outside"),
        (
            svg('<rect style="fill: url(&quot;//example.org/a&quot;)"/>'),
            "attribute style that reaches outside",
        ),
        (svg("<foreignObject/>"), "<foreignObject>"),
        (svg('<image href="data:image/jpeg;base64,/9j/"/>'), "a picture in it that is no PNG"),
        (svg('<image href="data:image/png;base64,iVBORw0KGgo="/>'), "in it that is cut off"),
        (svg('<rect width="NaN"/>'), "width with a number that cannot be drawn"),
        (svg('<path d="M 0 0 L inf 3"/>'), "d with a number that cannot be drawn"),
        (svg('<rect stroke-width="1e30"/>'), "stroke-width with a number that cannot be drawn"),
        (svg('<rect style="stroke-width: 1e30"/>'), "style with a number that cannot be drawn"),
        (svg(attributes=""), "has no size"),
        (svg(attributes='width="100%" height="100%"'), "has no size"),
        (svg(attributes='viewBox="0 0 NaN NaN"'), "has no size"),
        (svg(attributes='viewBox="0 0 1e400 1e400"'), "has no size"),
        (svg(attributes='viewBox="0 0 0 0"'), "has no size"),
        (svg(attributes='viewBox="a b c d" width="9" height="9"'), "has no size"),
        (svg(attributes='viewBox="0 0 9 9" width="0" height="60"'), "has no size"),
        (svg(attributes='viewBox="0 0 1 100000"'), "is 1 wide and 100000 high"),
        (PNG[:20], "the logo is cut off"),
        (PNG[:-20], "the logo is damaged"),
        (PNG.replace(b"IDAT", b"IDAT\xff"), "the logo is damaged"),
        (png(5000, 5000), "fewer than 16 million"),
        (png(2, 300), "is 2 wide and 300 high"),
        (PNG[:24] + b"\x10\x00" + PNG[26:], "16 bits of gray"),
        (PNG[:16] + bytes(8) + PNG[24:], "the logo is empty"),
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


@pytest.mark.parametrize(
    ("data", "wide"),
    [
        (PNG, 1.5),
        (svg(), 2),
        (svg(attributes='viewBox="0 0 120 60" width="30" height="40"'), 0.75),
        (svg(attributes='viewBox="0 0 120 60" width="100%" height="40"'), 2),
        (svg("<script/>"), 1),
        (b"no picture", 1),
    ],
)
def test_a_picture_has_a_proportion(data: bytes, wide: float) -> None:
    assert proportion(data) == wide

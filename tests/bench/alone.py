"""What every tool takes for one file: the one-pager and the memo, warm.

In: a `Bench`. Out: `Alone`s, one for each tool and format. All tools run in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from briefgen.build import build, finish
from briefgen.errors import BriefgenError

from .content import Material
from .figures import BOTH, Alone, Bench
from .peers import PEERS, Peer
from .single import afresh
from .timing import in_turn

Tool = tuple[str, str]
"""Its name and the format of the file."""


def alone(bench: Bench) -> Iterator[Alone]:
    """briefgen first, then its peers; a peer whose tool is missing comes without times."""
    peers, lacking = _peers(bench)
    medians: dict[Tool, dict[str, float]] = {}
    for length in bench.extent.alone:
        material = bench.material(length)
        works = _works(bench, peers, material)
        named = {" ".join(tool): work for tool, work in works.items()}
        found = in_turn(named, bench.extent.long_turns)
        for tool in works:
            medians.setdefault(tool, {})[length] = found.median(" ".join(tool))
    for tool, seconds in medians.items():
        yield Alone(*tool, seconds=seconds)
    for tool, why in lacking.items():
        yield Alone(*tool, missing=why)


def _peers(bench: Bench) -> tuple[dict[Tool, Peer], dict[Tool, str]]:
    """The peers that can be measured, and why the others cannot."""
    found: dict[Tool, Peer] = {}
    lacking: dict[Tool, str] = {}
    for tool, make_ready in PEERS.items():
        if "LibreOffice" in tool[0] and not bench.extent.office:
            lacking[tool] = "left out of the quick run"
            continue
        try:
            found[tool] = make_ready()
        except BriefgenError as error:
            lacking[tool] = error.message
    return found, lacking


def _works(
    bench: Bench, peers: dict[Tool, Peer], material: Material
) -> dict[Tool, Callable[[], object]]:
    works: dict[Tool, Callable[[], object]] = {}
    for form in BOTH:
        request = bench.request(material.name, (form,))
        works["briefgen", form] = partial(build, bench.outline, request, bench.workshop)
        works["briefgen, words chosen already", form] = partial(_finish_afresh, material, form)
    for tool, peer in peers.items():
        works[tool] = partial(peer.make, material)
    return works


def _finish_afresh(material: Material, form: str) -> None:
    finish(afresh(material.prepared), (form,))

"""Dossiers made up by hypothesis: any number of arguments, of any length, said by anybody.

`dossiers()` draws the sizes; the words themselves come from a seed, so that examples stay small.
Every quotation is a paragraph of its own in its source.
"""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from briefgen.assembling import assemble
from briefgen.dossier import load
from briefgen.outline import Outline

_SYLLABLES = ("ba", "co", "du", "fe", "gri", "hol", "in", "jam", "ke", "lor", "mo", "nu", "pel")
_POSITIONS = ("supports", "leans-support", "neutral", "mixed", "leans-against", "opposes")
_KINDS = ("news", "op-ed", "analysis", "report", "aggregator", "statement", "law")
_THEMES = ("trade-investment", "human-rights", "history", "legal-certainty", "public-health")


@dataclass(frozen=True)
class Sizes:
    """How much of everything one dossier has."""

    seed: int = 0
    arguments: tuple[int, int] = (3, 3)
    quotations: int = 2
    """At most so many for each argument."""
    text: tuple[int, int] = (5, 40)
    """Fewest and most words of a text."""
    stakeholders: int = 5
    steps: int = 3
    topics: int = 2
    sources: int = 3
    speakers: int = 6
    longest_word: int = 12
    bottom_line: bool = True
    stance: str = "advocacy"
    wishes: Mapping[str, Any] = field(default_factory=dict)


@st.composite
def sizes(draw: st.DrawFn, most_arguments: int = 12, most_quotations: int = 4) -> Sizes:
    fewest = draw(st.integers(5, 60))
    return Sizes(
        seed=draw(st.integers(0, 10_000)),
        arguments=(draw(st.integers(1, most_arguments)), draw(st.integers(1, most_arguments))),
        quotations=draw(st.integers(1, most_quotations)),
        text=(fewest, draw(st.integers(fewest, 120))),
        stakeholders=draw(st.integers(0, 30)),
        steps=draw(st.integers(0, 6)),
        topics=draw(st.integers(0, 5)),
        sources=draw(st.integers(1, 6)),
        speakers=draw(st.integers(1, 12)),
        longest_word=draw(st.sampled_from((8, 16, 60))),
        bottom_line=draw(st.booleans()),
        stance=draw(st.sampled_from(("neutral", "advocacy"))),
    )


@contextmanager
def written(wanted: Sizes) -> Iterator[Path]:
    """A folder with the dossier of these sizes."""
    with tempfile.TemporaryDirectory(prefix="briefgen-invented-") as name:
        folder = Path(name) / "invented"
        for path, text in files(wanted).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        yield folder


def outline(wanted: Sizes) -> Outline:
    with written(wanted) as folder:
        return assemble(load(folder))


def files(wanted: Sizes) -> dict[str, str]:
    """The files of a dossier. JSON is YAML."""
    return _Writer(wanted).files()


class _Writer:
    def __init__(self, wanted: Sizes) -> None:
        self._wanted = wanted
        self._random = random.Random(wanted.seed)
        self._serial = 0
        self._texts: dict[str, list[str]] = {f"s{n}": [] for n in range(wanted.sources)}
        self._excerpts: dict[str, list[dict[str, Any]]] = {name: [] for name in self._texts}

    def files(self) -> dict[str, str]:
        frame = json.dumps(self._frame(), indent=1)
        written = {"dossier.yaml": frame, "sources.yaml": json.dumps(self._sources(), indent=1)}
        for name, paragraphs in self._texts.items():
            written[f"texts/{name}.txt"] = "\n\n".join([f"Title of {name}", *paragraphs]) + "\n"
            if self._excerpts[name]:
                excerpts = {"source": name, "excerpts": self._excerpts[name]}
                written[f"excerpts/{name}.yaml"] = json.dumps(excerpts, indent=1)
        return written

    def _frame(self) -> dict[str, Any]:
        wanted = self._wanted
        frame: dict[str, Any] = {
            "title": self._sentence(5, 12),
            "question": f"Should we {self._sentence(5, 14)[:-1]}?",
            "proposal": "repeal",
            "as_of": "2026-03-01",
            "stance": wanted.stance,
            "arguments": [
                self._argument(side, number)
                for side, count in zip(("for", "against"), wanted.arguments, strict=True)
                for number in range(count)
            ],
            "stakeholders": [self._stakeholder(number) for number in range(wanted.stakeholders)],
            "next_steps": [self._step(number) for number in range(wanted.steps)],
            "background": [self._topic(number) for number in range(wanted.topics)],
        }
        if wanted.bottom_line:
            frame |= {"bottom_line": self._sentence(8, 40), "ask": self._sentence(5, 25)}
        if wanted.wishes:
            frame["editions"] = wanted.wishes
        return {key: value for key, value in frame.items() if value}

    def _sources(self) -> dict[str, Any]:
        return {
            "sources": [
                {
                    "id": name,
                    "kind": _KINDS[number % len(_KINDS)],
                    "type": "article",
                    "title": f"Title of {name}",
                    "container-title": f"Outlet {number}",
                    "issued": f"2025-{number % 12 + 1:02d}",
                }
                for number, name in enumerate(self._texts)
            ]
        }

    def _argument(self, side: str, number: int) -> dict[str, Any]:
        name = f"{side}-{number}"
        for _ in range(self._random.randint(1, self._wanted.quotations)):
            self._quote(f"supports:{name}")
        made = {
            "id": name,
            "side": side,
            "claim": self._sentence(4, 14),
            "gist": self._text(),
            "theme": self._random.choice(_THEMES),
            "weight": self._random.randint(1, 5),
        }
        if self._random.random() < 0.2:
            del made["gist"]
        return made

    def _stakeholder(self, number: int) -> dict[str, Any]:
        if self._random.random() < 0.4:
            self._quote(f"stakeholder:holder-{number}")
        return {
            "id": f"holder-{number}",
            "name": self._words(1, 6).capitalize(),
            "position": self._random.choice(_POSITIONS),
            "interest": self._sentence(3, 25),
            "weight": self._random.randint(1, 5),
        }

    def _step(self, number: int) -> dict[str, Any]:
        return {
            "id": f"step-{number}",
            "action": self._sentence(4, 20),
            "owner": self._words(1, 4).capitalize(),
            "when": "before October",
        }

    def _topic(self, number: int) -> dict[str, Any]:
        self._quote(f"background:topic-{number}")
        return {"id": f"topic-{number}", "title": self._words(1, 4), "gist": self._text()}

    def _quote(self, tag: str) -> None:
        source = self._random.choice(list(self._texts))
        quote = self._text()
        self._texts[source].append(quote)
        self._excerpts[source].append(
            {
                "id": f"e{self._serial}",
                "quote": quote,
                "speaker": {"role": f"witness {self._random.randrange(self._wanted.speakers)}"},
                "tags": [tag],
                "weight": self._random.randint(1, 5),
            }
        )

    # words

    def _text(self) -> str:
        return self._sentence(*self._wanted.text)

    def _sentence(self, fewest: int, most: int) -> str:
        return self._words(fewest, most).capitalize() + "."

    def _words(self, fewest: int, most: int) -> str:
        self._serial += 1
        count = self._random.randint(fewest, most)
        words = [self._word() for _ in range(count - 1)]
        return " ".join([*words, f"no{self._serial}"])

    def _word(self) -> str:
        # Seldom as long as can be, as in life.
        ceiling = self._wanted.longest_word if self._random.random() < 0.04 else 12
        length = self._random.randint(2, ceiling)
        made = ""
        while len(made) < length:
            made += self._random.choice(_SYLLABLES)
        return made[:length]

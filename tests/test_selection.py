"""Selections: balance obeyed, nothing that fits left out, nearly the best by exhaustive search."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pytest
from counting import body_words, quoted_words
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from briefgen.catalog import BalanceRule, BudgetRule, Length
from briefgen.choosing import NO_ROOM, Chooser
from briefgen.document import (
    Block,
    Cell,
    Columns,
    Document,
    Group,
    Heading,
    Item,
    Listing,
    Meta,
    NoteRef,
    Paragraph,
    Quote,
    Row,
    Section,
    Table,
    Text,
    increments,
)
from briefgen.editions import Increment, Side
from briefgen.frame import Frame, Size, frame_of
from briefgen.pruning import prune
from briefgen.selection import QUOTATIONS, Returns, Selection

MOST_QUOTED = 0.4
META = Meta("d/a-l", "T", "en-US", date(2026, 3, 1))
NO_BALANCE = BalanceRule()
FULL_BALANCE = BalanceRule(arguments=1, sources=2, words_ratio=2.0, one_voice=True, quotations=3)


def length(balance: BalanceRule = NO_BALANCE, **known: object) -> Length:
    return Length(
        id="x",
        name="X",
        template="x.html.j2",
        layout="sheet",
        notes="sources",
        budget=BudgetRule(),
        balance=balance,
        **known,  # type: ignore[arg-type]
    )


# --- small editions ----------------------------------------------------------------------------


@dataclass
class Small:
    """A small edition: its document, increments and sizes; the words are counted from the text."""

    document: Document
    increments: dict[str, Increment]
    sizes: dict[str, float]
    sources: dict[str, str]

    @cached_property
    def frame(self) -> Frame:
        keyed = iter(self.sizes.values())
        return frame_of(self.document, lambda _key, _piece: Size(next(keyed, 7.0)))

    def chooser(self, wanted: Length) -> Chooser:
        return Chooser(self.frame, self.increments, wanted, self.sources)

    def selection(self, keys: Iterable[str], wanted: Length) -> Selection:
        selection = Selection(self.frame, self.increments, wanted)
        selection.become(key for key in self.frame.parts if key in set(keys))
        return selection

    @property
    def everything(self) -> float:
        return self.selection(self.increments, length()).fill.size()


class _Maker:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._made: dict[str, Increment] = {}
        self._sources: dict[str, str] = {}

    def small(self, most: int) -> Small:
        sides = {side: self._side(side, most // 3) for side in ("for", "against")}
        rest = max(0, most - len(self._made))
        rows = self._random.randint(0, rest)
        blocks: tuple[Block, ...] = (Paragraph((Text("bottom line " * 10),)),)
        if all(sides.values()):
            blocks += (Columns((self._section("for", sides),), (self._section("against", sides),)),)
        else:
            blocks += tuple(self._section(side, sides) for side in sides if sides[side])
        blocks += self._others(rows, rest - rows)
        document = Document(META, blocks)
        order = increments(document)
        known = {key: self._made[key] for key in order}
        sizes = {str(n): float(self._random.randint(8, 60)) for n in range(80)}
        return Small(document, known, sizes, self._sources)

    def _section(self, side: str, sides: Mapping[str, list[Block]]) -> Section:
        return Section(side, (Heading(2, (Text(side),)), *sides[side]))

    def _side(self, side: Side, most: int) -> list[Block]:
        made: list[Block] = []
        budget = self._random.randint(0, most + 1)
        for number in range(self._random.randint(0, max(1, budget // 2))):
            name = f"{side}-{number}"
            words = self._random.randint(8, 50)
            key = self._add("argument", name, side, name, words, floor=number == 0)
            room = max(0, most * 3 - len(self._made))
            quoted = range(min(room, self._random.randint(0, 2)))
            inner = (
                Paragraph((Text("w " * words),)),
                *(self._quotation(side, name) for _ in quoted),
            )
            made.append(Group((Heading(3, (Text("claim"),)), *inner), key))
        return made

    def _quotation(self, side: Side, holder: str) -> Paragraph:
        words = self._random.randint(5, 25)
        number = len(self._sources)
        self._sources[f"e{number}"] = f"s{self._random.randrange(3)}"
        key = self._add("quotation", f"{holder}/e{number}", side, holder, words, f"e{number}")
        text = Quote(f"e{number}", "full", "q " * words)
        return Paragraph((text, NoteRef((f"e{number}",))), "quotation", key)

    def _others(self, rows: int, items: int) -> tuple[Block, ...]:
        head = (Cell((Text("h"),)),)
        holders = tuple(
            Row((Cell((Text("w " * 6),)),), self._add("stakeholder", str(n))) for n in range(rows)
        )
        steps = tuple(
            Item((Text("w " * 9),), self._add("step", str(n), floor=n == 0)) for n in range(items)
        )
        made: tuple[Block, ...] = ()
        if holders:
            made += (Section("who", (Heading(2, (Text("who"),)), Table((100.0,), head, holders))),)
        if steps:
            made += (Section("steps", (Heading(2, (Text("steps"),)), Listing(steps))),)
        return made

    def _add(
        self,
        kind: str,
        name: str,
        side: Side = "",
        argument: str = "",
        words: int = 0,
        excerpt: str = "",
        floor: bool = False,
    ) -> str:
        key = f"{kind}/{name}"
        value = round(self._random.uniform(0.3, 6.0), 3)
        speaker = f"p{self._random.randrange(4)}" if excerpt else ""
        self._made[key] = Increment(
            key, kind, value, side, argument, excerpt, speaker, "", words, floor
        )
        return key


def smalls(most: int) -> st.SearchStrategy[Small]:
    return st.integers(0, 1_000_000).map(lambda seed: _Maker(seed).small(most))


RULES = st.sampled_from(
    [
        length(),
        length(BalanceRule(arguments=1)),
        length(FULL_BALANCE),
        length(BalanceRule(words_ratio=1.5)),
        length(FULL_BALANCE, owed={"argument": 2, "step": 1, "quotation": 1}),
        length(owed={"stakeholder": 2}, most={"stakeholder": 3, "argument": 2, "step": 1}),
    ]
)
SHARES = st.floats(0.2, 1.1)


# --- an independent judge ----------------------------------------------------------------------


def broken(small: Small, keys: Iterable[str], rules: Length) -> list[str]:
    """Which of the rules *keys* break, counted from the document and the increments."""
    kept = [small.increments[key] for key in keys]
    found = []
    balance = rules.balance
    quotations = [one for one in kept if one.kind in QUOTATIONS]
    kinds = Counter((one.kind, one.side if one.kind == "argument" else "") for one in kept)
    found += [kind for (kind, _), count in kinds.items() if count > rules.most.get(kind, 99)]
    if balance.one_voice and len({one.speaker for one in quotations}) < len(quotations):
        found.append("voice")
    if balance.quotations and len(quotations) > balance.quotations:
        found.append("quotations")
    document = prune(small.document, [one.key for one in kept])
    if quoted_words(document) > MOST_QUOTED * body_words(document):
        found.append("quoted")
    if balance.words_ratio and lopsided(small, kept, balance.words_ratio):
        found.append("ratio")
    return found


def lopsided(small: Small, kept: list[Increment], ratio: float) -> bool:
    """Whether one side has more words than its share, a few words apart."""
    everything = small.increments.values()
    for side, other in (("for", "against"), ("against", "for")):
        mine = sum(one.words for one in kept if one.side == side)
        theirs = sum(one.words for one in kept if one.side == other)
        possible = sum(one.words for one in everything if one.side == other)
        if possible and mine > max(60, ratio * min(max(theirs, 60), possible)):
            return True
    return False


def every_admissible(small: Small, rules: Length, most: float) -> list[tuple[float, list[str]]]:
    """The value of every set that holds the floor, is closed, fits and breaks no rule."""
    floor = small.chooser(rules).floor
    keys = [key for key in small.frame.parts if key]
    found: list[tuple[float, list[str]]] = []

    def visit(index: int, kept: list[str]) -> None:
        if index == len(keys):
            selection = small.selection(kept, rules)
            if selection.fill.size() <= most and not broken(small, kept, rules):
                found.append((selection.value(), kept))
            return
        key = keys[index]
        parent = small.frame.parts[key].parent
        if not parent or parent in kept:
            visit(index + 1, [*kept, key])
        if key not in floor:
            visit(index + 1, kept)

    visit(0, [])
    return found


# --- the properties ----------------------------------------------------------------------------


@given(small=smalls(20), rules=RULES, share=SHARES)
def test_what_is_chosen_keeps_every_rule(small: Small, rules: Length, share: float) -> None:
    chooser = small.chooser(rules)
    most = share * small.everything
    chosen = chooser.choose(most)
    assert set(chooser.floor) <= set(chosen.kept)
    for key in chosen.kept:
        parent = small.frame.parts[key].parent
        assert not parent or parent in chosen.kept
    floor = small.selection(chooser.floor, rules)
    if len(chosen.kept) > len(chooser.floor):
        assert chosen.fill.size() <= most + 1e-6
    if not broken(small, floor.kept, rules):
        assert not broken(small, chosen.kept, rules)


@given(small=smalls(20), rules=RULES, share=SHARES)
def test_nothing_that_may_stand_and_fits_is_left_out(
    small: Small, rules: Length, share: float
) -> None:
    chooser = small.chooser(rules)
    most = share * small.everything
    chosen = chooser.choose(most)
    assert chooser.addable(chosen, most) == []
    for left in chooser.left_out(chosen):
        parent = small.frame.parts[left.key].parent
        assert left.reason
        if left.reason == NO_ROOM:
            assert chosen.fill.size_with(left.key) > most
        elif left.reason.startswith("its "):
            assert parent not in chosen.kept
        else:
            assert left.reason == chosen.refusal(left.key)


@given(small=smalls(20), rules=RULES, share=SHARES)
def test_the_same_input_gives_the_same_selection(small: Small, rules: Length, share: float) -> None:
    most = share * small.everything
    first = small.chooser(rules).choose(most)
    shuffled = dict(sorted(small.increments.items(), key=lambda one: one[0][::-1]))
    again = Chooser(small.frame, shuffled, rules, small.sources).choose(most)
    assert list(first.kept) == list(again.kept)


@settings(max_examples=80, derandomize=True)
@given(small=smalls(10), rules=RULES, share=st.floats(0.3, 0.95))
def test_nearly_the_best_of_all_selections(small: Small, rules: Length, share: float) -> None:
    assume(len(small.increments) <= 11)
    most = share * small.everything
    admissible = every_admissible(small, rules, most)
    assume(admissible)
    assert share_of_the_best(small, rules, most, admissible) >= 0.95


@pytest.mark.soak
def test_seldom_less_than_the_best_of_all_selections() -> None:
    draw = random.Random(0)
    every = [length(FULL_BALANCE), length(owed={"step": 2}), length(BalanceRule(words_ratio=1.5))]
    shares = []
    for seed in range(3000):
        small = _Maker(seed).small(10)
        rules, most = draw.choice(every), draw.uniform(0.3, 0.95) * small.everything
        if len(small.increments) <= 11 and (found := every_admissible(small, rules, most)):
            shares.append(share_of_the_best(small, rules, most, found))
    assert len(shares) > 1000
    assert sum(share < 0.95 for share in shares) <= 0.01 * len(shares)


def share_of_the_best(
    small: Small, rules: Length, most: float, admissible: list[tuple[float, list[str]]]
) -> float:
    """What is chosen ÷ the best of those that cite as many sources and pay as much of the owed.

    These two come before value.
    """
    chooser = small.chooser(rules)
    chosen = chooser.choose(most)
    cited = [_cited(chooser, small, rules, kept) for _, kept in admissible]
    sources = min(rules.balance.sources, max(cited))
    if len(chooser.cited(chosen)) < sources:
        return 0.0
    paid = _paid(small, rules, chosen.kept)
    best = max(
        value
        for (value, kept), count in zip(admissible, cited, strict=True)
        if count >= sources and _paid(small, rules, kept) >= paid
    )
    return chosen.value() / best


def _paid(small: Small, rules: Length, kept: Iterable[str]) -> Counter[tuple[str, str]]:
    """How much of what the length owes is in *kept*, by kind and, for arguments, side."""
    kinds = Counter(
        (small.increments[key].kind, small.increments[key].side_of_argument) for key in kept
    )
    return Counter({kind: min(count, rules.owed.get(kind[0], 0)) for kind, count in kinds.items()})


def _cited(chooser: Chooser, small: Small, rules: Length, kept: list[str]) -> int:
    return len(chooser.cited(small.selection(kept, rules)))


@given(small=smalls(16), rules=RULES, share=SHARES)
def test_longer_and_shorter_selections(small: Small, rules: Length, share: float) -> None:
    chooser = small.chooser(rules)
    most = share * small.everything
    chosen = chooser.choose(most)
    longer = chooser.choose(most * 1.3)
    for key in chooser.addable(chosen, most * 1.3):
        assert list(chooser.with_added(chosen, key).kept) == [*chosen.kept, key]
    shorter = chooser.shortened(longer, most * 0.7)
    assert set(chooser.floor) <= set(shorter.kept)
    assert shorter.fill.size() <= max(most * 0.7, small.selection(chooser.floor, rules).fill.size())


@given(small=smalls(20), rules=RULES)
def test_everything_is_all_that_the_balance_allows(small: Small, rules: Length) -> None:
    chooser = small.chooser(rules)
    everything = chooser.everything()
    assert chooser.addable(everything, float("inf")) == []
    if not broken(small, chooser.floor, rules):
        assert not broken(small, everything.kept, rules)


# --- single rules ------------------------------------------------------------------------------


def test_sizes_and_values_are_those_of_the_pieces() -> None:
    small = _Maker(4).small(20)
    chooser = small.chooser(length())
    kept = chooser.kept(chooser.everything())
    assert len(kept) > 5
    for one in kept:
        assert one.size == small.frame.parts[one.key].size.total
        assert one.value == small.increments[one.key].value
    assert [one.key for one in kept] == [key for key in small.frame.parts if key]
    assert chooser.always() == small.selection((), length()).fill.size() > 0


OWED = [
    length(owed={"argument": 2, "step": 2, "quotation": 2, "stakeholder": 2}),
    length(BalanceRule(words_ratio=1.5), owed={"stakeholder": 1, "step": 2, "argument": 2}),
]


@given(small=smalls(20), rules=st.sampled_from(OWED), share=SHARES)
def test_what_is_owed_and_paid_is_not_given_up_again(
    small: Small, rules: Length, share: float
) -> None:
    chooser = small.chooser(rules)
    chosen = chooser.choose(share * small.everything)
    assert chosen.broken_promises() == 0
    paid = _paid(small, rules, chosen.kept)
    for kind, count in rules.owed.items():
        for side in ("for", "against", ""):
            if paid[kind, side] < count:
                rest = [
                    key
                    for key, one in small.increments.items()
                    if (one.kind, one.side_of_argument) == (kind, side) and key not in chosen.kept
                ]
                assert not set(rest) & set(chooser.addable(chosen, share * small.everything))


def _one(kind: str, value: float = 1.0, **known: str) -> Increment:
    name = "/".join([kind, *known.values()])
    return Increment(name, kind, value, **known)  # type: ignore[arg-type]


def test_returns_fall() -> None:
    quoted = {
        where: _one("quotation", argument=where[0], speaker=where[1])
        for where in ("ax", "ay", "bx", "by")
    }
    increments = [_one("step"), *quoted.values()]
    values = {one.key: one.value for one in increments}
    returns = Returns(increments, {"step": 1})
    factors = []
    for _ in range(3):
        factors.append(returns.factor("step"))
        returns.record("step", 1)
    assert factors == [1.0, 1.0, 0.85]
    assert returns.factor("step", kept=True) == 0.85
    quotation = quoted["ax"].key
    returns.record(quotation, 1)
    assert returns.factor(quoted["ay"].key) == pytest.approx(0.425)
    assert returns.factor(quoted["bx"].key) == pytest.approx(0.51)
    assert returns.factor(quoted["by"].key) == pytest.approx(0.85)
    assert returns.factor(quotation, kept=True) == 1.0
    together = returns.value(["step", "step", quotation, quoted["bx"].key], values)
    assert together == pytest.approx(1 + 1 + 1 + 0.85 * 0.6)
    returns.record(quotation, -1)
    assert returns.factor(quotation) == 1.0


def test_sides_are_counted_apart() -> None:
    pro, con = (_one("argument", side=side) for side in ("for", "against"))
    returns = Returns([pro, con], {})
    returns.record(pro.key, 1)
    assert returns.factor(con.key) == 1.0
    assert returns.factor(pro.key) == 0.85
    assert (returns.count("argument", "for"), returns.count("argument", "against")) == (1, 0)

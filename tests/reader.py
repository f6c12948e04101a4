"""An independent reader of finished briefs. It imports nothing from briefgen.

In: the bytes of a produced PDF or DOCX, and the texts of the sources. Out: every passage of the
file that stands in quotation marks or in quotation style and is not in any source. The rules are
those of the dossier format, written here a second time on purpose: the proof of quotations must not
be circular.

A PDF is read through its content streams and its structure tree, so that the words come in logical
order, without running heads, and notes do not cut a sentence in two. A line break of the layout
stays visible as a newline, because what it replaced (a space or nothing) is not in the file.
"""

from __future__ import annotations

import io
import itertools
import re
import struct
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Literal

import pikepdf
from lxml import etree

Kind = Literal["body", "note", "figure", "label", "artifact"]


@dataclass
class Block:
    """A paragraph, heading, cell or note; *set_off* are its passages in quotation style."""

    kind: Kind
    text: str
    set_off: list[str] = field(default_factory=list)
    role: str = ""
    """The structure element of a PDF, the paragraph style of a Word file."""


# --- what a test asks for ----------------------------------------------------------------------


def blocks(data: bytes, kind: str) -> list[Block]:
    """The blocks of a file in logical order; *kind* is ``pdf`` or ``docx``."""
    return list(_blocks(data, kind))


@lru_cache(maxsize=128)
def _blocks(data: bytes, kind: str) -> tuple[Block, ...]:
    # The same file is asked about its quotations, its words and its order.
    return tuple({"pdf": pdf_blocks, "docx": docx_blocks}[kind](data))


def passages(data: bytes, kind: str) -> list[str]:
    """Everything in the file that claims to be someone's words, nested quotations included."""
    return list(_passages(data, kind))


@lru_cache(maxsize=128)
def _passages(data: bytes, kind: str) -> tuple[str, ...]:
    # Asked for once more by whoever compares files, and by `unproven`.
    found: list[str] = []
    for block in _blocks(data, kind):
        found += block.set_off
        found += quoted_passages(block.text)
    return tuple(found)


def unproven(data: bytes, kind: str, texts: Iterable[str]) -> list[str]:
    """The passages that no source bears out, in the order of the file."""
    sources = tuple(texts)
    return [_unbroken(one) for one in passages(data, kind) if not find(one, sources)]


def words(data: bytes, kind: str, of: Kind = "body") -> list[str]:
    """The words of the body (or of the notes) in order, without note marks and bullets."""
    text = " ".join(_unbroken(one.text) for one in blocks(data, kind) if one.kind == of)
    return text.split()


def quoted_share(data: bytes, kind: str) -> float:
    """Which part of the words of the body is quotation."""
    quoted = total = 0
    for block in blocks(data, kind):
        if block.kind != "body":
            continue
        marked = [text for text, _ in _outermost(block.text)]
        outer = block.set_off + [one for one in marked if not any(one in o for o in block.set_off)]
        quoted += sum(len(_unbroken(one).split()) for one in outer)
        total += len(_unbroken(block.text).split())
    return quoted / total


# --- passages in quotation marks ---------------------------------------------------------------

_CLOSERS = {"“": "”", "«": "»", "„": "“", "‘": "’", '"': '"'}


def quoted_passages(text: str) -> list[str]:
    """Everything that stands in “…”, ‘…’, "…" or «…»; a quotation within one counts as well.

    A quotation that is opened and not closed runs to the end of *text*.
    """
    found: list[str] = []
    for passage, _ in _outermost(text):
        found.append(passage)
        found += quoted_passages(passage)
    return found


def _outermost(text: str) -> Iterator[tuple[str, int]]:
    """The passages that are not inside another one, each with the offset of its opening mark."""
    at = 0
    while at < len(text):
        if _opens(text, at):
            end = _closing(text, at)
            if end is None and text[at] == "‘":  # ‘90s
                at += 1
                continue
            end = len(text) if end is None else end
            passage = text[at + 1 : end].strip()
            if passage:
                yield passage, at
            at = end
        at += 1


def _opens(text: str, at: int) -> bool:
    if text[at] == "‘":
        return at == 0 or not text[at - 1].isalnum()
    return text[at] in _CLOSERS


def _closing(text: str, at: int) -> int | None:
    opener, closer = text[at], _CLOSERS[text[at]]
    depth = 0
    for index in range(at + 1, len(text)):
        char = text[index]
        if char == closer and not (closer == "’" and text[index + 1 : index + 2].isalnum()):
            if depth == 0:
                return index
            depth -= 1
        elif char == opener:
            depth += 1
    return None


def _is_open(text: str) -> bool:
    """Whether a double quotation mark is still open at the end of *text*."""
    return any(
        text[at] != "‘" and _closing(text, at) is None
        for at in (offset for _, offset in _outermost(text))
    )


# --- matching after folding --------------------------------------------------------------------

_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl"}
_MARKS = "“”„‟«»‹›\"‘’‚‛'"
_DASHES = "-‐‑‒–—―−"
_FOLD = str.maketrans(_LIGATURES | dict.fromkeys(_MARKS, "'") | dict.fromkeys(_DASHES, "-"))
_PRONOUNS = "it|they|he|she|this|that|these|those|we|us|them|his|her|its|their|our"
_DOTS = r"(?:…|\.{3}|\. \. \.)"
_ELLIPSIS = re.compile(rf"\[\s*{_DOTS}\s*\]|(?P<stop>\.)(?:…|\.{{3}}| \. \. \.)|{_DOTS}")
_BRACKET = re.compile(r"(?P<space>\s?)\[(?:(?P<letter>\w)\](?=\w)|[^\[\]]+\](?P<after>\s?))")
_LONGEST = 1200


def fold(text: str) -> str:
    """*text* with everything gone that does not count: the shape of marks, dashes and spaces."""
    composed = unicodedata.normalize("NFC", text)
    tight = re.sub(r"([«‹])\s+|\s+([»›])", lambda m: m[1] or m[2], composed)
    spaced = re.sub(r"\s+", " ", tight.translate(_FOLD))
    return "".join(
        char for char in spaced if unicodedata.category(char) not in {"Cc", "Cf"}
    ).strip()


@lru_cache(maxsize=4096)
def find(passage: str, texts: tuple[str, ...]) -> bool:
    """Whether *passage* is in one of *texts*, at word boundaries, ellipses and brackets read."""
    patterns = [re.compile(one) for one in _readings(passage)]
    return any(
        0 < match.end() - match.start() <= _LONGEST
        for text in texts
        for version in _versions(text)
        for pattern in patterns
        for match in pattern.finditer(version)
    )


@lru_cache
def _versions(text: str) -> tuple[str, str]:
    """The folded text as it is, and without reference marks such as [1][3]."""
    return fold(text), fold(re.sub(r"\[\d+\]", "", text))


def _readings(passage: str) -> Iterator[str]:
    """The passage as a pattern: word for word, then with ellipses and brackets read as such."""
    yield _literal(passage)
    pieces: list[str] = []
    start = 0
    for mark in _ELLIPSIS.finditer(passage):
        pieces += [passage[start : mark.start()] + (mark["stop"] or "")]
        start = mark.end()
    pieces.append(passage[start:])
    pieces = [piece.strip() for piece in pieces if piece.strip(" ,;:.")]
    if pieces and (len(pieces) == 1 or all(map(_is_long_enough, pieces))):
        yield rf".{{1,{_LONGEST}}}?".join(map(_bracketed, pieces))


def _is_long_enough(piece: str) -> bool:
    return len(piece.split()) > 1 or any(map(_unspaced, piece))


def _bracketed(piece: str) -> str:
    """A piece between ellipses, its brackets inserted, standing for a pronoun, or one letter."""
    pattern = ""
    start = 0
    pronoun = f"(?i:{_PRONOUNS})"
    for mark in _BRACKET.finditer(piece):
        pattern += _spelled(piece[start : mark.start()])
        if mark["letter"]:
            cases = mark["letter"].lower() + mark["letter"].upper()
            pattern += f"{' ' if mark['space'] else ''}[{re.escape(cases)}]"
            start = mark.end()
        elif mark["space"]:
            pattern += f"(?: {pronoun})?"
            start = mark.end() - len(mark["after"])
        else:
            pattern += f"(?:{pronoun}{' ' if mark['after'] else ''})?"
            start = mark.end()
    return _bounded(pattern + _spelled(piece[start:]), piece)


def _literal(passage: str) -> str:
    return _bounded(_spelled(passage.strip()), passage.strip())


def _spelled(text: str) -> str:
    """*text* as a pattern; a newline of the layout stands for a space or for none."""
    lines = text.split("\n")
    pattern = _escape(lines[0])
    for before, after in itertools.pairwise(lines):
        bare = not before or before[-1] in _DASHES + "/«‹" or after[:1] in "»›"
        bare = bare or _unspaced(before[-1])
        pattern += (" ?" if bare else " ") + _escape(after)
    return pattern


def _escape(text: str) -> str:
    core = fold(text)
    lead = " " if text[:1].isspace() and core else ""
    tail = " " if text[-1:].isspace() else ""
    return re.escape(lead + core + tail)


def _bounded(pattern: str, passage: str) -> str:
    """*pattern* so that it neither begins nor ends inside a word, a contraction or a number."""
    core = fold(passage)
    if not core:
        return r"(?!)"
    first, last = core[0], core[-1]
    if first.isalnum() and not _unspaced(first):
        pattern = r"(?<!\w)(?<!\w')" + pattern
        pattern = (r"(?<!\d[.,])" if first.isdigit() else "") + pattern
    if last.isalnum() and not _unspaced(last):
        pattern += r"(?!\w|'\w)" + (r"(?![.,]\d)" if last.isdigit() else "")
    return pattern


def _unspaced(char: str) -> bool:
    """Whether *char* belongs to a script that is written without spaces, or to its punctuation."""
    name = unicodedata.name(char, "")
    return name.startswith(
        (
            "CJK",
            "IDEOGRAPHIC",
            "HIRAGANA",
            "KATAKANA",
            "FULLWIDTH",
            "THAI",
            "LAO",
            "KHMER",
            "MYANMAR",
        )
    )


def _unbroken(text: str) -> str:
    """*text* with the line breaks of the layout undone as well as can be."""
    joined = re.sub(rf"(?<=\w[{_DASHES}/])\n(?=\w)", "", text)
    while "\n" in joined:
        at = joined.index("\n")
        solid = (
            at and at + 1 < len(joined) and _unspaced(joined[at - 1]) and _unspaced(joined[at + 1])
        )
        joined = joined[:at] + ("" if solid else " ") + joined[at + 1 :]
    return joined


# --- PDF ---------------------------------------------------------------------------------------

_INLINE = {
    "Span",
    "NonStruct",
    "Link",
    "Quote",
    "Em",
    "Strong",
    "Code",
    "Reference",
    "Annot",
    "Sub",
}
_KINDS: dict[str, Kind] = {"Note": "note", "FENote": "note", "Figure": "figure", "Lbl": "label"}
_STOPS = set(".,:;!?…،؛؟)")
_NOTE_MARK = re.compile(r"[\s\d,]+")


@dataclass
class _Run:
    """Glyphs shown by one or more operators on one line, in the order in which they are painted."""

    page: int
    x: float
    y: float
    size: float
    clusters: list[str]

    @property
    def text(self) -> str:
        return _logical(self.clusters)


@dataclass
class _Content:
    """What the content streams paint: tagged runs by page and mark, and the rest."""

    pages: int = 0
    tagged: dict[tuple[int, int], list[_Run]] = field(default_factory=dict)
    artifacts: list[_Run] = field(default_factory=list)
    order: list[_Run] = field(default_factory=list)


def pdf_text(data: bytes) -> list[str]:
    """The text of each page as painted, running heads included, one line of it per line."""
    content = painted(data)
    pages = [[run for run in content.order if run.page == n] for n in range(content.pages)]
    return [_join(runs) for runs in pages]


def pdf_blocks(data: bytes) -> list[Block]:
    """The blocks of a tagged PDF in logical order; raises ValueError if it is not tagged."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if "/StructTreeRoot" not in pdf.Root:
            raise ValueError("the PDF has no structure tree")
        tree = _Tree(pdf, painted(data))
        tree.walk(pdf.Root.StructTreeRoot, ())
    found = _rejoined(_without_repeated_heads(tree.parts))
    # WeasyPrint paints running heads as marked content that no element holds.
    lost = [
        run for key, runs in tree.content.tagged.items() if key not in tree.seen for run in runs
    ]
    return found + [Block("artifact", run.text) for run in (*lost, *tree.content.artifacts)]


@dataclass
class _Part:
    """The runs of one block element; *quotes* are those below Quote and BlockQuote elements."""

    element: object
    kind: Kind
    role: str
    table: object = None
    runs: list[_Run] = field(default_factory=list)
    quotes: dict[object, list[_Run]] = field(default_factory=dict)


class _Tree:
    """A walk over the structure tree that gathers the runs of each block element."""

    def __init__(self, pdf: pikepdf.Pdf, content: _Content) -> None:
        self.content = content
        self.pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        self.roles = dict(pdf.Root.StructTreeRoot.get("/RoleMap", {}).items())
        self.parts: list[_Part] = []
        self.seen: set[tuple[int, int]] = set()
        self.numbers = itertools.count()  # Elements may be direct objects, all of one identity.

    def walk(self, node: Any, path: tuple[tuple[str, object], ...], page: Any = None) -> None:
        """*path* holds (role, number) of the elements above."""
        if isinstance(node, pikepdf.Dictionary) and node.get("/S") is not None:
            role = str(node.S)
            role = str(self.roles.get(role, role)).removeprefix("/")
            path = (*path, (role, next(self.numbers)))
        page = node.get("/Pg", page)
        children = node.get("/K", [])
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            if isinstance(child, int):
                self._leaf(self.pages[page.objgen], int(child), path)
            elif child.get("/Type") == "/MCR":
                self._leaf(self.pages[child.get("/Pg", page).objgen], int(child.MCID), path)
            elif child.get("/Type") != "/OBJR":
                self.walk(child, path, page)

    def _leaf(self, page: int, mark: int, path: tuple[tuple[str, object], ...]) -> None:
        self.seen.add((page, mark))
        runs = self.content.tagged.get((page, mark), [])
        if not runs:
            return
        owner = next((one for one in reversed(path) if one[0] not in _INLINE), path[0])
        kinds = [_KINDS[role] for role, _ in path if role in _KINDS]
        kind: Kind = kinds[0] if kinds else "body"
        begins = not self.parts
        if kind == "body" and owner[0] in {"Document", "Sect", "Part"} and path[-1] != owner:
            # WeasyPrint puts the footnotes of a page into one NonStruct at the level of the page.
            # Each begins with its number, at the left, as marked content of its own.
            kind = "note"
            begins = begins or (
                re.fullmatch(r"\d+\.?\s*", _join(runs)) is not None
                and _breaks(self.parts[-1].runs[-1], runs[0])
            )
        if begins or (self.parts[-1].element, self.parts[-1].kind) != (owner[1], kind):
            table = next((one[1] for one in reversed(path) if one[0] == "Table"), None)
            self.parts.append(_Part(owner[1], kind, owner[0], table))
        part = self.parts[-1]
        part.runs += runs
        for role, identity in path:
            if role in {"Quote", "BlockQuote"}:
                part.quotes.setdefault(identity, []).extend(runs)


def _without_repeated_heads(parts: list[_Part]) -> list[_Part]:
    """*parts* without the head of a table that is painted again where it goes on on a new page."""
    kept: list[_Part] = []
    shown: list[str] = []  # the head of the table that goes on, if one does
    for table, group in itertools.groupby(parts, lambda part: part.table):
        rows = list(group)
        if table is not None:
            heads = [
                _join(one.runs) for one in itertools.takewhile(lambda one: one.role == "TH", rows)
            ]
            if heads == shown and rows[0].runs[0].page > kept[-1].runs[-1].page:
                rows = rows[len(heads) :]
            shown = heads
        elif any(one.kind != "note" for one in rows):
            shown = []
        kept += rows
    return kept


def _rejoined(parts: list[_Part]) -> list[Block]:
    """Parts as blocks; a paragraph that a page break cut inside a quotation is one block again."""
    found: list[Block] = []
    pages: list[int] = []
    for part in parts:
        text = _join(_without_note_marks(part.runs))
        if part.kind == "note":
            text = re.sub(r"^\d+\.?\s*", "", text)
        tagged = [_bare(_join(_without_note_marks(runs))) for runs in part.quotes.values()]
        quotes = _unmarked(tagged, text)
        before = next((i for i in reversed(range(len(found))) if found[i].kind == part.kind), None)
        if (
            before is not None
            and pages[before] < part.runs[0].page
            and not quotes
            and _is_open(found[before].text)
        ):
            found[before].text += "\n" + text
            pages[before] = part.runs[-1].page
            continue
        found.append(Block(part.kind, text, quotes, part.role))
        pages.append(part.runs[-1].page)
    return found


def _unmarked(passages: list[str], text: str) -> list[str]:
    """Those of *passages* that do not stand in quotation marks in *text* as well."""
    marked = {fold(passage) for passage, _ in _outermost(text)}
    return [one for one in passages if one and fold(one) not in marked]


def _bare(text: str) -> str:
    """A quotation without the marks around it, if it is one quotation in marks from end to end."""
    stripped = text.strip()
    if stripped[:1] in _CLOSERS and _closing(stripped, 0) == len(stripped) - 1:
        return stripped[1:-1]
    return stripped


def _without_note_marks(runs: list[_Run]) -> list[_Run]:
    """*runs* without small raised figures."""
    size = max((run.size for run in runs), default=0)
    lines = [run.y for run in runs if run.size > 0.85 * size]

    def is_mark(run: _Run) -> bool:
        raised = not any(abs(run.y - y) < 0.08 * size for y in lines)
        return run.size < 0.85 * size and raised and bool(_NOTE_MARK.fullmatch(run.text))

    return [run for run in runs if not is_mark(run)]


def _join(runs: list[_Run]) -> str:
    """The text of runs in logical order; a change of line is a newline."""
    text = ""
    last: _Run | None = None
    for run in runs:
        if last is not None and _breaks(last, run):
            text = text.rstrip(" ") + "\n"
        text += run.text
        last = run
    return text.strip()


def _breaks(last: _Run, run: _Run) -> bool:
    if run.page != last.page:
        return True
    size = max(last.size, run.size)
    drop = abs(last.y - run.y)
    return drop > 0.85 * size or (drop > 0.05 * size and run.x <= last.x)


def _logical(clusters: list[str]) -> str:
    """Clusters in reading order: right-to-left words are painted from their end.

    Figures inside such words stay where they are painted: this is no full bidirectional algorithm.
    """
    text = "".join(clusters)
    if text.isascii():
        return text
    strong = [_direction(cluster) for cluster in clusters]
    if "R" in strong and "L" not in strong and clusters[0] in _STOPS:
        return "".join(reversed(clusters))  # Only a line that runs to the left ends at its left.
    out: list[str] = []
    at = 0
    while at < len(clusters):
        end = at + 1
        if strong[at] == "R":
            rest = strong[at : [*strong, "L"].index("L", at)]
            end = at + len(rest) - rest[::-1].index("R")
        out += reversed(clusters[at:end])
        at = end
    return "".join(out)


def _direction(cluster: str) -> str:
    classes = {unicodedata.bidirectional(char) for char in cluster}
    if classes & {"R", "AL"}:
        return "R"
    return "L" if classes & {"L", "EN"} else ""


Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def _product(one: Matrix, two: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return (
        a * g + b * i, a * h + b * j,
        c * g + d * i, c * h + d * j,
        e * g + f * i + k, e * h + f * j + m,
    )  # fmt: skip


@lru_cache(maxsize=128)
def painted(data: bytes) -> _Content:
    """What the pages of a PDF show, and where; not to be changed, as many tests ask for it."""
    content = _Content()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for number, page in enumerate(pdf.pages):
            resources = page.get("/Resources", pikepdf.Dictionary())
            _Painter(content, number).paint(page, resources, _IDENTITY)
            content.pages += 1
    return content


@dataclass
class _State:
    """What the operators of one content stream have set."""

    matrix: Matrix
    text: Matrix = _IDENTITY
    line: Matrix = _IDENTITY
    font: _Font | None = None
    size: float = 0.0
    leading: float = 0.0

    def feed(self, x: float, y: float) -> None:
        self.text = self.line = _product((1, 0, 0, 1, x, y), self.line)


_READ = "q Q BDC BMC EMC Do cm BT Tm Td TD TL T* ' \" Tf Tj TJ"
"""The operators that move or show text."""


class _Painter:
    """Interprets the text operators of the content streams of one page."""

    def __init__(self, content: _Content, page: int) -> None:
        self.content = content
        self.page = page
        self.marks: list[int | str | None] = []

    def paint(self, stream: Any, resources: Any, base: Matrix) -> None:
        state, saved = _State(base), []
        for operands, operator in pikepdf.parse_content_stream(stream, _READ):
            match str(operator):
                case "q":
                    saved.append(replace(state))
                case "Q":
                    state = saved.pop()
                case "BDC" | "BMC":
                    self.marks.append(_mark(operands, resources))
                case "EMC":
                    self.marks.pop()
                case "Do":
                    self._form(resources.XObject[str(operands[0])], resources, state.matrix)
                case name:
                    self._set(name, operands, resources, state)
                    if name in {"Tj", "TJ", "'", '"'}:
                        self._show(operands[-1], state)

    @staticmethod
    def _set(name: str, operands: Any, resources: Any, state: _State) -> None:
        match name:
            case "cm":
                state.matrix = _product(_matrix(operands), state.matrix)
            case "BT":
                state.text = state.line = _IDENTITY
            case "Tm":
                state.text = state.line = _matrix(operands)
            case "Td":
                state.feed(float(operands[0]), float(operands[1]))
            case "TD":
                state.leading = -float(operands[1])
                state.feed(float(operands[0]), float(operands[1]))
            case "TL":
                state.leading = float(operands[0])
            case "T*" | "'" | '"':
                state.feed(0, -state.leading)
            case "Tf":
                state.font = _Font.of(resources.Font[str(operands[0])])
                state.size = float(operands[1])

    def _form(self, form: Any, resources: Any, matrix: Matrix) -> None:
        if form.get("/Subtype") == "/Form":
            inner = _product(_matrix(form.get("/Matrix", _IDENTITY)), matrix)
            self.paint(form, form.get("/Resources", resources), inner)

    def _show(self, shown: Any, state: _State) -> None:
        font, at = state.font, _product(state.text, state.matrix)
        if font is None:
            raise ValueError("text is shown before a font is set")
        strings = shown if isinstance(shown, pikepdf.Array) else [shown]
        clusters = [
            cluster
            for one in strings
            if isinstance(one, pikepdf.String)
            for cluster in font.decode(bytes(one))
        ]
        scale = (abs(at[1]) + abs(at[3])) or 1.0
        run = _Run(self.page, at[4], at[5], state.size * scale, clusters)
        mark = next((one for one in reversed(self.marks) if one is not None), None)
        key = (self.page, mark) if isinstance(mark, int) else None
        runs = self.content.artifacts if key is None else self.content.tagged.setdefault(key, [])
        last = self.content.order[-1] if self.content.order else None
        if runs and runs[-1] is last and last is not None and _continues(last, run):
            # Another font on the same spot of the text matrix: one stretch of text.
            last.clusters += clusters
            return
        runs.append(run)
        self.content.order.append(run)


def _continues(last: _Run, run: _Run) -> bool:
    same_line = last.page == run.page and abs(last.y - run.y) < 0.01 and run.x >= last.x
    return same_line and abs(last.size - run.size) < 0.01


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = (float(one) for one in operands)
    return a, b, c, d, e, f


def _mark(operands: Any, resources: Any) -> int | str | None:
    """The number of marked content, ``artifact``, or None for a mark that says neither."""
    properties = operands[1] if len(operands) > 1 else None
    if isinstance(properties, pikepdf.Name):
        properties = resources.get("/Properties", {}).get(str(properties))
    if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties:
        return int(properties.MCID)
    return "artifact" if operands[0] == "/Artifact" else None


_CODES = {1: "B", 2: "H"}


@dataclass
class _Font:
    """How the codes of a font map to characters; an undefined glyph reads as U+FFFD."""

    width: int
    characters: dict[int, str]

    @classmethod
    def of(cls, font: Any) -> _Font:
        width = 2 if font.get("/Subtype") == "/Type0" else 1
        cmap = font.get("/ToUnicode")
        return cls(
            width, _characters(cmap.read_bytes().decode("latin-1")) if cmap is not None else {}
        )

    def decode(self, codes: bytes) -> list[str]:
        numbers = struct.unpack(f">{len(codes) // self.width}{_CODES[self.width]}", codes)
        return [self.characters.get(one, "\ufffd") if one else "\ufffd" for one in numbers]


@lru_cache(maxsize=512)
def _characters(cmap: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for body in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.S):
        for code, target in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F\s]*)>", body):
            found[int(code, 16)] = _utf16(target)
    for body in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.S):
        ranges = r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*(?:<([0-9a-fA-F]+)>|\[(.*?)\])"
        for low, high, start, several in re.findall(ranges, body, re.S):
            for step, code in enumerate(range(int(low, 16), int(high, 16) + 1)):
                if several:
                    found[code] = _utf16(re.findall(r"<([0-9a-fA-F]+)>", several)[step])
                else:
                    found[code] = chr(ord(_utf16(start)) + step)
    return found


def _utf16(digits: str) -> str:
    return bytes.fromhex(re.sub(r"\s", "", digits)).decode("utf-16-be", "replace")


# --- DOCX --------------------------------------------------------------------------------------

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SPACES = {f"{_W}tab": " ", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "\u2011"}
_UNREAD = {
    f"{_W}{name}" for name in ("instrText", "del", "delText", "pPr", "rPr", "footnoteRef")
} | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_SET_OFF = re.compile(
    r"(?:intense |block )?quot(?:e|ation)s?|block ?quot(?:e|ation)|block text", re.I
)


def docx_text(data: bytes) -> str:
    """All text of a Word file, notes and running heads included, a line for each paragraph."""
    return "\n".join(block.text for block in _blocks(data, "docx"))


def docx_blocks(data: bytes) -> list[Block]:
    """The paragraphs of the body, the notes and the running heads, as stored."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = package.namelist()
        parts = {name: package.read(name) for name in names if name.startswith("word/")}
    styles = _Styles(parts.get("word/styles.xml", b"<styles/>"))
    found: list[Block] = []
    for name in sorted(parts, key=lambda name: name != "word/document.xml"):
        match = re.fullmatch(r"word/(document|footnotes|endnotes|header\d*|footer\d*)\.xml", name)
        if match:
            kind: Kind = "artifact"
            if match[1] in {"document", "footnotes", "endnotes"}:
                kind = "body" if match[1] == "document" else "note"
            found += _paragraphs(parts[name], kind, styles)
    return [block for block in found if block.text]


class _Styles:
    """What styles.xml says of each style: its name and those it is based on, raised or not."""

    def __init__(self, xml: bytes) -> None:
        self.elements = {
            one.get(f"{_W}styleId", ""): one for one in etree.fromstring(xml).iter(f"{_W}style")
        }

    def is_set_off(self, style: str) -> bool:
        return any(
            _SET_OFF.fullmatch(one.find(f"{_W}name").get(f"{_W}val", ""))
            for one in self._chain(style)
        )

    def is_raised(self, style: str) -> bool:
        return any(_is_raised(one.find(f"{_W}rPr")) for one in self._chain(style))

    def _chain(self, style: str) -> Iterator[Any]:
        seen: set[str] = set()
        while style in self.elements and style not in seen:
            seen.add(style)
            yield self.elements[style]
            based = self.elements[style].find(f"{_W}basedOn")
            style = "" if based is None else based.get(f"{_W}val", "")


def _is_raised(properties: Any) -> bool:
    if properties is None:
        return False
    script, position = properties.find(f"{_W}vertAlign"), properties.find(f"{_W}position")
    return (script is not None and script.get(f"{_W}val") == "superscript") or (
        position is not None and int(position.get(f"{_W}val", "0")) > 0
    )


def _paragraphs(xml: bytes, kind: Kind, styles: _Styles) -> Iterator[Block]:
    for paragraph in etree.fromstring(xml).iter(f"{_W}p"):
        runs = [(run, _run_text(run, styles)) for run in _runs_of(paragraph)]
        text = "".join(one for _, one in runs).strip()
        style = _style_of(paragraph, "pPr", "pStyle")
        if styles.is_set_off(style):
            set_off = [_bare(text)]
        else:
            set_off = [_bare(one) for one in _styled_stretches(runs, styles)]
        yield Block(kind, text, _unmarked(set_off, text), style)


def _runs_of(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag in _UNREAD or child.tag == f"{_W}p":
            continue
        if child.tag == f"{_W}r":
            yield child
        else:
            yield from _runs_of(child)


def _run_text(run: Any, styles: _Styles) -> str:
    text = "".join(
        _SPACES.get(one.tag, one.text or "" if one.tag == f"{_W}t" else "")
        for one in run.iter()
        if one.tag not in _UNREAD
    )
    raised = _is_raised(run.find(f"{_W}rPr")) or styles.is_raised(_style_of(run, "rPr", "rStyle"))
    return "" if raised and _NOTE_MARK.fullmatch(text) else text


def _styled_stretches(runs: list[tuple[Any, str]], styles: _Styles) -> Iterator[str]:
    stretch = ""
    for run, text in runs:
        if styles.is_set_off(_style_of(run, "rPr", "rStyle")):
            stretch += text
        elif stretch:
            yield stretch
            stretch = ""
    if stretch:
        yield stretch


def _style_of(element: Any, properties: str, name: str) -> str:
    found = element.find(f"{_W}{properties}/{_W}{name}")
    return "" if found is None else found.get(f"{_W}val", "")

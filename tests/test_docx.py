"""Word files: what `briefgen.render.docx.write` promises, tried on the produced package."""

from __future__ import annotations

from datetime import date

from briefgen.document import (
    Break,
    BlockQuote,
    Callout,
    Cell,
    Columns,
    Definition,
    Definitions,
    Document,
    Emphasis,
    Field,
    Figure,
    Group,
    Heading,
    Item,
    Link,
    Listing,
    Meta,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Row,
    Section,
    SourceList,
    Strong,
    Styled,
    Table,
    Text,
)

T = Text


def words(*parts):
    return tuple(T(part) if isinstance(part, str) else part for part in parts)


def ref(*numbers):
    return NoteRef(tuple(f"e{n}" for n in numbers), numbers)


def argument(key, claim, gist, number, quote, who):
    return Group(
        (
            Heading(3, words(claim), increment=f"{key}/claim"),
            Paragraph(words(gist, ref(number)), "gist", f"{key}/gist"),
            Paragraph(
                words(
                    Quote(f"{key}-quote", "short", quote),
                    " ",
                    Styled("muted", words("— " + who)),
                    ref(number),
                ),
                "quotation",
            ),
        ),
        key,
    )


def one_pager(page_size="letter", **meta):
    entries = tuple(
        Note(n, words(t, Emphasis(words(" Gazette")), f", {n} Nov. 2025."))
        for n, t in enumerate(
            (
                "A. Doe, news item,",
                "County counsel, analysis,",
                "Clerk’s register, report,",
                "Hearing transcript,",
            ),
            1,
        )
    )
    body = (
        Paragraph(words("Policy one-pager · Public safety · Invented example"), "kicker"),
        Heading(1, words("Repeal the 1978 leaf-burning ordinance?"), anchor="top"),
        Paragraph(
            words("What the county board decides in April, and what it turns on"), "subtitle"
        ),
        Callout(
            (
                Paragraph(
                    words(
                        Styled("label", words("Bottom line.")),
                        " One or two sentences that a reader in a hurry can act on: what the rule does today, what repeal would change, and what the choice turns on.",
                        ref(1),
                        " ",
                        Strong(words("Decision:")),
                        " the Public Safety Committee votes before the April recess.",
                    )
                ),
                Paragraph(words("A second paragraph in the box, so that its inner spacing shows.")),
            ),
            "bottom-line",
        ),
        Columns(
            (
                Heading(2, words("Arguments for repeal"), "heading-for", "for"),
                argument(
                    "redundant",
                    "State law already covers open burning",
                    "The gist of the argument, in the analyst’s own words, with a note where it states a fact.",
                    2,
                    "We enforce two rules that say the same thing.",
                    "Fire chief",
                ),
                argument(
                    "cost",
                    "Permits cost more than they bring in",
                    "Each claim heading is a whole sentence, so that the headings alone tell the story.",
                    3,
                    "… a drawer full of carbon copies …",
                    "County clerk",
                ),
                argument(
                    "compost",
                    "Residents already compost",
                    "A third argument with its evidence, shorter than the first two.",
                    2,
                    "Nobody on our road has lit a pile in years.",
                    "Resident",
                ),
            ),
            (
                Heading(2, words("Arguments against repeal"), "heading-against", "against"),
                argument(
                    "warning",
                    "The permit is the only warning neighbors get",
                    "The weaker side, put as its own best advocate would put it.",
                    4,
                    "The call from the clerk is how my mother knows to close her windows.",
                    "Nurse",
                ),
                argument(
                    "far",
                    "State inspectors are two hours away",
                    "Conceded by a supporter of repeal, and marked as conceded.",
                    1,
                    "I grant that the county is quicker.",
                    "Fire chief, conceding",
                ),
                Group(
                    (
                        Heading(3, words("A repealed rule is hard to bring back")),
                        Paragraph(
                            words(
                                "Short arguments may stand without a quotation when room is scarce.",
                                ref(2, 3),
                            ),
                            "gist",
                        ),
                    )
                ),
            ),
        ),
        Section(
            "stakeholders",
            (
                Heading(2, words("Who stands where")),
                Table(
                    (30, 20, 50),
                    tuple(Cell(words(t), True) for t in ("Stakeholder", "Position", "Interest")),
                    tuple(
                        Row((Cell(words(a), True), Cell(words(b)), Cell(words(c, ref(n)))))
                        for a, b, c, n in (
                            (
                                "Fire Chiefs Association",
                                "Supports",
                                "One rule to enforce, one form to fill in",
                                1,
                            ),
                            (
                                "County clerk",
                                "Leans toward repeal",
                                "Cost of permits, accuracy of the register, and a longer line of words to make the cell wrap",
                                3,
                            ),
                            (
                                "Clinic and visiting nurses",
                                "Opposes",
                                "Warning for patients with lung disease",
                                4,
                            ),
                            (
                                "Public Safety Committee",
                                "Undeclared",
                                "Five votes of nine are needed",
                                2,
                            ),
                        )
                    ),
                    "Stakeholders, positions, interests",
                    "grid",
                ),
            ),
        ),
        Columns(
            (
                Heading(2, words("Next steps")),
                Listing(
                    tuple(
                        Item(words(Strong(words(a)), b))
                        for a, b in (
                            (
                                "Committee:",
                                " vote before the April recess, and long enough that the item takes a second line.",
                            ),
                            ("Clerk:", " report the permit register by 20 March."),
                            ("Chiefs:", " publish response times by district."),
                        )
                    ),
                    True,
                ),
            ),
            (
                Heading(2, words("Where sources disagree")),
                Paragraph(
                    words(
                        "Permits a year: ",
                        Quote("q9", "short", "about 400"),
                        " (chief, Nov. 2025) against 412 (register, Jan. 2026). This page uses the register, because it is the record of issue.",
                        ref(1, 3),
                    )
                ),
                Listing(
                    (
                        Item(
                            words(
                                "A bullet with a ",
                                Link("https://example.org/a?b=1&c=2", words("link")),
                                " in it.",
                            )
                        ),
                        Item(words("Another; see ", Link("#for", words("the arguments for")), ".")),
                    )
                ),
            ),
        ),
        BlockQuote(
            "long-quote",
            "full",
            "We have kept the register since 1978, and in none of those years did the permits pay for the hours that the clerk spent on them.",
        ),
        Paragraph(words("— The county clerk, hearing, 20 January 2026", ref(4)), "attribution"),
        SourceList("line", entries),
        Paragraph(words("Prepared by an invented office. Nothing here is advice."), "disclosure"),
    )
    base = dict(
        identifier="leaf-burning/county-one-pager",
        title="Repeal the 1978 leaf-burning ordinance?",
        language="en-US",
        issued=date(2026, 3, 1),
        author="Invented Office",
        subject="Leaf burning",
        keywords=("leaf burning", "county"),
        page_size=page_size,
        layout="sheet",
        note_style="sources",
    )
    return Document(
        Meta(**{**base, **meta}),
        body,
        words("Invented Office", Styled("right", words("County staff"))),
        words(
            "For county staff · as of 1 March 2026",
            Styled("right", words(Field("page"), " / ", Field("pages"))),
        ),
        entries,
    )


def memo(page_size="letter", **meta):
    notes = tuple(
        Note(
            n,
            words(
                f"A. Doe, “A title of some length for note {n},” ",
                Emphasis(words("The Gazette")),
                f", {n} November 2025, ",
                Link(f"https://example.org/{n}", words(f"example.org/{n}")),
                ".",
            ),
        )
        for n in range(1, 13)
    )
    sections = []
    n = 0
    for s in range(6):
        blocks = [
            Heading(2, words(f"Section {s + 1}: what the committee needs to know"), anchor=f"s{s}")
        ]
        for p in range(2):
            n += 1
            blocks += [
                Heading(
                    3, words("A claim that is a whole sentence and says what the paragraph shows")
                ),
                Paragraph(
                    words(
                        "The county adopted the ordinance in 1978, when the state had no rule of its own; the state code has since come to cover every case that the ordinance names, and the fire chiefs enforce both. ",
                        Quote(f"q{n}", "full", "we enforce two rules that say the same thing"),
                        ", one of them said.",
                        ref(n),
                        " Whether the county should keep a rule for the sake of the warning that it gives to neighbours is what the vote turns on.",
                    )
                ),
                Paragraph(
                    words(
                        Quote(
                            f"b{n}",
                            "full",
                            "The call from the clerk is how my mother knows to close her windows, and nobody has told us who would make that call.",
                        ),
                        " ",
                        Styled("speaker", words("A. Nurse")),
                        Styled("muted", words(", visiting nurse")),
                    ),
                    "quotation",
                ),
            ]
        blocks.append(
            Listing(
                tuple(
                    Item(
                        words(
                            f"Point {i} of the list, with words enough that the item needs more than a single line of the memo’s measure."
                        )
                    )
                    for i in range(3)
                ),
                bool(s % 2),
            )
        )
        if s == 2:
            blocks.append(
                Table(
                    (25, 15, 60),
                    tuple(Cell(words(t), True) for t in ("Stakeholder", "Position", "Interest")),
                    tuple(
                        Row(
                            (
                                Cell(words(f"Stakeholder {i}")),
                                Cell(words("Supports")),
                                Cell(
                                    words(
                                        "An interest that needs more than one line in its cell, so that the row is two lines high, or even three lines of it"
                                    )
                                ),
                            )
                        )
                        for i in range(14)
                    ),
                    "Stakeholders",
                    "grid",
                )
            )
        if s == 4:
            blocks.append(
                BlockQuote(
                    "bq",
                    "full",
                    "We have kept the register since 1978, and in none of those years did the permits pay for the hours that the clerk spent on them.",
                )
            )
            blocks.append(Paragraph(words("— The county clerk"), "attribution"))
            blocks.append(
                Callout(
                    (
                        Paragraph(words(Styled("label", words("Ask.")), " Vote for repeal.")),
                        Listing((Item(words("one thing")), Item(words("another")))),
                    ),
                    "ask",
                )
            )
        sections.append(Section(f"s{s}", tuple(blocks)))
    body = (
        Paragraph(words("Memorandum"), "kicker"),
        Heading(1, words("Leaf burning: repeal the ordinance of 1978")),
        Definitions(
            (
                Definition("TO", words("Members, Public Safety Committee")),
                Definition(
                    "FROM",
                    words(
                        "Invented Office, and a second line of senders so long that it has to wrap at the right margin of the memo"
                    ),
                ),
                Definition("DATE", words("1 March 2026")),
                Definition("RE", words(Strong(words("Repeal of the leaf-burning ordinance")))),
            )
        ),
        Callout(
            (
                Paragraph(
                    words(
                        Styled("label", words("Bottom line.")),
                        " Repeal, and keep the nuisance rule.",
                    )
                ),
            ),
            "bottom-line",
        ),
        *sections,
    )
    base = dict(
        identifier="leaf-burning/county-memo",
        title="Leaf burning: memo",
        language="en-US",
        issued=date(2026, 3, 1),
        author="Invented Office",
        page_size=page_size,
        layout="memo",
        note_style="footnotes",
    )
    return Document(
        Meta(**{**base, **meta}),
        body,
        words("Invented Office", Styled("right", words("Memorandum"))),
        words(
            "As of 1 March 2026",
            Styled("right", words("Page ", Field("page"), " of ", Field("pages"))),
        ),
        notes,
    )

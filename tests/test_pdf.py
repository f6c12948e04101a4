"""The PDF: laid out, measured, written; judged by readers that know nothing of briefgen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from briefgen.document import (
    BlockQuote,
    Callout,
    Cell,
    Columns,
    Definition,
    Definitions,
    Document,
    Emphasis,
    Field,
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

ROOT = Path(__file__).resolve().parent.parent

# --- samples: an invented question, laid out as the real editions are ------------------------------


def words(text: str) -> tuple[Text]:
    return (Text(text),)


def cited(text: str, *numbers: int) -> tuple[Text | NoteRef, ...]:
    return (Text(text), NoteRef(tuple(f"e{n}" for n in numbers), numbers))


def argument(key: str, claim: str, gist: str, quotation: str, speaker: str, *numbers: int) -> Group:
    return Group(
        (
            Heading(3, words(claim), increment=f"{key}.claim"),
            Paragraph(cited(gist, *numbers), "gist", f"{key}.gist"),
            Paragraph(
                (
                    Quote(f"e{numbers[0]}", "full", quotation),
                    Text(" — "),
                    Styled("speaker", words(speaker)),
                    NoteRef((f"e{numbers[0]}",), numbers[:1]),
                ),
                "quotation",
                f"{key}.quote",
            ),
        ),
        increment=key,
    )


FOR = (
    argument(
        "redundant",
        "State law already covers open burning",
        "Since 2004 the state code has set distances, hours and fines; the county rule repeats them"
        " with older numbers, and crews must check both before they write a citation.",
        "We enforce two rules that say the same thing, and they do not say it in the same words.",
        "A. Doe, fire chief, conceding",
        1,
        3,
    ),
    argument(
        "cost",
        "Permits cost more than they bring in",
        "The clerk’s office spends about nine hours a week on a permit that costs two dollars.",
        "… a drawer full of carbon copies that nobody has opened since I was hired …",
        "B. Roe, county clerk",
        2,
    ),
    argument(
        "compost",
        "Most residents already compost",
        "Since curbside collection began, permits have fallen by two thirds.",
        "Nobody on our road has lit a pile in years.",
        "C. Poe, resident",
        4,
    ),
)
AGAINST = (
    argument(
        "warning",
        "The permit is the only warning that neighbours get",
        "A permit is called in to the nurse line by noon, and patients who ask are told the same"
        " day.",
        "The call from the clerk is how my mother knows to close her windows.",
        "D. Low, visiting nurse",
        4,
    ),
    argument(
        "inspectors",
        "State inspectors are two hours away",
        "The state employs three inspectors for eleven counties; none is on duty at weekends, when"
        " most leaves are burned.",
        "I grant that the county is quicker.",
        "A. Doe, fire chief, conceding",
        1,
    ),
    argument(
        "return",
        "A repealed rule is hard to bring back",
        "New local burning rules need state approval, which took the neighbouring county four"
        " years.",
        "We gave ours up in an evening and spent four years asking for it back.",
        "E. Coe, commissioner of the neighbouring county",
        5,
        6,
    ),
)


def row(key: str, who: str, stance: str, role: str, interest: str, *numbers: int) -> Row:
    cells = (
        Cell(words(who), header=True),
        Cell((Styled(role, words(stance)),)),
        Cell(cited(interest, *numbers)),
    )
    return Row(cells, increment=f"who.{key}")


STAKEHOLDERS = Table(
    (30, 20, 50),
    tuple(
        Cell(words(text), header=True) for text in ("Stakeholder", "Position", "What is at stake")
    ),
    (
        row(
            "chiefs",
            "Fire Chiefs Association",
            "Supports",
            "for",
            "One rule to enforce, one form",
            1,
        ),
        row("clerk", "County clerk", "Leans toward repeal", "for", "Nine hours a week", 2, 3),
        row(
            "nurses",
            "Clinic and visiting nurses",
            "Opposes",
            "against",
            "A warning by noon for patients with lung disease",
            4,
        ),
        row(
            "committee",
            "Public Safety Committee",
            "Undeclared",
            "muted",
            "Five votes of nine are needed",
            5,
        ),
    ),
    caption="Who stands where",
    increment="who",
)
STEPS = Listing(
    (
        Item((Strong(words("Committee:")), Text(" vote before the April recess.")), "step.1"),
        Item(
            (Strong(words("Clerk:")), *cited(" report the permit register by 20 March.", 2)),
            "step.2",
        ),
        Item((Strong(words("Chiefs:")), Text(" publish response times by district.")), "step.3"),
    ),
    ordered=True,
)
SOURCES = tuple(
    Note(
        number,
        (Text(f"{who}, “{title},” "), Emphasis(words(where)), Text(f", {when}.")),
        (f"e{number}",),
    )
    for number, who, title, where, when in (
        (1, "A. Writer", "Two rules, one fire", "The Gazette", "12 Nov. 2025"),
        (2, "County Counsel", "Analysis of the ordinance", "memorandum", "4 Feb. 2026"),
        (3, "County Clerk", "Register of permits", "report", "Jan. 2026"),
        (4, "Health Board", "Hearing on open burning", "transcript", "20 Jan. 2026"),
        (5, "Committee on Public Safety", "Roster and rules", "web page", "n.d. (2026)"),
        (6, "F. Scribe", "Four years for an evening", "The Neighbour", "2 Mar. 2025"),
    )
)
RUNNING = {
    "header": (),
    "footer": (
        Text("Example Institute · for county staff · as of 1 March 2026"),
        Styled("right", (Field("page"), Text(" / "), Field("pages"))),
    ),
}


def one_pager(**changes: object) -> Document:
    meta = Meta(
        "leaf-burning/public-one-pager",
        "Repeal the 1978 leaf-burning ordinance?",
        "en",
        date(2026, 3, 1),
        author="Example Institute",
        subject="Policy one-pager on leaf burning",
        keywords=("ordinance", "open burning"),
        note_style="sources",
    )
    body = (
        Paragraph(words("Policy one-pager · Public safety"), "kicker"),
        Heading(1, words("Repeal the 1978 leaf-burning ordinance?")),
        Paragraph(
            words("What the rule does today, who wants it gone and what would be lost"), "subtitle"
        ),
        Callout(
            (
                Paragraph(
                    (
                        Styled("label", words("Bottom line. ")),
                        *cited(
                            "The ordinance repeats state law and costs more than it earns, but its"
                            " permit is the only warning that patients get.",
                            1,
                            4,
                        ),
                        Styled("label", words(" Decision: ")),
                        Text("the committee votes before the April recess."),
                    )
                ),
            ),
            "bottom-line",
        ),
        Columns(
            (Section("for", (Heading(2, words("Arguments for repeal"), "heading-for"), *FOR)),),
            (
                Section(
                    "against",
                    (Heading(2, words("Arguments against repeal"), "heading-against"), *AGAINST),
                ),
            ),
        ),
        Section("stakeholders", (Heading(2, words("Who stands where")), STAKEHOLDERS)),
        Columns(
            (Section("next", (Heading(2, words("Next steps")), STEPS)),),
            (
                Section(
                    "disagree",
                    (
                        Heading(2, words("Where the sources disagree")),
                        Paragraph(
                            (
                                Strong(words("Permits a year: ")),
                                Quote("e1", "short", "about 400"),
                                *cited(
                                    " (chief, Nov. 2025) against 412 (register, Jan. 2026). This"
                                    " page uses the register, because it is the record of issue.",
                                    1,
                                    3,
                                ),
                            ),
                            increment="disagree.permits",
                        ),
                    ),
                ),
            ),
        ),
        SourceList("line", SOURCES),
        Paragraph(
            words("Balance: three arguments and three quotations a side; six sources."),
            "disclosure",
        ),
    )
    return Document(meta, body, notes=SOURCES, **RUNNING)  # type: ignore[arg-type]


def memo() -> Document:
    meta = Meta(
        "leaf-burning/congress-memo",
        "The 1978 leaf-burning ordinance",
        "en",
        date(2026, 3, 1),
        author="Example Institute",
        subject="Staff memo",
        layout="memo",
    )
    section = lambda name, title, *blocks: Section(
        name, (Heading(2, words(title), anchor=name), *blocks)
    )  # noqa: E731
    body = (
        Paragraph(words("Staff memorandum"), "kicker"),
        Heading(1, words("The 1978 leaf-burning ordinance: repeal, keep or amend?")),
        Definitions(
            (
                Definition("To", words("Members and staff, Public Safety Committee")),
                Definition("From", words("Example Institute, county programme")),
                Definition("Date", words("1 March 2026")),
                Definition(
                    "Re",
                    words(
                        "Repeal of the leaf-burning ordinance (Res. 2026-14): arguments, positions and the vote before the April recess"
                    ),
                ),
            )
        ),
        Callout(
            (
                Paragraph(
                    (
                        Styled("label", words("Bottom line. ")),
                        *cited(
                            "The ordinance repeats state law and costs more than it earns, but its permit is the only warning that patients get.",
                            1,
                        ),
                    )
                ),
                Paragraph(
                    (
                        Styled("label", words("Ask. ")),
                        Text(
                            "Report the resolution with the nurse line kept as a duty of the clerk."
                        ),
                    )
                ),
            ),
            "bottom-line",
        ),
        section(
            "background",
            "Background",
            Paragraph(
                (
                    *cited(
                        "The ordinance dates from 1978, when no state rule existed. The state code of 2004 set distances, hours and fines for all counties",
                        2,
                    ),
                    Text(
                        " and left stricter local rules in force. Three counties have since repealed theirs; see "
                    ),
                    Link("#next", words("next steps")),
                    Text("."),
                )
            ),
            Paragraph(
                (
                    *cited("Some 400 permits are issued a year.", 3),
                    Text(" The register counts permits, not fires: one permit may cover a season."),
                )
            ),
        ),
        section(
            "for", "The case for repeal", *(memo_argument(one, n) for n, one in enumerate(FOR, 4))
        ),
        section(
            "against",
            "The case against repeal",
            *(memo_argument(one, n) for n, one in enumerate(AGAINST, 7)),
            BlockQuote(
                "e5",
                "full",
                "We gave ours up in an evening and spent four years asking for it back, and in those four years the only people who could tell you where the smoke came from were the people who had lit it.",
            ),
            Paragraph(cited("E. Coe, commissioner of the neighbouring county", 10), "attribution"),
        ),
        section("who", "Who stands where", renumbered(STAKEHOLDERS)),
        section(
            "next",
            "Next steps",
            Listing(
                tuple(
                    Item(tuple(one for one in item.children if not isinstance(one, NoteRef)))
                    for item in STEPS.items
                ),
                ordered=True,
            ),
        ),
        section(
            "talk",
            "Talking points",
            Listing(
                (
                    Item(words("One rule, one form, one fine.")),
                    Item(words("Keep the call, drop the carbon copies.")),
                    Item(
                        words(
                            "Ask the state for a weekend inspector before the season starts, not after the first complaint has come in."
                        )
                    ),
                )
            ),
        ),
    )
    notes = tuple(
        Note(
            n,
            (
                *SOURCES[n % 6].children,
                Text(" See "),
                Link("https://example.org/register?year=2026&page=3", words("the register")),
                Text("."),
            ),
        )
        for n in range(1, 11)
    )
    header = (Text("The 1978 leaf-burning ordinance"), Styled("right", words("1 March 2026")))
    return Document(meta, body, header, RUNNING["footer"], notes)


def memo_argument(group: Group, number: int) -> Group:
    claim, gist, quotation = group.blocks
    assert isinstance(gist, Paragraph)
    assert isinstance(quotation, Paragraph)
    return Group(
        (
            claim,
            Paragraph((gist.children[0], NoteRef(("e",), (number,))), "gist"),
            Paragraph(quotation.children[:3], "quotation"),
        )
    )


def renumbered(table: Table) -> Table:
    rows = tuple(
        Row(tuple(Cell(cell.children[:1], cell.header) for cell in one.cells)) for one in table.rows
    )
    return Table(table.widths, table.head, rows, table.caption)

"""Lists of recipients: what spreadsheets save, and what nobody should be able to smuggle in."""

from __future__ import annotations

import re
import tracemalloc
from pathlib import Path

import pytest
from tiny import source

from briefgen.errors import BriefgenError, InputErrors
from briefgen.formats import NAME_PATTERN
from briefgen.recipients import RecipientList, Row, columns_named, file_stem

AUDIENCES = ("congress", "public")


def read(
    path: Path, data: str | bytes, pattern: str = NAME_PATTERN, audience: str = "congress"
) -> list[Row]:
    """The rows of a list with this content, checked."""
    path = path / "list.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    found = RecipientList(path, pattern, audience)
    found.check(AUDIENCES)
    return list(found)


def mistakes(path: Path, data: str | bytes, audience: str = "congress") -> list[str]:
    """The messages with which a list is refused."""
    with pytest.raises(BriefgenError) as caught:
        read(path, data, audience=audience)
    error = caught.value
    return [str(one) for one in error.errors] if isinstance(error, InputErrors) else [str(error)]


HEAD = "name,office,email\n"


# What is read --------------------------------------------------------------------------------


def test_values_stay_as_they_are_written(tmp_path: Path) -> None:
    text = (
        "Name,Office,E-Mail,email,State\n"
        '"Lee, Ann ""Annie""",=cmd()|calc,x,ann@example.org,AK\n'
        "\n"
        " José Núñez ,  Whip’s Office,x,jose@example.org,\n"
    )
    first, second = read(tmp_path, text)
    assert first.recipient.name == 'Lee, Ann "Annie"'
    assert first.recipient.office == "=cmd()|calc"
    assert (first.recipient.email, first.recipient.state) == ("ann@example.org", "AK")
    assert (first.number, second.number, second.place.line) == (2, 4, 4)
    assert second.recipient.title == "José Núñez, Whip’s Office"
    assert first.recipient.audience == "congress"


def test_templates_find_every_column(tmp_path: Path) -> None:
    (row,) = read(tmp_path, "name,office,email,Chief of Staff\nA,B,,Doe\n")
    assert row.recipient["chief_of_staff"] == "Doe"
    assert row.recipient.greeting == "Dear A"
    (row,) = read(tmp_path, "name,office,email,greeting\nA,B,,Hello A\n")
    assert row.recipient.greeting == "Hello A"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_that_spreadsheets_write(tmp_path: Path, encoding: str) -> None:
    (row,) = read(tmp_path, (HEAD + "Žižka,Büro,\n").encode(encoding))
    assert row.recipient.name == "Žižka"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_that_spreadsheets_write(tmp_path: Path, mark: str, end: str) -> None:
    lines = [["name", "office", "email"], ["A", "B", "a@example.org"]]
    (row,) = read(tmp_path, end.join(mark.join(line) for line in lines))
    assert (row.recipient.office, row.recipient.email) == ("B", "a@example.org")


def test_an_audience_of_its_own(tmp_path: Path) -> None:
    text = "name,office,email,audience\nA,B,,public\nC,D,,\n"
    assert [row.recipient.audience for row in read(tmp_path, text)] == ["public", "congress"]
    (message,) = mistakes(tmp_path, text, audience="")
    assert "row 3: names no audience" in message


def test_a_spreadsheet_may_say_its_separator_and_keep_empty_columns(tmp_path: Path) -> None:
    for said in ("sep=;\r\n", '"sep=;"\r\n', "\ufeffSEP=;\n"):
        text = f"{said}name;office;email;;\r\nLee, Ann;B;;;\r\nC;D\r\n"
        (tmp_path / "list.csv").write_bytes(text.encode())
        found = RecipientList(tmp_path / "list.csv", audience="congress")
        assert found.columns == ("name", "office", "email")
        with pytest.raises(InputErrors, match=":4: row 3: has 2 cells"):
            found.check(AUDIENCES)
        (row,) = read(tmp_path, text.replace("C;D\r\n", ""))
        assert (row.recipient.name, row.number, row.place.line) == ("Lee, Ann", 2, 3)


# What is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("", ":1: the file is empty"),
        ("\ufeff\n", ":1: the file is empty"),
        (HEAD, ":1: there are no recipients"),
        ("name,mail\nA,B\n", ":1: there is no column office and no column email"),
        ("name,office,email,State,state\nA,B,,,\n", ":1: there are two columns state"),
        (HEAD + "A,B\n", ":2: row 2: has 2 cells, the head has 3"),
        (HEAD + "A,B,,C\n", "put quotation marks around a value that contains a comma"),
        ("name;office;email\nA;B;;C\n", "around a value that contains a semicolon"),
        (HEAD + "A,B\n", "write a comma between all cells"),
        ("name,office,email,,\nA,B,,,\nC,D,,,x\n", ":3: row 3: has 5 cells, the head has 3"),
        ("sep=;\nname;office;email\nA;B\n", ":3: row 2: has 2 cells, the head has 3"),
        (HEAD + 'A,B,\n"C,D,\nE,F,\n', ":3: row 3: this is not CSV"),
        (HEAD + "=?utf-8?q?A=0ABcc:_b@c.example?=,B,\n", ":2: row 2: name “=?utf-8?q?"),
        (HEAD + "A,B =?x?B?QQ==?=,\n", "has an encoded word (=?…?=), which mail programs decode"),
        (HEAD + "A\u202eB,C,\n", "name “A\\u202eB” has a mark that turns letters around"),
        (HEAD + ",B,a@example.org\n", ":2: row 2: has no name"),
        (HEAD + "A,B,a at example\n", ":2: row 2: “a at example” is no mail address"),
        (HEAD + 'A,B,"a@example.org\nBcc: b@example.org"\n', "email “a@example.org\\x0aBcc"),
        (HEAD + '"A\r\nBcc: x@example.org",B,\n', "row 2: name “A\\x0d\\x0aBcc"),
        (HEAD + "A,B,\n" + 'C,"D\u2028E",\n', ":3: row 3: office"),
        (HEAD + "A,B,\nC,D,\n A ,B,\n", ":4: row 4: is the same as row 2"),
        (HEAD + 'A,"B,\n', "this is not CSV"),
        ("name,office,email,audience\nA,B,,congres\n", "did you mean 'congress'?"),
        (HEAD.encode() + b"A,B,\nM\xfcller,B,\n", ":3:2: line 3: the file is not UTF-8"),
    ],
)  # fmt: skip
def test_mistakes_name_their_row(tmp_path: Path, data: str | bytes, said: str) -> None:
    assert said in "\n".join(mistakes(tmp_path, data))


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04\x14\x00\x06\x00word/document.xml",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(56),
        b"%PDF-1.7\nname,office,email",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        bytes(64),
        HEAD.encode() + b"A\x00B,C,\n",
    ],
)
def test_a_file_that_is_no_text_is_told(tmp_path: Path, data: bytes) -> None:
    (message,) = mistakes(tmp_path, data)
    assert "list.csv: the file is no CSV" in message
    assert "save it as “CSV UTF-8”" in message


def misspelt(folder: Path, head: str, *named: str) -> list[str]:
    (folder / "list.csv").write_text(f"{head}\n")
    return list(RecipientList(folder / "list.csv").misspelt(named))


def test_columns_that_are_nearly_known_are_told(tmp_path: Path) -> None:
    head = "name,office,email,audiance,greting,status,date,district,Chief of Staf"
    first, second, third = misspelt(tmp_path, head, "chief_of_staff")
    assert first == (
        f"{tmp_path / 'list.csv'}: the column 'audiance' is used by no template;"
        " did you mean 'audience'?"
    )
    assert second.endswith("did you mean 'greeting'?")
    assert third.endswith("did you mean 'chief_of_staff'?")
    assert misspelt(tmp_path, head, "chief_of_staf", "audiance", "greting") == []
    assert misspelt(tmp_path, "name,office,email,audience,audiences") == []


def test_templates_say_which_columns_they_name() -> None:
    template = (
        "{{ edition.title }}{{ edition.recipient.greeting }}{{ edition.recipient.title }}"
        "{{ edition.recipient['chief'] }}{{ recipient.columns.get('x') }}"
    )
    assert list(columns_named(template)) == ["greeting", "chief", "x"]


def test_the_way_out_of_another_encoding_is_named(tmp_path: Path) -> None:
    (message,) = mistakes(tmp_path, (HEAD + "Müller,B,\n").encode("cp1252"))
    assert "iconv -f WINDOWS-1252 -t UTF-8" in message


def test_all_mistakes_are_reported_in_one_pass(tmp_path: Path) -> None:
    found = mistakes(tmp_path, HEAD + ",B,\nA,B,nonsense\nok,B,\n\nA,B,C,D\n")
    assert [message.split(":")[1] for message in found] == ["2", "3", "6"]


@pytest.mark.parametrize("pattern", ["{who}", "{name", "plain", "{name.__class__}", "{name!r}"])
def test_patterns_that_name_no_column(tmp_path: Path, pattern: str) -> None:
    with pytest.raises(BriefgenError, match="name columns in braces"):
        read(tmp_path, HEAD + "A,B,\n", pattern)


# File names ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "slugged"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("..", ""),
        ("C:\\x\\y.docx", "c-x-y-docx"),
        ("José Núñez", "jose-nunez"),
        ("习近平", "习近平"),
        ("a" * 300, "a" * 120),
        (".hidden", "hidden"),
        ("a/b", "a-b"),
    ],
)
def test_names_of_files_stay_in_their_folder(name: str, slugged: str) -> None:
    assert file_stem(name) == slugged


def test_no_two_rows_share_a_file_name(tmp_path: Path) -> None:
    rows = ["José,Whip,a@example.org", "Jose,Whip,b@example.org", "..,//,", "Ann,Whip,"]
    stems = []
    for order in (rows, rows[::-1]):
        path = tmp_path / "list.csv"
        path.write_text(HEAD + "\n".join(order), encoding="utf-8")
        found = RecipientList(path, audience="congress")
        assert found.check(AUDIENCES) == 4
        stems.append(
            {row.recipient.email + row.recipient.name: found.stem(row.recipient) for row in found}
        )
    assert stems[0] == stems[1], "names must not depend on the order of rows"
    assert len(set(stems[0].values())) == 4
    assert stems[0]["Ann"] == "whip-ann"
    assert all(stem.startswith("whip-jose-") for key, stem in stems[0].items() if "os" in key)


@pytest.mark.parametrize("column", ["greeting", "district"])
def test_what_a_row_sets_in_quotation_marks_stands_in_a_source(tmp_path: Path, column: str) -> None:
    path = tmp_path / "list.csv"
    rows = ("Ann,B,,“nobody has ever needed this”", "Bob,B,,“we enforce two rules” at O'Neil's")
    path.write_text(f"name,office,email,{column}\n" + "\n".join(rows), encoding="utf-8")
    found = RecipientList(path, audience="congress")
    gazette = source("The chief told the council that we enforce two rules.")
    with pytest.raises(InputErrors) as caught:
        found.check(AUDIENCES, ["district"], [[gazette]])
    (error,) = caught.value.errors
    assert f"row 2: {column}: “nobody has ever needed this” stands in quotation" in error.message
    assert str(error.place) == f"{path}:2"
    with pytest.raises(InputErrors) as caught:
        found.check(AUDIENCES, ["district"], [[gazette], [source("Another text.")]])
    assert len(caught.value.errors) == 2
    assert column == "greeting" or found.check(AUDIENCES, [], [[gazette]]) == 2


def long_list(folder: Path, count: int, note: str = "") -> Path:
    path = folder / "long.csv"
    lines = (f"Name {i},Office {i},n{i}@example.org,{note}" for i in range(count))
    path.write_text("name,office,email,note\n" + "\n".join(lines), encoding="utf-8")
    return path


def test_ten_thousand_rows_pass_through(tmp_path: Path) -> None:
    found = RecipientList(long_list(tmp_path, 10_000), audience="congress")
    assert found.check(AUDIENCES) == 10_000
    assert len({found.stem(row.recipient) for row in found}) == 10_000


def test_rows_are_not_all_in_memory_at_once(tmp_path: Path) -> None:
    path = long_list(tmp_path, 600, note="x" * 10_000)
    tracemalloc.start()
    try:
        found = RecipientList(path, audience="congress")
        assert found.check(AUDIENCES) == sum(1 for _ in found) == 600
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < path.stat().st_size / 4


def test_no_file_has_a_name_that_windows_keeps_for_itself(tmp_path: Path) -> None:
    rows = read(tmp_path, HEAD + "CON,,\nLpt1,,\nConan,,\nnul,Whip,\n")
    found = RecipientList(tmp_path / "list.csv", audience="congress")
    found.check(AUDIENCES)
    stems = [found.stem(row.recipient) for row in rows]
    assert stems[2:] == ["conan", "whip-nul"]
    assert all(re.fullmatch("(con|lpt1)-[0-9a-f]{8}", stem) for stem in stems[:2])

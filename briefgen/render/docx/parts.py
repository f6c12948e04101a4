"""Parts of a package with XML in them.

In: a name, a kind and an element. Out: the part of python-docx, related to the main one.
"""

from __future__ import annotations

from typing import Any

from briefgen.render.docx.wml import Element
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart


def add_part(main: Any, name: str, content_type: str, relation: str, element: Element) -> Any:
    """A new part ``word/NAME.xml`` that holds *element*, as *relation* of *main*."""
    part = XmlPart(PackURI(f"/word/{name}.xml"), content_type, element, main.package)
    main.relate_to(part, relation)
    return part

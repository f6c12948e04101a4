"""Evidence: the proof that a Word file carries about its quotations, as a custom XML part.

In: JSON. Out: the part and its properties, put into a package. LibreOffice keeps such parts when it
saves a file again, and may call them something else: `returned.docx` goes by the element inside.

The JSON stands as text in the element, so that people can read it. It is the caller's own, byte for
byte, except that characters which XML cannot carry are written as JSON escapes.
"""

from __future__ import annotations

import json
from typing import Any

from lxml import etree

from briefgen.errors import OutputError
from briefgen.evidence import NAMESPACE
from briefgen.render.docx.wml import UNFIT, as_part
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part

_ELEMENT = f"{{{NAMESPACE}}}evidence"
_STORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_ITEM_ID = "{6B3F0C52-2D0A-4F0E-9C51-BD1EFB1E7A02}"
"""Names the data store within a file; any GUID will do, the same one gives the same bytes."""


def attach(evidence: bytes, main: Any) -> None:
    """Add *evidence* to the package of *main*, its main part. Raises OutputError for what is no
    JSON in UTF-8.
    """
    # The number 1 is what Word and its templates take for their own.
    item = Part(
        PackURI("/customXml/item2.xml"), "application/xml", _wrapped(evidence), main.package
    )
    about = Part(PackURI("/customXml/itemProps2.xml"), _PROPERTIES, _properties(), main.package)
    item.relate_to(about, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
    main.relate_to(item, RELATIONSHIP_TYPE.CUSTOM_XML)


def _wrapped(evidence: bytes) -> bytes:
    try:
        text = evidence.decode("utf-8")
        json.loads(text)
    except ValueError as error:
        raise OutputError("the evidence is no JSON in UTF-8") from error
    element = etree.Element(_ELEMENT, nsmap={"briefgen": NAMESPACE})
    element.text = UNFIT.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return as_part(element)


def _properties() -> bytes:
    item = etree.Element(f"{{{_STORE}}}datastoreItem", nsmap={"ds": _STORE})
    item.set(f"{{{_STORE}}}itemID", _ITEM_ID)
    schemas = etree.SubElement(item, f"{{{_STORE}}}schemaRefs")
    etree.SubElement(schemas, f"{{{_STORE}}}schemaRef").set(f"{{{_STORE}}}uri", NAMESPACE)
    return as_part(item)

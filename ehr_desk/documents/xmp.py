"""What a file says about itself, as XMP: title, dates and the standards it claims to follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from ehr_desk.documents.shaping import clean

PRODUCER = "EHR Desk"
_PADDING = 512

# PDF/A-3 (6.6.2.3) wants every property it does not know itself to be declared, and PDF/UA's is one.
_UA_SCHEMA = (
    '<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" '
    'xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">'
    '<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">'
    "<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>"
    "<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>"
    "<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>"
    '<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">'
    "<pdfaProperty:name>part</pdfaProperty:name>"
    "<pdfaProperty:valueType>Integer</pdfaProperty:valueType>"
    "<pdfaProperty:category>internal</pdfaProperty:category>"
    "<pdfaProperty:description>Which part of ISO 14289 the document follows</pdfaProperty:description>"
    "</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"
)


@dataclass(frozen=True)
class About:
    """What the file says about itself. ``identity`` is hashed to its identifier; ``profile`` is an sRGB profile."""

    title: str
    author: str
    subject: str
    at: datetime
    identity: bytes
    profile: bytes = b""


def xmp_packet(about: About, *, tagged: bool) -> bytes:
    """The metadata packet. Without a colour profile no standard is claimed, without tags no accessibility."""
    title, author, subject = (escape(clean(text)) for text in (about.title, about.author, about.subject))
    moment = about.at.isoformat(timespec="seconds")
    level = "A" if tagged else "B"
    part = f"<pdfaid:part>3</pdfaid:part><pdfaid:conformance>{level}</pdfaid:conformance>" if about.profile else ""
    accessible = about.profile and tagged
    part += "<pdfuaid:part>1</pdfuaid:part>" if accessible else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" '
        'xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">'
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
        f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"
        f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>'
        f"<xmp:CreateDate>{moment}</xmp:CreateDate><xmp:ModifyDate>{moment}</xmp:ModifyDate>"
        f"<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool><pdf:Producer>{PRODUCER}</pdf:Producer>{part}"
        "</rdf:Description>"
        + (_UA_SCHEMA if accessible else "")
        + "</rdf:RDF></x:xmpmeta>"
        + " " * _PADDING
        + '<?xpacket end="w"?>'
    ).encode()

"""What ``pikepdf.pdfa`` says about PDF/A-3, without what is known and explained.

It checks conformance level B and no other, knows XMP schemas only from its own list, and calls what it has no rules for
"unsupported". Everything else it finds is a fault of ours.
"""

from __future__ import annotations

import io

from pikepdf import pdfa

# PDF/A-3, 6.6.2.3, allows further schemas where the file describes them, as ours does for PDF/UA. The validator does
# not read such descriptions, so it does not know the property nor the words it is described with.
_XMP = "XMP {} is not permitted"
_EXPLAINED = {
    ("ISO_19005_3:6.6.2.3.1-1", _XMP.format("namespace pdfaExtension=http://www.aiim.org/pdfa/ns/extension/")),
    ("ISO_19005_3:6.6.2.3.1-1", _XMP.format("namespace pdfaSchema=http://www.aiim.org/pdfa/ns/schema#")),
    ("ISO_19005_3:6.6.2.3.1-1", _XMP.format("namespace pdfaProperty=http://www.aiim.org/pdfa/ns/property#")),
    ("ISO_19005_3:6.6.2.3.1-1", _XMP.format("property pdfuaid:part")),
    ("ISO_19005_3:6.6.2.3.1-1", _XMP.format("property pdfaExtension:schemas")),
    # Level A is level B and tags; the tags are what ``accessible.py`` looks at.
    ("ISO_19005_3:6.6.4-3", "pdfaid:conformance is 'A', expected 'B'"),
}
# It has no rules for ``/AF``, ``/Perms`` and ``/DSS`` in the catalogue, nor for attachments.
_UNSUPPORTED = {"pikepdf:schema-Catalog", "pikepdf:embedded-file"}


def archival_faults(pdf: bytes) -> list[str]:
    """What is wrong with the file as PDF/A-3; empty when nothing is."""
    report = pdfa.validate_written(io.BytesIO(pdf), "3b")
    found = [str(each) for each in report.violations if (each.rule, each.message) not in _EXPLAINED]
    return found + [str(each) for each in report.unsupported if each.rule not in _UNSUPPORTED]


def unknown(pdf: bytes) -> list[str]:
    """What the validator has no rules for."""
    return [str(each) for each in pdfa.validate_written(io.BytesIO(pdf), "3b").unsupported]

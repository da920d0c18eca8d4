"""The ways to what an update writes anew are those that the library finds itself, however a paper is written."""

# pyHanko's low-level objects are not annotated.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import io
from collections.abc import Mapping

import pytest
from pyhanko.pdf_utils.generic import IndirectObject
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult
from pyhanko.sign.fields import enumerate_sig_fields

from ehr_desk.documents import usages
from ehr_desk.documents.usages import find_usages
from tests.documents.test_tampering import three

__all__ = ["three"]

PLAIN = {
    1: b"<</Type/Catalog /Pages 2 0 R /StructTreeRoot 4 0 R /AcroForm <</Fields [7 0 R]>> /More [8 0 R 9 0 R]>>",
    2: b"<</Type/Pages /Kids [3 0 R] /Count 1>>",
    3: b"<</Type/Page /Parent 2 0 R /Annots [7 0 R] /MediaBox [0 0 9 9]>>",
    4: b"<</Type/StructTreeRoot/K 5 0 R>>",
    5: b"<</Type/StructElem/S/Document/P 4 0 R/K[6 0 R 10 0 R]>>",
    6: b"<</Type/StructElem/S/P/P 5 0 R/Pg 3 0 R/K 0>>",
    7: b"<</T (a) /FT/Sig /Type/Annot /Subtype/Widget /P 3 0 R>>",
    8: b"<</Font 9 0 R>>",
    9: b"<</W [1 2 3]>>",
    10: b"<</Type/StructElem/S/Form/P 5 0 R/Pg 3 0 R/K[1 <</Type/OBJR/Obj 7 0 R>>]>>",
}
"""A page with a field, and the structure above both. What is written anew is the field."""


def _lines(objects: Mapping[int, bytes], start: int) -> tuple[bytes, bytes]:
    """Objects as they stand in a file from ``start`` on, and their lines in its table."""
    made, lines = b"", b""
    for number, content in objects.items():
        lines += b"%d 1\n%010d 00000 n \n" % (number, start + len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    return made, lines


def _updated(objects: Mapping[int, bytes]) -> bytes:
    """A file of these objects, the first one its catalog, in whose second state the seventh is written anew."""
    head = b"%PDF-1.7\n"
    made, lines = _lines(objects, len(head))
    table, size = len(head) + len(made), max(objects) + 1
    trailer = b"trailer\n<</Size %d /Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
    first = head + made + b"xref\n0 1\n0000000000 65535 f \n" + lines + trailer % (size, b"", table)
    made, lines = _lines({7: b"<</T (a) /FT/Sig /Type/Annot /Subtype/Widget /P 3 0 R /AP <</N 9 0 R>>>>"}, len(first))
    end = trailer % (size, b" /Prev %d" % table, len(first) + len(made))
    return first + made + b"xref\n" + lines + end


def _written_later(reader: PdfFileReader, revision: int) -> set[int]:
    later = range(revision + 1, reader.xrefs.total_revisions)
    return {ref.idnum for at in later for ref in reader.xrefs.explicit_refs_in_revision(at)}


def _asked(state: HistoricalResolver) -> set[int]:
    """What the library asks for of a state: what is written later, fields, and an appearance that stands apart."""
    numbers = _written_later(state.reader, state.revision)
    for name, _, field in enumerate_sig_fields(state):
        assert name
        numbers.add(field.idnum)
        drawn = field.get_object().raw_get("/AP") if "/AP" in field.get_object() else None
        numbers |= {drawn.idnum} if isinstance(drawn, IndirectObject) else set()
    return numbers


def _level(reader: PdfFileReader, revision: int) -> object:
    """What the library says of the updates after a state."""
    found = DEFAULT_DIFF_POLICY.review_file(reader, revision)
    return found.modification_level if isinstance(found, DiffResult) else str(found)


def _ways(state: HistoricalResolver, numbers: set[int]) -> dict[int, set[tuple[object, ...]]]:
    found = state._indirect_object_access_cache
    assert found is not None
    return {ref.idnum: {way.path for way in ways} for ref, ways in found.items() if ref.idnum in numbers}


def _agree(pdf: bytes, revision: int) -> int:
    """Hold what is found against what the library finds, or cannot read; the number of objects that need no reading."""
    reader, other = PdfFileReader(io.BytesIO(pdf)), PdfFileReader(io.BytesIO(pdf))
    find_usages(reader, pdf, revision)
    own = other.get_historical_resolver(revision)
    try:
        own._load_reverse_xref_cache()
    except PdfReadError:  # It has to say so when it judges.
        assert reader.get_historical_resolver(revision)._indirect_object_access_cache is None
        return 0
    numbers = _asked(own)
    found = _ways(reader.get_historical_resolver(revision), numbers)
    assert found == _ways(own, numbers)
    assert found
    assert _level(reader, revision) == _level(other, revision)
    return len(usages._leading_nowhere(HistoricalResolver(reader, revision), pdf))


def test_of_a_paper_of_this_program_most_objects_need_not_be_read(three: bytes) -> None:
    reader = PdfFileReader(io.BytesIO(three))
    signed = [int(each.signed_revision) for each in reader.embedded_signatures]
    for revision in signed[:-1]:
        skipped = _agree(three, revision)
        assert 2 * skipped > reader.xrefs.get_xref_container_info(revision).size


def test_what_leads_nowhere_in_a_plain_file_is_told() -> None:
    pdf = _updated(PLAIN)
    assert _agree(pdf, 0) == 3
    reader = PdfFileReader(io.BytesIO(pdf))
    assert usages._leading_nowhere(HistoricalResolver(reader, 0), pdf) == {6, 8, 9}


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({8: b"<</Font 7 0 R>>"}, id="used beside the page"),
        pytest.param({9: b"<</W 7 %\n 0 R>>"}, id="a comment inside a reference"),
        pytest.param({9: b"<</W 7\f0\0R>>"}, id="odd spaces in a reference"),
        pytest.param({9: b"<</X ( endobj ) /W 7 0 R>>"}, id="an end in a string"),
        pytest.param({9: b"<</X (\\( endobj ) /W 7 0 R>>"}, id="an end in a string with a bracket"),
        pytest.param({9: b"<</X (( endobj )) /W 7 0 R>>"}, id="an end in nested brackets"),
        pytest.param({9: b"<<% endobj\n/W 7 0 R>>"}, id="an end in a comment"),
        pytest.param({9: b"<</Xendobj 1 /W 7 0 R>>"}, id="an end in a name"),
        pytest.param({9: b"<</X <4142> /W +7 0 R>>"}, id="a sign before a number"),
        pytest.param({8: b"<</Type/StructElem/S/P/P 7 0 R/Pg 3 0 R/K 0>>"}, id="an element beside the tree"),
        pytest.param({8: b"<</Type/StructElem/S/P/P 10 0 R/Pg 3 0 R/K 0>>"}, id="an element beside it above another"),
        pytest.param({6: b"<</Type/StructElem/S/P/P 5 0 R/Pg 3 0 R/K 0/X 7 0 R>>"}, id="an element with more"),
        pytest.param({6: b"<</Type/StructElem/S/P/P 7 0 R/Pg 3 0 R/K 0>>"}, id="an element under something else"),
        pytest.param(
            {5: b"<</Type/StructElem/S/Document/P 4 0 R/K[6 0 R 10 0 R]/Z 8 0 R>>", 8: b"<</Y 10 0 R>>"},
            id="a way back to an element",
        ),
        pytest.param(
            {6: b"<</Type/StructElem/S/P/P 5 0 R/Pg 9 0 R/K 0>>", 9: b"<</W 7 0 R>>"},
            id="an element on what is no page",
        ),
        pytest.param(
            {4: b"<</Type/StructTreeRoot/K 5 0 R/ParentTree 7 0 R>>", 9: b"<</W 5 0 R>>"},
            id="the only kid of its parent is entered from elsewhere",
        ),
        pytest.param(
            {
                6: b"<</Type/StructElem/S/P/P 5 0 R/K <</K 9 0 R>>>>",
                9: b"<</Type/StructElem/S/P/P 6 0 R/K[8 0 R]/X 7 0 R>>",
            },
            id="an element inside another",
        ),
        pytest.param(
            {7: b"<</T (a) /FT/Sig /Type/Annot /Subtype/Widget /P 3 0 R /AP 9 0 R>>"},
            id="an appearance used twice",
        ),
        pytest.param({8: b"<</Type/Page /Parent 2 0 R /Annots [7 0 R]>>"}, id="a page beside the tree"),
        pytest.param({2: b"<</Type/Pages /Kids [3 0 R] /Count 1 /X 9 0 R>>", 9: b"[7 0 R]"}, id="beside the pages"),
    ],
)
def test_however_a_file_is_written_the_ways_are_the_librarys(other: Mapping[int, bytes]) -> None:
    _agree(_updated({**PLAIN, **other}), 0)

"""PDFs that say of themselves what no record holds: nothing is looked up that this program does not write."""

# pyHanko's low-level objects are not annotated.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from ehr_desk.documents.register_match import RegisteredState
from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import sign_author
from tests.documents.keys import Authority, Handle
from tests.documents.samples import AT, document
from tests.documents.verified import verify, verify_aside

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def _with_record(press: Press, record: bytes) -> bytes:
    """An unsigned paper of ours that says something else of itself."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(press.render(document()))) as made:
        names = made.Root.Names.EmbeddedFiles.Names
        at = [str(each) for each in list(names)[::2]].index("record.json")
        names[2 * at + 1].EF.F.write(record)
        made.save(output)
    return output.getvalue()


@pytest.mark.parametrize(
    "said",
    [
        {"document_id": "D-\ud800"},
        {"document_id": "D-1\n"},
        {"document_id": "D" * 1000},
        {"document_id": True},
        {"version": 10**3000},
        {"version": 1e308},
        {"facts": {"log_size": 10**30, "log_root": "a" * 64}},
        {"facts": {"log_size": -5, "log_root": "a" * 64}},
        {"facts": {"log_size": "5", "log_root": "\udcff"}},
        {"facts": {"log_size": "5", "log_root": "a" * 65}},
    ],
)
def test_what_a_file_says_of_itself_is_looked_up_only_as_this_program_writes_it(
    press: Press, author: Handle, authority: Authority, said: Mapping[str, object]
) -> None:
    class Register:
        def states(self, document_id: str) -> list[RegisteredState]:
            raise AssertionError(document_id)

        def remarks(self, document_id: str) -> list[str]:
            raise AssertionError(document_id)

        def copies(self, document_id: str) -> Mapping[str, Sequence[str]]:
            raise AssertionError(document_id)

    record = {"document_id": "D-1", "version": 1, "kind": "note", "facts": {}, **said}
    pdf = _with_record(press, json.dumps(record).encode())
    pdf = sign_author(pdf, author, meaning="I wrote it.", at=AT, press=press)
    found = verify(pdf, roots=[authority.root_pem], now=NOW, register=Register())
    assert (found.document_id, found.version, found.log) == ("", 0, None)
    good = {"log_size": "5", "log_root": "a" * 64}
    own = _with_record(press, json.dumps({**record, "document_id": "D-1", "version": 1, "facts": good}).encode())
    assert verify(own, roots=[], now=NOW).document_id == "D-1"


def _with_reason(pdf: bytes, made: Callable[[IncrementalPdfFileWriter], generic.PdfObject]) -> bytes:
    """An update, which needs no key, that gives the first signature another reason."""
    writer, output = IncrementalPdfFileWriter(io.BytesIO(pdf)), io.BytesIO()
    fields = [each.get_object() for each in writer.root["/AcroForm"]["/Fields"]]
    field = next(each for each in fields if "/V" in each)
    field["/V"][generic.pdf_name("/Reason")] = made(writer)
    writer.mark_update(field.raw_get("/V"))
    writer.write(output)
    return output.getvalue()


@pytest.mark.parametrize(
    "reason",
    [
        pytest.param(lambda writer: generic.IndirectObject(99_999, 0, writer), id="nowhere"),
        pytest.param(lambda writer: generic.ArrayObject([generic.NumberObject(1)]), id="no text"),
    ],
)
def test_a_reason_that_nobody_can_read_hides_no_change(
    signed: bytes, authority: Authority, reason: Callable[[IncrementalPdfFileWriter], generic.PdfObject]
) -> None:
    pdf = _with_reason(signed, reason)
    here = verify(pdf, roots=[authority.root_pem], now=NOW)
    assert (here.outcome, here.signatures[0].meaning) == ("changed", "")
    assert verify_aside(pdf, roots=[authority.root_pem], now=NOW).signatures == here.signatures

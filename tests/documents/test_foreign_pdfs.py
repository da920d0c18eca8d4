"""PDFs of other programs, and files that are none: the answer never crashes."""

from __future__ import annotations

import io
import random
import zlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ehr_desk.documents.aside import TOO_LONG, GivenUp
from ehr_desk.documents.bounds import LARGEST, TOO_MUCH
from ehr_desk.documents.limits import DEPTH, FIELDS, PLAIN
from ehr_desk.documents.register_match import RegisteredState
from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import sign_author
from tests.documents.keys import Authority, Handle
from tests.documents.samples import AT, document
from tests.documents.verified import verify, verify_aside

NOW = datetime(2026, 12, 1, tzinfo=UTC)


def _saved(**options: object) -> bytes:
    made = pikepdf.Pdf.new()
    for _ in range(3):
        made.add_blank_page()
    output = io.BytesIO()
    made.save(output, **options)  # type: ignore[arg-type]
    return output.getvalue()


def _verdict(data: bytes) -> str:
    found = verify(data, roots=[], now=NOW)
    assert found.sentences()
    assert found.to_json()["outcome"] == found.outcome
    return found.outcome


def test_unsigned_files_of_other_programs_say_so() -> None:
    assert _verdict(_saved()) == "unsigned"
    assert _verdict(_saved(object_stream_mode=pikepdf.ObjectStreamMode.generate)) == "unsigned"
    assert _verdict(_saved(linearize=True)) == "unsigned"


def test_a_locked_file_is_told_and_one_that_only_forbids_copying_opens() -> None:
    locked = _saved(encryption=pikepdf.Encryption(user="open sesame", owner="another"))
    assert _verdict(locked) == "encrypted"
    assert _verdict(_saved(encryption=pikepdf.Encryption(user="", owner="another"))) == "unsigned"


def test_a_signed_file_whose_tables_are_streams_opens(press: Press, author: Handle, authority: Authority) -> None:
    packed = io.BytesIO()
    with pikepdf.open(io.BytesIO(press.render(document()))) as made:
        made.save(packed, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    pdf = sign_author(packed.getvalue(), author, meaning="I wrote it.", at=AT, press=press)
    assert verify(pdf, roots=[authority.root_pem], now=NOW).outcome == "untouched"


def test_a_huge_file_of_nothing_and_deep_nesting_end_in_an_answer() -> None:
    assert _verdict(b"\0" * 30_000_000) == "unreadable"
    assert _verdict(b"%PDF-1.7\n1 0 obj\n" + b"[" * 200_000) == "unreadable"
    assert _verdict(b"%PDF-1.7\n" + b"1 0 obj\n<<>>\nendobj\n" * 20_000 + b"startxref\n9\n%%EOF") == "unreadable"


# Files that are made to keep a parser busy

PAGES = b"<</Type/Pages /Kids [] /Count 0>>"
CATALOG = b"<</Type/Catalog /Pages 2 0 R /AcroForm <</Fields [7 0 R]>>>>"


def _made_of(objects: Mapping[int, bytes]) -> bytes:
    """A file of these objects, the first one its catalog, the second its pages."""
    made, at = b"%PDF-1.7\n", {}
    for number, content in objects.items():
        at[number] = len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    count, table = max(at) + 1, len(made)
    lines = b"".join(b"%010d 00000 n \n" % at[one] if one in at else b"0000000000 65535 f \n" for one in range(count))
    end = b"trailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (count, table)
    return made + b"xref\n0 %d\n" % count + lines + end


def _form(fields: Mapping[int, bytes]) -> bytes:
    return _made_of({1: CATALOG, 2: PAGES, **fields})


def _field(*kids: int) -> bytes:
    return b"<</T (a) /Kids [%s]>>" % b" ".join(b"%d 0 R" % kid for kid in kids)


def _endless_table() -> bytes:
    """Twenty million objects in 78 kB."""
    rows = zlib.compress(bytes(4) * 20_000_000)
    made = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog /Pages 2 0 R>>\nendobj\n2 0 obj\n" + PAGES + b"\nendobj\n"
    head = (
        b"<</Type/XRef /Size#20 0 /Index [0 20000000] /Size 20 /W [1 2 1] /Root 1 0 R /Filter/FlateDecode /Length %d>>"
    )
    table = b"3 0 obj\n" + head % len(rows) + b"\nstream\n" + rows + b"\nendstream\nendobj\n"
    return made + table + b"startxref\n%d\n%%%%EOF\n" % len(made)


def _packed_record(layers: int) -> bytes:
    """A record of 200 MB of zeros, packed so often."""
    packed = bytes(200 * 1024 * 1024)
    for _ in range(layers):
        packed = zlib.compress(packed, 9)
    names = b"<</EmbeddedFiles <</Names [(record.json) 5 0 R]>>>>"
    filters = b"[" + b"/FlateDecode" * layers + b"]"
    record = b"<</Length %d /Filter %s>>\nstream\n%s\nendstream" % (len(packed), filters, packed)
    catalog = b"<</Type/Catalog /Pages 2 0 R /Names %s>>" % names
    return _made_of({1: catalog, 2: PAGES, 5: b"<</Type/Filespec /EF <</F 6 0 R>>>>", 6: record})


@pytest.mark.parametrize(
    "pdf",
    [
        pytest.param(_form({7: _field(7)}), id="a field inside itself"),
        pytest.param(
            _made_of(
                {
                    1: b"<</Type/Catalog /Pages 2 0 R /AcroForm 3 0 R>>",
                    2: PAGES,
                    3: b"<</Fields [7 0 R]>>",
                    7: _field(7),
                }
            ),
            id="a field inside itself, of a form that stands elsewhere",
        ),
        pytest.param(
            _form({7 + at: _field(8 + at, 8 + at, 8 + at) for at in range(40)} | {47: b"<</T (z)>>"}),
            id="fields shared",
        ),
        pytest.param(
            _form({7 + at: _field(8 + at) for at in range(DEPTH + 2)} | {7 + DEPTH + 2: b"<</T (z)>>"}), id="too deep"
        ),
        pytest.param(_form({7: _field(*range(8, 8 + FIELDS))}), id="too many fields"),
        pytest.param(_endless_table(), id="a table of twenty million objects"),
        pytest.param(
            _made_of({1: CATALOG, 2: PAGES}).replace(b"/Size 3", b"/Size 2000000000"), id="a size without end"
        ),
        pytest.param(_made_of({1: b"(" * (PLAIN + 1), 2: PAGES}), id="parentheses"),
        pytest.param(_made_of({1: b"<</A (stream\n)/B (" + b"(" * PLAIN, 2: PAGES}), id="behind a made-up stream"),
        pytest.param(_made_of({1: b"<</A (((stream\n)))/B [" + b"(a)" * PLAIN, 2: PAGES}), id="strings in strings"),
        pytest.param(bytes(LARGEST) + b"\nstartxref\n9\n%%EOF\n", id="too large"),
    ],
)
def test_a_file_with_more_than_any_paper_is_not_walked_through(pdf: bytes) -> None:
    found = verify(pdf, roots=[], now=NOW)
    assert (found.outcome, found.remarks) == ("unreadable", (TOO_MUCH,))


def test_a_tree_of_fields_as_forms_have_it_is_walked() -> None:
    assert _verdict(_form({7: _field(8, 9), 8: _field(10), 9: b"<</T (b)>>", 10: b"<</T (c)>>"})) == "unsigned"


@pytest.mark.parametrize("layers", [1, 3])
def test_packed_zeros_are_not_unpacked(layers: int) -> None:
    assert _verdict(_packed_record(layers)) == "unsigned"


def test_a_large_picture_in_a_file_is_not_looked_at() -> None:
    picture = b"<</Length %d>>\nstream\n%s\nendstream" % (2 * PLAIN, b"(" * (2 * PLAIN))
    assert _verdict(_made_of({1: b"<</Type/Catalog /Pages 2 0 R>>", 2: PAGES, 3: picture})) == "unsigned"


def test_the_words_of_a_large_attachment_are_no_keywords() -> None:
    """Neither where its length is told in another object, which is not looked up."""
    text = b"It was moved on a trailer (twice\n1 0 obj xref stream\n" + b"plain words and numbers\n" * (PLAIN // 16)
    for length in (b"%d" % len(text), b"4 0 R"):
        attached = b"<</Length %s>>\nstream\n%s\nendstream" % (length, text)
        objects = {1: b"<</Type/Catalog /Pages 2 0 R>>", 2: PAGES, 3: attached, 4: b"%d" % len(text)}
        assert _verdict(_made_of(objects)) == "unsigned"


# Every second byte says that the next one is none: seconds of reading below all limits.
SLOW = _made_of({1: b"(" + b"\\\n" * (PLAIN // 2 - 100), 2: PAGES})


def test_the_size_of_an_attached_file_is_no_number_of_objects() -> None:
    """The record of a whole chart has more than a million bytes."""
    kept = b"<< /Type /EmbeddedFile /Params << /CheckSum (\x01>>) /ModDate (D:20261121) /Size 1234567 >> /Length 0 >>"
    assert _verdict(_made_of({1: CATALOG, 2: PAGES, 3: kept})) == "unsigned"
    near = kept + b"\nendobj\n9 0 obj\n<< /Size 1234567 >>"
    assert _verdict(_made_of({1: CATALOG, 2: PAGES, 3: near})) == "unreadable"


def test_what_no_limit_knows_ends_with_its_time() -> None:
    found = verify_aside(SLOW, roots=[], now=NOW, limits={"seconds": 1})
    assert (found.outcome, found.exit_code, found.remarks) == ("unreadable", 1, (TOO_LONG,))
    assert TOO_LONG in found.sentences()


def test_memory_beyond_the_limit_ends_in_the_same_answer() -> None:
    found = verify_aside(_saved() + bytes(90_000_000), roots=[], now=NOW, limits={"memory": 64 * 1024 * 1024})
    assert found.outcome == "unreadable"
    assert TOO_LONG in found.remarks


def test_only_what_takes_its_time_or_memory_is_said_to(signed: bytes) -> None:
    found = verify_aside(signed, roots=[b"no certificate"], now=NOW)
    assert (found.outcome, found.remarks) == ("unreadable", ())


def test_nobody_waits_for_a_file_that_was_given_up() -> None:
    with pytest.raises(GivenUp, match="stopped"):
        verify_aside(SLOW, roots=[], now=NOW, limits={"stop": lambda: True})


def test_the_answer_from_aside_is_the_same(cosigned: bytes, authority: Authority) -> None:
    class Register:
        def states(self, document_id: str) -> list[RegisteredState]:
            assert document_id == here.document_id
            return [RegisteredState(here.version, here.sha256, 2)]

        def remarks(self, document_id: str) -> list[str]:
            return ["An addendum was signed since."]

        def copies(self, document_id: str) -> Mapping[str, Sequence[str]]:
            return {}

    here = verify(cosigned, roots=[authority.root_pem], now=NOW)
    there = verify_aside(cosigned, roots=[authority.root_pem], now=NOW, zone=UTC)
    assert there.signatures == here.signatures
    assert (there.outcome, there.zone) == ("untouched", UTC)
    held = verify_aside(cosigned, roots=[authority.root_pem], now=NOW, register=Register())
    assert held.register is not None
    assert held.register.match == "newest state"
    assert held.remarks == ("An addendum was signed since.",)


@pytest.mark.parametrize("seed", range(6))
def test_a_signed_file_with_pieces_cut_out_doubled_or_scrambled_never_passes(
    cosigned: bytes, authority: Authority, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - which bytes to spoil
    for _ in range(8):
        start = chance.randrange(len(cosigned) - 5000)
        piece = cosigned[start : start + chance.randrange(1, 5000)]
        end = start + len(piece)
        spoilt = chance.choice(
            [
                cosigned[:start] + cosigned[end:],
                cosigned[:end] + piece + cosigned[end:],
                cosigned[:start] + bytes(chance.randrange(256) for _ in piece) + cosigned[end:],
            ]
        )
        assert verify(spoilt, roots=[authority.root_pem], now=NOW).exit_code == 1


@given(st.binary(max_size=600))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_get_an_answer(data: bytes) -> None:
    for content in (data, b"%PDF-1.7\n" + data, b"%PDF-1.7\n" + data + b"\nstartxref\n9\n%%EOF\n"):
        assert _verdict(content) in ("unreadable", "unsigned")

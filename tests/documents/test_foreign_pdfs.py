"""PDFs of other programs, and files that are none: the answer never crashes."""

from __future__ import annotations

import io
import random
from datetime import UTC, datetime

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import sign_author
from ehr_desk.documents.verifying import verify
from tests.documents.keys import Authority, Handle
from tests.documents.samples import AT, document

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

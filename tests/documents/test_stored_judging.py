"""A stored paper that its author signed alone is known by its plain bytes; any other is read."""

from __future__ import annotations

import pytest

from ehr_desk.documents import stored_judging
from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import countersign, sign_author
from ehr_desk.documents.stored_judging import authors_alone, grown, grown_through, signatures_on
from ehr_desk.vault.certificates import fingerprint
from tests.documents import tampering
from tests.documents.keys import Handle
from tests.documents.samples import AT, document
from tests.documents.test_tampering import three

__all__ = ["three"]


def test_only_a_paper_that_its_author_signed_in_the_authors_place_is_not_read(
    press: Press, author: Handle, signed: bytes, cosigned: bytes
) -> None:
    assert authors_alone(signed)
    rendered = press.render(document())
    below = countersign(rendered, author, meaning="I have seen it.", at=AT, press=press)
    over = sign_author(below, author, meaning="I am the author.", at=AT, certify=False, press=press)
    for pdf in (rendered, cosigned, below, over, tampering.repainted_page(cosigned), b"", b"%%EOF"):
        assert not authors_alone(pdf)


def test_a_paper_that_was_grown_tells_its_places_and_certificates(
    signed: bytes, cosigned: bytes, author: Handle, supervisor: Handle
) -> None:
    own = [("Author", fingerprint(author.certificate)), ("Supervisor", fingerprint(supervisor.certificate))]
    assert [(put.field, put.certificate) for put in grown(cosigned) or ()] == own
    assert [(put.field, put.certificate) for put in signatures_on(signed)] == own[:1]
    assert grown(tampering.repainted_page(cosigned)) is None


def test_a_file_without_a_signature_has_no_last_signer(press: Press) -> None:
    assert stored_judging.last_signer(press.render(document())) is None


@pytest.mark.parametrize("who", ["author", "supervisor"])
def test_the_last_signer_is_told_by_the_whole_certificate(
    signed: bytes, cosigned: bytes, author: Handle, supervisor: Handle, who: str
) -> None:
    pdf, handle = (signed, author) if who == "author" else (cosigned, supervisor)
    assert stored_judging.last_signer(pdf) == fingerprint(handle.certificate)


def _states(pdf: bytes) -> list[bytes]:
    """What a paper was after each of its signatures."""
    ends = [
        int(each.byte_range[2]) + int(each.byte_range[3]) for each in stored_judging._reader(pdf).embedded_signatures
    ]
    return [pdf[:end] for end in ends]


def test_the_states_of_a_paper_are_told_by_its_newest_one_as_each_is_by_itself(three: bytes) -> None:
    states = _states(three)
    assert len(states) == 3
    own = [grown(state) for state in states]
    assert [len(each or ()) for each in own] == [1, 2, 3]
    assert grown_through(states) == own
    assert grown_through(states, reviewed=True) == own


def test_a_state_follows_from_the_newest_only_where_that_goes_on_from_it_behind_a_signature(
    three: bytes, press: Press, supervisor: Handle
) -> None:
    first, second, newest = _states(three)
    exchanged = countersign(first, supervisor, meaning="Another one.", at=AT, press=press)
    rendered = tampering.first_revision(first)
    for other in (exchanged, second[:-1], second + b"\n", rendered, first[:-1] + b"x", b"", newest[: len(second) + 99]):
        assert grown_through([first, other, newest]) == [grown(first), None, grown(newest)]


def test_what_a_later_signature_covers_is_judged_by_the_one_before(
    three: bytes, press: Press, supervisor: Handle
) -> None:
    first = _states(three)[0]
    painted = tampering.repainted_page(first)
    second = countersign(painted, supervisor, meaning="I concur.", at=AT, press=press)
    assert stored_judging.last_signer(second)
    assert grown_through([first, second]) == [None, None]
    assert grown(first)
    newest = tampering.repainted_page(three)
    assert grown_through([*_states(three), newest]) == [None] * 4


def test_a_state_whose_objects_lie_in_a_later_one_does_not_follow(
    three: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read by itself it lacks them."""
    states = _states(three)
    read = stored_judging._reader

    def pointed(pdf: bytes) -> object:
        reader = read(pdf)
        reader.xrefs.get_xref_data(0).standard_xrefs[3] = (0, len(states[1]) + 9)
        return reader

    monkeypatch.setattr(stored_judging, "_reader", pointed)
    assert grown_through(states, reviewed=True)[:2] == [None, None]


def test_what_cannot_be_read_is_nothing_that_grew() -> None:
    assert grown(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n9\n%%EOF") is None
    assert grown(b"") is None

"""A container is held to the very bytes that its signer would write, also what no signature reaches."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from asn1crypto import cms

from ehr_desk.documents.container import container_is_sound
from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import sign_author
from ehr_desk.documents.timestamps import TimestampServer, TrustServices
from ehr_desk.vault.certificates import load
from tests.documents.keys import Authority, Handle
from tests.documents.samples import AT, document
from tests.documents.timestamping import TimeAuthority, served


@pytest.fixture(scope="module")
def stamped(press: Press, author: Handle) -> bytes:
    """Signed with a timestamp inside the container, which holds a container of its own."""
    with served(TimeAuthority(AT)) as address:
        given = TrustServices("B-T", TimestampServer(address, lambda: AT))
        return sign_author(press.render(document()), author, meaning="I wrote it.", at=AT, press=press, services=given)


def _container(pdf: bytes) -> bytes:
    begin = pdf.rindex(b"/Contents <") + len(b"/Contents <")
    return bytes(cms.ContentInfo.load(bytes.fromhex(pdf[begin : pdf.index(b">", begin)].decode("ascii"))).dump())


def _is_sound(container: bytes, authority: Authority) -> bool:
    pdf = b"<" + container.hex().encode("ascii") + b"00>"
    return container_is_sound(pdf, (0, 0, len(pdf), 0), strict=True, roots=[load(authority.root_pem.decode())])


def _written_anew(container: bytes) -> bool:
    try:
        return bool(cms.ContentInfo.load(container, strict=True).dump(force=True) == container)
    except Exception:  # It is none.
        return False


def _flipped(container: bytes, every: int) -> Iterator[bytes]:
    for bit in range(0, 8 * len(container), every):
        changed = bytearray(container)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)


def test_what_is_sound_would_be_written_anew_with_the_same_bytes(
    signed: bytes, stamped: bytes, authority: Authority
) -> None:
    container = _container(signed)
    assert _is_sound(container, authority)
    assert _written_anew(container)
    for changed in _flipped(container, 997):
        assert not _is_sound(changed, authority) or _written_anew(changed)
    assert _is_sound(_container(stamped), authority)


def test_other_ways_to_write_the_same_are_not_sound(signed: bytes, authority: Authority) -> None:
    container = _container(signed)
    assert container[:2] == b"\x30\x82"
    longer = b"\x30\x83\x00" + container[2:]
    endless = b"\x30\x80" + container[4:] + b"\x00\x00"
    for other in (longer, endless):
        assert cms.ContentInfo.load(other)["content"]["version"].native == "v1"
        assert not _is_sound(other, authority)

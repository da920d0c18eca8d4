"""``anchors.log`` beside the vault: signed heads of the audit log, one after the other, never rewritten.

Each anchor is a checkpoint (C2SP tlog-checkpoint) in a signed note (C2SP signed-note): origin, size and root, a blank
line, and the signature line of the sitting. The key name is the origin and the sitting; key id is the first four bytes
of SHA-256 over the public key (DER), as signed-note has it for ECDSA. The file can be copied to another medium at any
time; nothing in it names a client or a member of staff.
"""

from __future__ import annotations

import base64
import contextlib
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ehr_desk.vault.witness import Head

NAME = "anchors.log"
_KEY_ID = 4
_TAIL = 8192
_NOTE = re.compile(
    rb"^ehr-desk/(\S+)\n(\d{1,18})\n([A-Za-z0-9+/=]+)\n\n\xe2\x80\x94 (\S+) ([A-Za-z0-9+/=]+)\n"
    rb"(?:\xe2\x80\x94 \S+/opened ([A-Za-z0-9+/=]+)\n)?",
    re.M,
)
# The parts of a note that differ from one to the next, no longer than the program makes them.
_DIGITS, _ROOT = re.compile(rb"\d{1,18}"), re.compile(rb"[A-Za-z0-9+/]{1,43}=?")
_SITTING, _SIGNATURE = re.compile(rb"[0-9a-f]{1,32}"), re.compile(rb"[A-Za-z0-9+/]{1,120}={0,2}")
_OPENED = re.compile(rb"[A-Za-z0-9+/]{1,4096}={0,2}")


@dataclass(frozen=True)
class Anchor:
    """One signed head: of which vault, written in which sitting. ``text`` is what the signature covers."""

    vault_id: str
    head: Head
    sitting: str
    key_id: bytes
    signature: bytes
    text: bytes
    opened: bytes = b""
    """Who opened the sitting and vouches for its key (JSON), so that a record which is older than it can tell too."""
    place: int = 0
    """Where its note begins in the file, in bytes: what stands there is only ever added to."""


@dataclass(frozen=True)
class AnchorsRead:
    """The anchors in the order of the file, and whether anything else stands between them."""

    anchors: tuple[Anchor, ...]
    damaged: bool = False


def key_id(public_der: bytes) -> bytes:
    """The id of a sitting's key in signature lines."""
    return sha256(public_der).digest()[:_KEY_ID]


def note(text: bytes, sitting: str, key: bytes, signature: bytes, opened: bytes = b"") -> bytes:
    """A signed note over a checkpoint; ``key`` is the key id. ``opened`` stands in a second signature line, which
    others pass over."""
    origin = text.split(b"\n", 1)[0].decode()
    line = f"\u2014 {origin}/{sitting} {base64.b64encode(key + signature).decode()}\n"
    vouched = f"\u2014 {origin}/{sitting}/opened {base64.b64encode(opened).decode()}\n" if opened else ""
    return text + b"\n" + line.encode() + vouched.encode() + b"\n"


class AnchorFile:
    """The file of one vault folder."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME

    def append(self, signed_note: bytes) -> bool:
        """Add one note, on a line of its own, and bring it to the disk. ``False`` where that is not possible; the
        record goes on."""
        try:
            signed_note = b"\n" * self._ends_within_a_line() + signed_note
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
            try:
                _write_whole(handle, signed_note)
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError:
            return False
        return True

    def mend(self, vault_id: str, state: str) -> None:
        """Take off the beginning of a note at the end of the file, as a power cut leaves it: what came after it would
        make it look like meddling for ever. Nothing of what the file was in ``state`` (at an unlock before) goes."""
        with contextlib.suppress(OSError):
            data = self.path.read_bytes()
            whole = _whole(data, vault_id)
            if whole == len(data) or not _goes_on(data[:whole], state):
                return
            handle = os.open(self.path, os.O_WRONLY | getattr(os, "O_BINARY", 0))
            try:
                os.ftruncate(handle, whole)
                os.fsync(handle)
            finally:
                os.close(handle)

    def last(self, vouched: Callable[[Anchor], bool] = lambda _anchor: True) -> Anchor | None:
        """The newest anchor that is ``vouched`` for, without reading the whole file."""
        try:
            with self.path.open("rb") as file:
                begin = file.seek(max(0, self.path.stat().st_size - _TAIL))
                anchors = _read(file.read(), begin).anchors
        except OSError:
            return None
        return next((anchor for anchor in reversed(anchors) if vouched(anchor)), None)

    def _ends_within_a_line(self) -> bool:
        try:
            with self.path.open("rb") as file:
                file.seek(max(0, self.path.stat().st_size - 1))
                return file.read(1) not in (b"", b"\n")
        except OSError:
            return False

    def state(self) -> str:
        """Length and hash of the file, for the log of the next unlock; empty where it cannot be read."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            data = b""
        except OSError:
            return ""
        return f"{len(data)}:{sha256(data).hexdigest()}"

    def goes_on_from_any(self, states: Iterable[str]) -> bool:
        """As :meth:`goes_on_from` for one of many states, of which an empty file is none. Reads the file once."""
        wanted = {
            (int(length), digest) for length, _, digest in (s.partition(":") for s in states) if length.isdecimal()
        }
        try:
            data = memoryview(self.path.read_bytes())
        except OSError:
            return False
        so_far, at = sha256(), 0
        for length, digest in sorted(wanted):
            if 0 < length <= len(data):
                so_far.update(data[at:length])
                at = length
                if so_far.hexdigest() == digest:
                    return True
        return False

    def goes_on_from(self, state: str) -> bool:
        """Whether the file still begins with what it was once: it is only ever added to."""
        try:
            with self.path.open("rb") as file:
                return _goes_on(file.read(int(state.partition(":")[0])), state)
        except FileNotFoundError:
            return state.startswith("0:")
        except (OSError, ValueError):
            return False

    def read(self, known: Iterable[str] = ()) -> AnchorsRead:
        """Every anchor, oldest first; of a file that begins as it was in one of the ``known`` states, what came since
        the latest of these."""
        try:
            data = self.path.read_bytes()
            since = max((int(state.partition(":")[0]) for state in known if _goes_on(data, state)), default=0)
            return _read(data[since:], since)
        except FileNotFoundError:
            return AnchorsRead(())
        except OSError:
            return AnchorsRead((), damaged=True)


def _write_whole(handle: int, data: bytes) -> None:
    """All of it at the end of the file, or nothing: a full disk takes a part."""
    before, left = os.fstat(handle).st_size, memoryview(data)
    try:
        while left:
            left = left[os.write(handle, left) :]
    except OSError:
        os.ftruncate(handle, before)
        raise


def _goes_on(data: bytes, state: str) -> bool:
    length, _, digest = state.partition(":")
    return length.isdecimal() and sha256(data[: int(length)]).hexdigest() == digest


def _whole(data: bytes, vault_id: str) -> int:
    """How much of a file is whole notes, where nothing but the beginning of one of this vault comes after them (and
    the zeros that some file systems leave); else all of it."""
    ends = (match.end() for match in _NOTE.finditer(data))
    whole = max((end + 1 for end in ends if data[end : end + 1] == b"\n"), default=0)
    return whole if _begins_note(data[whole:].rstrip(b"\0"), vault_id) else len(data)


def _begins_note(torn: bytes, vault_id: str) -> bool:
    """Whether a note of this vault can begin like this: each part whole, but the last one."""
    origin = f"ehr-desk/{vault_id}".encode()
    signed = b"\n\xe2\x80\x94 " + origin + b"/"
    parts: tuple[bytes | re.Pattern[bytes], ...] = (
        *(origin + b"\n", _DIGITS, b"\n", _ROOT, b"\n" + signed, _SITTING, b" ", _SIGNATURE),
        *(signed, _SITTING, b"/opened ", _OPENED, b"\n\n"),
    )
    for part in parts:
        if isinstance(part, bytes):
            if len(torn) <= len(part):
                return part.startswith(torn)
            if not torn.startswith(part):
                return False
            torn = torn[len(part) :]
        else:
            found = part.match(torn)
            if found is None or found.end() == len(torn):
                return found is not None
            torn = torn[found.end() :]
    return False


def _read(data: bytes, place: int) -> AnchorsRead:
    """The anchors in a part of the file that begins at ``place``."""
    found: list[Anchor] = []
    end, damaged = 0, False
    for match in _NOTE.finditer(data):
        damaged = damaged or bool(data[end : match.start()].strip())
        end = match.end()
        anchor = _anchor(match, place)
        if anchor is None:
            damaged = True
        else:
            found.append(anchor)
    return AnchorsRead(tuple(found), damaged or bool(data[end:].strip()))


def _anchor(match: re.Match[bytes], place: int) -> Anchor | None:
    vault_id, size, root, name, signed, said = match.groups()
    prefix = b"ehr-desk/" + vault_id + b"/"
    try:
        digest, blob = base64.b64decode(root, validate=True), base64.b64decode(signed, validate=True)
        opened = base64.b64decode(said or b"", validate=True)
    except ValueError:
        return None
    if not name.startswith(prefix) or len(digest) != 32 or len(blob) <= _KEY_ID:
        return None
    head = Head(int(size), digest.hex())
    text = b"ehr-desk/" + vault_id + b"\n" + size + b"\n" + root + b"\n"
    sitting = name[len(prefix) :].decode("ascii", "replace")
    origin, at = vault_id.decode("utf-8", "replace"), place + match.start()
    return Anchor(origin, head, sitting, blob[:_KEY_ID], blob[_KEY_ID:], text, opened, at)


def after_acceptance(anchors: Sequence[Anchor], accepted: Sequence[int]) -> Sequence[Anchor]:
    """The anchors that still bind: those from the last head on that a person accepted (log sizes) after an alarm."""
    for at in range(len(anchors) - 1, -1, -1):
        if anchors[at].head.size in accepted:
            return anchors[at:]
    return anchors

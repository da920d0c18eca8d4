"""Judging a file that somebody chose in a process of its own, which ends when it takes too long or nobody waits.

A PDF can keep any parser busy for years. Limits in the parser (``limits``) refuse the known ways; this bounds all
others. The child is this program again. It gets the file and the certificates through a pipe, has no key and no record,
and asks its parent what the vault's register holds; its answer is read as plain values only.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import IO, Any

from ehr_desk.common.canonical import sha256_hex
from ehr_desk.common.errors import UserError
from ehr_desk.documents.bounds import LARGEST, TOO_MUCH
from ehr_desk.documents.register_match import DocumentRegister, RegisteredState
from ehr_desk.documents.trusted import Trusted
from ehr_desk.documents.verdict import Verification

ASIDE = "--verify-aside"
"""The only argument of the frozen program when it is such a child (``ehr_desk.__main__``)."""

SECONDS = 60.0
MEMORY = 2 * 1024**3
"""Address space of the child in bytes. Windows and macOS do not hold it to this; time and the limits of size do."""

TOO_LONG = "Checking it took more time or memory than any paper needs, and was given up: nothing is known about it."

_LENGTH = struct.Struct(">Q")
_WATCHED_EVERY = 0.1
_PLAIN = {
    "datetime": {"datetime", "timedelta", "timezone"},
    "ehr_desk.documents.register_match": {"RegisterFinding"},
    "ehr_desk.documents.signature_rows": {"SignatureRow"},
    "ehr_desk.documents.verdict": {"Verification"},
}


class GivenUp(UserError):
    """Nobody waits for the answer any more."""

    def __init__(self) -> None:
        super().__init__("Checking the file was stopped.", "Choose it again to check it.")


def verify_aside(
    pdf: bytes,
    trusted: Trusted,
    passphrase: str = "",
    *,
    stop: Callable[[], bool] = lambda: False,
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> Verification:
    """The same as ``verifying.verify``, but it ends after ``seconds``.

    ``stop`` is asked ten times a second; once it says so the child is ended and ``GivenUp`` raised. A file that takes
    more time or ``memory`` (bytes) is "unreadable", with a remark that says why.
    """
    register, zone = trusted.register, trusted.zone
    if len(pdf) > LARGEST:
        return Verification("unreadable", sha256_hex(pdf), remarks=(TOO_MUCH,), zone=zone)
    quiet = subprocess.DEVNULL  # an exception's text may hold what the file says
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    with subprocess.Popen(
        _command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=quiet, creationflags=flags
    ) as child:
        watch = _Watch(child, stop, seconds)
        try:
            known = replace(trusted, register=None, zone=None)  # both stay here
            found = _answer(child, (pdf, known, passphrase, register is not None, seconds, memory), register)
        finally:
            watch.end()
    if found is not None:
        return replace(found, zone=zone)
    if watch.stopped:
        raise GivenUp
    return Verification("unreadable", sha256_hex(pdf), remarks=(TOO_LONG,), zone=zone)


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, ASIDE]
    # The same code as here, wherever it was found; never what lies in the folder one happens to stand in (-P).
    start = f"import sys; sys.path[:] = {sys.path!r}; from ehr_desk.documents.aside import main; sys.exit(main())"
    return [sys.executable, "-P", "-c", start]


class _Watch:
    """Ends the child when its time is over, or when nobody waits for it."""

    def __init__(self, child: subprocess.Popen[bytes], stop: Callable[[], bool], seconds: float) -> None:
        self.stopped = False
        self._child = child
        self._stop = stop
        self._until = time.monotonic() + seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, name="verify-watch", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """The child is needed no longer."""
        self._over.set()
        self._thread.join()
        self._child.kill()
        with contextlib.suppress(OSError):  # what was not sent yet goes nowhere
            if self._child.stdin is not None:
                self._child.stdin.close()

    def _look(self) -> None:
        while not self._over.wait(_WATCHED_EVERY):
            self.stopped = self._stop()
            if self.stopped or time.monotonic() > self._until:
                self._child.kill()
                return


def _answer(child: subprocess.Popen[bytes], asked: object, register: DocumentRegister | None) -> Verification | None:
    """What the child found; None where it ended before it could say so."""
    to, back = child.stdin, child.stdout
    if to is None or back is None:
        return None
    try:
        _send(to, asked)
        while True:
            what, value = _Plain(io.BytesIO(_received(back))).load()
            if what == "found":
                return value if isinstance(value, Verification) else None
            if register is None:
                return None
            _send(to, _asked_of(register, what, value))
    except (OSError, EOFError, pickle.UnpicklingError):
        return None


def _asked_of(register: DocumentRegister, what: str, document_id: str) -> object:
    if what == "copies":
        return register.copies(document_id)
    return register.states(document_id) if what == "states" else register.remarks(document_id)


class _Plain(pickle.Unpickler):
    """Reads nothing but the answer's own kinds of values."""

    def find_class(self, module: str, name: str) -> Any:
        if name not in _PLAIN.get(module, ()):
            raise pickle.UnpicklingError(name)
        return super().find_class(module, name)


def _send(to: IO[bytes], value: object) -> None:
    data = pickle.dumps(value)
    to.write(_LENGTH.pack(len(data)))
    to.write(data)
    to.flush()


def _received(source: IO[bytes]) -> bytes:
    head = source.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    data = source.read(length)
    if len(data) < length:
        raise EOFError
    return data


# In the child ---------------------------------------------------------------------------------------------------------


def main() -> int:
    """Be the child: read what to judge from standard input, answer on standard output."""
    from ehr_desk.vault.hardening import forbid_memory_dumps

    forbid_memory_dumps()
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr  # whatever a library prints is no part of the answer
    pdf, trusted, passphrase, registered, seconds, memory = pickle.loads(_received(source))  # noqa: S301 - from the parent
    _limit(seconds, memory)
    from ehr_desk.documents.verifying import verify

    try:
        found = verify(pdf, replace(trusted, register=_Asking(source, sink) if registered else None), passphrase)
    except MemoryError:
        raise  # beyond its limit: the parent says so
    except Exception:  # A file that no guard foresaw is damaged, whatever else it is: it took no time to say that.
        found = Verification("unreadable", sha256_hex(pdf))
    _send(sink, ("found", found))
    return 0


class _Asking:
    """The vault's register, asked through the parent."""

    def __init__(self, source: IO[bytes], sink: IO[bytes]) -> None:
        self._source = source
        self._sink = sink

    def states(self, document_id: str) -> Sequence[RegisteredState]:
        """The states of a document."""
        return tuple(self._asked("states", document_id))

    def remarks(self, document_id: str) -> Sequence[str]:
        """What happened to the entry since."""
        return tuple(self._asked("remarks", document_id))

    def copies(self, document_id: str) -> Mapping[str, Sequence[str]]:
        """The copies under a passphrase that left."""
        return dict(self._asked("copies", document_id))

    def _asked(self, what: str, document_id: str) -> Any:
        _send(self._sink, (what, document_id))
        return pickle.loads(_received(self._source))  # noqa: S301 - from the parent


def _limit(seconds: float, memory: int) -> None:
    """Hold this process to its limits, also where its parent is gone."""
    if sys.platform == "win32":
        return
    import resource

    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, int(seconds) + 1)):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))

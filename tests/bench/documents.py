"""Time and memory of papers against a floor: the same text through plain reportlab, and one bare pyHanko signature.

``make bench-documents`` prints milliseconds of processor time and their ratios. Nothing here is a test: times depend on
the machine, the ratio of two times measured side by side hardly does.
"""

from __future__ import annotations

import gc
import resource
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ehr_desk.documents.model import Document
from ehr_desk.documents.render import Press
from ehr_desk.documents.signing import sign_author
from tests.bench.floor import PlainSigner, plain_pdf
from tests.bench.summaries import summaries
from tests.documents.keys import Authority, Handle
from tests.documents.samples import AT

ROUNDS = 30
MANY = 200
_MEANING = "I am the author of this entry."


@dataclass(frozen=True)
class Measured:
    """Processor time of one step in milliseconds: the least and the middle of all rounds."""

    least: float
    middle: float


def main() -> None:
    """Measure and print. Floor and paper take turns, so that a busy machine slows both."""
    press, authority = Press(), Authority()
    author = authority.person("Dana Whitlock", "LPCC-S")
    signer = PlainSigner(author, authority)
    documents = summaries()
    first = next(documents)
    printed = press.print(first)
    plain = plain_pdf(first)
    signed = sign_author(printed.pdf, author, meaning=_MEANING, at=AT, press=press)
    signer.sign(plain)
    sizes = ", ".join(f"{len(each) / 1000:.0f} kB {name}" for name, each in (("plain", plain), ("paper", printed.pdf)))
    print(f"discharge summary: {printed.pages} pages, {sizes}, {len(signed) / 1000:.0f} kB signed")
    times: dict[str, list[float]] = defaultdict(list)
    for document in (next(documents) for _ in range(ROUNDS)):
        pdf, floor = press.print(document).pdf, plain_pdf(document)
        times["plain reportlab"].append(_timed(partial(plain_pdf, document)))
        times["our render"].append(_timed(partial(press.print, document)))
        times["bare pyHanko"].append(_timed(partial(signer.sign, floor)))
        times["our signature"].append(_timed(partial(_sign, pdf, author, press)))
    found = {name: Measured(min(taken), statistics.median(taken)) for name, taken in times.items()}
    for name, measured in found.items():
        print(f"{name:<16} {measured.least:6.1f} ms least {measured.middle:6.1f} ms middle")
    for which in ("least", "middle"):
        paper = getattr(found["our render"], which) + getattr(found["our signature"], which)
        floor_ = getattr(found["plain reportlab"], which) + getattr(found["bare pyHanko"], which)
        render = getattr(found["our render"], which) / getattr(found["plain reportlab"], which)
        signing = getattr(found["our signature"], which) / getattr(found["bare pyHanko"], which)
        print(f"ratio of {which:<7} render {render:.2f}  sign {signing:.2f}  both {paper / floor_:.2f}  (aim: 1.5)")
    _memory(press, author, documents)


def _sign(pdf: bytes, author: Handle, press: Press) -> bytes:
    return sign_author(pdf, author, meaning=_MEANING, at=AT, press=press)


def _timed(step: Callable[[], object]) -> float:
    gc.collect()
    start = time.process_time()
    step()
    return (time.process_time() - start) * 1000


def _memory(press: Press, author: Handle, documents: Iterator[Document]) -> None:
    """The memory in use after every fifty of many documents, all different."""
    marks: list[float] = []
    start = time.process_time()
    for number in range(1, MANY + 1):
        _sign(press.print(next(documents)).pdf, author, press)
        if number % 50 == 0:
            gc.collect()
            marks.append(_resident())
    each = (time.process_time() - start) * 1000 / MANY
    told = ", ".join(f"{mark:.0f}" for mark in marks)
    print(f"{MANY} different documents rendered and signed: {each:.1f} ms each; memory after every 50: {told} MB")


def _resident() -> float:
    """Megabytes in use now, or where the system does not tell, the most there ever were."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    main()

"""Where work runs: never on the UI thread, and its result only reaches widgets that still exist.

Four lanes, each one thread: the writer (drafts first, then acts, each in the order handed in), the reader, one for
paper and keys, and one for keeping (backups). Results come back on the UI thread through a queued signal.
"""

from __future__ import annotations

import contextlib
import itertools
import queue
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

Job = Callable[[], Any]
OnOk = Callable[[Any], object]
OnError = Callable[[Exception], object]

_NOW, _DRAFT, _ACT, _LAST = range(4)
_SHORT_SECONDS, _LAST_SECONDS = 0.1, 2.0
"""How long a lane's end is waited for: before the desk is locked; and the keeping lane's when the window goes."""


class Runner(Protocol):
    """What pages and presenters call."""

    def submit_read(
        self, job: Job, *, context: QObject, on_ok: OnOk | None = None, on_error: OnError | None = None
    ) -> None: ...

    def submit_write(
        self, job: Job, *, context: QObject, on_ok: OnOk | None = None, on_error: OnError | None = None
    ) -> None: ...

    def submit_draft(
        self, job: Job, *, context: QObject, on_ok: OnOk | None = None, on_error: OnError | None = None
    ) -> None: ...

    def submit_paper(
        self, job: Job, *, context: QObject, on_ok: OnOk | None = None, on_error: OnError | None = None
    ) -> None: ...

    def submit_keeping(
        self, job: Job, *, context: QObject, on_ok: OnOk | None = None, on_error: OnError | None = None
    ) -> None: ...

    def finish_writes(self) -> None: ...

    def shutdown(self) -> None: ...

    @property
    def closed(self) -> bool: ...


@dataclass(order=True)
class _Task:
    rank: int
    number: int
    run: Callable[[], None] | None = field(compare=False)  # None ends the thread


class _Lane:
    """One thread over a queue; a lower rank goes first, equal ranks in order. The thread starts with the first job."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._queue: queue.PriorityQueue[_Task] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._thread: threading.Thread | None = None
        self._task: _Task | None = None  # the last one: what it holds of widgets does not die with the thread

    def put(self, run: Callable[[], None] | None, rank: int = _ACT) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()
        self._queue.put(_Task(rank, next(self._numbers), run))

    def wait(self) -> None:
        """Until everything handed in so far is done."""
        self._queue.join()

    def end(self, *, finish: bool) -> None:
        """End the thread by itself: after all that waits (``finish``), or after the job that runs now."""
        if self._thread is not None:
            self.put(None, _LAST if finish else _NOW)

    def ended(self, seconds: float | None = None) -> bool:
        """Whether the thread has ended, waiting so long for it (without end where that is not said)."""
        if self._thread is not None:
            self._thread.join(seconds)
            if self._thread.is_alive():
                return False
            self._thread = None
        return True

    def _work(self) -> None:
        while True:
            task = self._queue.get()
            try:
                if task.run is None:
                    return
                self._task = task
                task.run()
            finally:
                self._queue.task_done()


class _Post(QObject):
    """Carries closures to the thread this object lives on."""

    arrived = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _deliver(self, act: Callable[[], object]) -> None:
        act()


class TaskRunner(QObject):
    """The lanes. ``failed`` carries an error that nobody asked for through ``on_error``.

    ``context`` is the widget that wants the answer: if it is gone when the answer comes, the answer is dropped.
    Drafts and acts that were handed in are always carried out, also when their context is gone.
    """

    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._post = _Post(self)
        self._writer = _Lane("desk-writer")
        self._reader = _Lane("desk-reader")
        self._paper = _Lane("desk-paper")
        self._keeping = _Lane("desk-keeping")
        self._closed = False

    def submit_read(
        self, job: Job, *, context: QObject, on_ok: OnOk | None = None, on_error: OnError | None = None
    ) -> None:
        """Run a query on the reader thread; it is skipped when its context is gone before it starts."""
        alive = _watch(context)
        self._put(self._reader, _ACT, lambda: job() if alive() and not self._closed else None, alive, on_ok, on_error)

    def submit_write(
        self, job: Job, *, context: QObject, on_ok: OnOk | None = None, on_error: OnError | None = None
    ) -> None:
        """Run an act on the writer thread, after the drafts that wait."""
        self._put(self._writer, _ACT, job, _watch(context), on_ok, on_error)

    def submit_draft(
        self, job: Job, *, context: QObject, on_ok: OnOk | None = None, on_error: OnError | None = None
    ) -> None:
        """Save a draft on the writer thread, before the acts that wait."""
        self._put(self._writer, _DRAFT, job, _watch(context), on_ok, on_error)

    def submit_paper(
        self, job: Job, *, context: QObject, on_ok: OnOk | None = None, on_error: OnError | None = None
    ) -> None:
        """Run slow work that is neither query nor write: rendering paper, deriving keys."""
        self._put(self._paper, _ACT, job, _watch(context), on_ok, on_error)

    def submit_keeping(
        self, job: Job, *, context: QObject, on_ok: OnOk | None = None, on_error: OnError | None = None
    ) -> None:
        """Run a backup, a drill or another long look at the whole record; nobody else waits behind it."""
        self._put(self._keeping, _ACT, job, _watch(context), on_ok, on_error)

    @property
    def closed(self) -> bool:
        """Whether the threads are ending: a long job that asks this need not be waited for."""
        return self._closed

    def finish_writes(self) -> None:
        """Wait until every draft and act handed in is written (before locking). Blocks the caller."""
        self._writer.wait()

    def retire(self) -> bool:
        """Begin to end: writes are finished, what waits elsewhere is dropped, as are all answers. A long job comes to
        its end by itself, or never (a folder that answers no more). Answers whether one still runs."""
        if not self._closed:
            self._closed = True
            for lane in (self._reader, self._paper, self._keeping):
                lane.end(finish=False)
            self._writer.end(finish=True)
        self._writer.ended()
        return self.runs(_SHORT_SECONDS)

    def runs(self, seconds: float = 0) -> bool:
        """After :meth:`retire`: whether a job still runs, waiting so long for each lane. Whoever retired it keeps it
        until then: what a job holds of widgets has to die on the UI thread."""
        return not all(lane.ended(seconds) for lane in (self._reader, self._paper, self._keeping))

    def shutdown(self) -> None:
        """As :meth:`retire`, and wait for what runs; for the keeping lane only a moment."""
        self.retire()
        self._reader.ended()
        self._paper.ended()
        self._keeping.ended(_LAST_SECONDS)

    def _put(
        self,
        lane: _Lane,
        rank: int,
        job: Job,
        alive: Callable[[], bool],
        on_ok: OnOk | None,
        on_error: OnError | None,
    ) -> None:
        if self._closed:
            raise RuntimeError("the runner was shut down")

        def run() -> None:
            try:
                result = job()
            except Exception as error:  # every failure is told on the UI thread, whatever it is
                self._send(self._error(error, alive, on_error, lane))
            else:
                if on_ok is not None:
                    self._send(lambda: on_ok(result) if alive() else None)

        lane.put(run, rank)

    def _error(
        self, error: Exception, alive: Callable[[], bool], on_error: OnError | None, lane: _Lane
    ) -> Callable[[], object]:
        """What is told: a failed write is never silent, even when the page that asked for it is gone."""

        def tell() -> None:
            if on_error is not None and alive():
                on_error(error)
            elif on_error is None or lane is self._writer:
                self.failed.emit(error)

        return tell

    def _send(self, act: Callable[[], object]) -> None:
        def unless_closed() -> None:
            if not self._closed:
                act()

        if not self._closed:
            with contextlib.suppress(RuntimeError):  # the window went between these two lines
                self._post.arrived.emit(unless_closed)


class SyncRunner(QObject):
    """Runs everything at once on the calling thread, with the same answers: for tests of pages."""

    failed = Signal(object)
    closed = False

    def submit_read(
        self, job: Job, *, context: QObject, on_ok: OnOk | None = None, on_error: OnError | None = None
    ) -> None:
        """Run now."""
        self._run(job, context, on_ok, on_error)

    submit_write = submit_read
    submit_draft = submit_read
    submit_paper = submit_read
    submit_keeping = submit_read

    def finish_writes(self) -> None:
        """Everything is done already."""

    def retire(self) -> bool:
        """Nothing runs."""
        return self.runs()

    def runs(self) -> bool:
        """Nothing runs."""
        return False

    def shutdown(self) -> None:
        """There is nothing to end."""

    def _run(self, job: Job, context: QObject, on_ok: OnOk | None, on_error: OnError | None) -> None:
        alive = _watch(context)
        try:
            result = job()
        except Exception as error:  # the same contract as the real runner
            if on_error is None:
                self.failed.emit(error)
            elif alive():
                on_error(error)
            return
        if on_ok is not None and alive():
            on_ok(result)


def _watch(context: QObject) -> Callable[[], bool]:
    """Whether the context still exists, in Python and in Qt; keeps nothing alive."""
    held = weakref.ref(context)

    def alive() -> bool:
        found = held()
        return found is not None and shiboken6.isValid(found)

    return alive

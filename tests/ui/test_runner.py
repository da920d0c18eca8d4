import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ehr_desk.common.errors import UserError
from ehr_desk.ui.runner import SyncRunner, TaskRunner


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    made.shutdown()


def refuse() -> None:
    raise UserError("It is full.", "Make room.")


def test_a_result_arrives_on_the_thread_of_the_window(runner: TaskRunner, qtbot: QtBot) -> None:
    seen: list[object] = []
    context = QObject()
    job_threads: list[threading.Thread] = []

    def job() -> int:
        job_threads.append(threading.current_thread())
        return 42

    runner.submit_read(job, context=context, on_ok=lambda found: seen.append((found, threading.current_thread())))
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [(42, threading.main_thread())]
    assert job_threads[0] is not threading.main_thread()


def test_an_error_arrives_as_it_was_raised(runner: TaskRunner, qtbot: QtBot) -> None:
    seen: list[Exception] = []
    context = QObject()
    runner.submit_write(refuse, context=context, on_error=seen.append)
    qtbot.waitUntil(lambda: bool(seen))
    assert isinstance(seen[0], UserError)
    assert seen[0].remedy == "Make room."


def test_an_error_that_nobody_asked_for_is_told_by_the_runner(runner: TaskRunner, qtbot: QtBot) -> None:
    context = QObject()
    with qtbot.waitSignal(runner.failed) as told:
        runner.submit_read(refuse, context=context)
    assert isinstance(told.args[0], UserError)


def test_the_answer_for_a_widget_that_is_gone_is_dropped(runner: TaskRunner, qtbot: QtBot) -> None:
    seen: list[object] = []
    gate, started = threading.Event(), threading.Event()
    page = QLabel()

    def job() -> int:
        started.set()
        gate.wait(10)
        return 1

    runner.submit_read(job, context=page, on_ok=seen.append)
    started.wait(10)
    page.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gate.set()
    last: list[object] = []
    context = QObject()
    runner.submit_read(lambda: 2, context=context, on_ok=last.append)
    qtbot.waitUntil(lambda: bool(last))
    assert seen == []


def test_a_query_whose_page_is_gone_before_it_starts_is_not_run(runner: TaskRunner, qtbot: QtBot) -> None:
    gate, started, ran = threading.Event(), threading.Event(), []
    holder, page = QObject(), QObject()

    def block() -> None:
        started.set()
        gate.wait(10)

    runner.submit_read(block, context=holder)
    started.wait(10)
    runner.submit_read(lambda: ran.append(1), context=page)
    del page
    gate.set()
    done: list[object] = []
    runner.submit_read(lambda: 1, context=holder, on_ok=done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert ran == []


def test_drafts_go_before_the_acts_that_wait(runner: TaskRunner) -> None:
    order: list[str] = []
    gate, started = threading.Event(), threading.Event()
    context = QObject()

    def first() -> None:
        started.set()
        gate.wait(10)
        order.append("running act")

    runner.submit_write(first, context=context)
    started.wait(10)
    runner.submit_write(lambda: order.append("act"), context=context)
    runner.submit_draft(lambda: order.append("draft 1"), context=context)
    runner.submit_draft(lambda: order.append("draft 2"), context=context)
    gate.set()
    runner.finish_writes()
    assert order == ["running act", "draft 1", "draft 2", "act"]


def test_a_draft_is_written_even_when_its_page_is_gone(runner: TaskRunner) -> None:
    written: list[int] = []
    gate, started = threading.Event(), threading.Event()
    holder, page = QObject(), QObject()

    def block() -> None:
        started.set()
        gate.wait(10)

    runner.submit_write(block, context=holder)
    started.wait(10)
    runner.submit_draft(lambda: written.append(1), context=page)
    del page
    gate.set()
    runner.finish_writes()
    assert written == [1]


def test_a_write_that_fails_is_told_even_when_its_page_is_gone(runner: TaskRunner, qtbot: QtBot) -> None:
    page = QObject()
    gate = threading.Event()

    def late() -> None:
        gate.wait(10)
        refuse()

    runner.submit_draft(late, context=page, on_error=lambda error: pytest.fail("the page is gone"))
    del page
    with qtbot.waitSignal(runner.failed):
        gate.set()


def test_slow_paper_holds_up_neither_queries_nor_writes(runner: TaskRunner, qtbot: QtBot) -> None:
    gate = threading.Event()
    context = QObject()
    done: list[str] = []
    runner.submit_paper(lambda: gate.wait(10), context=context, on_ok=lambda _found: done.append("paper"))
    runner.submit_read(lambda: None, context=context, on_ok=lambda _found: done.append("read"))
    runner.submit_write(lambda: None, context=context, on_ok=lambda _found: done.append("write"))
    qtbot.waitUntil(lambda: len(done) == 2)
    assert sorted(done) == ["read", "write"]
    gate.set()
    qtbot.waitUntil(lambda: "paper" in done)


def test_shutting_down_writes_what_waits_and_ends_every_thread() -> None:
    runner = TaskRunner()
    context = QObject()
    written: list[int] = []
    for number in range(20):
        runner.submit_draft(lambda number=number: written.append(number), context=context)  # type: ignore[misc]
    runner.shutdown()
    assert written == list(range(20))
    assert not [one for one in threading.enumerate() if one.name.startswith("desk-")]
    with pytest.raises(RuntimeError):
        runner.submit_draft(lambda: None, context=context)
    runner.shutdown()


def test_shutting_down_drops_queries_that_wait_and_all_answers(qtbot: QtBot) -> None:
    runner = TaskRunner()
    started = threading.Event()
    context = QObject()
    ran: list[int] = []

    def until_closed() -> None:
        started.set()
        while not runner.closed:
            threading.Event().wait(0.001)

    runner.submit_read(until_closed, context=context, on_ok=lambda _found: ran.append(1))
    started.wait(10)
    runner.submit_read(lambda: ran.append(2), context=context)
    runner.shutdown()
    QCoreApplication.sendPostedEvents()
    assert ran == []


def test_a_runner_that_retires_finishes_writes_and_waits_for_nothing_long(qtbot: QtBot) -> None:
    runner, inside, go_on = TaskRunner(), threading.Event(), threading.Event()
    context, written, told = QObject(), list[str](), list[object]()

    def long() -> None:
        inside.set()
        go_on.wait(60)

    runner.submit_keeping(long, context=context, on_ok=told.append, on_error=told.append)
    qtbot.waitUntil(inside.is_set)
    runner.submit_write(lambda: written.append("act"), context=context)
    assert runner.retire()
    assert written == ["act"]
    assert runner.runs()
    go_on.set()
    qtbot.waitUntil(lambda: not runner.runs())
    QCoreApplication.sendPostedEvents()
    assert told == []


def test_the_runner_for_tests_answers_at_once_and_in_the_same_way(qtbot: QtBot) -> None:
    runner = SyncRunner()
    seen: list[object] = []
    context = QObject()
    runner.submit_read(lambda: 1, context=context, on_ok=seen.append)
    runner.submit_write(refuse, context=context, on_error=lambda error: seen.append(str(error)))
    assert seen == [1, "It is full. Make room."]
    with qtbot.waitSignal(runner.failed):
        runner.submit_draft(refuse, context=context)


def test_nobody_waits_behind_a_backup(qtbot: QtBot) -> None:
    runner, context, done = TaskRunner(), QObject(), threading.Event()
    arrived: list[str] = []
    runner.submit_keeping(done.wait, context=context, on_ok=lambda _ok: arrived.append("backup"))
    runner.submit_draft(lambda: "draft", context=context, on_ok=arrived.append)
    runner.submit_paper(lambda: "paper", context=context, on_ok=arrived.append)
    runner.submit_read(lambda: "read", context=context, on_ok=arrived.append)
    qtbot.waitUntil(lambda: len(arrived) == 3)
    assert "backup" not in arrived
    done.set()
    qtbot.waitUntil(lambda: len(arrived) == 4)
    runner.shutdown()

"""What is asked once of a snapshot, and in which snapshot a thread reads on."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.orm import Session

from ehr_desk.vault.meta import get_value, set_value
from ehr_desk.vault.sitting import Sitting
from ehr_desk.vault.snapshot import once

NAME = "asked"


def put(sitting: Sitting, value: str) -> None:
    with sitting.write() as unit:
        set_value(unit.session, NAME, value)


def asked(session: Session) -> str:
    return once(session, NAME, lambda: get_value(session, NAME))


def test_a_snapshot_is_asked_once_and_the_next_one_anew(sitting: Sitting) -> None:
    put(sitting, "before")
    with sitting.read() as session:
        assert asked(session) == "before"
        assert once(session, NAME, lambda: "asked again") == "before"
    put(sitting, "after")
    with sitting.read() as session:
        assert asked(session) == "after"


def test_who_writes_asks_every_time(sitting: Sitting) -> None:
    with sitting.write() as unit:
        set_value(unit.session, NAME, "before")
        assert asked(unit.session) == "before"
        set_value(unit.session, NAME, "after")
        assert asked(unit.session) == "after"


def test_reading_on_is_in_the_snapshot_of_the_same_thread_as_long_as_it_lasts(sitting: Sitting) -> None:
    put(sitting, "before")
    with sitting.read() as outer:
        assert asked(outer) == "before"
        with sitting.read() as inner, sitting.read_on() as session:
            assert session is inner
        with sitting.read_on() as session:
            assert session is outer
        with ThreadPoolExecutor(1) as elsewhere:
            elsewhere.submit(put, sitting, "after").result()
            assert elsewhere.submit(lambda: _read_on(sitting)).result() == "after"
        assert _read_on(sitting) == "before"
    assert _read_on(sitting) == "after"


def test_a_read_that_fails_is_not_read_on_in(sitting: Sitting) -> None:
    try:
        with sitting.read() as failed:
            raise ValueError
    except ValueError:
        with sitting.read_on() as session:
            assert session is not failed


def _read_on(sitting: Sitting) -> str:
    with sitting.read_on() as session:
        return get_value(session, NAME)

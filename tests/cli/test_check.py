"""``ehr-desk check DIR``: sound, tampered, and everything that keeps it from looking."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from ehr_desk.vault.engine import connect
from tests.cli.conftest import Papers
from tests.cli.running import Ran, Run
from tests.support.clinic import TestClinic, passphrase_of

DANA = ("--login", "dana")
WORDS = passphrase_of("therapist") + "\n"


def _check(run: Run, papers: Papers, *more: str) -> Ran:
    return run("check", papers.clinic.folder, *DANA, *more, typed=WORDS)


def _edit(clinic: TestClinic, *statements: str) -> None:
    """Somebody with the record's key and another program; the immutability triggers are no obstacle to them."""
    desk = clinic.desk("therapist")
    key = desk.sitting._vault.keys.database
    desk.lock()
    connection: Any = connect(clinic.folder / "vault.db", key)
    connection.execute("PRAGMA foreign_keys = OFF")
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _sql in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    for statement in statements:
        assert connection.execute(statement).rowcount > 0, statement
    for _name, sql in triggers:
        connection.execute(sql)
    connection.close()


def test_an_untouched_vault_is_sound(run: Run, papers: Papers) -> None:
    ran = _check(run, papers)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Everything agrees. ")
    answer = _check(run, papers, "--json").answer
    assert (answer["sound"], answer["vault"], answer["record"]) == (True, [], [])
    assert answer["audit_events"] > 20


def test_a_computer_whose_clock_is_behind_the_record_is_told_and_the_record_stays_sound(
    run: Run, papers: Papers
) -> None:
    papers.clinic.clock.advance(timedelta(days=-5))
    ran = _check(run, papers)
    assert ran.code == 0
    assert ran.err.startswith("This computer says ")
    assert "\nclock: event " in ran.out
    assert "Nothing was signed meanwhile." in ran.out


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE objectives SET text = 'another text'", "record: the stored objectives differ"),
        ("UPDATE entry_version SET body = CAST(replace(body, 'Whitlock', 'Whitlack') AS BLOB)", "text was changed"),
        ("UPDATE entry_line SET author_name = 'Somebody Else'", "record: the entry's line differs"),
        ("UPDATE entry_version SET author_id = 'somebody'", "record: the row does not agree with its signed text"),
        ("UPDATE entry_version SET signature = 'none'", "record: the signature does not fit the signed text"),
        ("UPDATE entry_version SET kind = 'other'", "record: the entry cannot be put together"),
        ("UPDATE cosignature SET statement = 'none'", "record: a co-signature cannot be read"),
        ("UPDATE cosignature SET signer_id = 'somebody'", "record: a co-signature's row does not agree"),
        ("UPDATE form_definition SET definition = '{}'", "record: the entry cannot be put together"),
        ("UPDATE objectives SET target_date = 'soon'", "record: the stored objectives cannot be read"),
        ("UPDATE effect SET data = 'none'", "record: the stored effects cannot be read"),
        ("UPDATE paper SET pdf = x'00' WHERE revision = 1", "record: a stored paper was changed"),
        ("UPDATE paper SET client_id = 'somebody'", "record: a stored paper does not belong to its entry"),
        ("UPDATE audit_event SET body = 'none'", "audit log: this part could not be read"),
        ("DELETE FROM effect", "record: the stored effects differ"),
        ("UPDATE audit_event SET action = 'chart.opened' WHERE action = 'entry.signed'", "audit"),
    ],
)
def test_an_edited_row_is_found(run: Run, papers: Papers, statement: str, said: str) -> None:
    _edit(papers.clinic, statement)
    ran = _check(run, papers)
    assert ran.code == 1
    assert said in ran.out
    answer = _check(run, papers, "--json").answer
    assert answer["sound"] is False
    assert answer["vault"] or answer["record"]


_LAST = "WHERE entry_id = (SELECT entry_id FROM entry_version ORDER BY seq DESC LIMIT 1)"


def test_an_entry_taken_out_whole_is_missed_by_the_audit_log(run: Run, papers: Papers) -> None:
    tables = ("paper", "entry_line", "cosignature", "effect", "entry_version")
    _edit(papers.clinic, *(f"DELETE FROM {table} {_LAST}" for table in tables))  # noqa: S608
    ran = _check(run, papers)
    assert ran.code == 1
    assert "record: a signed text is gone that the audit log knows" in ran.out


def test_a_paper_cut_back_to_before_the_cosignature_is_found_in_the_vault_too(run: Run, papers: Papers) -> None:
    _edit(
        papers.clinic,
        "DELETE FROM cosignature",
        "DELETE FROM paper WHERE revision = 2",
        f"UPDATE entry_line SET state = 'co-sign pending' {_LAST}",  # noqa: S608
    )
    ran = _check(run, papers)
    assert ran.code == 1
    assert "record: a co-signature is gone that the audit log knows" in ran.out
    assert "record: the stored papers are not those that the audit log knows" in ran.out


def test_another_paper_with_a_hash_that_fits_it_is_found(run: Run, papers: Papers) -> None:
    digest = sha256(b"%PDF-1.7 other").hexdigest()
    _edit(papers.clinic, f"UPDATE paper SET pdf = CAST('%PDF-1.7 other' AS BLOB), sha256 = '{digest}'")  # noqa: S608
    ran = _check(run, papers)
    assert ran.code == 1
    assert "record: the stored papers are not those that the audit log knows" in ran.out


def test_a_damaged_register_of_certificates_opens_nothing_and_is_said_in_words(run: Run, papers: Papers) -> None:
    _edit(papers.clinic, "UPDATE certificate SET pem = 'none' WHERE kind = 'person'")
    ran = _check(run, papers)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("The vault's register of certificates is damaged")


def test_the_answer_names_ids_and_never_a_client(run: Run, papers: Papers) -> None:
    _edit(papers.clinic, "DELETE FROM effect", "UPDATE entry_line SET author_name = 'Somebody Else'")
    ran = _check(run, papers)
    assert ran.code == 1
    assert not any(word in ran.out for word in ("Vega-Ortiz", "Marisol", "Alcohol", "Sertraline"))


def test_a_wrong_passphrase_is_1_in_words_and_each_try_is_counted(run: Run, papers: Papers) -> None:
    for _ in range(3):
        ran = run("check", papers.clinic.folder, *DANA, typed="not the passphrase\n")
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith("That passphrase does not open the record.")
    ran = _check(run, papers)
    assert ran.code == 1
    assert ran.err.startswith("Too many wrong passphrases. The next try is possible in 2 seconds.")


def test_no_passphrase_at_all_is_said_and_not_counted(run: Run, papers: Papers) -> None:
    for _ in range(4):
        ran = run("check", papers.clinic.folder, *DANA)
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.startswith("No passphrase was given. Type it when asked")
    assert _check(run, papers).code == 0


def test_a_passphrase_with_a_windows_line_end_is_the_same(run: Run, papers: Papers) -> None:
    assert run("check", papers.clinic.folder, *DANA, typed=passphrase_of("therapist") + "\r\n").code == 0


@pytest.mark.parametrize(
    ("login", "said"),
    [
        ((), "More than one person may unlock this vault."),
        (("--login", "nobody"), "Nobody in this vault has that short name."),
    ],
)
def test_who_unlocks_has_to_be_clear_and_the_short_names_are_listed(
    run: Run, papers: Papers, login: tuple[str, ...], said: str
) -> None:
    ran = run("check", papers.clinic.folder, *login, typed=WORDS)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == f"{said} Add --login with one of: ade, cory, dana, admin, sam, toby.\n"


def test_a_folder_without_a_vault_is_1_in_words(run: Run, papers: Papers) -> None:
    ran = run("check", papers.clinic.folder.parent, typed=WORDS)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("There is no vault in this folder (vault.hdr is missing).")


def test_a_vault_that_is_open_in_another_window_is_1_in_words(run: Run, papers: Papers) -> None:
    desk = papers.clinic.desk("case manager")
    ran = _check(run, papers)
    desk.lock()
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("This record is already open in another window")


def test_a_refusal_is_json_too_where_json_was_asked_for(run: Run, papers: Papers) -> None:
    ran = run("check", papers.clinic.folder, "--json", *DANA, typed="not the passphrase\n")
    assert ran.code == 1
    assert ran.answer == {
        "exit_code": 1,
        "error": "That passphrase does not open the record.",
        "remedy": "Check Caps Lock and the keyboard layout, then type it again.",
    }

"""``check`` computes everything again from the signed bodies and says what differs."""

from __future__ import annotations

from sqlalchemy import text

from tests.chart.entries.conftest import Workplace


def tamper(work: Workplace, statement: str) -> None:
    with work.sitting.write() as unit:
        unit.session.execute(text(statement))


def what(work: Workplace) -> set[str]:
    return {fault.what for fault in work.faults()}


def test_a_sound_record_has_no_faults(work: Workplace) -> None:
    client = work.client()
    work.note(client)
    work.note(client, form="toy_paper")
    assert work.faults() == []


def test_a_changed_folded_row_is_found(work: Workplace) -> None:
    work.note(work.client())
    tamper(work, "UPDATE toy_tokens SET total = 99")
    assert what(work) == {"the stored tokens differ from what the signed entries come to"}


def test_a_changed_effect_is_found(work: Workplace) -> None:
    work.note(work.client())
    tamper(work, "UPDATE effect SET data = '{\"tokens\": 99}'")
    assert "the stored effects differ from the signed ones" in what(work)


def test_a_changed_line_is_found(work: Workplace) -> None:
    work.note(work.client())
    tamper(work, "UPDATE entry_line SET author_name = 'Somebody Else'")
    assert what(work) == {"the entry's line differs from its signed text"}


def test_a_changed_signed_text_is_found_even_with_its_hash_made_to_fit(work: Workplace) -> None:
    work.note(work.client())
    tamper(work, "DROP TRIGGER append_only_entry_version_update")
    tamper(work, "UPDATE entry_version SET body = CAST(replace(CAST(body AS TEXT), 'quiet', 'noisy') AS BLOB)")
    assert "the signed text was changed" in what(work)
    assert "the signature does not fit the signed text" in what(work)


def test_a_signed_text_that_is_no_text_any_more_is_found(work: Workplace) -> None:
    work.note(work.client())
    tamper(work, "DROP TRIGGER append_only_entry_version_update")
    tamper(work, "UPDATE entry_version SET body = x'00ff'")
    assert "the signed text cannot be read" in what(work)


def test_a_removed_version_is_found(work: Workplace) -> None:
    client = work.client()
    entry_id = work.note(client)
    draft = work.amending.start(entry_id, "addendum")
    work.drafts.save(draft.id, {"text": "more"})
    work.signing.sign([draft.id], "invented passphrase of dana")
    for table in ("entry_version", "paper"):
        tamper(work, f"DROP TRIGGER append_only_{table}_delete")
    tamper(work, "DELETE FROM paper WHERE seq = (SELECT max(seq) FROM entry_version)")
    tamper(work, "DELETE FROM entry_version WHERE version = 2")
    assert "the entry's line differs from its signed text" in what(work)


def test_a_row_without_any_signed_entry_is_found(work: Workplace) -> None:
    tamper(work, "INSERT INTO toy_tokens (client_id, ordinal, total, entry_id) VALUES ('nobody', 0, 1, 'x')")
    assert what(work) == {"tokens are stored without any signed entry"}


def test_a_changed_paper_is_found(work: Workplace) -> None:
    work.note(work.client(), form="toy_paper")
    tamper(work, "DROP TRIGGER append_only_paper_update")
    tamper(work, "UPDATE paper SET pdf = x'00'")
    assert "a stored paper was changed" in what(work)

"""Every signed entry and paper is a witness of the audit log it was signed upon."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from sqlalchemy import text

from ehr_desk.desk import Desk, unlock
from ehr_desk.vault.triggers import create_triggers, drop_triggers
from ehr_desk.vault.witness import Witnesses
from tests.support.clinic import TestClinic, add_client, passphrase_of
from tests.support.writing import write


@pytest.fixture
def desk(clinic: TestClinic) -> Desk:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    write(desk, "progress_summary", client)
    return desk


def test_a_signed_text_names_the_head_it_was_signed_upon(desk: Desk) -> None:
    (client,) = desk.clients.all()
    for line in desk.charts.timeline(client.id):
        log = desk.charts.entry(line.entry_id).content.body["log"]
        assert desk.sitting.audit.root(log["size"]) == log["root"]
    assert desk.check().sound
    desk.lock()


def test_a_signed_paper_carries_size_and_root_in_its_attached_record(desk: Desk) -> None:
    (client,) = desk.clients.all()
    papers = desk.charts.reload(client.id).papers
    assert papers
    for info in papers:
        body = desk.charts.entry(info.entry_id).content.body
        _, pdf = desk.charts.paper(info.document_id)
        reader = PdfFileReader(io.BytesIO(pdf))
        names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
        (record,) = [
            json.loads(names[at + 1].get_object()["/EF"]["/F"].get_object().data)
            for at in range(0, len(names), 2)
            if str(names[at]) == "record.json"
        ]
        assert record["facts"]["log_size"] == str(body["log"]["size"])
        assert record["facts"]["log_root"] == body["log"]["root"]
    desk.lock()


def test_a_log_that_is_not_the_one_an_entry_was_signed_upon_is_named(desk: Desk) -> None:
    (client,) = desk.clients.all()
    lines = desk.charts.timeline(client.id)
    newest = {"size": max(desk.charts.entry(line.entry_id).content.body["log"]["size"] for line in lines)}
    vault = desk.sitting._vault
    with vault._writer.connect() as connection, connection.begin():
        drop_triggers(connection, vault.protected)
        connection.execute(text("DELETE FROM audit_head WHERE size >= :size"), newest)
        connection.execute(text("DELETE FROM audit_event WHERE seq >= :size"), newest)
        create_triggers(connection, vault.protected)
    report = desk.check()
    assert "truncated" in report.vault.kinds
    assert report.sentences()[0] == "The history was truncated: its end is missing."
    assert "truncated" in report.to_json()["tampering"]
    assert "the audit log is not the one that this entry was signed upon" in [fault.what for fault in report.faults]
    desk.lock()


def test_a_paper_tells_a_vault_that_is_older_than_it(clinic: TestClinic) -> None:
    desk = clinic.desk("therapist")
    client = add_client(desk)
    write(desk, "admission", client)
    desk.lock()
    older = (clinic.folder / "vault.db").read_bytes()
    desk = clinic.desk("therapist")
    (document_id,) = write(desk, "progress_summary", client).document_ids
    _, pdf = desk.charts.paper(document_id)
    assert desk.verify(pdf).history == ""
    desk.lock()
    (clinic.folder / "vault.db").write_bytes(older)
    desk = clinic.desk("therapist")
    said = desk.verify(pdf)
    assert said.outcome == "unknown paper"
    assert said.history in said.sentences()
    assert "that this vault does not hold: the vault is older than the paper" in said.history
    assert said.to_json()["history"] == said.history
    desk.lock()


def test_a_desk_remembers_and_says_when_the_record_is_older(clinic: TestClinic, tmp_path: Path) -> None:
    witnesses = Witnesses(tmp_path / "profile")

    def sit_down() -> Desk:
        return unlock(
            clinic.folder,
            clinic.staff_ids["therapist"],
            passphrase_of("therapist"),
            clock=clinic.clock,
            ids=clinic.ids,
            kdf=clinic.kdf,
            witnesses=witnesses,
        )

    sit_down().lock()
    older = (clinic.folder / "vault.db").read_bytes()
    desk = sit_down()
    add_client(desk)
    desk.lock()
    (clinic.folder / "vault.db").write_bytes(older)
    desk = sit_down()
    assert [alarm.kind for alarm in desk.sitting.alarms] == ["rolled back"]
    assert desk.check().vault.kinds == ("rolled back",)
    desk.lock()

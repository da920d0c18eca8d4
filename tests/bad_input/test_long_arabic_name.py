"""A name of 300 characters in Arabic with emoji, from the caseload to a signed paper."""

from __future__ import annotations

import subprocess
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from ehr_desk.chart.clients.rules import ClientFacts, find
from ehr_desk.desk import Desk
from tests.bad_input.conftest import Place
from tests.bad_input.saying import refused
from tests.clinical_forms.filled import FILLED, told
from tests.documents.tools import pdf_text, pdfsig_report, qpdf_is_clean
from tests.support.clinic import passphrase_of

PARTS = ("عبد الرحمن", "محمد", "يوسف", "الحسين", "ضياء", "زكريا", "خديجة", "غزالة", "شمس", "ثريا", "فاطمة")
SPACED = (" ".join(PARTS * 6))[:294].strip() + " 🌻👩‍⚕️"
UNBROKEN = ("".join(PARTS * 8).replace(" ", ""))[:298] + "🌻🌿"
NO_FONT = "𒀀𒀁𒀂" * 100
NAMES = pytest.mark.parametrize("name", [SPACED, UNBROKEN, NO_FONT], ids=["spaced", "unbroken", "in no font"])


def _admit(desk: Desk, name: str) -> str:
    client = desk.clients.add(ClientFacts(name, "ليلى 🌻", date(1991, 3, 14)))
    assert client.family_name == unicodedata.normalize("NFC", " ".join(name.split()))
    draft = desk.drafts.start("admission", client_id=client.id)
    desk.drafts.save(draft.id, {**draft.answers, **FILLED["admission"]})
    desk.signing.sign([draft.id], passphrase_of("therapist"))
    return client.id


def _paper(desk: Desk, client_id: str) -> bytes:
    draft = desk.drafts.start("progress_summary", client_id=client_id)
    desk.drafts.save(draft.id, {**told("progress_summary"), **draft.answers})
    signed = desk.signing.sign([draft.id], passphrase_of("therapist"))
    return desk.charts.paper(signed.document_ids[0])[1]


def _letters(text: str) -> Counter[str]:
    """The letters of a text, whatever their order, their shapes on paper and the lines they stand on."""
    return Counter(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) in {"Lo", "So"})


@NAMES
def test_the_name_stands_whole_on_the_signed_paper_as_letters_or_as_boxes(
    place: Place, tmp_path: Path, name: str
) -> None:
    assert 290 <= len(name) <= 300
    desk = place.desk()
    client_id = _admit(desk, name)
    pdf = _paper(desk, client_id)
    shown, wanted = _letters(pdf_text(pdf, tmp_path)), _letters(name)
    boxes = sum(shown[box] for box in ("□", "\ufffd", "▯"))
    missing = wanted - shown
    assert missing.total() <= boxes, missing
    assert desk.verify(pdf).exit_code == 0
    assert "Signature is Valid" in pdfsig_report(pdf, tmp_path)
    assert qpdf_is_clean(pdf, tmp_path)
    assert desk.check().sound
    desk.lock()


@NAMES
def test_the_name_leaves_marks_on_the_page_and_stays_on_it(place: Place, tmp_path: Path, name: str) -> None:
    desk = place.desk()
    pdf = _paper(desk, _admit(desk, name))
    desk.lock()
    path = tmp_path / "page.pdf"
    path.write_bytes(pdf)
    boxes = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True).stdout
    words = [line for line in boxes.splitlines() if "<word" in line and _letters(line)]
    assert words
    for line in words:
        values = {part.split("=")[0]: float(part.split('"')[1]) for part in line.split() if '="' in part}
        assert 0 <= values["xMin"] < values["xMax"] <= 612
        assert 0 <= values["yMin"] < values["yMax"] <= 792


def test_the_client_is_found_by_a_part_of_the_name(place: Place) -> None:
    desk = place.desk()
    client_id = _admit(desk, SPACED)
    assert [client.id for client in find(desk.clients.all(), "خديجة محمد")] == [client_id]
    desk.lock()


def test_no_file_name_of_what_leaves_holds_the_name(place: Place, tmp_path: Path) -> None:
    from ehr_desk.chart.disclosures.rows import DisclosureRequest

    desk = place.desk()
    client_id = _admit(desk, SPACED)
    _paper(desk, client_id)
    info = desk.charts.reload(client_id).papers[0]
    out = tmp_path / "out"
    out.mkdir()
    request = DisclosureRequest(
        document_id=info.document_id,
        recipient=desk.clients.one(client_id).name,
        recipient_kind="client",
        purpose="Copy for the client",
        basis="client access",
        how="save",
    )
    paths = desk.disclosures.release_to_folder(request, out)
    desk.lock()
    assert all(path.name.isascii() for path in paths)


def test_a_name_that_is_too_long_is_refused_in_words(place: Place) -> None:
    desk = place.desk()
    with refused() as told:
        desk.clients.add(ClientFacts(SPACED * 2, "ليلى", date(1991, 3, 14)))
    assert str(told) == "The family name is longer than 400 characters. Shorten it, please."
    desk.lock()


def test_half_an_emoji_a_line_break_and_a_null_in_a_name_are_left_out(place: Place) -> None:
    desk = place.desk()
    client = desk.clients.add(ClientFacts("Sunflower\ud83c", "Lay\nla\x00", date(1991, 3, 14)))
    assert (client.family_name, client.given_name) == ("Sunflower", "Lay la")
    desk.lock()
    place.is_whole()

"""The clinic's logo: what is taken, what is refused, how it stands on paper."""

from __future__ import annotations

import base64
import io

import pikepdf
import pytest
from PIL import Image

from ehr_desk.chart.clinic.rows import ClinicRow
from ehr_desk.common.errors import UserError
from ehr_desk.documents.logo import MOST_BYTES, logo_of, stored_logo
from ehr_desk.documents.paper import PaperMaker
from ehr_desk.documents.records import letterhead_of
from ehr_desk.documents.render import Press
from tests.documents.accessible import accessibility_faults
from tests.documents.archival import archival_faults
from tests.documents.bodies import body, form


def picture(kind: str, size: tuple[int, int], mode: str = "RGB") -> bytes:
    made = io.BytesIO()
    Image.new(mode, size, 0).save(made, kind)
    return made.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "LA"), ("JPEG", "RGB"), ("JPEG", "L")]
)
def test_png_and_jpeg_become_a_small_png_that_stands_on_paper(press: Press, kind: str, mode: str) -> None:
    text = stored_logo(picture(kind, (2400, 600), mode))
    with Image.open(io.BytesIO(logo_of(text))) as kept:
        assert (kept.format, kept.size) == ("PNG", (900, 225))
    maker = PaperMaker(lambda: letterhead_of(ClinicRow("Riverbend", logo=text)), press=press)
    pdf = maker.preview(body("dap_note"), form("dap_note"))
    assert archival_faults(pdf) == []
    assert accessibility_faults(pdf) == []
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages[0].get_images()) == 1


def test_what_was_hidden_in_the_file_is_not_kept() -> None:
    made = io.BytesIO()
    info = Image.Exif()
    info[0x010E] = "taken at the clinic"
    Image.new("RGB", (64, 64)).save(made, "JPEG", exif=info)
    assert b"taken at" in made.getvalue()
    assert b"taken at" not in base64.b64decode(stored_logo(made.getvalue()))


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"not a picture", "no picture"),
        (picture("PNG", (64, 64))[:60], "no picture"),
        (picture("GIF", (64, 64), "P"), "no picture"),
        (picture("PNG", (8, 300)), "unusual size"),
        (picture("PNG", (9000, 40)), "unusual size"),
        (bytes(MOST_BYTES + 1), "larger than 2 MB"),
    ],
)
def test_what_cannot_be_printed_is_refused_in_words(data: bytes, told: str) -> None:
    with pytest.raises(UserError, match=told):
        stored_logo(data)


def test_without_a_logo_there_is_none() -> None:
    assert letterhead_of(ClinicRow("Riverbend")).logo == b""

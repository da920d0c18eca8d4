"""The logo among the settings: files of three kinds, looked at, saved, taken away."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from ehr_desk.common.errors import UserError
from ehr_desk.documents.logo import logo_of
from ehr_desk.ui.pages.settings.logo_row import LogoRow, read_logo
from ehr_desk.ui.theme import Theme

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10" width="40" height="10">%s</svg>'
BAR = b'<rect x="2" y="2" width="36" height="6" fill="#0f5c6e"/>'


def test_an_svg_is_drawn_in_its_own_proportions(qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "logo.svg"
    file.write_bytes(SVG % BAR)
    with Image.open(io.BytesIO(logo_of(read_logo(file)))) as kept:
        assert kept.size == (900, 225)
        assert kept.convert("RGBA").getpixel((450, 110)) == (15, 92, 110, 255)


@pytest.mark.parametrize(
    "inside",
    [
        b'<image href="file:///etc/hostname" width="9" height="9"/>',
        b"<script>1</script>",
        b'<rect fill="url(http://example.org/x)"/>',
        b'<use href="other.svg#part"/>',
        b"<rect",
    ],
)
def test_an_svg_that_reaches_out_or_is_damaged_is_refused(qtbot: QtBot, tmp_path: Path, inside: bytes) -> None:
    file = tmp_path / "logo.svg"
    file.write_bytes(SVG % inside)
    with pytest.raises(UserError, match="cannot be used"):
        read_logo(file)


def test_a_logo_is_shown_and_taken_away(qtbot: QtBot, tmp_path: Path, theme: Theme) -> None:
    file = tmp_path / "logo.svg"
    file.write_bytes(SVG % BAR)
    row = LogoRow(theme, choose=lambda _parent: str(file))
    qtbot.addWidget(row)
    with qtbot.waitSignal(row.chosen) as asked:
        row.pick.click()
    row.show_logo(read_logo(Path(asked.args[0])))
    assert not row.picture.pixmap().isNull()
    row.drop.click()
    assert row.logo == ""

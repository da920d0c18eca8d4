"""The icons: each one a drawing of one colour that the theme can set."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from ehr_desk.common.paths import resources_dir

ICONS = sorted((resources_dir() / "icons").glob("*.svg"))


@pytest.mark.parametrize("icon", ICONS, ids=lambda icon: str(icon.stem))
def test_an_icon_is_a_plain_drawing_on_the_24_pixel_grid(icon: Path) -> None:
    root = ElementTree.fromstring(icon.read_text(encoding="utf-8"))  # noqa: S314 - our own files
    assert root.attrib["viewBox"] == "0 0 24 24"
    assert root.attrib["stroke"] == "currentColor"
    assert len(root) > 0


def test_no_icon_brings_a_colour_of_its_own() -> None:
    colours = {icon.stem: re.findall(r'(?:stroke|fill)="([^"]+)"', icon.read_text(encoding="utf-8")) for icon in ICONS}
    assert {name for name, used in colours.items() if set(used) - {"none", "currentColor"}} == set()


def test_qt_can_draw_every_icon(qapp: QApplication) -> None:
    undrawable = [icon.stem for icon in ICONS if not QSvgRenderer(QByteArray(icon.read_bytes())).isValid()]
    assert undrawable == []

"""The fonts: unchanged, usable for paper, and able to write the names that people have."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from ehr_desk.common.paths import resources_dir

FONTS = resources_dir() / "fonts"

GLYPHS = {
    "Inter-Regular.ttf": "Aż Nguyễn Ω Я µ ≥ ≤ → – … €",
    "Inter-SemiBold.ttf": "Aż Nguyễn Ω Я µ ≥ ≤ → – … €",
    "SourceSans3-Regular.ttf": "Aż Nguyễn Ω Я µ ≥ ≤ → ☐ – … €",
    "SourceSans3-Bold.ttf": "Aż Nguyễn Ω Я µ ≥ ≤ → ☐ – … €",
    "SourceSans3-SemiBold.ttf": "Aż Nguyễn Ω Я µ ≥ ≤ → – …",
    "SourceSans3-Italic.ttf": "Aż Nguyễn Ω Я µ ≥ ≤ → – …",
    "NotoSans-Regular.ttf": "Aż Nguyễn ℃ Ω Я",
    "NotoSansArabic-Regular.ttf": "مريمپچگ٣",
    "NotoSansHebrew-Regular.ttf": "שלוםךףץ",
    "NotoSansDevanagari-Regular.ttf": "श्रेष्ठ",
    "NotoSansBengali-Regular.ttf": "রহমান",
    "NotoSansTamil-Regular.ttf": "தமிழ்",
    "NotoSansThai-Regular.ttf": "สมชาย",
    "NotoSansEthiopic-Regular.ttf": "አበበ",
    "NotoSansSymbols2-Regular.ttf": "✓✗⚠",
    "NotoEmoji-Regular.ttf": "🌻😀❤👍",
}


def listed() -> list[dict[str, str]]:
    data = tomllib.loads((FONTS / "SOURCES.toml").read_text(encoding="utf-8"))
    return [dict(font) for font in data["font"]]


def opened(name: str) -> Any:
    return TTFont(FONTS / name, lazy=False)


def test_every_font_is_listed_with_its_source_and_no_other_is() -> None:
    assert {font["file"] for font in listed()} == {path.name for path in FONTS.glob("*.ttf")} == set(GLYPHS)


@pytest.mark.parametrize("font", listed(), ids=lambda font: str(font["file"]))
def test_a_font_is_the_file_that_its_source_published(font: dict[str, str]) -> None:
    assert hashlib.sha256((FONTS / font["file"]).read_bytes()).hexdigest() == font["sha256"]
    assert (resources_dir() / "licences" / font["licence"]).is_file()


@pytest.mark.parametrize("name", sorted(GLYPHS))
def test_a_font_has_static_truetype_outlines_that_may_be_embedded(name: str) -> None:
    font = opened(name)
    assert "glyf" in font
    assert "fvar" not in font
    assert font["OS/2"].fsType == 0


@pytest.mark.parametrize("name", sorted(GLYPHS))
def test_a_font_has_the_characters_it_is_here_for(name: str) -> None:
    characters = opened(name).getBestCmap()
    assert [sign for sign in GLYPHS[name] if ord(sign) not in characters and sign != " "] == []


def test_together_the_fonts_can_write_a_name_in_arabic_with_an_emoji() -> None:
    covered: set[int] = set()
    for path in Path(FONTS).glob("*.ttf"):
        covered |= set(opened(path.name).getBestCmap())
    assert [sign for sign in "مريم 🌻 Łukasz Nguyễn-O’Brien" if ord(sign) not in covered] == []

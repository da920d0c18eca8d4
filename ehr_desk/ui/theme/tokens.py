"""Colours by meaning, light and dark. Pure data: widgets name a token, never a colour."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Scheme = Literal["light", "dark"]
Tone = Literal["neutral", "info", "success", "warning", "danger", "review"]
TONES: tuple[Tone, ...] = ("neutral", "info", "success", "warning", "danger", "review")


@dataclass(frozen=True, slots=True)
class Tokens:
    """One colour scheme. Every value is ``#RRGGBB``. ``border`` is decoration only: it never carries meaning."""

    scheme: Scheme
    canvas: str
    surface: str
    sunken: str
    border: str
    control: str
    text: str
    text2: str
    text3: str
    accent: str
    on_accent: str
    accent_hover: str
    accent_soft: str
    selection: str
    focus: str
    focus_rail: str
    link: str
    rail: str
    rail_text: str
    rail_active: str
    rail_strong: str
    success: str
    success_bg: str
    warning: str
    warning_bg: str
    danger: str
    danger_bg: str
    info: str
    info_bg: str
    review: str
    review_bg: str
    neutral: str
    neutral_bg: str

    def of(self, name: str) -> str:
        """The colour of a token by its name. Raises ``KeyError`` for an unknown name."""
        if name == "scheme" or name not in self.__slots__:
            raise KeyError(name)
        return str(getattr(self, name))

    def tone(self, tone: Tone) -> tuple[str, str]:
        """Foreground and background of a status tone."""
        return self.of(tone), self.of(f"{tone}_bg")


LIGHT = Tokens(
    scheme="light",
    canvas="#F5F7F9",
    surface="#FFFFFF",
    sunken="#ECF0F4",
    border="#D5DCE3",
    control="#7A8794",
    text="#17212B",
    text2="#46535F",
    text3="#5F6C78",
    accent="#0B6A73",
    on_accent="#FFFFFF",
    accent_hover="#08545B",
    accent_soft="#DDF0F1",
    selection="#CFE7EA",
    focus="#1A5FD0",
    focus_rail="#8FC1FF",
    link="#0B5CAD",
    rail="#12343B",
    rail_text="#C9DADD",
    rail_active="#1F525C",
    rail_strong="#FFFFFF",
    success="#17653A",
    success_bg="#E3F4E9",
    warning="#7E4C00",
    warning_bg="#FFF1D6",
    danger="#A8221A",
    danger_bg="#FDE7E4",
    info="#1A5796",
    info_bg="#E4EFFA",
    review="#5A3D9E",
    review_bg="#EFEAFB",
    neutral="#46535F",
    neutral_bg="#E9EDF1",
)

DARK = Tokens(
    scheme="dark",
    canvas="#10161C",
    surface="#182029",
    sunken="#0C1116",
    border="#2D3843",
    control="#73818F",
    text="#E7ECF1",
    text2="#B0BBC6",
    text3="#93A0AD",
    accent="#5CC3CC",
    on_accent="#06262A",
    accent_hover="#7BD3DA",
    accent_soft="#163A40",
    selection="#1D4A52",
    focus="#7FB2FF",
    focus_rail="#8FC1FF",
    link="#8CBDF7",
    rail="#0B1A1E",
    rail_text="#A9C0C4",
    rail_active="#17404A",
    rail_strong="#FFFFFF",
    success="#7BD197",
    success_bg="#14301F",
    warning="#F0B95E",
    warning_bg="#35280F",
    danger="#FF9187",
    danger_bg="#3D1A18",
    info="#8DBDF5",
    info_bg="#152B44",
    review="#C4B0F6",
    review_bg="#281F42",
    neutral="#B0BBC6",
    neutral_bg="#252F39",
)


def high_contrast(tokens: Tokens) -> Tokens:
    """The same scheme with stronger edges and captions, for people who ask their system for more contrast."""
    return replace(tokens, border=tokens.control, control=tokens.text2, text2=tokens.text, text3=tokens.text2)

"""Colours, sizes, fonts and icons of the desk."""

from ehr_desk.ui.theme.metrics import Metrics
from ehr_desk.ui.theme.theme import Choice, Theme
from ehr_desk.ui.theme.tokens import DARK, LIGHT, TONES, Tokens, Tone

__all__ = ["DARK", "LIGHT", "TONES", "Choice", "Metrics", "Theme", "Tokens", "Tone"]

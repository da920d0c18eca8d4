"""The form engine: a TOML file becomes a form, and everything that is asked of a form is answered here."""

from ehr_desk.forms.answers import Readable, normalise, only, readable
from ehr_desk.forms.checks import Finding, asks_for, check, needed_now
from ehr_desk.forms.conditions import evaluate
from ehr_desk.forms.errors import AnswerError, ConditionError, FormError, Problem
from ehr_desk.forms.flat import DECLINED, FlatAnswer, display, flat
from ehr_desk.forms.items import Alert, Band, Change, Choice, Item, Score
from ehr_desk.forms.library import FormLibrary
from ehr_desk.forms.loader import load_form, read_form
from ehr_desk.forms.model import Form
from ehr_desk.forms.phrases import InterventionPhrase, ObjectivePhrase, PhraseLibrary, Topic, load_folder, load_phrases
from ehr_desk.forms.response import response
from ehr_desk.forms.scores import ScoreResult, band_of, score_range
from ehr_desk.forms.state import place, scores, visible
from ehr_desk.forms.values import declined, is_declined

__all__ = [
    "DECLINED",
    "Alert",
    "AnswerError",
    "Band",
    "Change",
    "Choice",
    "ConditionError",
    "Finding",
    "FlatAnswer",
    "Form",
    "FormError",
    "FormLibrary",
    "InterventionPhrase",
    "Item",
    "ObjectivePhrase",
    "PhraseLibrary",
    "Problem",
    "Readable",
    "Score",
    "ScoreResult",
    "Topic",
    "asks_for",
    "band_of",
    "check",
    "declined",
    "display",
    "evaluate",
    "flat",
    "is_declined",
    "load_folder",
    "load_form",
    "load_phrases",
    "needed_now",
    "normalise",
    "only",
    "place",
    "read_form",
    "readable",
    "response",
    "score_range",
    "scores",
    "visible",
]

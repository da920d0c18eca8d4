"""The form engine: a TOML file becomes a form, and everything that is asked of a form is answered here."""

from ehr_desk.forms.errors import AnswerError, ConditionError, FormError, Problem
from ehr_desk.forms.items import Alert, Band, Change, Choice, Item, Score
from ehr_desk.forms.library import FormLibrary
from ehr_desk.forms.loader import load_form, read_form
from ehr_desk.forms.model import Form

__all__ = [
    "Alert",
    "AnswerError",
    "Band",
    "Change",
    "Choice",
    "ConditionError",
    "Form",
    "FormError",
    "FormLibrary",
    "Item",
    "Problem",
    "Score",
    "load_form",
    "read_form",
]

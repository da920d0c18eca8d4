"""The closed lists of a form file: every word that the loader accepts, and what it refuses otherwise."""

from __future__ import annotations

import re
from typing import Final

NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")
"""Ids of forms, items, scores, choice lists and roles."""

CARRIED: Final = re.compile(r"([a-z][a-z0-9_]{0,63})?\.([a-z][a-z0-9_]{0,63})?")
"""Where an answer is carried from: ``form.item``, or ``.`` for the same item of the form's own last entry."""
PREFILL: Final = re.compile(r"[a-z][a-z0-9_]{0,63}(\.[a-z][a-z0-9_]{0,63})?")
"""Names of prefills: where from, a full stop, what. ``session.date``."""

CONDITION_WORDS: Final = frozenset(
    {"and", "or", "not", "answered", "declined", "contains", "score", "true", "false", "yes", "no"}
)
"""Words of the condition grammar; no item may be called so."""

SHARED_ROLES: Final = frozenset({"sources"})
"""Roles that many items may have: a summary keeps sources beside each of its texts."""

CATEGORIES: Final = (
    "intake",
    "note",
    "measure",
    "plan",
    "medication",
    "group",
    "family",
    "safety",
    "level_of_care",
    "discharge",
    "aftercare",
    "consent",
    "admin",
)
SCOPES: Final = ("client", "session")
STAFF_ROLES: Final = ("therapist", "psychiatrist", "case manager", "supervisor", "administrator")
PAPERS: Final = (
    "none",
    "note",
    "form",
    "treatment_plan",
    "plan_review",
    "progress_summary",
    "discharge_summary",
    "aftercare_plan",
    "attendance_letter",
)
"""What paper an entry becomes: ``note`` stays in the chart, the others are made to be handed out."""
THREADS: Final = ("none", "offered", "required")
SERVICES: Final = (
    "",
    "individual",
    "group",
    "family",
    "medication",
    "psychoeducation",
    "skills",
    "holistic activity",
    "peer support",
    "case conference",
)
EFFECTS: Final = (
    "episode.open",
    "episode.close",
    "episode.level",
    "episode.decision",
    "diagnoses",
    "allergies",
    "medications",
    "plan",
    "plan_review",
    "objectives",
    "measure",
    "attendance",
    "absence",
    "family",
    "consent",
    "safety",
    "use",
    "course",
    "followup",
    "drug_screen",
    "calls",
    "followup_call",
    "delivered",
    "incentives",
    "referrals",
    "log",
)
"""Names of the effect sources; the chart implements them, the loader only knows how they are spelled."""

LINK_TYPES: Final = ("diagnosis", "medication", "objective", "participant")
TEXT_TYPES: Final = ("text", "note")
NUMBER_TYPES: Final = ("integer", "decimal", "scale")
DATE_TYPES: Final = ("date", "time", "datetime")
CHOICE_TYPES: Final = ("choice", "multi")
GROUP_TYPES: Final = ("group", "table")
TYPES: Final = (*TEXT_TYPES, *NUMBER_TYPES, *DATE_TYPES, "yesno", *CHOICE_TYPES, *GROUP_TYPES, "info", *LINK_TYPES)
SCORED_TYPES: Final = ("choice", "multi", "integer", "scale", "yesno")

PDF_WAYS: Final = ("inline", "block", "hide")
SCREEN_WAYS: Final = ("show", "hide")
LEVELS: Final = ("must", "should", "tip")
PERS: Final = ("session", "client")
METHODS: Final = ("sum", "count", "mean")
MISSING_WAYS: Final = ("refuse", "prorate")
BETTER_WAYS: Final = ("lower", "higher")

DEFAULT_MAX_LENGTH: Final = 20_000
"""Characters that a text answer may have when its item says nothing else."""

MAX_DEPTH: Final = 6
"""How deep groups may nest: problem, goal, objective, intervention, and two to spare."""

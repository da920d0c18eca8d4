"""A group note's answers: what stands in every chart that it went to, and what is about one client. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ehr_desk.forms import Form


def shared_part(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that stand in every chart."""
    each = _each(form)
    return {key: value for key, value in answers.items() if key not in each}


def own_part(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers about one client."""
    each = _each(form)
    return {key: value for key, value in answers.items() if key in each}


def _each(form: Form) -> frozenset[str]:
    return frozenset(item.id for item in form.items if item.per == "client")

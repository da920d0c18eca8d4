"""What the newest entry of each form said in this stay, for forms that offer it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.reader import last_entry
from ehr_desk.chart.entries.rooms import ChartState


class EarlierAnswers:
    """Call it with a form's id. What was said in an earlier stay is no answer for this one: it is asked anew."""

    def __init__(self, session: Session, client_id: str, chart: ChartState) -> None:
        self._session = session
        self._client_id = client_id
        left = [row.discharged_on for row in chart.rows("episodes") if row.discharged_on is not None]
        self._since = max(left, default=None)
        self._read: dict[str, Mapping[str, Any]] = {}

    def __call__(self, form_id: str) -> Mapping[str, Any]:
        """The answers of its newest entry; empty where there is none of this stay."""
        if form_id not in self._read:
            self._read[form_id] = self._answers(form_id)
        return self._read[form_id]

    def _answers(self, form_id: str) -> Mapping[str, Any]:
        version = last_entry(self._session, self._client_id, form_id)
        if version is None:
            return {}
        if self._since is not None and date.fromisoformat(version.body["effective_on"]) < self._since:
            return {}
        answers: Mapping[str, Any] = version.body["answers"]
        return answers

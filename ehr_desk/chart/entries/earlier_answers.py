"""What the newest entry of each form said in this stay, for forms that offer it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from ehr_desk.chart.entries.carry import Earlier
from ehr_desk.chart.entries.reader import last_entry
from ehr_desk.chart.entries.rooms import ChartState


class EarlierAnswers:
    """Call it with a form's id. What was said in an earlier stay is no answer for this one: it is asked anew."""

    def __init__(self, session: Session, client_id: str, chart: ChartState) -> None:
        self._session = session
        self._client_id = client_id
        self._chart = chart
        self._read: dict[str, Earlier] = {}

    def __call__(self, form_id: str) -> Earlier:
        """Its newest entry of this stay; an empty one where there is none."""
        if form_id not in self._read:
            self._read[form_id] = self._newest(form_id)
        return self._read[form_id]

    def _newest(self, form_id: str) -> Earlier:
        version = last_entry(self._session, self._client_id, form_id)
        if version is None:
            return Earlier()
        if self._of_an_earlier_stay(version.body):
            return Earlier()
        return Earlier(version.entry_id, version.body["answers"])

    def _of_an_earlier_stay(self, body: Mapping[str, Any]) -> bool:
        ended = [row for row in self._chart.rows("episodes") if row.discharged_on is not None]
        on = date.fromisoformat(body["effective_on"])
        return any(body["episode_id"] == row.episode_id or on < row.discharged_on for row in ended)

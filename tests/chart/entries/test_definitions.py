"""The forms that entries were filled in with, as the record keeps them."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from ehr_desk.chart.entries import definitions
from ehr_desk.chart.entries.tables import FormDefinition
from ehr_desk.common.errors import OurError
from tests.chart.entries.toy import toy_library


def test_a_kept_form_is_made_once_for_each_session_and_never_known_to_the_next() -> None:
    engine = create_engine("sqlite://")
    FormDefinition.metadata.create_all(engine, tables=[FormDefinition.__table__])  # type: ignore[list-item]
    form = toy_library().all()[0]
    with Session(engine) as session:
        definitions.keep(session, form)
        made = definitions.kept(session, form.hash)
        assert made.hash == form.hash
        assert definitions.kept(session, form.hash) is made
        with pytest.raises(OurError):
            definitions.kept(session, "another hash")
    with Session(engine) as other, pytest.raises(OurError):
        definitions.kept(other, form.hash)  # never committed: what a session made is forgotten with it

"""The exact forms that entries were filled in with, kept with the record."""

from __future__ import annotations

import json
from functools import lru_cache

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.orm import Session

from ehr_desk.chart.entries.tables import FormDefinition
from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.common.errors import OurError
from ehr_desk.forms import Form

_MADE = "forms made of their definitions"


def keep(session: Session, form: Form) -> None:
    """Keep the form's definition, once for each content hash."""
    if session.get(FormDefinition, form.hash) is None:
        session.add(FormDefinition(hash=form.hash, form_id=form.id, version=form.version, definition=form.definition()))
        session.flush()


def kept(session: Session, form_hash: str) -> Form:
    """The form with this content hash. Its definition is read once for each session of the database: a check before
    signing asks for the same few forms again and again."""
    made: dict[str, Form] = session.info.setdefault(_MADE, {})
    if form_hash not in made:
        as_text = type_coerce(FormDefinition.definition, Text)
        stored = session.scalar(select(as_text).where(FormDefinition.hash == form_hash))
        if stored is None:
            raise OurError("a form definition is missing from the record")
        made[form_hash] = _made_of(stored)
    return made[form_hash]


@lru_cache(maxsize=256)
def _made_of(definition: str) -> Form:
    """The form of a definition as it is stored, made once in a process: the same text is the same form."""
    return Form.from_definition(json.loads(definition))


def definition_hash(session: Session, form_hash: str) -> str:
    """The content hash of a kept form as it stands there, whatever today's program reads in it."""
    stored = session.get(FormDefinition, form_hash)
    return "" if stored is None else sha256_hex(canonical(stored.definition))

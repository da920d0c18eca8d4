"""Snippets at the desk: kept in the vault, of one person, shared where that person says so."""

from __future__ import annotations

import pytest

from ehr_desk.common.errors import UserError
from tests.support.clinic import TestClinic


def test_a_snippet_is_its_owner_s_until_it_is_shared_and_nobody_else_changes_it(clinic: TestClinic) -> None:
    dana = clinic.desk("therapist")
    kept = dana.snippets.save(".bre", "Practiced paced breathing; {what the client noticed}.")
    with pytest.raises(UserError):
        dana.snippets.save(".bre", "The same word again.")
    dana.lock()
    sam = clinic.desk("supervisor")
    assert sam.snippets.mine() == []
    sam.snippets.save(".bre", "Sam's own, under the same word.")
    sam.lock()
    dana = clinic.desk("therapist")
    changed = dana.snippets.save(".bre", "Practiced breathing.", shared=True, snippet_id=kept.id)
    assert changed.id == kept.id
    dana.lock()
    sam = clinic.desk("supervisor")
    assert [(row.word, row.own, row.owner) for row in sam.snippets.mine()] == [
        (".bre", True, "Samira Haddad"),
        (".bre", False, "Dana Whitlock"),
    ]
    with pytest.raises(UserError):
        sam.snippets.remove(kept.id)
    with pytest.raises(UserError):
        sam.snippets.save(".new", "Stolen.", snippet_id=kept.id)
    assert sam.check().sound
    sam.lock()
    dana = clinic.desk("therapist")
    dana.snippets.remove(kept.id)
    assert dana.snippets.mine() == []
    dana.lock()

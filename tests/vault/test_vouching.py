"""Whose a certificate from elsewhere is, by the name on it."""

from __future__ import annotations

import pytest

from ehr_desk.vault.vouching import claims_issuer, is_made_out_to
from tests.vault.elsewhere import from_another_clinic


@pytest.mark.parametrize(
    ("written", "staff", "same"),
    [
        ("Dana Whitlock", "Dana Whitlock", True),
        ("WHITLOCK.DANA.M.1234567890", "Dana Whitlock", True),
        ("Zoë Müller", "Zoe Mu\u0308ller", True),
        ("Dana Whitlock", "Dana Q. Whitlock", True),
        ("Adaeze Okonkwo", "Dana Whitlock", False),
        ("Dana Okonkwo", "Dana Whitlock", False),
        ("Danawhitlock", "Dana Whitlock", False),
        ("1234567890", "Dana Whitlock", False),
        ("Dana Whitlock", "", False),
    ],
)
def test_first_and_last_name_have_to_stand_in_a_certificate(written: str, staff: str, same: bool) -> None:
    assert is_made_out_to(from_another_clinic(written)[0], staff) is same


def test_a_certificate_that_names_the_clinic_as_its_issuer_is_told_from_others() -> None:
    _, ours = from_another_clinic("Ada Marlow", "Riverbend")
    assert claims_issuer(from_another_clinic("Ben Okafor", "RIVERBEND")[0], ours)
    assert not claims_issuer(from_another_clinic("Ben Okafor")[0], ours)

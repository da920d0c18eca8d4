"""The words of the shipped forms: client first, plain, short; names of prefills that the record knows."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import Form, FormLibrary
from tests.clinical_forms.filled import FILLED

UNWANTED = re.compile(r"\b(patients?|abus\w*|dirty|clean|addicts?|alcoholics?|non-?complian\w*|compliance)\b", re.I)
# Published questionnaires keep their own words, whatever ours are.
PUBLISHED = ("phq9_", "gad7_", "pcl5_", "auditc_", "bam_", "ciwa_", "aims_")
LONGEST_HELP = 160


@pytest.fixture(scope="module")
def library() -> FormLibrary:
    return FormLibrary.load(forms_dir())


def _words(form: Form) -> Iterator[str]:
    yield form.title
    for item in form.walk():
        yield from (item.help, item.section, item.low, item.high)
        if not item.id.startswith(PUBLISHED):
            yield from (item.text, *(choice.label for choice in item.choices))
        yield from (alert.text for alert in item.alerts)


@pytest.mark.parametrize("form_id", sorted(FILLED))
def test_words_put_the_client_first_and_do_not_shout(library: FormLibrary, form_id: str) -> None:
    for words in _words(library.get(form_id)):
        assert not UNWANTED.search(words), words
        assert "!" not in words, words


@pytest.mark.parametrize("form_id", sorted(FILLED))
def test_questions_are_in_sentence_case_and_help_is_short(library: FormLibrary, form_id: str) -> None:
    for item in library.get(form_id).walk():
        assert item.text[0].isupper() or item.text[0].isdigit(), item.text
        assert len(item.help) <= LONGEST_HELP, item.id
        if item.type != "info" and not item.id.startswith(PUBLISHED):
            assert not item.text.endswith("."), item.text


@pytest.mark.parametrize("form_id", sorted(FILLED))
def test_a_form_shows_no_address_of_a_person_it_does_not_need(library: FormLibrary, form_id: str) -> None:
    # Names, birth dates and addresses of the client are administrative facts, kept on the client's own page.
    ids = {item.id for item in library.get(form_id).walk()}

    assert ids.isdisjoint({"client_name", "date_of_birth", "client_address", "social_security_number"})


@pytest.mark.parametrize("form_id", sorted(FILLED))
def test_prefills_are_named_after_the_part_of_the_record_they_come_from(library: FormLibrary, form_id: str) -> None:
    roots = {
        "today",
        "session",
        "author",
        "client",
        "clinic",
        "consents",
        "episode",
        "incentives",
        "referrals",
        "family",
        "diagnoses",
        "medications",
        "plan",
        "summary",
    }

    for item in library.get(form_id).walk():
        assert not item.prefill or item.prefill.split(".")[0] in roots, item.id

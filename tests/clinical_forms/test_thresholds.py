"""``resources/measures/thresholds.toml`` says what the forms say, and names who says so."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest

from ehr_desk.common.paths import forms_dir, resources_dir
from ehr_desk.forms import FormLibrary, score_range

THRESHOLDS: dict[str, dict[str, Any]] = tomllib.loads(
    (resources_dir() / "measures" / "thresholds.toml").read_text(encoding="utf-8")
)
KEYS = {
    *("form", "title", "range", "better", "bands", "missing", "sources", "positive_from", "positive_to"),
    *("positive_from_men", "reliable_change", "meaningful_change", "response_percent", "remission_below"),
    "every_days",
}


@pytest.fixture(scope="module")
def library() -> FormLibrary:
    return FormLibrary.load(forms_dir(), restricted=True)


@pytest.mark.parametrize("score_id", sorted(THRESHOLDS))
def test_range_bands_and_change_are_those_of_the_form(library: FormLibrary, score_id: str) -> None:
    said = THRESHOLDS[score_id]
    form = library.get(said["form"])
    score = form.score(score_id)

    assert list(score_range(form, score)) == said["range"]
    assert [[band.start, band.label] for band in score.bands] == said["bands"]
    assert (score.change.points if score.change else None) == said.get("reliable_change")
    assert score.change is None or score.change.better == said["better"]


@pytest.mark.parametrize("score_id", sorted(THRESHOLDS))
def test_the_cut_off_is_the_one_the_form_shows_its_flag_by(library: FormLibrary, score_id: str) -> None:
    said = THRESHOLDS[score_id]
    item = library.get(said["form"]).by_role("positive_screen")
    numbers = {int(number) for number in re.findall(r"[<>]=? (\d+)", item.show_if)} if item else set()
    wanted = {said[key] for key in ("positive_from", "positive_to", "positive_from_men") if key in said}

    assert wanted <= numbers


@pytest.mark.parametrize("score_id", sorted(THRESHOLDS))
def test_every_number_has_a_source_and_every_key_is_explained(score_id: str) -> None:
    said = THRESHOLDS[score_id]

    assert set(said) <= KEYS
    assert said["sources"]
    assert said["missing"]
    assert said["better"] in ("lower", "higher")


def test_every_score_with_bands_or_a_published_change_is_listed(library: FormLibrary) -> None:
    found = {
        score.id
        for form in library.all()
        for score in form.scores
        # The rulers are our own: their two points are a habit, not a finding.
        if (score.bands or score.change) and form.id != "rulers"
    }

    assert found <= set(THRESHOLDS)

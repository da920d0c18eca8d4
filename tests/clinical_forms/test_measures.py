"""PHQ-9 and GAD-7 against their published scoring.

PHQ-9: Kroenke K, Spitzer RL, Williams JBW. The PHQ-9: validity of a brief depression severity measure.
J Gen Intern Med 2001;16:606-613. Total 0 to 27; 5, 10, 15, 20 begin mild, moderate, moderately severe, severe.

GAD-7: Spitzer RL, Kroenke K, Williams JBW, Loewe B. A brief measure for assessing generalized anxiety disorder.
Arch Intern Med 2006;166:1092-1097. Total 0 to 21; 5, 10, 15 begin mild, moderate, severe.
"""

from __future__ import annotations

import pytest

from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import Form, FormLibrary, check, scores, visible
from tests.clinical_forms.filled import FILLED, GAD7, PHQ9, Answers

LABELS = ("Not at all", "Several days", "More than half the days", "Nearly every day")
ITEMS = {"phq9": 9, "gad7": 7}


@pytest.fixture(scope="module")
def library() -> FormLibrary:
    return FormLibrary.load(forms_dir())


def _with_total(form_id: str, total: int) -> Answers:
    """Answers whose points add up to ``total``, the last item as low as it can be."""
    answers: Answers = {"entry_date": "2026-10-20"}
    for number in range(1, ITEMS[form_id] + 1):
        points = min(3, total)
        answers[f"{form_id}_{number}"] = LABELS[points]
        total -= points
    assert total == 0
    return answers


def _must_items(form: Form, answers: Answers) -> set[str]:
    return {finding.item for finding in check(form, answers) if finding.level == "must"}


@pytest.mark.parametrize(
    ("total", "band"),
    [
        (0, "Minimal"),
        (4, "Minimal"),
        (5, "Mild"),
        (9, "Mild"),
        (10, "Moderate"),
        (14, "Moderate"),
        (15, "Moderately severe"),
        (19, "Moderately severe"),
        (20, "Severe"),
        (27, "Severe"),
    ],
)
def test_phq9_totals_fall_into_the_published_bands(library: FormLibrary, total: int, band: str) -> None:
    score = scores(library.get("phq9"), _with_total("phq9", total))["phq9"]

    assert (score.value, score.maximum, score.band, score.complete) == (total, 27, band, True)


@pytest.mark.parametrize(
    ("total", "band"),
    [
        (0, "Minimal"),
        (4, "Minimal"),
        (5, "Mild"),
        (9, "Mild"),
        (10, "Moderate"),
        (14, "Moderate"),
        (15, "Severe"),
        (21, "Severe"),
    ],
)
def test_gad7_totals_fall_into_the_published_bands(library: FormLibrary, total: int, band: str) -> None:
    score = scores(library.get("gad7"), _with_total("gad7", total))["gad7"]

    assert (score.value, score.maximum, score.band, score.complete) == (total, 21, band, True)


@pytest.mark.parametrize("form_id", ["phq9", "gad7"])
def test_the_answers_are_the_published_ones_with_0_to_3_points(library: FormLibrary, form_id: str) -> None:
    form = library.get(form_id)

    for number in range(1, ITEMS[form_id] + 1):
        choices = form.item(f"{form_id}_{number}").choices
        assert [(choice.label, choice.points) for choice in choices] == list(zip(LABELS, range(4), strict=True))


@pytest.mark.parametrize("form_id", ["phq9", "gad7"])
def test_a_missing_answer_gives_no_total_at_all(library: FormLibrary, form_id: str) -> None:
    answers = {key: value for key, value in FILLED[form_id].items() if key != f"{form_id}_3"}

    score = scores(library.get(form_id), answers)[form_id]

    assert (score.value, score.complete) == (None, False)


@pytest.mark.parametrize("form_id", ["phq9", "gad7"])
def test_the_difficulty_question_does_not_count(library: FormLibrary, form_id: str) -> None:
    form = library.get(form_id)
    without = {key: value for key, value in FILLED[form_id].items() if key != f"{form_id}_difficulty"}

    assert scores(form, without)[form_id].value == scores(form, FILLED[form_id])[form_id].value


@pytest.mark.parametrize("label", LABELS[1:])
def test_phq9_item_9_above_0_cannot_be_signed_without_a_recorded_action(library: FormLibrary, label: str) -> None:
    form = library.get("phq9")
    answers = {**_with_total("phq9", 3), "phq9_9": label}

    assert _must_items(form, answers) >= {"safety_action", "safety_level", "safety_assessed_by"}
    answered = {key: value for key, value in PHQ9.items() if key.startswith("safety_")}
    assert _must_items(form, {**answers, **answered}) == set()


def test_a_blank_action_is_no_action(library: FormLibrary) -> None:
    form = library.get("phq9")

    assert "safety_action" in _must_items(form, {**PHQ9, "safety_action": "   "})


def test_phq9_item_9_at_0_asks_for_no_action(library: FormLibrary) -> None:
    form = library.get("phq9")
    answers = _with_total("phq9", 24)

    assert answers["phq9_9"] == "Not at all"
    assert "safety_action" not in visible(form, answers)
    assert _must_items(form, answers) == set()


def test_measures_carry_their_codes_recall_and_permission(library: FormLibrary) -> None:
    phq9, gad7 = library.get("phq9"), library.get("gad7")

    assert (phq9.code, phq9.score("phq9").code) == ("44249-1", "44261-6")
    assert (gad7.code, gad7.score("gad7").code) == ("69737-5", "70274-6")
    for form in (phq9, gad7):
        assert form.recall == "2 weeks"
        assert form.licence.startswith("No permission required")
        assert "Spitzer" in form.copyright


def test_six_points_on_phq9_and_four_on_gad7_are_a_reliable_change(library: FormLibrary) -> None:
    # Gyani A, Shafran R, Layard R, Clark DM. Enhancing recovery rates. Behav Res Ther 2013;51:597-606.
    changes = [library.get(form_id).score(form_id).change for form_id in ("phq9", "gad7")]

    assert [(change.points, change.better) for change in changes if change] == [(6, "lower"), (4, "lower")]


def test_the_filled_examples_score_as_counted_by_hand(library: FormLibrary) -> None:
    assert scores(library.get("phq9"), PHQ9)["phq9"].value == 9
    assert scores(library.get("gad7"), GAD7)["gad7"].value == 11


NO_ANSWER = {"declined": True}


@pytest.mark.parametrize(
    ("points", "total"),
    [
        # One or two missing values take the average of the others; more than two: no score. NHS Data Dictionary,
        # Patient Health Questionnaire-9; Arrieta J and others, J Clin Psychol 2017;73:1211-1228; Kroenke K and others,
        # Gen Hosp Psychiatry 2010;32:345-359. Halves round up: the scale has whole points.
        ([2, 2, 2, 2, 2, 2, 2, 2, None], 18),
        ([1, 1, 1, 1, 1, 1, 1, None, None], 9),
        ([3, 1, 2, 0, 1, 2, 0, 0, None], 10),  # 9 + 9/8 = 10.125
        ([1, 1, 1, 1, 0, 0, 0, None, None], 5),  # 4 + 2 * 4/7 = 5.14
        ([3, 3, 3, 3, 3, 3, None, None, None], None),
    ],
)
def test_phq9_with_declined_answers_follows_the_published_rule(
    library: FormLibrary, points: list[int | None], total: int | None
) -> None:
    answers = {f"phq9_{at}": NO_ANSWER if one is None else LABELS[one] for at, one in enumerate(points, start=1)}

    score = scores(library.get("phq9"), answers)["phq9"]

    assert (score.value, score.complete, score.declined) == (total, False, points.count(None))


def test_nothing_is_prorated_while_a_question_is_still_open(library: FormLibrary) -> None:
    answers = {f"phq9_{at}": "Several days" for at in range(1, 9)}

    assert scores(library.get("phq9"), answers)["phq9"].value is None


@pytest.mark.parametrize("form_id", ["gad7", "pcl5", "auditc", "audit", "dast10"])
def test_where_no_rule_is_published_a_declined_answer_leaves_no_total(form_id: str) -> None:
    form = FormLibrary.load(forms_dir(), restricted=True).get(form_id)
    answers: Answers = {one: form.item(one).choices[-1].label for one in form.score(form_id).items}
    answers[f"{form_id}_2"] = NO_ANSWER

    score = scores(form, answers)[form_id]

    assert (score.value, score.declined) == (None, 1)
    assert score.note.startswith(f"No score: 1 of {len(form.score(form_id).items)} answers was declined.")
    assert not any(one.startswith(form_id) for one in _must_items(form, answers))


def test_bam_use_that_was_told_is_flagged_although_another_question_was_declined(library: FormLibrary) -> None:
    form = library.get("bam_iop")
    answers = {**FILLED["bam_iop"], "bam_iop_4": NO_ANSWER, "bam_iop_5": 0, "bam_iop_6": 2}

    assert scores(form, answers)["bam_iop_use"].value is None
    assert "bam_iop_positive" in visible(form, answers)


def test_phq9_item_9_declined_cannot_be_signed_without_a_recorded_action(library: FormLibrary) -> None:
    form = library.get("phq9")
    answers = {**_with_total("phq9", 3), "phq9_9": NO_ANSWER}

    assert _must_items(form, answers) == {"safety_assessed_by", "safety_level", "safety_steps", "safety_action"}
    answered = {key: value for key, value in PHQ9.items() if key.startswith("safety_")}
    assert _must_items(form, {**answers, **answered}) == set()


@pytest.mark.parametrize(
    ("form_id", "cut_off"), [("phq9", 10), ("gad7", 10), ("pcl5", 31), ("auditc", 4), ("audit", 8), ("dast10", 3)]
)
def test_a_screen_is_positive_without_a_total_once_the_given_answers_reach_the_cut_off(
    form_id: str, cut_off: int
) -> None:
    form = FormLibrary.load(forms_dir(), restricted=True).get(form_id)
    names = form.score(form_id).items
    silent = names[-4:] if form_id == "phq9" else names[-1:]
    answers: Answers = {one: form.item(one).choices[0].label for one in names} | {"cut_off": "4 or more (men)"}
    for one in names:
        if scores(form, answers)[form_id].least >= cut_off:  # type: ignore[operator]
            break
        answers[one] = max(form.item(one).choices, key=lambda choice: choice.points or 0).label
    declined = dict.fromkeys(silent, NO_ANSWER)
    reached = sum(form.item(one).points_of(answers[one]) or 0 for one in names if one not in silent)
    score = scores(form, {**answers, **declined})[form_id]

    assert (score.value, score.least) == (None, reached)
    assert score.note.endswith(f"The answers given already add up to {reached}.")
    assert reached >= cut_off
    assert f"{form_id}_positive" in visible(form, {**answers, **declined})
    assert f"{form_id}_positive" not in visible(form, {**answers, **dict.fromkeys(names[:-1], NO_ANSWER)})
    still_open = {key: value for key, value in answers.items() if key != names[-1]}
    assert f"{form_id}_positive" not in visible(form, still_open)

"""PCL-5, AUDIT-C, BAM, AUDIT, DAST-10 and the rulers against their published scoring.

PCL-5: National Center for PTSD, Using the PTSD Checklist for DSM-5: sum 0 to 80; a symptom counts from "Moderately"
(2) on; pattern of a provisional diagnosis: 1 B (1-5), 1 C (6-7), 2 D (8-14), 2 E (15-20); cut-point 31 to 33 (Bovin
and others, Psychol Assess 2016;28:1379-1391). Reliable change 15 to 18: Marx and others, Psychol Assess 2022;34:197.

AUDIT-C: Bush and others, Arch Intern Med 1998;158:1789-1795 (men 4); Bradley and others, Arch Intern Med
2003;163:821-829 (women 3). Sum 0 to 12.

BAM: Cacciola and others, J Subst Abuse Treat 2013;44:256-263; VA guide for interpreting: use (4, 5, 6; 0 to 12) above
0, risk (1, 2, 3, 8, 11, 15; 0 to 24) above 11, protection (9, 10, 12, 13, 14, 16; 0 to 24) below 13 call for a look.

AUDIT: Babor and others, AUDIT manual, 2nd edition, WHO 2001: sum 0 to 40; zones from 8, 16 and 20; items 9 and 10
count 0, 2 or 4.

CIWA-Ar: Sullivan and others, Br J Addict 1989;84:1353-1357: nine items 0 to 7, orientation 0 to 4, sum 0 to 67; bands
of the ASAM guideline on alcohol withdrawal management, 2020 (below 10, 10 to 18, 19 and more).

AIMS: Guy, ECDEU Assessment Manual, NIMH 1976; positive by movement with 2 in two areas or 3 in one (Schooler and Kane,
Arch Gen Psychiatry 1982;39:486-487).

DAST-10: Skinner, Addict Behav 1982;7:363-371: sum 0 to 10, item 3 reversed; 1, 3, 6, 9 begin low, moderate,
substantial, severe.
"""

from __future__ import annotations

import pytest

from ehr_desk.common.paths import forms_dir
from ehr_desk.forms import Form, FormLibrary, check, scores, visible
from tests.clinical_forms.filled import AUDIT, AUDITC, BAM, BAM_IOP, DAST10, FILLED, PCL5, RESTRICTED, Answers

POSITIVE = "positive_screen"


@pytest.fixture(scope="module")
def library() -> FormLibrary:
    return FormLibrary.load(forms_dir(), restricted=True)


def _extreme(form: Form, highest: bool) -> Answers:
    """Every scored question answered with its most or fewest points."""
    answers: Answers = {"entry_date": "2026-10-20"}
    for item in form.walk():
        if item.choices and all(choice.points is not None for choice in item.choices):
            by_points = sorted(item.choices, key=lambda choice: choice.points or 0)
            answers[item.id] = by_points[-1 if highest else 0].label
        elif item.type in ("integer", "scale") and item.max is not None:
            answers[item.id] = item.max if highest else item.min
    return answers


def _positive(form: Form, answers: Answers) -> bool:
    item = form.by_role(POSITIVE)
    assert item is not None
    return item.id in visible(form, answers)


@pytest.mark.parametrize(
    ("form_id", "score_id", "lowest", "highest"),
    [
        ("pcl5", "pcl5", 0, 80),
        ("auditc", "auditc", 0, 12),
        ("bam", "bam_use", 0, 12),
        ("bam", "bam_risk", 0, 24),
        ("bam", "bam_protective", 0, 24),
        ("audit", "audit", 0, 40),
        ("dast10", "dast10", 0, 10),
        ("ciwa_ar", "ciwa_ar", 0, 67),
        ("aims", "aims", 0, 28),
        ("rulers", "ruler_importance", 0, 10),
        ("bam_iop", "bam_iop_alcohol", 0, 7),
        ("bam_iop", "bam_iop_use", 0, 12),
        ("bam_iop", "bam_iop_risk", 0, 24),
        ("bam_iop", "bam_iop_protective", 0, 24),
    ],
)
def test_a_score_runs_over_its_published_range(
    library: FormLibrary, form_id: str, score_id: str, lowest: int, highest: int
) -> None:
    form = library.get(form_id)

    low = scores(form, _extreme(form, False))[score_id]
    high = scores(form, _extreme(form, True))[score_id]

    assert (low.value, low.minimum, high.value, high.maximum) == (lowest, lowest, highest, highest)


@pytest.mark.parametrize("form_id", ["pcl5", "auditc", "bam", "bam_iop", "audit", "dast10", "rulers"])
def test_an_answer_that_is_missing_gives_no_score_it_belongs_to(library: FormLibrary, form_id: str) -> None:
    # None of these publications fills in for a missing answer; in a record it can be asked again.
    form = library.get(form_id)
    full = {**FILLED, **RESTRICTED}[form_id]
    for score in form.scores:
        for member in score.items:
            found = scores(form, {key: value for key, value in full.items() if key != member})[score.id]
            assert (found.value, found.complete) == (None, False), (score.id, member)


@pytest.mark.parametrize("form_id", ["pcl5", "auditc", "bam", "bam_iop", "audit", "dast10", "rulers"])
def test_every_scored_question_has_to_be_answered(library: FormLibrary, form_id: str) -> None:
    form = library.get(form_id)
    missing = {one.item for one in check(form, {}) if one.level == "must"}

    assert {member for score in form.scores for member in score.items} <= missing


def test_pcl5_example_counts_25_and_stays_below_the_cut_point(library: FormLibrary) -> None:
    form = library.get("pcl5")
    found = scores(form, PCL5)

    assert (found["pcl5"].value, found["pcl5"].band) == (25, "Below the screening cut-point")
    assert not _positive(form, PCL5)
    assert found["pcl5_b"].value == 5


@pytest.mark.parametrize(("points", "positive"), [(30, False), (31, True), (33, True)])
def test_pcl5_is_positive_from_31_points_on(library: FormLibrary, points: int, positive: bool) -> None:
    form = library.get("pcl5")
    labels = ("Not at all", "A little bit", "Moderately", "Quite a bit", "Extremely")
    answers: Answers = {}
    for number in range(1, 21):
        given = min(4, points)
        answers[f"pcl5_{number}"] = labels[given]
        points -= given

    assert _positive(form, answers) is positive


@pytest.mark.parametrize(
    ("moderate", "met"),
    [
        ((1, 6, 8, 9, 15, 16), True),
        ((6, 8, 9, 15, 16), False),
        ((1, 8, 9, 15, 16), False),
        ((1, 6, 8, 15, 16), False),
        ((1, 6, 8, 9, 15), False),
        ((5, 7, 13, 14, 19, 20), True),
    ],
)
def test_pcl5_pattern_needs_one_b_one_c_two_d_and_two_e(
    library: FormLibrary, moderate: tuple[int, ...], met: bool
) -> None:
    answers = {f"pcl5_{number}": "Moderately" if number in moderate else "A little bit" for number in range(1, 21)}

    assert ("pcl5_clusters" in visible(library.get("pcl5"), answers)) is met


def test_the_parts_of_pcl5_are_no_measures_of_their_own(library: FormLibrary) -> None:
    assert [score.id for score in library.get("pcl5").scores if not score.part] == ["pcl5"]


def test_pcl5_needs_15_points_for_a_reliable_change(library: FormLibrary) -> None:
    change = library.get("pcl5").score("pcl5").change

    assert change is not None
    assert (change.points, change.better) == (15, "lower")


@pytest.mark.parametrize(
    ("answers", "cut_off", "positive"),
    [
        (("Monthly or less", "3 or 4", "Less than monthly"), "3 or more (women)", True),
        (("Monthly or less", "3 or 4", "Less than monthly"), "4 or more (men)", False),
        (("2-4 times a month", "3 or 4", "Less than monthly"), "4 or more (men)", True),
        (("Monthly or less", "3 or 4", "Never"), "3 or more (women)", False),
        (("Never", "1 or 2", "Never"), "3 or more (women)", False),
    ],
)
def test_auditc_is_positive_from_4_for_men_and_from_3_for_women(
    library: FormLibrary, answers: tuple[str, str, str], cut_off: str, positive: bool
) -> None:
    filled = {"cut_off": cut_off, **{f"auditc_{number}": label for number, label in enumerate(answers, start=1)}}

    assert _positive(library.get("auditc"), filled) is positive


def test_auditc_example_counts_9(library: FormLibrary) -> None:
    assert scores(library.get("auditc"), AUDITC)["auditc"].value == 9


def test_bam_example_counts_1_8_and_18(library: FormLibrary) -> None:
    found = scores(library.get("bam"), BAM)

    # Use 1+0+0; risk 2+2+3+2+2+1; protection 3+2+1+4+4+4.
    assert [found[name].value for name in ("bam_use", "bam_risk", "bam_protective")] == [1, 12, 18]
    assert found["bam_risk"].band == "Raised risk"


@pytest.mark.parametrize(
    ("changes", "positive"),
    [
        ({"bam_4": "0", "bam_1": "Very good"}, False),
        ({"bam_4": "0"}, True),
        ({"bam_1": "Very good"}, True),
        ({"bam_4": "0", "bam_1": "Very good", "bam_13": "0", "bam_16": "4-8"}, True),
        ({"bam_4": "0", "bam_1": "Very good", "bam_13": "0", "bam_16": "9-15"}, False),
    ],
)
def test_bam_is_flagged_for_any_use_risk_of_12_or_protection_of_12(
    library: FormLibrary, changes: Answers, positive: bool
) -> None:
    assert _positive(library.get("bam"), {**BAM, **changes}) is positive


@pytest.mark.parametrize("form_id", ["bam", "bam_iop"])
def test_bam_has_17_questions_and_asks_for_the_drugs_only_when_there_were_some(
    library: FormLibrary, form_id: str
) -> None:
    form, filled = library.get(form_id), FILLED[form_id]
    used = {**filled, f"{form_id}_6": "1-3" if form_id == "bam" else 2}

    asked = {item.id for item in form.walk() if item.id.startswith(f"{form_id}_") and item.required}
    assert len(asked) == 16 + 7
    assert f"{form_id}_7a" not in visible(form, filled)
    assert f"{form_id}_7g" in visible(form, used)


_BAM_IOP_KEYS = {
    # The VA's own scoring keys of BAM-IOP (03-2012; VistA, files MH SCALES and MH SCORING KEYS, scales 842, 844, 845).
    "bam_iop_use": (4, 5, 6),
    "bam_iop_risk": (1, 2, 3, 8, 11, 15),
    "bam_iop_protective": (9, 10, 12, 13, 14, 16),
}
_HEALTH = {"Excellent": 0, "Very good": 1, "Good": 2, "Fair": 3, "Poor": 4}
_MUCH = {"Not at all": 0, "Slightly": 1, "Moderately": 2, "Considerably": 3, "Extremely": 4}
_INCOME = {"No": 0, "Yes": 4}
_DAYS = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 4, 6: 4, 7: 4}


@pytest.mark.parametrize(("scale", "questions"), _BAM_IOP_KEYS.items())
def test_bam_iop_counts_each_answer_as_the_va_counts_it(
    library: FormLibrary, scale: str, questions: tuple[int, ...]
) -> None:
    form = library.get("bam_iop")
    least: Answers = {f"bam_iop_{number}": 0 for number in (2, 3, 4, 5, 6, 10, 11, 13, 16)}
    least |= {"bam_iop_1": "Excellent", "bam_iop_14": "No"}
    least |= {f"bam_iop_{number}": "Not at all" for number in (8, 9, 12, 15, 17)}

    assert scores(form, least)[scale].value == 0
    for number in (*range(1, 7), *range(8, 18)):
        keys = {1: _HEALTH, 14: _INCOME}.get(number, _MUCH if number in (8, 9, 12, 15, 17) else _DAYS)
        for answer, points in keys.items():
            found = scores(form, {**least, f"bam_iop_{number}": answer})[scale].value
            assert found == (points if number in questions else 0), (number, answer)


def test_bam_iop_example_counts_as_by_hand(library: FormLibrary) -> None:
    found = scores(library.get("bam_iop"), BAM_IOP)

    assert found["bam_iop_use"].value == 1
    assert found["bam_iop_risk"].value == 2 + 2 + 3 + 2 + 2 + 1
    assert (found["bam_iop_risk"].band, found["bam_iop_use"].band) == ("Raised risk", "Use reported")
    assert found["bam_iop_protective"].value == 3 + 2 + 1 + 4 + 4 + 4
    assert found["bam_iop_alcohol"].value == 1


@pytest.mark.parametrize(
    ("changes", "positive"),
    [
        ({}, True),
        ({"bam_iop_4": 0}, True),  # risk is 12
        ({"bam_iop_4": 0, "bam_iop_2": 1}, False),  # risk 11, protection 18
        ({"bam_iop_4": 0, "bam_iop_2": 1, "bam_iop_14": "No", "bam_iop_16": 2}, True),  # protection 12
        ({"bam_iop_4": 0, "bam_iop_2": 1, "bam_iop_14": "No", "bam_iop_16": 3}, False),  # protection 13
    ],
)
def test_bam_iop_looks_back_7_days_and_is_flagged_as_the_va_flags_it(
    library: FormLibrary, changes: Answers, positive: bool
) -> None:
    form = library.get("bam_iop")

    assert form.recall == "7 days"
    assert _positive(form, {**BAM_IOP, **changes}) is positive


@pytest.mark.parametrize(
    ("total", "band"),
    [
        (0, "Low risk"),
        (7, "Low risk"),
        (8, "Hazardous"),
        (15, "Hazardous"),
        (16, "Harmful"),
        (19, "Harmful"),
        (20, "Dependence likely"),
        (40, "Dependence likely"),
    ],
)
def test_audit_totals_fall_into_the_zones_of_the_manual(library: FormLibrary, total: int, band: str) -> None:
    form = library.get("audit")
    answers: Answers = {}
    left = total
    for item in (item for item in form.walk() if item.id.removeprefix("audit_").isdecimal()):
        points = max(one.points or 0 for one in item.choices if (one.points or 0) <= left)
        answers[item.id] = next(one.label for one in item.choices if one.points == points)
        left -= points

    score = scores(form, answers)["audit"]
    assert left == 0
    assert (score.value, score.band, _positive(form, answers)) == (total, band, total >= 8)


def test_audit_items_9_and_10_count_0_2_or_4(library: FormLibrary) -> None:
    form = library.get("audit")

    assert [[one.points for one in form.item(name).choices] for name in ("audit_9", "audit_10")] == [[0, 2, 4]] * 2
    assert scores(form, AUDIT)["audit"].value == 4 + 2 + 3 + 3 + 2 + 0 + 2 + 1 + 0 + 4


@pytest.mark.parametrize(
    ("total", "band"),
    [
        (0, "None reported"),
        (1, "Low"),
        (2, "Low"),
        (3, "Moderate"),
        (5, "Moderate"),
        (6, "Substantial"),
        (8, "Substantial"),
        (9, "Severe"),
        (10, "Severe"),
    ],
)
def test_dast10_totals_fall_into_the_published_degrees(library: FormLibrary, total: int, band: str) -> None:
    form = library.get("dast10")
    order = (1, 2, 4, 5, 6, 7, 8, 9, 10, 3)
    answers = {
        f"dast10_{number}": ("Yes" if place < total else "No") if number != 3 else ("No" if place < total else "Yes")
        for place, number in enumerate(order)
    }

    score = scores(form, answers)["dast10"]
    assert (score.value, score.band, _positive(form, answers)) == (total, band, total >= 3)


def test_dast10_counts_a_no_to_being_able_to_stop(library: FormLibrary) -> None:
    # Item 1, item 5 and the reversed item 3, which is answered with no.
    assert scores(library.get("dast10"), DAST10)["dast10"].value == 3


def test_dast10_says_so_where_who_used_nothing_gets_a_point_for_question_3(library: FormLibrary) -> None:
    form = library.get("dast10")
    unused: Answers = {f"dast10_{number}": "No" for number in range(1, 11)}

    assert scores(form, unused)["dast10"].value == 1
    assert "dast10_3_unused" in visible(form, unused)
    assert "dast10_3_unused" not in visible(form, {**unused, "dast10_3": "Yes"})
    assert "dast10_3_unused" not in visible(form, {**unused, "dast10_1": "Yes"})


@pytest.mark.parametrize(("drinks", "told"), [("1 or 2", True), ("3 or 4", False)])
def test_auditc_says_where_all_points_come_from_how_often(library: FormLibrary, drinks: str, told: bool) -> None:
    answers = {**AUDITC, "auditc_1": "4 or more times a week", "auditc_2": drinks, "auditc_3": "Never"}

    assert ("auditc_often_only" in visible(library.get("auditc"), answers)) is told


@pytest.mark.parametrize("form_id", ["audit", "dast10"])
def test_questionnaires_with_limits_are_off_unless_asked_for_and_say_so(library: FormLibrary, form_id: str) -> None:
    form = library.get(form_id)

    assert form_id not in FormLibrary.load(forms_dir())
    assert form.restricted
    assert form.copyright.startswith("Copyright ©")
    assert "commercial" in form.licence
    assert (forms_dir() / "restricted" / "LICENSE").is_file()


def test_codes_are_those_that_are_certain(library: FormLibrary) -> None:
    # LOINC as named by US Core (AUDIT-C 72109-2, 75626-2) and Regenstrief; PCL-5 and BAM stay without one.
    assert (library.get("auditc").code, library.get("auditc").score("auditc").code) == ("72109-2", "75626-2")
    assert library.get("audit").score("audit").code == "75624-7"
    assert (library.get("dast10").code, library.get("dast10").score("dast10").code) == ("82666-9", "82667-7")
    assert [library.get(name).code for name in ("pcl5", "bam", "bam_iop", "rulers")] == [""] * 4


@pytest.mark.parametrize(("form_id", "below", "at"), [("phq9", 9, 10), ("gad7", 9, 10)])
def test_phq9_and_gad7_are_positive_from_10_points_on(library: FormLibrary, form_id: str, below: int, at: int) -> None:
    form = library.get(form_id)
    labels = ("Not at all", "Several days", "More than half the days", "Nearly every day")
    for total, positive in ((below, False), (at, True)):
        left, answers = total, {}
        for member in form.score(form_id).items:
            answers[member] = labels[min(3, left)]
            left -= min(3, left)
        assert _positive(form, answers) is positive


@pytest.mark.parametrize(("total", "band", "positive"), [(9, 0, False), (10, 1, True), (18, 1, True), (19, 2, True)])
def test_ciwa_totals_fall_into_the_bands_of_the_guideline(
    library: FormLibrary, total: int, band: int, positive: bool
) -> None:
    form = library.get("ciwa_ar")
    left, answers = total, {}
    for member in form.score("ciwa_ar").items:
        points = min(left, max(one.points or 0 for one in form.item(member).choices))
        answers[member] = next(one.label for one in form.item(member).choices if one.points == points)
        left -= points

    score = scores(form, answers)["ciwa_ar"]
    assert (score.value, score.band) == (total, ("Minimal or mild", "Moderate", "Severe")[band])
    assert _positive(form, answers) is positive


def test_ciwa_example_counts_11_and_needs_an_action(library: FormLibrary) -> None:
    form, filled = library.get("ciwa_ar"), FILLED["ciwa_ar"]
    silent = {key: value for key, value in filled.items() if key != "ciwa_action"}

    assert scores(form, filled)["ciwa_ar"].value == 1 + 4 + 1 + 2 + 1 + 2
    assert "ciwa_action" in {one.item for one in check(form, silent) if one.level == "must"}


@pytest.mark.parametrize(
    ("ratings", "positive"),
    [
        ({}, False),
        ({"aims_1": "Mild"}, False),
        ({"aims_1": "Mild", "aims_4": "Mild"}, True),
        ({"aims_3": "Moderate"}, True),
        ({"aims_8": "Severe"}, False),
    ],
)
def test_aims_is_positive_with_mild_in_two_areas_or_moderate_in_one(
    library: FormLibrary, ratings: Answers, positive: bool
) -> None:
    assert _positive(library.get("aims"), {**FILLED["aims"], **ratings}) is positive

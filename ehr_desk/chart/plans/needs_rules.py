"""Whether a plan answers what was found before it. Pure; asked before signing.

Source: 26 TAC 564.804(a)(2): a plan answers the needs found, or says that they are put off.
"""

from __future__ import annotations

from collections.abc import Sequence

from ehr_desk.chart.entries.rooms import Check, Filled
from ehr_desk.chart.plans import tree
from ehr_desk.chart.plans.intake_needs import FoundNeed, IntakeOf, found_in, of_stay
from ehr_desk.forms import Finding


def needs_check(intake_of: IntakeOf) -> Check:
    """The check of a plan against what was found before it in the same stay, in entries that ``intake_of`` reads."""

    def check(filled: Filled) -> list[Finding]:
        if "plan" not in filled.form.states or filled.kind != "original":
            return []
        intake = of_stay(intake_of(filled.client.id), filled.chart.rows("episodes"), filled.effective_on)
        left = unanswered(filled, found_in(intake))
        if not left:
            return []
        at = next((item.id for item in filled.items("deferred")), "")
        named = "; ".join(f"{one.text} ({one.entry.form.title})" for one in left)
        text = f"Found earlier, and neither a problem of this plan nor put off: {named}."
        return [Finding("should", at, f"{text} Add a problem, or name them under the needs that are put off.")]

    return check


def unanswered(filled: Filled, needs: Sequence[FoundNeed]) -> list[FoundNeed]:
    """Those of which the plan has no problem of their kind, and whose words stand nowhere in its problems, among what
    is put off or referred, and of which the assessment itself did not say that they are."""
    problems = tree.from_roles(filled.rows("problems"))
    kinds = {str(problem["kind"]) for problem in problems}
    said = [filled.text("deferred"), filled.text("referrals")]
    said += [str(problem[key]) for problem in problems for key in ("text", "evidence")]
    words = " ".join(said).casefold()
    return [
        one
        for one in needs
        if one.kind not in kinds and one.text.casefold().rstrip(".") not in words and not _settled_there(one)
    ]


def _settled_there(need: FoundNeed) -> bool:
    """Whether the assessment refers a need of its list or puts it off."""
    plan = str((need.row or {}).get("need_plan") or "").strip().casefold()
    return plan.startswith(("refer", "put off", "deferred", "not now", "later"))

"""What must hold for a call after discharge. Pure; asked before signing."""

from __future__ import annotations

from ehr_desk.chart.entries.rooms import Filled
from ehr_desk.chart.episodes import calls
from ehr_desk.common.days import in_words
from ehr_desk.forms import Finding


def check_call(filled: Filled) -> list[Finding]:
    """Nobody is called who agreed to no calls, unless the entry says why: who picks up may learn of the treatment."""
    if "followup_call" not in filled.form.states or filled.text("call_from") != calls.WE_CALLED:
        return []
    said = calls.agreement(filled.standing)
    item = next((one.id for one in filled.items("call_from")), "")
    if said is None:
        text = (
            "It is not recorded that the client agreed to calls. Ask, and write down the answer in the aftercare plan."
        )
        return [Finding("should", item, text)]
    if said.agreed or filled.text("why_called").strip():
        return []
    if filled.text("calls_agreed_then") == calls.YES:
        # Somebody else asked the client while this was written: the question for the reason is not shown yet.
        shown = next((one.id for one in filled.items("calls_agreed_then")), item)
        text = (
            f"The client wants no calls by now ({in_words(said.on)}). Press “Assemble again”, and say why the call was "
            "made."
        )
        return [Finding("must", shown, text)]
    reason = next((one.id for one in filled.items("why_called")), item)
    text = (
        f"The client agreed to no calls ({in_words(said.on)}). A call can tell others of the treatment, which 42 CFR "
        "Part 2 protects after discharge too. Say why it was made."
    )
    return [Finding("must", reason, text)]

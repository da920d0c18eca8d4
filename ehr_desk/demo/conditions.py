"""All conditions by the words that stories use for them."""

from __future__ import annotations

from ehr_desk.demo.conditions_alcohol import ALCOHOL_DEPRESSION, ALCOHOL_PTSD, ALCOHOL_SOCIAL, BIPOLAR_ALCOHOL
from ehr_desk.demo.conditions_opioid import OPIOID_DEPRESSION, OPIOID_PTSD
from ehr_desk.demo.conditions_other import CANNABIS_ANXIETY, COCAINE_DEPRESSION, SEDATIVE_PANIC, STIMULANT_ADHD

CONDITIONS = {
    condition.key: condition
    for condition in (
        ALCOHOL_DEPRESSION,
        ALCOHOL_PTSD,
        ALCOHOL_SOCIAL,
        OPIOID_PTSD,
        OPIOID_DEPRESSION,
        STIMULANT_ADHD,
        COCAINE_DEPRESSION,
        CANNABIS_ANXIETY,
        BIPOLAR_ALCOHOL,
        SEDATIVE_PANIC,
    )
}

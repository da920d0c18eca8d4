"""The tables of the first release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "allergies",
        sa.Column("substance", sa.String(), nullable=False),
        sa.Column("reaction", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_allergies")),
    )
    op.create_table(
        "allergy_status",
        sa.Column("none_known", sa.Boolean(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_allergy_status")),
    )
    op.create_table(
        "attendance",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("start", sa.String(), nullable=False),
        sa.Column("end", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("planned_minutes", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_attendance")),
    )
    op.create_index(op.f("ix_attendance_on"), "attendance", ["on"], unique=False)
    op.create_table(
        "call_agreements",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_call_agreements")),
    )
    op.create_table(
        "client",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("record_number", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("preferred_name", sa.String(), nullable=False),
        sa.Column("pronouns", sa.String(), nullable=False),
        sa.Column("date_of_birth", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("emergency_contact", sa.String(), nullable=False),
        sa.Column("primary_staff_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("changed_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client")),
        sa.UniqueConstraint("record_number", name=op.f("uq_client_record_number")),
    )
    op.create_table(
        "client_logs",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_client_logs")),
    )
    op.create_table(
        "clinic_setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_clinic_setting")),
    )
    op.create_table(
        "closed_day",
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_closed_day")),
    )
    op.create_table(
        "consents",
        sa.Column("consent_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("recipient_kind", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("expires_event", sa.String(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("limits", sa.String(), nullable=False),
        sa.Column("discloser", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_consent_id"), "consents", ["consent_id"], unique=False)
    op.create_table(
        "course_notes",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("symptoms", sa.Integer(), nullable=True),
        sa.Column("stage_mental_health", sa.String(), nullable=False),
        sa.Column("stage_substance_use", sa.String(), nullable=False),
        sa.Column("treatment_stage", sa.String(), nullable=False),
        sa.Column("function", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_course_notes")),
    )
    op.create_table(
        "delivered",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("used", sa.JSON(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_delivered")),
    )
    op.create_table(
        "diagnoses",
        sa.Column("diagnosis_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("rank", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_diagnoses")),
    )
    op.create_index(op.f("ix_diagnoses_code"), "diagnoses", ["code"], unique=False)
    op.create_index(op.f("ix_diagnoses_diagnosis_id"), "diagnoses", ["diagnosis_id"], unique=False)
    op.create_table(
        "drug_screens",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("given", sa.String(), nullable=False),
        sa.Column("specimen", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("validity", sa.String(), nullable=False),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_drug_screens")),
    )
    op.create_table(
        "episodes",
        sa.Column("episode_id", sa.String(), nullable=False),
        sa.Column("admitted_on", sa.Date(), nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("level_of_care", sa.String(), nullable=False),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("referral", sa.String(), nullable=False),
        sa.Column("presenting_problem", sa.String(), nullable=False),
        sa.Column("planned_hours", sa.String(), nullable=False),
        sa.Column("primary_counselor", sa.String(), nullable=False),
        sa.Column("projected_discharge", sa.Date(), nullable=True),
        sa.Column("discharged_on", sa.Date(), nullable=True),
        sa.Column("discharge_reason", sa.String(), nullable=False),
        sa.Column("discharge_detail", sa.String(), nullable=False),
        sa.Column("disposition", sa.String(), nullable=False),
        sa.Column("opened_by_entry", sa.String(), nullable=False),
        sa.Column("closed_by_entry", sa.String(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("level_reviewed_on", sa.Date(), nullable=True),
        sa.Column("level_review_due", sa.Date(), nullable=True),
        sa.Column("step_decision", sa.String(), nullable=False),
        sa.Column("step_decided_on", sa.Date(), nullable=True),
        sa.Column("step_decided_by", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_episodes")),
    )
    op.create_index(op.f("ix_episodes_discharged_on"), "episodes", ["discharged_on"], unique=False)
    op.create_index(op.f("ix_episodes_episode_id"), "episodes", ["episode_id"], unique=False)
    op.create_table(
        "family_goals",
        sa.Column("goal_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("rated_by", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_family_goals")),
    )
    op.create_table(
        "family_members",
        sa.Column("participant_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("relationship", sa.String(), nullable=False),
        sa.Column("age_band", sa.String(), nullable=False),
        sa.Column("consent_id", sa.String(), nullable=False),
        sa.Column("last_presence", sa.String(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("acknowledged", sa.Boolean(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_family_members")),
    )
    op.create_table(
        "family_sessions",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("participants", sa.JSON(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("client_present", sa.Boolean(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_family_sessions")),
    )
    op.create_table(
        "follow_up_calls",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("milestone", sa.Integer(), nullable=False),
        sa.Column("reached", sa.String(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_follow_up_calls")),
    )
    op.create_table(
        "followup",
        sa.Column("when", sa.String(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_followup")),
    )
    op.create_table(
        "form_definition",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_form_definition")),
    )
    op.create_table(
        "incentives",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("amount", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("evidence_entry", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("paid_by", sa.String(), nullable=False),
        sa.Column("witness", sa.String(), nullable=False),
        sa.Column("initials", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("earned_total", sa.String(), nullable=False),
        sa.Column("paid_total", sa.String(), nullable=False),
        sa.Column("year_to_date", sa.String(), nullable=False),
        sa.Column("in_a_row", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_incentives")),
    )
    op.create_table(
        "measures",
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("score_id", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("band", sa.String(), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=True),
        sa.Column("first", sa.Integer(), nullable=True),
        sa.Column("positive", sa.Boolean(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_measures")),
    )
    op.create_index(op.f("ix_measures_form_id"), "measures", ["form_id"], unique=False)
    op.create_table(
        "medication_changes",
        sa.Column("medication_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_medication_changes")),
    )
    op.create_index(op.f("ix_medication_changes_medication_id"), "medication_changes", ["medication_id"], unique=False)
    op.create_table(
        "medications",
        sa.Column("medication_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("dose", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("frequency", sa.String(), nullable=False),
        sa.Column("as_needed", sa.Boolean(), nullable=False),
        sa.Column("indication", sa.String(), nullable=False),
        sa.Column("prescriber", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("last_reason", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_medications")),
    )
    op.create_index(op.f("ix_medications_medication_id"), "medications", ["medication_id"], unique=False)
    op.create_table(
        "objective_progress",
        sa.Column("objective_id", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("progress", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_objective_progress")),
    )
    op.create_index(op.f("ix_objective_progress_objective_id"), "objective_progress", ["objective_id"], unique=False)
    op.create_table(
        "objectives",
        sa.Column("objective_id", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("goal", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("measure", sa.String(), nullable=False),
        sa.Column("baseline", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("target_date", sa.Date(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("now", sa.String(), nullable=False),
        sa.Column("last_progress", sa.String(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("served", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_objectives")),
    )
    op.create_index(op.f("ix_objectives_objective_id"), "objectives", ["objective_id"], unique=False)
    op.create_table(
        "paper_level",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "revision", name=op.f("pk_paper_level")),
    )
    op.create_table(
        "partial_measures",
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("score_id", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("maximum", sa.Integer(), nullable=False),
        sa.Column("declined", sa.Integer(), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("positive", sa.Boolean(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_partial_measures")),
    )
    op.create_table(
        "plan",
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("client_goals", sa.String(), nullable=False),
        sa.Column("strengths", sa.String(), nullable=False),
        sa.Column("barriers", sa.String(), nullable=False),
        sa.Column("preferences", sa.String(), nullable=False),
        sa.Column("discharge_criteria", sa.String(), nullable=False),
        sa.Column("discharge_plan", sa.String(), nullable=False),
        sa.Column("planned_hours", sa.String(), nullable=False),
        sa.Column("readiness", sa.String(), nullable=False),
        sa.Column("deferred", sa.String(), nullable=False),
        sa.Column("referrals", sa.String(), nullable=False),
        sa.Column("client_participation", sa.String(), nullable=False),
        sa.Column("client_signature", sa.String(), nullable=False),
        sa.Column("client_signature_reason", sa.String(), nullable=False),
        sa.Column("projected_discharge", sa.Date(), nullable=True),
        sa.Column("next_review_on", sa.Date(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_plan")),
    )
    op.create_table(
        "planned_session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("starts_at", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("co_staff_id", sa.String(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("cancel_reason", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("curriculum", sa.String(), nullable=False),
        sa.Column("overlap_reason", sa.String(), nullable=False),
        sa.Column("slot_id", sa.String(), nullable=True),
        sa.Column("slot_day", sa.String(), nullable=True),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_session")),
        sa.UniqueConstraint("slot_id", "slot_day", name=op.f("uq_planned_session_slot_id_slot_day")),
    )
    op.create_index(op.f("ix_planned_session_staff_id"), "planned_session", ["staff_id"], unique=False)
    op.create_index(op.f("ix_planned_session_starts_at"), "planned_session", ["starts_at"], unique=False)
    op.create_table(
        "safety",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("assessed_by", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("unscored", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_safety")),
    )
    op.create_table(
        "snippet",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snippet")),
        sa.UniqueConstraint("owner_id", "word", name=op.f("uq_snippet_owner_id_word")),
    )
    op.create_index(op.f("ix_snippet_owner_id"), "snippet", ["owner_id"], unique=False)
    op.create_table(
        "staff_member",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("retired_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_member_login")),
    )
    op.create_table(
        "typed_words",
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("staff_id", "place", name=op.f("pk_typed_words")),
    )
    op.create_table(
        "use_reports",
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("craving", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client_id", "ordinal", name=op.f("pk_use_reports")),
    )
    op.create_table(
        "weekly_session",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("slot_id", sa.String(), nullable=False),
        sa.Column("from_day", sa.String(), nullable=False),
        sa.Column("until_day", sa.String(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("start", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("service", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("curriculum", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("co_staff_id", sa.String(), nullable=False),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("overlap_reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_session")),
    )
    op.create_index(op.f("ix_weekly_session_slot_id"), "weekly_session", ["slot_id"], unique=False)
    op.create_table(
        "care_assignment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("relation", sa.String(), nullable=False),
        sa.Column("until_on", sa.String(), nullable=False),
        sa.Column("made_at", sa.String(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("ended_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_care_assignment_client_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_care_assignment_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_assignment")),
    )
    op.create_index(op.f("ix_care_assignment_client_id"), "care_assignment", ["client_id"], unique=False)
    op.create_index(op.f("ix_care_assignment_staff_id"), "care_assignment", ["staff_id"], unique=False)
    op.create_table(
        "client_fact_history",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("changed_at", sa.String(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_client_fact_history_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_client_fact_history")),
    )
    op.create_index(op.f("ix_client_fact_history_client_id"), "client_fact_history", ["client_id"], unique=False)
    op.create_table(
        "credential_period",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("credential", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("trainee", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.String(), nullable=False),
        sa.Column("valid_until", sa.String(), nullable=False),
        sa.Column("entered_at", sa.String(), nullable=False),
        sa.Column("replaced_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_credential_period_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credential_period")),
    )
    op.create_index(op.f("ix_credential_period_staff_id"), "credential_period", ["staff_id"], unique=False)
    op.create_table(
        "disclosure",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("staff_name", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document_kind", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("recipient_kind", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("consent_id", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("emergency_personnel", sa.String(), nullable=False),
        sa.Column("emergency_affiliation", sa.String(), nullable=False),
        sa.Column("emergency_nature", sa.String(), nullable=False),
        sa.Column("court_order", sa.String(), nullable=False),
        sa.Column("subpoena", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("notice_version", sa.String(), nullable=False),
        sa.Column("cover_sha256", sa.String(), nullable=False),
        sa.Column("corrects", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_disclosure_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
    )
    op.create_index(op.f("ix_disclosure_at"), "disclosure", ["at"], unique=False)
    op.create_index(op.f("ix_disclosure_client_id"), "disclosure", ["client_id"], unique=False)
    op.create_index(op.f("ix_disclosure_corrects"), "disclosure", ["corrects"], unique=False)
    op.create_index(op.f("ix_disclosure_document_id"), "disclosure", ["document_id"], unique=False)
    op.create_index(op.f("ix_disclosure_staff_id"), "disclosure", ["staff_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("form_hash", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("amends", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("attendees", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.String(), nullable=False),
        sa.Column("saved_at", sa.String(), nullable=False),
        sa.Column("carried", sa.JSON(), nullable=False),
        sa.Column("confirmed", sa.JSON(), nullable=False),
        sa.Column("amended", sa.JSON(), nullable=False),
        sa.Column("reused", sa.JSON(), nullable=False),
        sa.Column("upon", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["form_hash"], ["form_definition.hash"], name=op.f("fk_draft_form_hash")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index(op.f("ix_draft_author_id"), "draft", ["author_id"], unique=False)
    op.create_table(
        "emergency_access",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("opened_at", sa.String(), nullable=False),
        sa.Column("ends_at", sa.String(), nullable=False),
        sa.Column("reviewed_at", sa.String(), nullable=False),
        sa.Column("reviewed_by", sa.String(), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_emergency_access_client_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.id"], name=op.f("fk_emergency_access_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_access")),
    )
    op.create_index(op.f("ix_emergency_access_client_id"), "emergency_access", ["client_id"], unique=False)
    op.create_index(op.f("ix_emergency_access_staff_id"), "emergency_access", ["staff_id"], unique=False)
    op.create_table(
        "entry_line",
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("episode_id", sa.String(), nullable=False),
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("effective_on", sa.String(), nullable=False),
        sa.Column("start", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.Column("author_credential", sa.String(), nullable=False),
        sa.Column("signed_at", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("amended", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("excerpt", sa.String(), nullable=False),
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("group_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_entry_line_client_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_entry_line")),
    )
    op.create_index(op.f("ix_entry_line_author_id"), "entry_line", ["author_id"], unique=False)
    op.create_index(op.f("ix_entry_line_client_id"), "entry_line", ["client_id"], unique=False)
    op.create_index(op.f("ix_entry_line_effective_on"), "entry_line", ["effective_on"], unique=False)
    op.create_index(op.f("ix_entry_line_group_id"), "entry_line", ["group_id"], unique=False)
    op.create_index(op.f("ix_entry_line_session_id"), "entry_line", ["session_id"], unique=False)
    op.create_index(op.f("ix_entry_line_state"), "entry_line", ["state"], unique=False)
    op.create_table(
        "entry_version",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("signed_at", sa.String(), nullable=False),
        sa.Column("form_hash", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("body_hash", sa.String(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("certificate_pem", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_entry_version_client_id")),
        sa.ForeignKeyConstraint(["form_hash"], ["form_definition.hash"], name=op.f("fk_entry_version_form_hash")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_entry_version")),
        sa.UniqueConstraint("entry_id", "version", name=op.f("uq_entry_version_entry_id_version")),
    )
    op.create_index(op.f("ix_entry_version_author_id"), "entry_version", ["author_id"], unique=False)
    op.create_index(op.f("ix_entry_version_client_id"), "entry_version", ["client_id"], unique=False)
    op.create_index(op.f("ix_entry_version_entry_id"), "entry_version", ["entry_id"], unique=False)
    op.create_table(
        "paper_to_order",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("known_by", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("made_at", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("signatures", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_paper_to_order_client_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_paper_to_order")),
    )
    op.create_index(op.f("ix_paper_to_order_client_id"), "paper_to_order", ["client_id"], unique=False)
    op.create_table(
        "planned_attendee",
        sa.Column("session_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("makes_up", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_planned_attendee_client_id")),
        sa.ForeignKeyConstraint(["session_id"], ["planned_session.id"], name=op.f("fk_planned_attendee_session_id")),
        sa.PrimaryKeyConstraint("session_id", "client_id", name=op.f("pk_planned_attendee")),
    )
    op.create_index(op.f("ix_planned_attendee_client_id"), "planned_attendee", ["client_id"], unique=False)
    op.create_table(
        "weekly_place",
        sa.Column("weekly_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["client_id"], ["client.id"], name=op.f("fk_weekly_place_client_id")),
        sa.ForeignKeyConstraint(["weekly_id"], ["weekly_session.id"], name=op.f("fk_weekly_place_weekly_id")),
        sa.PrimaryKeyConstraint("weekly_id", "client_id", name=op.f("pk_weekly_place")),
    )
    op.create_index(op.f("ix_weekly_place_client_id"), "weekly_place", ["client_id"], unique=False)
    op.create_table(
        "cosign_return",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("returned_by", sa.String(), nullable=False),
        sa.Column("returned_at", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["entry_version.seq"], name=op.f("fk_cosign_return_seq")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cosign_return")),
    )
    op.create_index(op.f("ix_cosign_return_author_id"), "cosign_return", ["author_id"], unique=False)
    op.create_index(op.f("ix_cosign_return_client_id"), "cosign_return", ["client_id"], unique=False)
    op.create_index(op.f("ix_cosign_return_entry_id"), "cosign_return", ["entry_id"], unique=False)
    op.create_index(op.f("ix_cosign_return_seq"), "cosign_return", ["seq"], unique=False)
    op.create_table(
        "cosignature",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("signer_id", sa.String(), nullable=False),
        sa.Column("signed_at", sa.String(), nullable=False),
        sa.Column("statement", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("certificate_pem", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["entry_version.seq"], name=op.f("fk_cosignature_seq")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cosignature")),
    )
    op.create_index(op.f("ix_cosignature_client_id"), "cosignature", ["client_id"], unique=False)
    op.create_index(op.f("ix_cosignature_entry_id"), "cosignature", ["entry_id"], unique=False)
    op.create_index(op.f("ix_cosignature_seq"), "cosignature", ["seq"], unique=False)
    op.create_table(
        "effect",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("effective_on", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("author_id", sa.String(), nullable=False),
        sa.Column("author_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["entry_version.seq"], name=op.f("fk_effect_seq")),
        sa.PrimaryKeyConstraint("seq", "ordinal", name=op.f("pk_effect")),
    )
    op.create_index(op.f("ix_effect_client_id"), "effect", ["client_id"], unique=False)
    op.create_table(
        "paper",
        sa.Column("document_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.String(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("made_at", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("signatures", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["entry_version.seq"], name=op.f("fk_paper_seq")),
        sa.PrimaryKeyConstraint("document_id", "revision", name=op.f("pk_paper")),
    )
    op.create_index(op.f("ix_paper_client_id"), "paper", ["client_id"], unique=False)
    op.create_index(op.f("ix_paper_entry_id"), "paper", ["entry_id"], unique=False)

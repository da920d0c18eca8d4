"""Compartments and what is sealed in them: opaque to everybody without the compartment's key."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table

from ehr_desk.vault.tables import METADATA

COMPARTMENT = Table(
    "compartment",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("author_id", String(40), nullable=False),
    Column("number", Integer, nullable=False),  # the order in which they were made, whatever the clock said
    Column("made_at", String(27), nullable=False),
    Column("key_check", String(64), nullable=False),  # tells a key that somebody else wrapped from the author's own
    Column("signed_by", String(64), nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

COMPARTMENT_WRAP = Table(
    "compartment_wrap",
    METADATA,
    Column("compartment_id", String(40), primary_key=True),
    Column("holder", String(40), primary_key=True),  # staff id, or ``custodian``
    Column("exchange", String(64), primary_key=True),  # SHA-256 of the public key it is wrapped to
    Column("wrapped", LargeBinary, nullable=False),
    Column("at", String(27), nullable=False),
)

CUSTODIAN = Table(
    "custodian",
    METADATA,
    Column("public", LargeBinary, primary_key=True),
    Column("number", Integer, nullable=False),  # the last one counts
    Column("made_at", String(27), nullable=False),
    Column("signed_by", String(64), nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

SEALED_NOTE = Table(
    "sealed_note",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("compartment_id", String(40), nullable=False),
    Column("author_id", String(40), nullable=False),
    Column("client_id", String(40), nullable=False),
    Column("statement", LargeBinary, nullable=False),  # RFC 8785: the plain facts and the hash of what is sealed
    Column("sealed", LargeBinary, nullable=False),
    Column("signed_by", String(64), nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Index("sealed_note_client", "client_id"),
)

SEALED_DRAFT = Table(
    "sealed_draft",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("compartment_id", String(40), nullable=False),
    Column("author_id", String(40), nullable=False),
    Column("client_id", String(40), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("saved_at", String(27), nullable=False),
)

SEALED_APPEND_ONLY = ("compartment", "custodian", "sealed_note")

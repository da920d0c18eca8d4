"""Queries over clients."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ehr_desk.chart.base import stated
from ehr_desk.chart.clients.rows import ClientRow
from ehr_desk.chart.clients.tables import Client
from ehr_desk.common.canonical import canonical, sha256_hex
from ehr_desk.common.errors import OurError


def all_clients(session: Session) -> list[ClientRow]:
    """Every client, by family name."""
    return [_row(client) for client in session.scalars(select(Client).order_by(Client.family_name, Client.given_name))]


def record_numbers(session: Session) -> dict[str, str]:
    """The record number of every client, by id; no other fact is read."""
    found = session.execute(select(Client.id, Client.record_number).order_by(Client.family_name, Client.given_name))
    return {one.id: one.record_number for one in found}


def one_client(session: Session, client_id: str) -> ClientRow:
    """One client by id."""
    client = session.get(Client, client_id)
    if client is None:
        raise OurError("no client with this id")
    return _row(client)


def these_clients(session: Session, client_ids: Collection[str]) -> list[ClientRow]:
    """Clients by id, in this order, with one query."""
    if not client_ids:
        return []
    found = {one.id: _row(one) for one in session.scalars(select(Client).where(Client.id.in_(list(client_ids))))}
    if not found.keys() >= set(client_ids):
        raise OurError("no client with this id")
    return [found[one] for one in client_ids]


def row_hashes(session: Session) -> dict[str, str]:
    """The hash of every client's facts, by id; the audit log keeps the same (see :func:`row_hash`)."""
    return {client.id: row_hash(client) for client in session.scalars(select(Client))}


def row_hash(client: Client) -> str:
    """The SHA-256 of a client's facts as stored."""
    return sha256_hex(
        canonical(stated({column.name: getattr(client, column.name) for column in Client.__table__.columns}))
    )


def _row(client: Client) -> ClientRow:
    return ClientRow(
        id=client.id,
        record_number=client.record_number,
        family_name=client.family_name,
        given_name=client.given_name,
        preferred_name=client.preferred_name,
        pronouns=client.pronouns,
        date_of_birth=date.fromisoformat(client.date_of_birth),
        phone=client.phone,
        email=client.email,
        address=client.address,
        emergency_contact=client.emergency_contact,
        primary_staff_id=client.primary_staff_id,
    )

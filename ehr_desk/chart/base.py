"""What every table of the chart is built on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import JSON, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Declarative base of the chart; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {dict[str, Any]: JSON, list[Any]: JSON, list[str]: JSON}  # noqa: RUF012 - SQLAlchemy reads this class attribute


def stated(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a stored row says: its columns without those that hold nothing.

    The audit log keeps hashes of it. A column that a later release adds, empty in older rows, changes none of them.
    """
    return {name: value for name, value in values.items() if value}


class FoldedRow:
    """Mixin of a table that holds one fold's rows: they are rewritten at every signing that touches the client."""

    client_id: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)

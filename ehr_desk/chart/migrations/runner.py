"""Runs Alembic on a connection that is already open: no address and no key ever stand in a configuration."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

HEAD = "0001"
_FOLDER = Path(__file__).resolve().parent


def upgrade(connection: Connection) -> None:
    """Bring the database to :data:`HEAD`."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, HEAD)

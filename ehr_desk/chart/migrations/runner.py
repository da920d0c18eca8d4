"""Runs Alembic on a connection that is already open: no address and no key ever stand in a configuration."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

HEAD = "0001"
_FOLDER = Path(__file__).resolve().parent


def upgrade(connection: Connection, head: str = HEAD, also: Sequence[Path] = ()) -> None:
    """Bring the database to ``head``. ``also`` are further folders with revisions (tests of the runner)."""
    config = _config(also)
    config.attributes["connection"] = connection
    command.upgrade(config, head)


def revisions(also: Sequence[Path] = ()) -> frozenset[str]:
    """Every revision that this program can start from or end at."""
    return frozenset(one.revision for one in ScriptDirectory.from_config(_config(also)).walk_revisions())


def _config(also: Sequence[Path]) -> Config:
    config = Config()
    config.set_main_option("script_location", _escaped(_FOLDER))
    config.set_main_option("path_separator", "os")
    config.set_main_option("version_locations", os.pathsep.join(_escaped(f) for f in (_FOLDER / "versions", *also)))
    return config


def _escaped(folder: Path) -> str:
    return str(folder).replace("%", "%%")

"""A later form of the record that no program has: it rebuilds a parent table and adds another one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("client", recreate="always") as table:
        table.add_column(sa.Column("nickname", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("entry_version", recreate="always") as table:
        table.add_column(sa.Column("test_only", sa.Integer(), nullable=False, server_default="0"))
    op.create_table("only_for_tests", sa.Column("id", sa.Integer(), primary_key=True))


def downgrade() -> None:
    raise NotImplementedError

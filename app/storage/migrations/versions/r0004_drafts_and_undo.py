"""Drafts of forms, and what was deleted a short time ago."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "drafts",
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("updated_at", sa.Double, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_drafts"),
    )
    op.create_index("ix_drafts_workspace_updated_at", "drafts", ["workspace", "updated_at"])
    op.create_table(
        "removed_rows",
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("removed_at", sa.Double, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("token", name="pk_removed_rows"),
    )
    op.create_index("ix_removed_rows_removed_at", "removed_rows", ["removed_at"])

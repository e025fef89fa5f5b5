"""Saved requests and workflows, variables, and runs."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("calls", sa.Column("origin", sa.Text))
    op.create_table(
        "saved",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("parent", sa.Text, nullable=False),
        sa.Column("position", sa.Double, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("changed_at", sa.Double, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved"),
    )
    op.create_index("ix_saved_workspace", "saved", ["workspace"])
    op.create_table(
        "variables",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_variables"),
    )
    op.create_index(
        "ix_variables_workspace_place_name",
        "variables",
        ["workspace", "place", "name"],
        unique=True,
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("changed_at", sa.Double, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_index("ix_runs_workspace_changed_at", "runs", ["workspace", "changed_at"])

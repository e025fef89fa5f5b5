"""Calls are written before they leave; who has them under way."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    # Calls from before are all over: they have no sender.
    op.add_column("calls", sa.Column("sender", sa.Text))
    op.create_table(
        "senders",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("seen_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_senders"),
    )

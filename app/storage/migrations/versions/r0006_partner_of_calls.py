"""Lists of calls say which partner each was made for, and find the pinned ones at once."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    # What calls from before had is sealed: they do not say it.
    op.add_column("calls", sa.Column("partner", sa.Text))
    op.create_index(
        "ix_calls_pinned",
        "calls",
        ["workspace", "sent_at", "id"],
        sqlite_where=sa.text("pinned IS 1"),
        postgresql_where=sa.text("pinned IS true"),
    )
    op.create_index(
        "ix_calls_removed",
        "calls",
        ["workspace", "removed_at"],
        sqlite_where=sa.text("removed_at IS NOT NULL"),
        postgresql_where=sa.text("removed_at IS NOT NULL"),
    )

"""Runs over rows, their rows and outcomes, and which call was made for which row."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "row_runs",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("changed_at", sa.Double, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("wanted", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("region", sa.Text, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("carrier", sa.Text, nullable=False),
        sa.Column("seen_at", sa.Double, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_row_runs"),
    )
    op.create_index("ix_row_runs_workspace_created_at", "row_runs", ["workspace", "created_at"])
    op.create_index("ix_row_runs_status", "row_runs", ["status"])
    op.create_table(
        "row_chunks",
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("run", "number", name="pk_row_chunks"),
        sa.ForeignKeyConstraint(
            ["run"], ["row_runs.id"], name="fk_row_chunks_run", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "row_outcomes",
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("verdict", sa.Text, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("run", "row", name="pk_row_outcomes"),
        sa.ForeignKeyConstraint(
            ["run"], ["row_runs.id"], name="fk_row_outcomes_run", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_row_outcomes_run_verdict", "row_outcomes", ["run", "verdict"])
    op.create_table(
        "schedules",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("run", sa.Text, nullable=False),
        sa.Column("cron", sa.Text, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("most", sa.Integer, nullable=False),
        sa.Column("agreed_for", sa.Text, nullable=False),
        sa.Column("next_at", sa.Double),
        sa.Column("last", sa.Text, nullable=False),
        sa.Column("said", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_schedules"),
        sa.ForeignKeyConstraint(
            ["run"], ["row_runs.id"], name="fk_schedules_run", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_schedules_workspace", "schedules", ["workspace"])
    op.create_index("ix_schedules_next_at", "schedules", ["next_at"])
    op.add_column("calls", sa.Column("run", sa.Text))
    op.add_column("calls", sa.Column("run_row", sa.Integer))
    op.add_column("calls", sa.Column("run_step", sa.Text))
    of_runs = sa.text("run IS NOT NULL")
    op.create_index(
        "ix_calls_run",
        "calls",
        ["run", "run_row"],
        sqlite_where=of_runs,
        postgresql_where=of_runs,
    )

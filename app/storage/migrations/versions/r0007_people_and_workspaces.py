"""People, workspaces as rows, browsers that were let in, the key of cookies, another throttle."""

import time

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_OWNED = ("calls", "kept_sessions", "accounts", "drafts")


def upgrade() -> None:
    present = sa.text("removed_at IS NULL")
    op.create_table(
        "people",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("password", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("removed_at", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
    )
    op.create_index(
        "ix_people_name_key",
        "people",
        ["name_key"],
        unique=True,
        sqlite_where=present,
        postgresql_where=present,
    )
    workspaces = op.create_table(
        "workspaces",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("owner", sa.Text),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("used_at", sa.Double, nullable=False),
        sa.Column("claimed_at", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_workspaces"),
        sa.ForeignKeyConstraint(["owner"], ["people.id"], name="fk_workspaces_owner"),
    )
    op.create_index("ix_workspaces_owner", "workspaces", ["owner"])
    op.create_table(
        "person_sessions",
        sa.Column("id_hash", sa.Text, nullable=False),
        sa.Column("person", sa.Text),
        sa.Column("workspace", sa.Text, nullable=False),
        sa.Column("proof", sa.Text, nullable=False),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("seen_at", sa.Double, nullable=False),
        sa.Column("ends_at", sa.Double, nullable=False),
        sa.Column("ended_at", sa.Double),
        sa.Column("agent", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id_hash", name="pk_person_sessions"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_person_sessions_person"),
    )
    for column in ("person", "workspace", "ends_at"):
        op.create_index(f"ix_person_sessions_{column}", "person_sessions", [column])
    op.create_table(
        "throttle",
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("counted_at", sa.Double, nullable=False),
        sa.Column("next_at", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_throttle"),
    )
    op.create_index("ix_throttle_counted_at", "throttle", ["counted_at"])
    op.create_table(
        "keys",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("made_at", sa.Double, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_keys"),
    )
    op.drop_table("sign_in_attempts")
    # Those that there are wait for their browsers.
    for table in _OWNED:
        owned = sa.table(table, sa.column("workspace"))
        there = sa.select(sa.literal(1)).where(workspaces.c.id == owned.c.workspace).exists()
        now = sa.literal(time.time(), sa.Double)
        rows = sa.select(owned.c.workspace, sa.literal(""), now, now).where(~there).distinct()
        names = ["id", "name", "created_at", "used_at"]
        op.execute(sa.insert(workspaces).from_select(names, rows))

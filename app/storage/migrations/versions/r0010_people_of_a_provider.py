"""People whom a provider signs in, and the id token that a sign-out is asked for with."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    # Of those that there are each has a password here.
    for name in ("issuer", "subject"):
        op.add_column("people", sa.Column(name, sa.Text))
    present = sa.text("removed_at IS NULL")
    op.create_index(
        "ix_people_identity",
        "people",
        ["issuer", "subject"],
        unique=True,
        sqlite_where=present,
        postgresql_where=present,
    )
    op.add_column("person_sessions", sa.Column("id_token", sa.LargeBinary))

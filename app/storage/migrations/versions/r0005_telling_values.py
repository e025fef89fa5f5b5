"""Lists of calls say what tells one from another."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    # What calls from before had is sealed: they tell nothing.
    op.add_column("calls", sa.Column("telling", sa.Text))

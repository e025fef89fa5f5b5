"""The tables, as SQLAlchemy sees them.

A change here needs a new file in `migrations/versions` and a new HEAD in `engine`;
tests/storage/test_migrations.py names what the migrations still lack.

Columns in clear are what lists and filters need and hold no secret: texts are masked
before they come here. Everything else is sealed (see `sealing`).
"""

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# Times are unix seconds as people's clocks have them, so that no time zone can creep in.
calls = Table(
    "calls",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace", Text, nullable=False),
    Column("sent_at", Double, nullable=False),
    Column("region", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("error_code", Text, nullable=False),
    Column("status", Integer),
    Column("first_byte_ms", Double),
    Column("total_ms", Double, nullable=False),
    Column("size", Integer, nullable=False),
    Column("cut", Boolean, nullable=False),
    Column("schema_version", Text, nullable=False),
    Column("pinned", Boolean, nullable=False),
    Column("removed_at", Double),
    Column("removal", Text),
    Column("search_text", Text, nullable=False),
    # Masked, as it stands in lists; None for calls from before there was one.
    Column("telling", Text),
    # Whom it was made for, "" where it does not say; None for calls from before it was kept.
    Column("partner", Text),
    # What sent it in a person's place (a step of a workflow), masked.
    Column("origin", Text),
    # Who has it under way, of `senders`; None once it is over.
    Column("sender", Text),
    # The run over rows that it was made for, with the row's number and the step; else None.
    Column("run", Text),
    Column("run_row", Integer),
    Column("run_step", Text),
    Index(None, "workspace", "sent_at", "id"),
    Index(None, "removed_at"),
    # Few of a workspace's calls are pinned, and few are removed: each page asks for those.
    Index(
        "ix_calls_pinned",
        "workspace",
        "sent_at",
        "id",
        sqlite_where=text("pinned IS 1"),
        postgresql_where=text("pinned IS true"),
    ),
    Index(
        "ix_calls_run",
        "run",
        "run_row",
        sqlite_where=text("run IS NOT NULL"),
        postgresql_where=text("run IS NOT NULL"),
    ),
    Index(
        "ix_calls_removed",
        "workspace",
        "removed_at",
        sqlite_where=text("removed_at IS NOT NULL"),
        postgresql_where=text("removed_at IS NOT NULL"),
    ),
)

# Processes that have calls under way, and when each was last heard of: one that was killed is not
# heard of any more.
senders = Table(
    "senders",
    metadata,
    Column("id", Text, primary_key=True),
    Column("seen_at", Double, nullable=False),
)

# Apart from `calls`, so that a walk over many calls does not page through their bodies.
call_contents = Table(
    "call_contents",
    metadata,
    Column("call_id", Text, ForeignKey("calls.id", ondelete="CASCADE"), primary_key=True),
    Column("request", LargeBinary, nullable=False),
    Column("answer", LargeBinary, nullable=False),
)

_chosen = text("chosen")

kept_sessions = Table(
    "kept_sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace", Text, nullable=False),
    Column("region", Text, nullable=False),
    Column("chosen", Boolean, nullable=False),
    Column("kept_at", Double, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index(
        "ix_kept_sessions_chosen",
        "workspace",
        "region",
        unique=True,
        sqlite_where=_chosen,
        postgresql_where=_chosen,
    ),
    Index(None, "workspace", "region"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("workspace", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "workspace"),
)

_present = text("removed_at IS NULL")

# Who has a name of their own here. One who was removed stays, so that what tells of them still can;
# the name is free again.
people = Table(
    "people",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),  # as names are compared
    Column("password", Text, nullable=False),  # as argon2 writes a hash
    Column("role", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("removed_at", Double),
    # Who a provider says that it is; None for those with a password here.
    Column("issuer", Text),
    Column("subject", Text),
    Index(
        "ix_people_name_key",
        "name_key",
        unique=True,
        sqlite_where=_present,
        postgresql_where=_present,
    ),
    Index(
        "ix_people_identity",
        "issuer",
        "subject",
        unique=True,
        sqlite_where=_present,
        postgresql_where=_present,
    ),
)

# Whose history, jar, accounts and drafts: those tables name it. Of a person, or of one browser.
workspaces = Table(
    "workspaces",
    metadata,
    Column("id", Text, primary_key=True),
    Column("owner", Text, ForeignKey("people.id")),
    Column("name", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("used_at", Double, nullable=False),
    # None: of the time when the browser's cookie was the workspace, and it has not come since.
    Column("claimed_at", Double),
    Index(None, "owner"),
)

# A browser that was let in. The cookie's own value stands nowhere: what is here opens nothing.
person_sessions = Table(
    "person_sessions",
    metadata,
    Column("id_hash", Text, primary_key=True),
    Column("person", Text, ForeignKey("people.id")),
    Column("workspace", Text, nullable=False),
    # With a shared password: what shows that it was that one. "" where nobody signed in by it.
    Column("proof", Text, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("seen_at", Double, nullable=False),
    Column("ends_at", Double, nullable=False),
    Column("ended_at", Double),
    Column("agent", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("id_token", LargeBinary),  # sealed; of who was signed in by a provider
    Index(None, "person"),
    Index(None, "workspace"),
    Index(None, "ends_at"),
)

# What programs of somebody come with: see `people.tokens`. The token's own text stands nowhere.
api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Text, primary_key=True),
    Column("token_hash", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("person", Text, ForeignKey("people.id")),
    # By what its maker was let in: it is good for as long as that is so.
    Column("entrance", Text, nullable=False),
    Column("maker", Text, nullable=False),  # as the audit has whoever made it
    Column("name", Text, nullable=False),
    Column("scopes", Text, nullable=False),  # words, separated by blanks
    Column("created_at", Double, nullable=False),
    Column("ends_at", Double),  # None: never
    Column("used_at", Double),
    Index(None, "token_hash", unique=True),
    Index(None, "workspace"),
    Index(None, "person"),
)

# Tries to sign in that were not right, by who tries and for whom: see `throttle`.
throttle = Table(
    "throttle",
    metadata,
    Column("key", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("counted_at", Double, nullable=False),
    Column("next_at", Double, nullable=False),
    Index(None, "counted_at"),
)

# Keys that the secret key seals, and by which it is known: see `keys`.
keys = Table(
    "keys",
    metadata,
    Column("name", Text, primary_key=True),
    Column("made_at", Double, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
)

# What a person has typed into a form and not sent, or sent and goes on with.
drafts = Table(
    "drafts",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("updated_at", Double, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "workspace", "updated_at"),
)

# Rows of other tables that were deleted a short time ago: see `undo`.
removed_rows = Table(
    "removed_rows",
    metadata,
    Column("token", Text, primary_key=True),
    Column("workspace", Text, nullable=False),
    Column("removed_at", Double, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Index(None, "removed_at"),
)

# What happened, for administrators: see `people.audit`.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Double, nullable=False),
    Column("happening", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("what", Text, nullable=False),
    Index(None, "at"),
)

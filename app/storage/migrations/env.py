"""Alembic's entry: runs the revisions inside the transaction that `engine.migrate` holds."""

from alembic import context

from app.storage.run_tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
)
context.run_migrations()

"""Run by Alembic for each upgrade, on the connection and in the transaction that `migrate` hands over."""

from alembic import context

from bot.storage.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()

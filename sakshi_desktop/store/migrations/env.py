"""Runs the migrations on the connection that the caller opened, inside its transaction."""

from alembic import context

from sakshi_desktop.store import models  # noqa: F401  (fills the metadata)
from sakshi_desktop.store.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=False,  # the caller's transaction is the only one
    on_version_apply=context.config.attributes.get("applied", ()),
)
context.run_migrations()

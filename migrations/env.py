"""Alembic's environment: migrates the connection it is handed, or the URL of the command line."""

from alembic import context
from sqlalchemy import Connection, create_engine
from sqlmodel import SQLModel

from app.model import tables

config = context.config
assert tables.Record.metadata is SQLModel.metadata


def migrate(connection: Connection) -> None:
    """Run the migrations on this connection."""
    context.configure(connection=connection, target_metadata=SQLModel.metadata)
    with context.begin_transaction():
        context.run_migrations()


given = config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    url = context.get_x_argument(as_dictionary=True).get("url", "sqlite://")
    with create_engine(url).begin() as connection:
        migrate(connection)

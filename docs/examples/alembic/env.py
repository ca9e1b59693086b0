"""Alembic's environment: what `alembic init` writes, and two options of ours."""

import os
from logging.config import fileConfig

import sqlalchemy as sa
from alembic import context
from models import metadata

from onlinealter.alembic.autogenerate import online_blocks

fileConfig(context.config.config_file_name)
URL = os.environ["DATABASE_URL"]
OURS = {"min_rows": int(os.environ.get("MIN_ROWS", "10000"))}  # replicas, settings, cleanup: docs/alembic.md


def run_offline() -> None:
    """Write a script: `alembic upgrade head --sql`."""
    context.configure(url=URL, literal_binds=True, dialect_opts={"paramstyle": "named"}, online_alter=OURS)
    with context.begin_transaction():
        context.run_migrations()


def run_online() -> None:
    """Change the database."""
    engine = sa.create_engine(URL, poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=metadata,
            process_revision_directives=online_blocks,
            online_alter=OURS,
        )
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    run_online()

"""Alembic's operation ``op.online_alter_table`` (docs/alembic.md). Importing this registers it.

Alembic 1.18 and newer import it by themselves, by the entry point ``alembic.plugins``; for an older one ``env.py`` does.
"""

from __future__ import annotations


def setup(plugin: object) -> None:
    """What Alembic calls when it has loaded the plugin: the import does all there is to do."""


def _register() -> None:
    # Imported when setup is there: where this is what imports Alembic, Alembic looks for it before the import is over.
    from onlinealter.alembic.operation import register

    register()


_register()

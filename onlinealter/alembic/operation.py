"""The operation as revisions call it. What it needs is imported when it is called: Alembic loads this at each start."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from alembic.operations import Operations


class OnlineAlterTable:
    """Home of the operation."""

    @classmethod
    def online_alter_table(
        cls,
        operations: Any,  # noqa: ANN401 - alembic's own, as below: older ones publish no types
        table_name: str,
        schema: str | None = None,
        *,
        undo: str | None = None,
        min_rows: int | None = None,
        cleanup: bool | None = None,
        columns: Mapping[str, str] | None = None,
        reverse: Mapping[str, str] | None = None,
        allow: Sequence[str] = (),
        settings: Mapping[str, object] | None = None,
        name: str = "",
    ) -> AbstractContextManager[Any]:
        """Alter a table online by all operations of the block at once, which are those of batch_alter_table.

        ``undo`` is the revision whose alteration is rolled back, while that is possible, instead of running the block.
        A table with fewer than ``min_rows`` rows is altered by the server itself. ``cleanup`` drops the old table at once.
        ``columns``, ``reverse``, ``allow`` and ``settings`` are those of a plan.
        """
        from onlinealter.alembic.block import Block, altering

        chosen = operations.migration_context.opts.get("online_alter") or {}
        plan = {"columns": columns or {}, "reverse": reverse or {}, "allow": allow, "name": name}
        plan["settings"] = {**chosen.get("settings", {}), **(settings or {})}
        return altering(operations, Block(table_name, schema, undo, min_rows, cleanup, plan, chosen))


def register() -> None:
    """Give Alembic the operation."""
    Operations.register_operation("online_alter_table")(OnlineAlterTable)

"""Revisions that ``alembic revision --autogenerate`` writes, with blocks of ``op.online_alter_table``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from alembic.autogenerate import renderers
from alembic.operations import ops


class _Block(ops.ModifyTableOps):  # type: ignore[misc]  # older ones of Alembic publish no types
    """A table's changes, to be written as one block; ``undo`` is the revision that it takes back."""

    def __init__(self, changes: ops.ModifyTableOps, undo: str | None) -> None:
        super().__init__(changes.table_name, changes.ops, schema=changes.schema)
        self.undo = undo


def online_blocks(context: object, revision: object, directives: Iterable[Any]) -> None:  # noqa: ARG001 - a hook of Alembic's
    """Write each table's changes as one block of ``online_alter_table``, and the downgrade's with ``undo``.

    For ``context.configure(process_revision_directives=online_blocks)``. What belongs to a table that the revision itself
    creates or drops stays as it is.
    """
    for script in directives:
        made = {
            (each.table_name, each.schema)
            for upgrade in script.upgrade_ops_list
            for each in upgrade.ops
            if isinstance(each, ops.CreateTableOp | ops.DropTableOp)
        }
        for direction, undo in ((script.upgrade_ops_list, None), (script.downgrade_ops_list, script.rev_id)):
            for each in direction:
                each.ops = [_block(change, made, undo) for change in each.ops]


def _block(change: Any, made: set[tuple[str, str | None]], undo: str | None) -> Any:  # noqa: ANN401 - alembic's
    if not isinstance(change, ops.ModifyTableOps) or (change.table_name, change.schema) in made:
        return change
    return _Block(change, undo)


@renderers.dispatch_for(_Block)  # type: ignore[untyped-decorator]
def _render(autogenerate: Any, block: _Block) -> list[str]:  # noqa: ANN401 - alembic's
    """As Alembic renders a block of ``batch_alter_table``, but for its first line."""
    if not block.ops:
        return []
    plain = ops.ModifyTableOps(block.table_name, block.ops, schema=block.schema)
    before = autogenerate.opts
    autogenerate.opts = {**before, "render_as_batch": True}
    try:
        _, *lines = renderers.dispatch(plain)(autogenerate, plain)
    finally:
        autogenerate.opts = before
    words = [repr(block.table_name)]
    words += [f"{name}={value!r}" for name, value in (("schema", block.schema), ("undo", block.undo)) if value]
    return [f"with op.online_alter_table({', '.join(words)}) as batch_op:", *lines]

"""A block of operations: gathered as text, then one alteration, carried out or, offline, written down as comments."""

from __future__ import annotations

import copy
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

from alembic.operations import Operations

from onlinealter.alembic.session import AlembicsSession
from onlinealter.migrating.beside import beside
from onlinealter.migrating.choices import MIN_ROWS, first

if TYPE_CHECKING:
    from onlinealter.library import Plan

_RECORD = "online_alter_record"


@dataclass(frozen=True)
class Block:
    """What was asked for: ``plan`` has the plan's other keys, ``chosen`` what ``context.configure`` was given."""

    table: str
    schema: str | None
    undo: str | None
    min_rows: int | None
    cleanup: bool | None
    plan: Mapping[str, Any]
    chosen: Mapping[str, Any]


@contextmanager
def altering(operations: Any, block: Block) -> Iterator[Any]:  # noqa: ANN401 - alembic's
    """Gives what takes the operations; at its end they are carried out as one."""
    context = operations.migration_context
    if context.dialect.name not in ("mysql", "mariadb"):
        with operations.batch_alter_table(block.table, schema=block.schema) as batch:
            yield batch
        return
    if not context.as_sql:
        beside(AlembicsSession(context.connection), _load)
    text = StringIO()
    gathering = _offline(context, {"output_buffer": text})
    with Operations(gathering).batch_alter_table(block.table, schema=block.schema, recreate="never") as batch:
        yield batch
    if not text.getvalue().strip():
        return
    from onlinealter.alembic.alteration import Wanted, alter
    from onlinealter.library import Plan

    written = Plan.from_sql(text.getvalue())
    plan = Plan(written.table, written.alter, **block.plan)
    if _RECORD in context.opts:
        context.opts[_RECORD].append(plan)
    elif context.as_sql:
        context.impl.static_output(comments(plan, block.undo))
    else:
        undone = recorded(operations, block.undo, plan.table) if block.undo else None
        cleanup = first(block.cleanup, block.chosen.get("cleanup"), False)
        min_rows = first(block.min_rows, block.chosen.get("min_rows"), MIN_ROWS)
        alter(context, Wanted(plan, undone, min_rows, "clean" if cleanup else "swapped"), block.chosen)


def recorded(operations: Any, revision: str, table: str) -> Plan:  # noqa: ANN401 - alembic's
    """The plan by which a revision altered the table: its ``upgrade()`` is read as ``alembic upgrade --sql`` reads it.

    Raises UsageFault where that holds no such plan.
    """
    from onlinealter.library import UsageFault

    context, plans = operations.migration_context, list["Plan"]()
    script = context.script.get_revision(revision) if context.script else None
    failure = ""
    if script is not None:
        try:
            with Operations.context(_offline(context, {"output_buffer": StringIO(), _RECORD: plans})):
                script.module.upgrade()
        except Exception as error:  # noqa: BLE001 - a revision's own code may fail by anything where there is no database
            failure = f": {type(error).__name__}: {error}"
        finally:
            operations._install_proxy()
    for plan in reversed(plans):
        if plan.table.lower() == table.lower():
            return plan
    raise UsageFault(
        f"undo: upgrade() of revision {revision} isn't found to alter {table} by online_alter_table{failure}",
        remedy="Name the revision whose upgrade() alters the table; `alembic upgrade --sql` has to be able to read it.",
    )


def comments(plan: Plan, undo: str | None) -> str:
    """What a script says instead: an ALTER in it would block, and a run asks the server what to do."""
    words = ["online-alter", "run", "--dsn", "mysql://USER@HOST/DATABASE", "--table", plan.table, "--alter", str(plan.alter)]
    words += [word for each in plan.allow for word in ("--allow", each)]
    words += [word for name, value in plan.settings.items() for word in ("--set", f"{name}={value}")]
    lines = [f"online_alter_table: {plan.table} is altered by a run, which a script can't do. Do it before what follows:"]
    if undo:
        lines.append(
            f"while the run of revision {undo} can be rolled back: online-alter rollback --table {shlex.quote(plan.table)}"
        )
        lines.append("else:")
    lines.append(shlex.join(words))
    if plan.columns or plan.reverse:
        lines.append(
            "with these in a plan file: " + "; ".join(f"{k} = {v}" for k, v in {**plan.columns, **plan.reverse}.items())
        )
    return "\n".join(f"-- {line}" for text in lines for line in text.splitlines())


def _load() -> None:
    """Not at every start of Alembic, which this would make slower; on a busy machine it takes seconds."""
    import onlinealter.alembic.alteration  # noqa: F401 - only loaded


def _offline(context: Any, options: Mapping[str, object]) -> Any:  # noqa: ANN401 - alembic's
    """A context that writes what it is given, as the server at hand reads it."""
    dialect = copy.copy(context.dialect)
    dialect.paramstyle, dialect.positional = "named", False  # with the driver's own style each % would be doubled
    dialect.identifier_preparer = dialect.preparer(dialect)
    return type(context).configure(dialect=dialect, opts={"as_sql": True, **options})

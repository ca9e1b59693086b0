"""MariaDB: having a table of ours opened afresh before the application's triggers write to it under LOCK TABLES.

What a plain statement used last, as a comparison or the copy of one row does, fails such a write with 1442 (see
conflict_store). The trigger makes a conflict of that, and the application notices nothing; but right before the swap there
must be no conflict.
"""

from __future__ import annotations

from onlinealter.engine.conflicts import look_again
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.planning.statements import reopen_table

_TIMES = 5


def reopen_shadow(run: PhaseContext) -> None:
    """Leave it as no statement of ours has used it."""
    if run.shard.server.is_mariadb:
        run.ddl.run(reopen_table(run.resolved.schema, run.resolved.names.shadow), lambda: False)


def look_again_and_reopen(run: PhaseContext) -> None:
    """Copy conflicting rows again until there are none."""
    for _ in range(_TIMES):
        if not look_again(run, run.resolved.copy()) or not run.shard.server.is_mariadb:
            return
        reopen_shadow(run)

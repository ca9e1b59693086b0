"""MariaDB: a KILL that meets a session while it reads a table's triggers spoils them for those to come (decision 15)."""

from __future__ import annotations

from onlinealter.copying.statements import touch_one_row
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.model.errors import ServerError
from onlinealter.model.events import Notice
from onlinealter.mysql import error_numbers
from onlinealter.mysql.reconnecting import ReconnectingConnection
from onlinealter.planning.statements import close_table


class TriggerRepair:
    """Sees whether the application's writes are refused for triggers that the server has spoilt, and has it read them again.

    For one thread of its own, beside the one that the run's DDL runner is for.
    """

    def __init__(self, run: PhaseContext) -> None:
        self._run = run
        self._touch = touch_one_row(run.resolved.copy(), run.id)
        self._reconnecting = ReconnectingConnection(lambda: run.shard.open_copier(compressing=False))
        self._ddl = run.ddl.another()
        # A touch would fire the application's own triggers, and MySQL reads triggers whole.
        self._is_needed = run.shard.server.is_mariadb and not run.resolved.fires_others

    def look(self) -> None:
        """Look once, and fix what is found."""
        if not self._is_needed or not self._is_spoilt():
            return
        schema, table = self._run.resolved.schema, self._run.resolved.names.original
        self._ddl.run(close_table(schema, table), lambda: not self._is_spoilt())
        self._run.reporter.report(
            Notice(
                f"a KILL had spoilt the triggers of {schema}.{table} in the server's memory: writes failed with error 1064"
            )
        )

    def _is_spoilt(self) -> bool:
        """The trigger is run by a row only. One that the application has locked now tells nothing."""
        try:
            self._reconnecting.retry(lambda c: c.run_together(self._touch))
        except ServerError as error:
            self._reconnecting.roll_back()
            return error.number == error_numbers.PARSE_ERROR
        return False

    def close(self) -> None:
        self._reconnecting.close()
        self._ddl.close()

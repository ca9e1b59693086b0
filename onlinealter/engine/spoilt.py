"""MariaDB: a KILL that meets a session while it reads a table's triggers spoils them for those to come (decision 15)."""

from __future__ import annotations

from onlinealter.copying.statements import touch_one_row
from onlinealter.engine.run import Run
from onlinealter.model.errors import ServerError
from onlinealter.model.events import Notice
from onlinealter.mysql import error_numbers
from onlinealter.mysql.steady import SteadyConnection
from onlinealter.planning.statements import close_table


class TriggerCare:
    """Sees whether the application's writes are refused for triggers that the server has spoilt, and has it read them anew.

    For one thread of its own, beside the one that the run's door is for.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._touch = touch_one_row(run.draft.copy())
        self._steady = SteadyConnection(lambda: run.shard.open_copier(compressing=False))
        self._door = run.door.another()
        # A touch would fire the application's own triggers, and MySQL reads triggers whole.
        self._is_needed = run.shard.server.is_mariadb and not run.draft.fires_others

    def look(self) -> None:
        """Look once, and mend what is found."""
        if not self._is_needed or not self._is_spoilt():
            return
        schema, table = self._run.draft.schema, self._run.draft.names.original
        self._door.run(close_table(schema, table), lambda: not self._is_spoilt())
        self._run.reporter.report(
            Notice(
                f"a KILL had spoilt the triggers of {schema}.{table} in the server's memory: writes failed with error 1064"
            )
        )

    def _is_spoilt(self) -> bool:
        """The trigger is run by a row only. One that the application has locked now tells nothing."""
        try:
            self._steady.insist(lambda c: c.execute(self._touch))
        except ServerError as error:
            return error.number == error_numbers.PARSE_ERROR
        return False

    def close(self) -> None:
        """End the connections."""
        self._steady.close()
        self._door.close()

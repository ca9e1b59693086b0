"""A session that asks the server for plans, and lets no statement of the file do anything.

MariaDB calls stored functions while it plans, and both servers refuse to explain an UPDATE in a transaction that only reads.
So a SELECT is explained in such a transaction, and what locks rows in one that is rolled back; functions that are known to
do something, and stored ones, are refused before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Self

from onlinealter.engine.target import Target
from onlinealter.model.errors import ConnectionLost, ServerError
from onlinealter.model.query_plans import PlanStep, QueryPlan
from onlinealter.mysql import error_numbers, session
from onlinealter.mysql.connection import Connection, connect
from onlinealter.mysql.statements import kill_connection
from onlinealter.mysql.values import text_of
from onlinealter.rehearsal.queries import statements
from onlinealter.rehearsal.queries.comparison import rows_in_all
from onlinealter.tables.queries import Query

LONGEST = 5  # seconds for one plan
_SLACK = 5.0  # seconds more until the session is ended from outside
_SAYS_NO_VALUE = frozenset(
    {error_numbers.UNKNOWN_COLUMN, error_numbers.NO_SUCH_TABLE, error_numbers.TABLE_ACCESS_DENIED,
     error_numbers.COLUMN_ACCESS_DENIED, error_numbers.NO_SUCH_INDEX}
)  # fmt: skip


class Explainer:
    """Explains statements in the target's schema, each within a few seconds."""

    def __init__(self, target: Target, longest: int = LONGEST) -> None:
        self._target, self._longest = target, longest
        self._connection = self._opened()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._connection.close()

    def functions(self) -> frozenset[str]:
        """Functions that the schema or the server has been given, in lower case, as far as the account may see them."""
        found = {text_of(name) for (name,) in self._connection.rows(statements.stored_functions(), [self._target.schema])}
        with suppress(ServerError):  # not everybody may read it
            found |= {text_of(name) for (name,) in self._connection.rows(statements.loadable_functions())}
        return frozenset(found)

    def explain(self, query: Query) -> QueryPlan:
        """The plan, or the error instead of it."""
        connection = self._connection
        sql = statements.explain(query.text, mariadb=connection.mariadb)
        try:
            with _rolled_back(connection) if query.locking else session.writing_nothing(connection):
                return plan_of_rows(connection.named_rows(sql))
        except ServerError as error:
            said = f": {error.text}" if error.number in _SAYS_NO_VALUE else ""
            return QueryPlan((), 0, f"error {error.number}{said}")
        except ConnectionLost:
            self._connection = self._opened()
            with suppress(ServerError):  # it has ended by itself
                if self._connection.value(statements.is_explaining(), [connection.id]):
                    self._connection.execute(kill_connection(connection.id))
            return QueryPlan((), 0, f"not explained within {self._longest} s")

    def _opened(self) -> Connection:
        connection = connect(self._target.primary, database=self._target.schema)
        session.run_surely(connection, [session.lasts(), statements.at_most(self._longest, mariadb=connection.mariadb)])
        session.wait_for_rows(connection, 1)
        session.queue_for(connection, self._longest)
        return connection.answers_within(self._longest + _SLACK)


@contextmanager
def _rolled_back(connection: Connection) -> Iterator[None]:
    connection.execute(statements.begin())
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def plan_of_rows(rows: Sequence[Mapping[str, Any]]) -> QueryPlan:
    """An EXPLAIN's lines, of either server; those without a table read nothing."""
    steps = tuple(_step(row) for row in rows if row["table"] is not None)
    return QueryPlan(steps, rows_in_all(steps))


def _step(row: Mapping[str, Any]) -> PlanStep:
    """MariaDB writes ``ref|filter`` and ``9 (10%)`` where a second index sorts rows out."""
    access, _, _ = text_of(row["type"] or "").partition("|")
    index, _, _ = text_of(row["key"] or "").partition("|")
    number = re.match(r"\d+", text_of(row["rows"] if row["rows"] is not None else ""))
    filtered = 100.0 if row["filtered"] is None else float(row["filtered"])
    return PlanStep(int(row["id"] or 0), text_of(row["table"]), access, index, int(number[0]) if number else 0, filtered)

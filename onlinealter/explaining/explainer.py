"""A session that asks the server for plans, and lets no statement of the file do anything.

MariaDB calls stored functions while it plans, and both servers refuse to explain an UPDATE in a transaction that only reads.
So a SELECT is explained in such a transaction, and what locks rows in one that is rolled back; functions that are known to
do something, and stored ones, are refused before.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Self

from onlinealter.explaining import statements
from onlinealter.explaining.comparison import Fitting, rows_in_all
from onlinealter.model.errors import ConnectionLost, ServerError
from onlinealter.model.query_plans import PlanStep, QueryPlan
from onlinealter.mysql import error_numbers, session
from onlinealter.mysql.connection import Account, Connection, connect
from onlinealter.mysql.statements import kill_connection
from onlinealter.mysql.values import text_of
from onlinealter.tables.queries import Query

LONGEST = 5  # seconds for one plan
_SLACK = 5.0  # seconds more until the session is ended from outside
_SAYS_NO_VALUE = frozenset(
    {error_numbers.UNKNOWN_COLUMN, error_numbers.NO_SUCH_TABLE, error_numbers.TABLE_ACCESS_DENIED,
     error_numbers.COLUMN_ACCESS_DENIED, error_numbers.NO_SUCH_INDEX}
)  # fmt: skip


def _nothing(_: Connection) -> None:
    """The session is ready as it is."""


class Explainer:
    """Explains statements in a schema, each within a few seconds. ``prepare`` is done to each session before its first."""

    def __init__(
        self,
        account: Account,
        schema: str,
        longest: int = LONGEST,
        prepare: Callable[[Connection], None] = _nothing,
    ) -> None:
        self._account, self._schema, self._longest, self._prepare = account, schema, longest, prepare
        self._connection = self._opened()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._connection.close()

    def functions(self) -> frozenset[str]:
        """Functions that the schema or the server has been given, in lower case, as far as the account may see them."""
        found = {text_of(name) for (name,) in self._connection.rows(statements.stored_functions(), [self._schema])}
        with suppress(ServerError):  # not everybody may read it
            found |= {text_of(name) for (name,) in self._connection.rows(statements.loadable_functions())}
        return frozenset(found)

    def functions_called(self, queries: Sequence[Query]) -> Mapping[int, str]:
        """By the numbers of those statements that call a stored function: its name. They are not to be explained."""
        functions = self.functions()
        called = {query.number: sorted(query.calls & functions) for query in queries}
        return {number: names[0] for number, names in called.items() if names}

    def explain(self, query: Query) -> QueryPlan:
        """The plan, or the error instead of it."""
        rows = self._rows(query)
        return QueryPlan((), 0, rows) if isinstance(rows, str) else plan_of_rows(rows)

    def fitting(self, query: Query) -> tuple[Fitting, ...] | str:
        """For each table whether an index fits, used or not; or the error instead. A table of no rows has that, too."""
        rows = self._rows(query)
        return rows if isinstance(rows, str) else fitting_of_rows(rows)

    def _rows(self, query: Query) -> Sequence[Mapping[str, Any]] | str:
        connection = self._connection
        sql = statements.explain(query.text, mariadb=connection.mariadb)
        try:
            with _rolled_back(connection) if query.locking else session.writing_nothing(connection):
                return connection.named_rows(sql)
        except ServerError as error:
            said = f": {error.text}" if error.number in _SAYS_NO_VALUE else ""
            return f"error {error.number}{said}"
        except ConnectionLost:
            self._connection = self._opened()
            with suppress(ServerError):  # it has ended by itself
                if self._connection.value(statements.is_explaining(), [connection.id]):
                    self._connection.execute(kill_connection(connection.id))
            return f"not explained within {self._longest} s"

    def _opened(self) -> Connection:
        connection = connect(self._account, database=self._schema)
        session.run_surely(connection, [session.lasts(), statements.at_most(self._longest, mariadb=connection.mariadb)])
        session.wait_for_rows(connection, 1)
        session.queue_for(connection, self._longest)
        self._prepare(connection)
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


def fitting_of_rows(rows: Sequence[Mapping[str, Any]]) -> tuple[Fitting, ...]:
    """The same lines, by the indexes that the server has to choose from."""
    return tuple(
        Fitting(int(row["id"] or 0), text_of(row["table"]), bool(row["possible_keys"]))
        for row in rows
        if row["table"] is not None
    )


def _step(row: Mapping[str, Any]) -> PlanStep:
    """MariaDB writes ``ref|filter`` and ``9 (10%)`` where a second index sorts rows out."""
    access, _, _ = text_of(row["type"] or "").partition("|")
    index, _, _ = text_of(row["key"] or "").partition("|")
    number = re.match(r"\d+", text_of(row["rows"] if row["rows"] is not None else ""))
    filtered = 100.0 if row["filtered"] is None else float(row["filtered"])
    return PlanStep(int(row["id"] or 0), text_of(row["table"]), access, index, int(number[0]) if number else 0, filtered)

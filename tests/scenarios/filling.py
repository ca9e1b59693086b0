"""The names and numbers that a scenario's statements leave open."""

from __future__ import annotations

from dataclasses import dataclass

from onlinealter.mysql.connection import Connection
from onlinealter.sandbox import Endpoint
from onlinealter.sql import quoting

_SHARED = "scenario_numbers"
_NUMBERS = f"{_SHARED}.numbers"
_COUNT = 4096


@dataclass(frozen=True)
class Filling:
    """``{table}`` and its ``{twin}``; ``{numbers}`` is a table with n = 0, 1 … 4095."""

    table: str
    twin: str = "twin"

    def of_table(self, statement: str) -> str:
        """The statement for the table that the plan names."""
        return self._filled(statement, self.table)

    def of_twin(self, statement: str) -> str:
        """The same for its twin, which MySQL's own ALTER is run on at the end."""
        return self._filled(statement, self.twin)

    def once(self, statements: tuple[str, ...]) -> tuple[str, ...]:
        """The statements for the table and then for the twin; as they are where they name the twin themselves."""
        table = tuple(self.of_table(statement) for statement in statements)
        if any("{twin}" in statement for statement in statements):
            return table
        return table + tuple(self.of_twin(statement) for statement in statements)

    def _filled(self, statement: str, table: str) -> str:
        return (
            statement.replace("{table}", quoting.name(table))
            .replace("{twin}", quoting.name(self.twin))
            .replace("{bare_table}", table)
            .replace("{numbers}", _NUMBERS)
        )


def number(statement: str, *, n: int, writer: int, random: int) -> str:
    """``{n}`` is new in each round of each writer, ``{w}`` tells the writers apart, ``{r}`` is any number below 10,000."""
    return statement.replace("{n}", str(n)).replace("{w}", str(writer)).replace("{r}", str(random))


def make_numbers(endpoint: Endpoint) -> None:
    """Make the table of numbers where it isn't yet."""
    with endpoint.connect() as connection:
        if connection.rows(f"SHOW DATABASES LIKE '{_SHARED}'"):
            return
        connection.execute(f"CREATE DATABASE {_SHARED}")
        connection.execute(f"CREATE TABLE {_NUMBERS} (n INT PRIMARY KEY)")
        _fill_numbers(connection)


def _fill_numbers(connection: Connection) -> None:
    connection.execute(f"INSERT INTO {_NUMBERS} VALUES (0)")
    there = 1
    while there < _COUNT:
        connection.execute(f"INSERT INTO {_NUMBERS} SELECT n + {there} FROM {_NUMBERS}")
        there *= 2

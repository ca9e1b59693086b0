"""A plan's statements as text: SQL as the mysql client would take it, and values for JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onlinealter.model.states import Phase
from onlinealter.sql.statement import Statement

Planned = Sequence[tuple[Phase, Sequence[Statement]]]

_NOTHING = "-- nothing to do: the table already has this definition"
HEADER = (
    "-- These statements are to be read, not to be run by hand: a run repeats the one that copies rows for each chunk,\n"
    "-- waits between statements for locks, load and replicas, and checks before each that the tables are still as expected."
)
_DELIMITERS = ("$$", "//", "||", "@@")


def plan_as_sql(planned: Planned) -> str:
    """The statements, each below a comment with its phase and purpose."""
    return (
        _NOTHING
        if not any(statements for _, statements in planned)
        else "\n\n".join([HEADER, *(_statement(phase, each) for phase, statements in planned for each in statements)])
    )


def plan_as_values(planned: Planned) -> list[dict[str, object]]:
    """The statements as a list of objects, in the order in which they run."""
    return [
        {"phase": phase.value, "purpose": each.purpose, "sql": each.sql, "tables": list(each.tables)}
        for phase, statements in planned
        for each in statements
    ]


def _statement(phase: Phase, statement: Statement) -> str:
    purpose = " ".join(statement.purpose.split())
    return "\n".join((f"-- {phase.value}: {purpose}", *_ended(statement.sql.strip().removesuffix(";"))))


def _ended(sql: str) -> Iterator[str]:
    if ";" not in sql:
        yield f"{sql};"
        return
    delimiter = next((each for each in _DELIMITERS if each not in sql), "$end$")
    yield from (f"DELIMITER {delimiter}", f"{sql}{delimiter}", "DELIMITER ;")

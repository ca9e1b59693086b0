"""Questions between waves and their answers, in the journals of the shards of the wave that was asked about.

They are told, and a ``stop`` holds whoever goes on after it. A ``go`` that is read here begins nothing: whoever may write to
the schema may have written it. Only the command line of the process that begins a wave does, or who sits before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from onlinealter.engine.person import who_am_i
from onlinealter.engine.shard import connect_shard
from onlinealter.fleet import statements
from onlinealter.fleet.target import FleetShard
from onlinealter.model.errors import OnlineAlterError, ServerError
from onlinealter.model.fleet import Asked
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Connection, Row
from onlinealter.mysql.values import text_of

GO, STOP = "go", "stop"


def read_answers(connection: Connection, schema: str, run: str) -> tuple[Asked, ...]:
    """A run's questions, the oldest first; none where none was ever asked."""
    return tuple(_asked(row) for row in reversed(_rows(connection, schema, run)))


def note_question(shard: FleetShard, run: str, question: str) -> None:
    """Write down that somebody is to answer; once while it waits. Raises OnlineAlterError where it can't be written."""
    reached = connect_shard(shard.target)
    with reached.open_primary() as connection:
        newest = next(iter(_rows(connection, reached.schema, run)), None)
        if newest is not None and not _answer(newest) and text_of(newest[1]) == question:
            return
        connection.execute(statements.create_answers(reached.schema))
        connection.execute(statements.insert_question(reached.schema), [run, question, who_am_i()])


def note_answer(shard: FleetShard, run: str, question: str, answer: str) -> None:
    """Write down who has answered what. Raises OnlineAlterError where it can't be written."""
    reached = connect_shard(shard.target)
    with reached.open_primary() as connection:
        connection.execute(statements.create_answers(reached.schema))
        newest = next(iter(_rows(connection, reached.schema, run)), None)
        if newest is not None and not _answer(newest) and text_of(newest[1]) == question:
            given = [answer, who_am_i(), newest[0]]
            if connection.execute(statements.give_answer(reached.schema), given):
                return
        given = [run, question, who_am_i(), answer, who_am_i()]
        connection.execute(statements.insert_answer(reached.schema), given)


def holding(answers: Sequence[Asked]) -> Asked | None:
    """The ``stop`` that holds: the newest answer, if it is that."""
    given = [each for each in answers if each.answer]
    return given[-1] if given and given[-1].answer == STOP else None


def _rows(connection: Connection, schema: str, run: str) -> list[Row]:
    try:
        return connection.rows(statements.select_answers(schema), [run])
    except ServerError as error:
        if error.number == error_numbers.NO_SUCH_TABLE:
            return []
        raise


def _answer(row: Row) -> str:
    """What was answered; anything but ``go`` is no leave to go on."""
    text = text_of(row[4])
    return text if text in ("", GO) else STOP


def _asked(row: Row) -> Asked:
    return Asked(
        text_of(row[1]), text_of(row[2]), _moment(row[3]) or datetime.fromtimestamp(0, UTC),
        _answer(row), text_of(row[5]), _moment(row[6]),
    )  # fmt: skip


def _moment(value: object) -> datetime | None:
    return in_utc(value) if isinstance(value, datetime) else None


def in_utc(at: datetime) -> datetime:
    """A time of a server, which is in UTC and doesn't say so."""
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def write_to_all(shards: Sequence[tuple[FleetShard, str]], question: str, answer: str = "") -> list[str]:
    """Note a question, or its answer, in these shards' journals, each with its run; gives those where it couldn't be."""
    failed = []
    for shard, run in shards:
        try:
            if answer:
                note_answer(shard, run, question, answer)
            else:
                note_question(shard, run, question)
        except OnlineAlterError as error:
            failed.append(f"{shard.name}: {error.message}")
    return failed

"""Where a run stands: by its journal, and by which table is which."""

from __future__ import annotations

from onlinealter.engine.direct import DIRECT
from onlinealter.engine.guard import lines_of
from onlinealter.engine.journal import RunRecord, is_marked
from onlinealter.engine.transitions import FOLLOWING, STEPS, standing
from onlinealter.model.errors import Refused
from onlinealter.model.states import Phase, State
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import read_server
from onlinealter.swapping.which_table import Side, find_side
from onlinealter.tables.definition import take_apart
from onlinealter.tables.facts import read_definition
from onlinealter.tables.identity import table_id
from onlinealter.tables.names import Names

ROLLED_BACK = "rollback"
"""The kind of the ledger's line that says so."""

_NEW_IN_FRONT = frozenset({State.SWAPPED, State.ROLLING_BACK, State.CLEANING})


def standing_of(connection: Connection, schema: str, record: RunRecord) -> State:
    """The state by which commands are chosen."""
    if record.state.ended or record.state is State.PREPARING:
        return record.state
    return standing(record.state, _side(connection, schema, record))


def is_rolled_back(connection: Connection, schema: str, record: RunRecord) -> bool:
    """Whether the run was swapped and rolled back: the original is in front, and ``cleanup`` ends the run by an abort."""
    in_front = standing_of(connection, schema, record) in STEPS[Phase.ABORT].begins - {State.ROLLING_BACK}
    return in_front and is_marked(connection, schema, record.id, ROLLED_BACK)


def following_of(connection: Connection, schema: str, record: RunRecord) -> str:
    """The command to type next; empty where there is none."""
    if record.state is State.COPIED and is_rolled_back(connection, schema, record):
        return "cleanup (or verify)"
    return FOLLOWING[standing_of(connection, schema, record)]


def _side(connection: Connection, schema: str, record: RunRecord) -> Side:
    if record.method not in DIRECT:
        side = find_side(connection, schema, Names(record.id, record.table_name))
        return _alone(connection, schema, record) if side is Side.UNCLEAR else side
    try:
        now = take_apart(read_definition(connection, schema, record.table_name))
        old, new = take_apart(record.original_definition), take_apart(record.new_definition)
    except (Refused, ValueError, StopIteration):
        return Side.UNCLEAR
    if old == new:  # a counter alone, which goes on: only the journal tells, and setting it twice does no harm
        return Side.NEW if record.state in _NEW_IN_FRONT else Side.ORIGINAL
    return Side.ORIGINAL if now == old else Side.NEW if now == new else Side.UNCLEAR


def _alone(connection: Connection, schema: str, record: RunRecord) -> Side:
    """Which of the two is in front: by its number, which only the server that gave it knows, else by its definition."""
    server = read_server(connection)
    if record.server_identity == server.identity:
        number = table_id(connection, server, schema, record.table_name)
        if number and number in (record.original_id, record.shadow_id):
            return Side.ORIGINAL_ALONE if number == record.original_id else Side.NEW_ALONE
    try:
        now = lines_of(read_definition(connection, schema, record.table_name))
    except Refused:
        return Side.UNCLEAR
    old, new = lines_of(record.original_definition), lines_of(record.new_definition)
    if old == new or now not in (old, new):
        return Side.UNCLEAR
    return Side.ORIGINAL_ALONE if now == old else Side.NEW_ALONE

"""What all copies have in common: what is asked of one, what one is, and the room for it."""

from __future__ import annotations

import getpass
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from onlinealter.engine.stop import StopFlag
from onlinealter.model.errors import Interrupted, Refused, UsageFault
from onlinealter.mysql.connection import Account, connect
from onlinealter.mysql.values import text_of
from onlinealter.rehearsal import statements
from onlinealter.rehearsal.mark import mark
from onlinealter.sandbox import Sandbox, sandboxes_folder

# Nothing of the data begins to run by itself, and a row may be as long as any server takes it.
OWN_SETTINGS: Mapping[str, str] = {"event_scheduler": "OFF", "max_allowed_packet": "1G", "local_infile": "OFF"}
REMOVED = "the server that was made for the rehearsal is removed"


@dataclass(frozen=True)
class Wanted:
    """The table that is to be in the copy; its schema is empty where nobody has named it. And production's servers."""

    schema: str
    table: str
    production: tuple[Account, ...] = ()


@dataclass(frozen=True)
class Copy:
    """A server with the data, the schema that has the table, and what is to be said of it."""

    account: Account
    schema: str
    notes: tuple[str, ...]


def checking(stop: StopFlag) -> Callable[[], None]:
    """What raises Interrupted when it is to stop: of a copy that is being made nothing stays."""

    def check() -> None:
        try:
            stop.check()
        except Interrupted as error:
            remedy = "Nothing is left of what was made. The same command starts from the beginning."
            raise Interrupted(error.message, remedy=remedy) from None

    return check


def account_of(sandbox: Sandbox) -> Account:
    primary = sandbox.primary
    return Account(primary.host, primary.port, primary.user, primary.password)


def mark_own(account: Account, schema: str) -> None:
    """Mark a server as a candidate that nobody else has ever seen."""
    with connect(account) as connection:
        mark(connection, schema, getpass.getuser())


def schema_there(account: Account, wanted: Wanted, what: str) -> str:
    """The schema that has the table on a server. Raises Refused where none has it, or not the one that is named."""
    with connect(account) as connection:
        having = [text_of(each) for (each,) in connection.rows(statements.schemas_with_table(), [wanted.table])]
    if wanted.schema in having:
        return wanted.schema
    if not having:
        raise Refused(f"{what} has no table {wanted.table}", remedy="Check the spelling.")
    if wanted.schema:
        raise Refused(f"{what} has no {wanted.schema}.{wanted.table}", remedy=f"It has that table in {', '.join(having)}.")
    if len(having) > 1:
        raise UsageFault(f"{what} has {wanted.table} in {', '.join(having)}", remedy="Name the table as SCHEMA.TABLE.")
    return having[0]


def see_that_there_is_room(folder: Path, needed: int) -> None:
    """Raise Refused where a folder's disk has not so many bytes free."""
    folder.mkdir(parents=True, exist_ok=True)
    if (free := shutil.disk_usage(folder).free) < needed:
        raise Refused(
            f"{folder} has {free >> 20:,} MiB free, and about {needed >> 20:,} are needed",
            remedy="Make room there, or name another folder by ONLINEALTER_SANDBOXES.",
        )


def see_that_a_sandbox_has_room(needed: int) -> None:
    """The same for the folder of private servers."""
    see_that_there_is_room(sandboxes_folder(), needed)


def size_of(folder: Path) -> int:
    """The bytes that a folder takes on its disk."""
    return sum(each.lstat().st_blocks * 512 for each in folder.rglob("*"))

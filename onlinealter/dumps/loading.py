"""A dump loaded into a server of ours, by an account that may reach nothing but the dump's own schemas."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from secrets import token_urlsafe

from onlinealter.dumps import statements
from onlinealter.dumps.faults import DumpFault
from onlinealter.dumps.judging import Deed, without_definer
from onlinealter.dumps.reading import Dump, Item
from onlinealter.model.errors import ServerError
from onlinealter.model.events import Notice
from onlinealter.model.ports import Reporter
from onlinealter.mysql.connection import Account, Connection, connect

_WITH_DEFINER = (Deed.TRIGGER, Deed.VIEW, Deed.ROUTINE)
# A rehearsal does without them, and what they name may be in a schema that wasn't dumped.
_MAY_FAIL = (Deed.VIEW, Deed.ROUTINE)
_SECONDS_BETWEEN = 5.0


@dataclass(frozen=True)
class Loaded:
    """How long it took, and the views and routines that the server refused."""

    seconds: float
    refused: tuple[str, ...]


def load(dump: Dump, into: str, root: Account, reporter: Reporter, check: Callable[[], None]) -> Loaded:
    """Load all of a dump; ``into`` is the schema for statements that are in none. ``check`` is called before each statement.

    Raises DumpFault with the line of a statement that the server refuses.
    """
    began, refused = time.monotonic(), list[str]()
    with connect(root, ours=False) as owner, _hurrying(owner), _loader(owner) as (connection, let_in):
        progress = Progress(dump, reporter, "loading")
        if into:
            let_in(into)
            owner.execute(statements.create_schema(into))
            connection.execute(statements.use(into))
        for item in dump.items():
            check()
            progress.tell()
            if not item.judged.left_out:
                _run(item, connection, let_in, refused)
    return Loaded(time.monotonic() - began, tuple(refused))


def _run(item: Item, connection: Connection, let_in: Callable[[str], None], refused: list[str]) -> None:
    deed, text = item.judged.deed, item.statement.text
    try:
        if deed in (Deed.DATABASE, Deed.USE):
            let_in(item.judged.schema)
        connection.send(without_definer(text) if deed in _WITH_DEFINER else text)
    except ServerError as error:
        if deed in _MAY_FAIL:
            refused.append(f"{deed.value} {item.judged.name} (error {error.number})")
            return
        raise DumpFault(
            f"{item.file}, line {item.statement.line:,}: the server refuses this statement (error {error.number}:"
            f" {error.text})",
            remedy="The server that was made for the dump is removed. A newer server may refuse what an older one has"
            " written, and the other kind of server too.",
        ) from error


@contextmanager
def _loader(owner: Connection) -> Iterator[tuple[Connection, Callable[[str], None]]]:
    """A session of an account made for the dump, and what lets it into a schema."""
    host, password = str(owner.value(statements.current_user())).rpartition("@")[2], token_urlsafe(18)
    owner.run_all(statements.create_loader(host, password))
    owner.execute(statements.grant_quiet(host, is_mariadb=owner.mariadb))
    known = set[str]()

    def let_in(schema: str) -> None:
        if schema not in known:
            known.add(schema)
            owner.execute(statements.grant_schema(host, schema))

    account = replace(owner.account, user=statements.LOADER, password=password)
    with connect(account, ours=False) as connection:
        connection.execute(statements.write_no_binlog())
        yield connection, let_in
    owner.execute(statements.revoke_quiet(host, is_mariadb=owner.mariadb))


@contextmanager
def _hurrying(owner: Connection) -> Iterator[None]:
    """Nothing is lost but time where the server dies while it is loaded."""
    [(flush, sync)] = owner.rows(statements.durability())
    owner.execute(statements.write_no_binlog())
    owner.execute(statements.set_durability(0, 0))
    yield
    owner.execute(statements.set_durability(flush, sync))


class Progress:
    """Tells how far it is every few seconds."""

    def __init__(self, dump: Dump, reporter: Reporter, doing: str) -> None:
        self._dump = dump
        self._doing = doing
        self._reporter = reporter
        self._told = time.monotonic()

    def tell(self) -> None:
        now = time.monotonic()
        if now - self._told >= _SECONDS_BETWEEN:
            self._told = now
            share = self._dump.done / max(1, self._dump.size)
            self._reporter.report(Notice(f"{self._doing} the dump: {min(share, 1):.0%}"))

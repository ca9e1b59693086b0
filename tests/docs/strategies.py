"""``python -m tests.docs.strategies``: docs/strategies.md, made by asking the servers what they do with changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from onlinealter.engine.alteration import advance, check
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices
from onlinealter.model.errors import OnlineAlterError, ServerError
from onlinealter.model.events import Event, Notice
from onlinealter.model.plan import Plan, Settings
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import read_server
from onlinealter.sandbox import ServerKind
from onlinealter.tables.identity import index_ids, table_id
from tests.docs.claims import section
from tests.docs.generate import DOCS
from tests.servers import Schema, started

TABLE = (
    "CREATE TABLE goods (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) NOT NULL DEFAULT 'none',"
    " note VARCHAR(70), word CHAR(10), amount INT COMMENT 'in cents',"
    " price DECIMAL(8,2), kind ENUM('a','b') DEFAULT 'a', tags SET('a','b'),"
    " moment TIMESTAMP NULL, data JSON, body TEXT, code VARBINARY(20), plain VARCHAR(20) CHARACTER SET latin1,"
    " KEY name (name), KEY amount (amount, name), UNIQUE KEY code (code), CONSTRAINT positive CHECK (price >= 0))"
    " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT = 'old'"
)
KINDS = (
    "ALTER COLUMN name SET DEFAULT 'other'", "ALTER COLUMN name DROP DEFAULT", "MODIFY amount INT COMMENT 'in euros'",
    "MODIFY name VARCHAR(50) NOT NULL DEFAULT 'none'", "MODIFY name VARCHAR(100) NOT NULL DEFAULT 'none'",
    "MODIFY name VARCHAR(10) NOT NULL DEFAULT 'none'", "MODIFY note VARCHAR(200)", "MODIFY word CHAR(20)",
    "MODIFY plain VARCHAR(200) CHARACTER SET latin1", "MODIFY plain VARCHAR(20) CHARACTER SET utf8mb4",
    "MODIFY code VARBINARY(40)", "MODIFY body MEDIUMTEXT", "MODIFY amount BIGINT COMMENT 'in cents'",
    "MODIFY amount INT UNSIGNED COMMENT 'in cents'", "MODIFY price DECIMAL(10,2)", "MODIFY moment DATETIME NULL",
    "MODIFY moment TIMESTAMP(3) NULL", "MODIFY amount INT NOT NULL COMMENT 'in cents'",
    "MODIFY name VARCHAR(20) DEFAULT 'none'", "MODIFY kind ENUM('a','b','c') DEFAULT 'a'",
    "MODIFY kind ENUM('a') DEFAULT 'a'", "MODIFY kind ENUM('b','a') DEFAULT 'a'", "MODIFY tags SET('a','b','c')",
    "MODIFY tags SET('a','b','c','d','e','f','g','h','i')", "MODIFY moment TIMESTAMP NULL FIRST",
    "MODIFY moment TIMESTAMP NULL AFTER id", "RENAME COLUMN amount TO cents", "CHANGE note remark VARCHAR(70)",
    "CHANGE note remark VARCHAR(80)", "MODIFY note VARCHAR(70) INVISIBLE", "ADD COLUMN more INT",
    "ADD COLUMN more INT FIRST", "ADD COLUMN more INT NOT NULL DEFAULT 3 AFTER name",
    "ADD COLUMN more TEXT, ADD COLUMN b INT",
    "ADD COLUMN twice INT GENERATED ALWAYS AS (amount * 2) VIRTUAL",
    "ADD COLUMN twice INT GENERATED ALWAYS AS (amount * 2) STORED", "ADD COLUMN stamp TIMESTAMP DEFAULT CURRENT_TIMESTAMP",
    "DROP COLUMN note", "DROP COLUMN name", "ADD INDEX moment (moment)", "ADD INDEX moment (moment), ADD INDEX note (note)",
    "ADD UNIQUE INDEX moment (moment)", "ADD FULLTEXT INDEX note (note)", "DROP INDEX name", "DROP INDEX code",
    "DROP INDEX name, ADD INDEX name (name, id)", "RENAME INDEX name TO by_name", "ALTER INDEX name INVISIBLE",
    "ALTER INDEX name IGNORED", "ADD COLUMN more INT, DROP INDEX name", "ADD INDEX moment (moment), DROP INDEX name",
    "DROP PRIMARY KEY, ADD PRIMARY KEY (id, name)", "ADD CONSTRAINT few CHECK (amount < 10)", "DROP CONSTRAINT positive",
    "COMMENT = 'new'", "AUTO_INCREMENT = 500", "AUTO_INCREMENT = 500, COMMENT = 'new'", "STATS_PERSISTENT = 1",
    "DEFAULT CHARSET = latin1", "CONVERT TO CHARACTER SET latin1", "ROW_FORMAT = COMPACT", "ENGINE = InnoDB", "FORCE",
    "PARTITION BY HASH (id) PARTITIONS 2",
)  # fmt: skip
_QUICK = Settings(chunk_rows=40, lock_timeout=20, old_transaction_timeout=5)
_PAGE = DOCS / "strategies.md"


@dataclass(frozen=True)
class Answer:
    """What one server does with one kind: the strategy that was expected and found, the way back, and the plain ALTER."""

    expected: str
    found: str
    back: str
    server: str


class _Heard:
    """A reporter that keeps the notices."""

    def __init__(self) -> None:
        self.notices: list[str] = []

    def report(self, event: Event) -> None:
        if isinstance(event, Notice):
            self.notices.append(event.text)


def survey(schema: Schema, kinds: tuple[str, ...] = KINDS) -> dict[str, Answer | None]:
    """Ask a server, without replicas; None of what it has no syntax for, or what the tool refuses for other reasons."""
    with schema.connect() as connection:
        return {kind: _ask(schema, connection, kind) for kind in kinds}


def _ask(schema: Schema, connection: Connection, kind: str) -> Answer | None:
    _make(connection)
    target = replace(schema.target("goods", Plan("goods", (kind,), settings=_QUICK)), replicas=())
    heard = _Heard()
    try:
        findings = check(target, heard)
        expected = next((each.message for each in findings if each.check == "strategy"), "")
        advance(target, (Phase.PREPARE,), heard, StopFlag(), Choices())
        found = str(connection.value("SELECT method FROM _oa_run ORDER BY created_at DESC, id LIMIT 1"))
        advance(target, (Phase.ABORT,), heard, StopFlag(), Choices())
    except OnlineAlterError:
        return None
    told = " ".join(heard.notices)
    back = "copy" if "a rollback needs a copy" in told else told.partition("rollback is ")[2].split(":")[0].split(" ")[0]
    return Answer(
        expected.partition("expected ")[2].partition(":")[0], found, "" if found == "shadow" else back,
        _by_itself(schema, connection, kind),
    )  # fmt: skip


def _make(connection: Connection) -> None:
    for table in ("goods", "_oa_run", "_oa_chunk", "_oa_conflict", "_oa_ledger"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    connection.execute(TABLE)
    connection.execute("INSERT INTO goods (name, note, amount, price, code) VALUES ('n', 'm', 1, 2, 'x')")


def _by_itself(schema: Schema, connection: Connection, kind: str) -> str:
    """What the server's own ALTER does to the table, whatever it says of it."""
    server = read_server(connection)

    def layout() -> tuple[str, frozenset[int]]:
        return table_id(connection, server, schema.name, "goods"), index_ids(connection, server, schema.name, "goods")

    identity, indexes = layout()
    try:
        connection.execute(f"ALTER TABLE goods {kind}")
    except ServerError as error:
        return f"error {error.number}"
    after, now = layout()
    return "rebuilt" if after != identity else "new index" if now - indexes else "in place"


def page(answers: dict[str, dict[str, Answer | None]]) -> Iterator[str]:
    """One row per kind, by server."""
    yield "<!-- Made by `python -m tests.docs.strategies`, which asks the servers; edit that instead. -->"
    yield ""
    yield "# Strategies"
    yield ""
    yield "Which strategy `auto` finds for a change of a small table, what a rollback takes, and what the server's"
    yield "own ALTER does to the table: `rebuilt` when the table has another number in InnoDB afterwards, `new index` when"
    yield "only an index has. `auto` takes the shadow also where the server could do without: a dropped column would be lost"
    yield "for `rollback`, and a unique key is left to the copy, which names duplicates. `none`: the server has no such"
    yield "clause, or `check` refuses it for another reason."
    yield ""
    yield "A rollback by `copy` is a run of its own, which `rollback` begins and continues. The table asked about:"
    yield ""
    text = TABLE.replace(", ", ",\n    ").replace("(id INT", "(\n    id INT")
    yield from ("```sql", text.replace("(amount,\n    name)", "(amount, name)"), "```", "")
    names = list(answers)
    yield f"| change | {' | '.join(names)} |"
    yield "|---" * (len(names) + 1) + "|"
    for kind in KINDS:
        cells = [cell(answers[name][kind]) for name in names]
        yield f"| `{kind}` | {' | '.join(cells)} |"
    yield from section()


def cells_of_page(server: str) -> dict[str, str]:
    """What the page says of one server, by kind of change."""
    rows = [line.strip("|").split(" | ") for line in _PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    heads = [head.strip() for head in rows[0]]
    return {row[0].strip().strip("`"): row[heads.index(server)].strip() for row in rows[1:]}


def cell(answer: Answer | None) -> str:
    """What the page says of one answer."""
    if answer is None:
        return "none"
    back = f", back {answer.back}" if answer.back else ""
    return f"**{answer.found}**{back}; server: {answer.server}"


def main() -> None:
    answers = dict[str, dict[str, Answer | None]]()
    for kind in (ServerKind.MYSQL, ServerKind.MARIADB_10_11, ServerKind.MARIADB):
        with started(kind) as pair, pair.schema("strategies") as schema:
            answers[kind.value] = survey(schema)
        _PAGE.write_text("\n".join(page(answers)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

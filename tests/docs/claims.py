"""What MySQL's manual and Spirit say of the kinds of change in docs/strategies.md, and where that isn't what is found.

The manual: the tables of "Online DDL Operations", and the notes below them, as of MySQL 9.5
(https://dev.mysql.com/doc/refman/9.5/en/innodb-online-ddl-operations.html). Spirit: at e4b69b6, it tries INSTANT with
everything and then in place what ``AlgorithmInplaceConsideredSafe`` (pkg/statement/statement.go) takes for metadata; it
copies all else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from onlinealter.tables.alter_clause import split_clauses

REBUILT, NEW_INDEX, IN_PLACE = "rebuilt", "new index", "in place"
DIRECT, COPY = "by the server", "by a copy"


@dataclass(frozen=True)
class Row:
    """A row of the manual's tables: the column *Instant*, and what *Rebuilds Table* and *Only Modifies Metadata* come to."""

    operation: str
    instant: bool
    layout: str


_DEFAULT = Row("Setting a column default value", True, IN_PLACE)
_NO_DEFAULT = Row("Dropping the column default value", True, IN_PLACE)
_EXTENDED = Row("Extending VARCHAR column size", False, IN_PLACE)
_MORE_LENGTH_BYTES = Row("Extending VARCHAR column size (the note on length bytes)", False, REBUILT)
_DECREASED = Row("Extending VARCHAR column size (the note on decreasing it)", False, REBUILT)
_TYPE = Row("Changing the column data type", False, REBUILT)
_NOT_NULL = Row("Making a column NOT NULL", False, REBUILT)
_NULL = Row("Making a column NULL", False, REBUILT)
_MEMBERS = Row("Modifying the definition of an ENUM or SET column", True, IN_PLACE)
_RENUMBERED = Row("Modifying the definition of an ENUM or SET column (the note on renumbering and size)", False, REBUILT)
_ORDER = Row("Reordering columns", False, REBUILT)
_RENAMED = Row("Renaming a column", True, IN_PLACE)
_ADDED = Row("Adding a column", True, IN_PLACE)
_VIRTUAL = Row("Adding a VIRTUAL column", True, IN_PLACE)
_STORED = Row("Adding a STORED column", False, REBUILT)
_DROPPED = Row("Dropping a column", True, IN_PLACE)
_INDEX = Row("Creating or adding a secondary index", False, NEW_INDEX)
_FULLTEXT = Row("Adding a FULLTEXT index (the note on the first one)", False, REBUILT)
_INDEX_DROPPED = Row("Dropping an index", False, IN_PLACE)
_INDEX_RENAMED = Row("Renaming an index", False, IN_PLACE)
_OTHER_PRIMARY = Row("Dropping a primary key and adding another", False, REBUILT)
_COUNTER = Row("Changing the auto-increment value", False, IN_PLACE)
_STATISTICS = Row("Setting persistent table statistics", False, IN_PLACE)
_CHARSET = Row("Specifying a character set", False, REBUILT)
_CONVERTED = Row("Converting a character set", False, REBUILT)
_ROW_FORMAT = Row("Changing the ROW_FORMAT", False, REBUILT)
_NULL_REBUILD = Row("Performing a null rebuild", False, REBUILT)
_FORCE = Row("Rebuilding with the FORCE option", False, REBUILT)

# By kind of change; those that the manual's tables don't have are left out.
MANUAL: Mapping[str, Row] = {
    "ALTER COLUMN name SET DEFAULT 'other'": _DEFAULT,
    "ALTER COLUMN name DROP DEFAULT": _NO_DEFAULT,
    "MODIFY name VARCHAR(50) NOT NULL DEFAULT 'none'": _EXTENDED,
    "MODIFY name VARCHAR(100) NOT NULL DEFAULT 'none'": _MORE_LENGTH_BYTES,
    "MODIFY name VARCHAR(10) NOT NULL DEFAULT 'none'": _DECREASED,
    "MODIFY note VARCHAR(200)": _EXTENDED,
    "MODIFY word CHAR(20)": _TYPE,
    "MODIFY plain VARCHAR(200) CHARACTER SET latin1": _EXTENDED,
    "MODIFY plain VARCHAR(20) CHARACTER SET utf8mb4": _TYPE,
    "MODIFY code VARBINARY(40)": _TYPE,
    "MODIFY body MEDIUMTEXT": _TYPE,
    "MODIFY amount BIGINT COMMENT 'in cents'": _TYPE,
    "MODIFY amount INT UNSIGNED COMMENT 'in cents'": _TYPE,
    "MODIFY price DECIMAL(10,2)": _TYPE,
    "MODIFY moment DATETIME NULL": _TYPE,
    "MODIFY moment TIMESTAMP(3) NULL": _TYPE,
    "MODIFY amount INT NOT NULL COMMENT 'in cents'": _NOT_NULL,
    "MODIFY name VARCHAR(20) DEFAULT 'none'": _NULL,
    "MODIFY kind ENUM('a','b','c') DEFAULT 'a'": _MEMBERS,
    "MODIFY kind ENUM('a') DEFAULT 'a'": _RENUMBERED,
    "MODIFY kind ENUM('b','a') DEFAULT 'a'": _RENUMBERED,
    "MODIFY tags SET('a','b','c')": _MEMBERS,
    "MODIFY tags SET('a','b','c','d','e','f','g','h','i')": _RENUMBERED,
    "MODIFY moment TIMESTAMP NULL FIRST": _ORDER,
    "MODIFY moment TIMESTAMP NULL AFTER id": _ORDER,
    "RENAME COLUMN amount TO cents": _RENAMED,
    "CHANGE note remark VARCHAR(70)": _RENAMED,
    "ADD COLUMN more INT": _ADDED,
    "ADD COLUMN more INT FIRST": _ADDED,
    "ADD COLUMN more INT NOT NULL DEFAULT 3 AFTER name": _ADDED,
    "ADD COLUMN more TEXT, ADD COLUMN b INT": _ADDED,
    "ADD COLUMN twice INT GENERATED ALWAYS AS (amount * 2) VIRTUAL": _VIRTUAL,
    "ADD COLUMN twice INT GENERATED ALWAYS AS (amount * 2) STORED": _STORED,
    "ADD COLUMN stamp TIMESTAMP DEFAULT CURRENT_TIMESTAMP": _ADDED,
    "DROP COLUMN note": _DROPPED,
    "DROP COLUMN name": _DROPPED,
    "ADD INDEX moment (moment)": _INDEX,
    "ADD INDEX moment (moment), ADD INDEX note (note)": _INDEX,
    "ADD UNIQUE INDEX moment (moment)": _INDEX,
    "ADD FULLTEXT INDEX note (note)": _FULLTEXT,
    "DROP INDEX name": _INDEX_DROPPED,
    "DROP INDEX code": _INDEX_DROPPED,
    "DROP INDEX name, ADD INDEX name (name, id)": _INDEX,
    "RENAME INDEX name TO by_name": _INDEX_RENAMED,
    "ADD INDEX moment (moment), DROP INDEX name": _INDEX,
    "DROP PRIMARY KEY, ADD PRIMARY KEY (id, name)": _OTHER_PRIMARY,
    "AUTO_INCREMENT = 500": _COUNTER,
    "STATS_PERSISTENT = 1": _STATISTICS,
    "DEFAULT CHARSET = latin1": _CHARSET,
    "CONVERT TO CHARACTER SET latin1": _CONVERTED,
    "ROW_FORMAT = COMPACT": _ROW_FORMAT,
    "ENGINE = InnoDB": _NULL_REBUILD,
    "FORCE": _FORCE,
}

# What MySQL 9.7 takes by ALGORITHM=INSTANT: asked by tests/integration/engine/test_strategy_forecast.py.
AT_ONCE = frozenset({
    "ALTER COLUMN name SET DEFAULT 'other'", "ALTER COLUMN name DROP DEFAULT", "MODIFY amount INT COMMENT 'in euros'",
    "MODIFY kind ENUM('a','b','c') DEFAULT 'a'", "MODIFY tags SET('a','b','c')", "RENAME COLUMN amount TO cents",
    "CHANGE note remark VARCHAR(70)", "MODIFY note VARCHAR(70) INVISIBLE", "ADD COLUMN more INT",
    "ADD COLUMN more INT FIRST",
    "ADD COLUMN more INT NOT NULL DEFAULT 3 AFTER name", "ADD COLUMN more TEXT, ADD COLUMN b INT",
    "ADD COLUMN twice INT GENERATED ALWAYS AS (amount * 2) VIRTUAL", "ADD COLUMN stamp TIMESTAMP DEFAULT CURRENT_TIMESTAMP",
    "DROP COLUMN note", "DROP CONSTRAINT positive",
})  # fmt: skip

UNLIKE_MANUAL: Mapping[str, str] = {
    "MODIFY code VARBINARY(40)": "a longer VARBINARY is in place like a longer VARCHAR",
    "DROP COLUMN name": "the column is in an index, and then INSTANT is refused and the table written again",
    "DEFAULT CHARSET = latin1": "the default of later columns is metadata; the rows stay as they are",
}
_BACK = "ours copies, because what it drops would be lost for `rollback`"
_UNIQUE = "a unique key is left to the copy, which names duplicates, and for `rollback`"
_NATIVE = "Spirit never lets the server read the rows; ours does where the replicas' lag budget allows it"
_NOT_LISTED = "in place without a rebuild, but not in Spirit's list"
_REWRITES = "Spirit tries every VARCHAR in place, and the server writes the rows again, on each replica too"
UNLIKE_SPIRIT: Mapping[str, str] = {
    "MODIFY code VARBINARY(40)": _NOT_LISTED,
    "MODIFY name VARCHAR(20) DEFAULT 'none'": _REWRITES,
    "DROP COLUMN note": _BACK,
    "ADD INDEX moment (moment)": _NATIVE,
    "ADD INDEX moment (moment), ADD INDEX note (note)": _NATIVE,
    "DROP INDEX name, ADD INDEX name (name, id)": _NATIVE,
    "ADD INDEX moment (moment), DROP INDEX name": _NATIVE,
    "DROP INDEX code": _UNIQUE,
    "COMMENT = 'new'": _NOT_LISTED,
    "AUTO_INCREMENT = 500": _NOT_LISTED,
    "AUTO_INCREMENT = 500, COMMENT = 'new'": _NOT_LISTED,
    "STATS_PERSISTENT = 1": _NOT_LISTED,
    "DEFAULT CHARSET = latin1": _NOT_LISTED,
}

_SPIRITS_LIST = re.compile(
    r"(DROP|RENAME) INDEX\b|ALTER INDEX \w+ (IN)?VISIBLE\b|(DROP|TRUNCATE|ADD) PARTITION\b"
    r"|MODIFY \w+ VARCHAR\b|CHANGE \w+ \w+ VARCHAR\b"
)
# What it tries in place and MySQL 9.7 refuses to make so: then it copies.
REFUSED_IN_PLACE = frozenset({
    "MODIFY name VARCHAR(100) NOT NULL DEFAULT 'none'", "MODIFY name VARCHAR(10) NOT NULL DEFAULT 'none'",
    "MODIFY plain VARCHAR(20) CHARACTER SET utf8mb4",
})  # fmt: skip


def spirits_way(kind: str) -> str:
    """How Spirit would make the change on MySQL 9.7."""
    listed = all(_SPIRITS_LIST.match(clause.text) for clause in split_clauses(kind))
    return DIRECT if kind in AT_ONCE or (listed and kind not in REFUSED_IN_PLACE) else COPY


def unlike_manual(cells: Mapping[str, str]) -> set[str]:
    """The kinds with which MySQL does otherwise than its manual says, by the cells of docs/strategies.md."""
    return {
        kind
        for kind, row in MANUAL.items()
        if not cells[kind].endswith(f"server: {row.layout}") or (kind in AT_ONCE) is not row.instant
    }


def unlike_spirit(cells: Mapping[str, str]) -> set[str]:
    """The kinds that ours makes in another way than Spirit would, of those that both have."""
    ours = {kind: COPY if cell.startswith("**shadow**") else DIRECT for kind, cell in cells.items() if cell != "none"}
    return {kind for kind, way in ours.items() if way != spirits_way(kind)}


def section() -> Iterator[str]:
    """The page's end."""
    yield from ("", "## Where it is otherwise than others say", "")
    yield f"MySQL's manual says in the tables and notes of *Online DDL Operations* what {len(MANUAL)} of these kinds do."
    yield "MySQL 9.7 does otherwise with:"
    yield ""
    yield from (f"* `{kind}` (*{MANUAL[kind].operation}*): {why}." for kind, why in UNLIKE_MANUAL.items())
    yield ""
    yield "Spirit tries INSTANT with everything, then in place what it takes for metadata by a list of clauses, and copies"
    yield "the rest. Ours does otherwise on MySQL with:"
    yield ""
    by_why: dict[str, list[str]] = {}
    for kind, why in UNLIKE_SPIRIT.items():
        by_why.setdefault(why, []).append(f"`{kind}`")
    yield from (f"* {'; '.join(kinds)}: {why}." for why, kinds in by_why.items())

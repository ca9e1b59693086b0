"""What an ALTER's text says."""

from __future__ import annotations

import pytest

from onlinealter.model.errors import UsageFault
from onlinealter.tables.alter_clause import (
    asks_for_rebuild,
    column_changes,
    holds_several,
    inverse,
    joined,
    split_clauses,
    unquoted,
    without_partition_clauses,
    without_storage_options,
)


@pytest.mark.parametrize(
    ("alter", "clauses"),
    [
        ("ADD COLUMN a INT", ["ADD COLUMN a INT"]),
        (" ADD a INT ,DROP b ", ["ADD a INT", "DROP b"]),
        ("ADD a DECIMAL(10,2), ADD b INT", ["ADD a DECIMAL(10,2)", "ADD b INT"]),
        ("ADD (a INT, b INT), DROP c", ["ADD (a INT, b INT)", "DROP c"]),
        ("ADD INDEX k (a, b(10)), FORCE", ["ADD INDEX k (a, b(10))", "FORCE"]),
        ("MODIFY a ENUM('x,y', 'z')", ["MODIFY a ENUM('x,y', 'z')"]),
        ("ADD a INT COMMENT 'one, two (GENERATED', DROP b", ["ADD a INT COMMENT 'one, two (GENERATED'", "DROP b"]),
        ("ADD a INT COMMENT 'it''s, so', DROP b", ["ADD a INT COMMENT 'it''s, so'", "DROP b"]),
        ("ADD a INT COMMENT 'it\\'s, so', DROP b", ["ADD a INT COMMENT 'it\\'s, so'", "DROP b"]),
        ('ADD a INT COMMENT "one, two", DROP b', ['ADD a INT COMMENT "one, two"', "DROP b"]),
        ("DROP `a,b`, DROP `c``,d`", ["DROP `a,b`", "DROP `c``,d`"]),
        ("ADD a INT /* one, two */, DROP b", ["ADD a INT /* one, two */", "DROP b"]),
        ("ADD a INT AS (b + c) STORED, DROP d", ["ADD a INT AS (b + c) STORED", "DROP d"]),
        ("ADD CHECK (a IN (1, 2)), DROP b", ["ADD CHECK (a IN (1, 2))", "DROP b"]),
        (
            "REORGANIZE PARTITION a, b INTO (PARTITION c VALUES IN (1, 2))",
            ["REORGANIZE PARTITION a, b INTO (PARTITION c VALUES IN (1, 2))"],
        ),
        ("ADD a VARCHAR(9) DEFAULT ';', DROP b", ["ADD a VARCHAR(9) DEFAULT ';'", "DROP b"]),
    ],
)
def test_clauses_are_split_at_outer_commas(alter: str, clauses: list[str]) -> None:
    """Not at those in brackets, strings, names or comments."""
    assert [clause.text for clause in split_clauses(alter)] == clauses


def test_a_string_that_ends_in_a_backslash_ends_there() -> None:
    """A doubled backslash doesn't hide the quote after it."""
    alter = r"ADD a INT COMMENT 'back\\', DROP b, ADD c INT COMMENT 'x'"
    assert len(split_clauses(alter)) == 3


def test_a_comment_up_to_the_end_of_the_line_hides_nothing_of_the_next_clause() -> None:
    """Clauses may be put together again in one line."""
    clauses = split_clauses("ADD a INT -- one, two\n, DROP b # three, four\n, DROP c")
    together = ", ".join(clause.text for clause in clauses)
    assert [clause.words[:2] for clause in split_clauses(together)] == [("ADD", "a"), ("DROP", "b"), ("DROP", "c")]


@pytest.mark.parametrize(
    ("alter", "word"),
    [
        ("", "empty clause"),
        ("ADD a INT,", "empty clause"),
        ("ADD a INT,, DROP b", "empty clause"),
        ("/* nothing */", "empty clause"),
        ("ADD a INT; DROP TABLE b", "semicolon"),
        ("ALTER TABLE t ADD a INT", "ALTER TABLE"),
        ("RENAME TO other", "renames the table"),
        ("RENAME AS other", "renames the table"),
        ("ADD a INT, ALGORITHM=INPLACE", "leave ALGORITHM out"),
        ("LOCK=NONE", "leave LOCK out"),
        ("ORDER BY a", "ORDER BY"),
        ("TRUNCATE PARTITION p", "TRUNCATE PARTITION"),
        ("EXCHANGE PARTITION p WITH TABLE t", "EXCHANGE PARTITION"),
        ("DROP PARTITION p", "takes rows away"),
        ("REBUILD PARTITION ALL", "REBUILD PARTITION"),
        ("IMPORT TABLESPACE", "IMPORT"),
        ("DISCARD TABLESPACE", "DISCARD"),
    ],
)
def test_what_is_no_list_of_clauses_is_refused(alter: str, word: str) -> None:
    """With a remedy."""
    with pytest.raises(UsageFault, match=word) as caught:
        split_clauses(alter)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("alter", "renamed", "dropped"),
    [
        ("CHANGE a b INT", {"a": "b"}, set()),
        ("CHANGE COLUMN A B INT", {"a": "B"}, set()),
        ("CHANGE COLUMN a a BIGINT", {}, set()),
        ("CHANGE a A BIGINT", {}, set()),
        ("CHANGE `a b` `c``d` INT", {"a b": "c`d"}, set()),
        ("CHANGE COLUMN IF EXISTS a b INT", {"a": "b"}, set()),
        ("RENAME COLUMN a TO b", {"a": "b"}, set()),
        ("rename column a to b, rename column b to a", {"a": "b", "b": "a"}, set()),
        ("CHANGE a b INT, CHANGE b a INT", {"a": "b", "b": "a"}, set()),
        ("RENAME COLUMN first TO last", {"first": "last"}, set()),
        ("RENAME INDEX a TO b", {}, set()),
        ("DROP a, DROP COLUMN B", {}, {"a", "b"}),
        ("DROP COLUMN IF EXISTS a", {}, {"a"}),
        ("DROP COLUMN a, ADD COLUMN a INT", {}, {"a"}),
        ("DROP `index`, DROP COLUMN date", {}, {"index", "date"}),
        ("DROP INDEX a, DROP KEY b, DROP PRIMARY KEY, DROP FOREIGN KEY c, DROP CHECK d, DROP CONSTRAINT e", {}, set()),
        ("MODIFY a INT COMMENT 'RENAME COLUMN a TO b, DROP c'", {}, set()),
        ("/* a */ DROP /* b */ c", {}, {"c"}),
        ("ALTER COLUMN a SET DEFAULT 1, MODIFY b INT", {}, set()),
    ],
)
def test_renames_and_drops_are_read_from_the_text(alter: str, renamed: dict[str, str], dropped: set[str]) -> None:
    """They are all that can't be seen in the altered table."""
    changes = column_changes(split_clauses(alter))
    assert dict(changes.renamed) == renamed
    assert changes.dropped == dropped


def test_a_rename_without_a_new_name_is_refused() -> None:
    """Before the server is asked."""
    with pytest.raises(UsageFault, match="name is missing"):
        column_changes(split_clauses("RENAME COLUMN a"))


@pytest.mark.parametrize(
    ("alter", "undone"),
    [
        ("ADD a INT", "DROP COLUMN `a`"),
        ("ADD COLUMN a INT, RENAME COLUMN b TO c", "RENAME COLUMN `c` TO `b`, DROP COLUMN `a`"),
        ("ADD COLUMN `a``b` INT", "DROP COLUMN `a``b`"),
        ("DROP a", ""),
        ("ADD INDEX k (a)", ""),
        ("ADD UNIQUE (a)", ""),
        ("ADD (a INT, b INT)", ""),
        ("ADD COLUMN (a INT, b INT)", ""),
        ("MODIFY a INT", ""),
    ],
)
def test_only_added_and_renamed_columns_can_be_undone(alter: str, undone: str) -> None:
    """In the opposite order."""
    assert inverse(split_clauses(alter)) == undone


@pytest.mark.parametrize(
    ("alter", "clauses"),
    [
        ("ADD a INT DEFAULT (f(1, 2)) PARTITION BY HASH (id) PARTITIONS 3", ["ADD a INT DEFAULT (f(1, 2))"]),
        ("ADD a INT REMOVE PARTITIONING", ["ADD a INT"]),
        ("PARTITION BY KEY ()", []),
        ("ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE 8 COMMENT = 'ROW_FORMAT'", ["COMMENT = 'ROW_FORMAT'"]),
        ("ADD a INT COMMENT 'x', COMPRESSION='zlib', ENCRYPTION = 'N'", ["ADD a INT COMMENT 'x'"]),
        ("ADD `row_format` INT", ["ADD `row_format` INT"]),
    ],
)
def test_partitions_and_ways_of_storing_are_left_out_of_the_preview(alter: str, clauses: list[str]) -> None:
    """A clause about partitions may follow the others without a comma, and keeps it that way."""
    split = split_clauses(alter)
    assert [clause.text for clause in without_storage_options(without_partition_clauses(split))] == clauses
    assert joined(split).split() == alter.split()


@pytest.mark.parametrize(
    ("alter", "rebuilds"), [("FORCE", True), ("ENGINE=InnoDB", True), ("ADD a INT", False), ("DROP `force`", False)]
)
def test_a_rebuild_may_be_asked_for(alter: str, rebuilds: bool) -> None:
    """Even though the definition stays."""
    assert asks_for_rebuild(split_clauses(alter)) is rebuilds


@pytest.mark.parametrize(("word", "name"), [("a", "a"), ("`a`", "a"), ("`a``b`", "a`b"), ("`", "`"), ("'a'", "'a'")])
def test_a_name_is_read_without_its_backquotes(word: str, name: str) -> None:
    """Only backquotes quote names."""
    assert unquoted(word) == name


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("SELECT 1", False),
        ("SELECT 1;", False),
        ("SELECT ';' -- ; that was all", False),
        ("SELECT 1; -- that was all", False),
        ("SELECT 1; DROP TABLE t", True),
    ],
)
def test_a_text_that_goes_on_behind_a_semicolon_holds_several_statements(text: str, several: bool) -> None:
    """Neither a quoted one nor one at the end counts."""
    assert holds_several(text) is several

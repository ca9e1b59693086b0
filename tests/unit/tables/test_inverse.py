"""The ALTER that gives a former definition back, and the changes that it undoes."""

from __future__ import annotations

import pytest

from onlinealter.tables.changes import changes_between
from onlinealter.tables.definition import moved_columns, take_apart
from onlinealter.tables.inverse import inverse_alter

_BEFORE = (
    "  `id` int NOT NULL AUTO_INCREMENT,",
    "  `name` varchar(20) NOT NULL DEFAULT 'a, b',",
    "  `amount` int DEFAULT NULL COMMENT 'it''s (so)',",
    "  `kind` enum('a','b') DEFAULT 'a',",
    "  PRIMARY KEY (`id`),",
    "  UNIQUE KEY `kind` (`kind`,`id`),",
    "  KEY `name` (`name`),",
    "  CONSTRAINT `few` CHECK ((`amount` < 10))",
    ") ENGINE=InnoDB AUTO_INCREMENT=7 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin COMMENT='old = 1'",
)
_LIVING = {"id": "id", "name": "name", "amount": "amount", "kind": "kind"}


def _table(*exchanged: tuple[str, str]) -> str:
    text = "\n".join(("CREATE TABLE `t` (", *_BEFORE))
    for old, new in exchanged:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(
    ("exchanged", "inverse", "changes"),
    [
        ((), "", ()),
        (("AUTO_INCREMENT=7", "AUTO_INCREMENT=9"), "", ()),
        (
            ("varchar(20)", "varchar(50)"),
            "CHANGE COLUMN `name` `name` varchar(20) NOT NULL DEFAULT 'a, b'",
            ("MODIFY name",),
        ),
        (
            ("it''s (so)", "other"),
            "CHANGE COLUMN `amount` `amount` int DEFAULT NULL COMMENT 'it''s (so)'",
            ("MODIFY amount",),
        ),
        (("  PRIMARY", "  `more` int,\n  PRIMARY"), "DROP COLUMN `more`", ("ADD COLUMN more",)),
        (("  `id` int", "  `more` int,\n  `id` int"), "DROP COLUMN `more`", ("ADD COLUMN more",)),
        (("  KEY `name` (`name`),\n", ""), "ADD KEY `name` (`name`)", ("DROP INDEX name",)),
        (("KEY `name` (`name`)", "KEY `by` (`name`)"), "RENAME INDEX `by` TO `name`", ("RENAME INDEX by",)),
        (
            ("KEY `name` (`name`)", "KEY `name` (`name`) /*!80000 INVISIBLE */"),
            "ALTER INDEX `name` VISIBLE",
            ("ALTER INDEX name",),
        ),
        (
            ("KEY `name` (`name`)", "KEY `name` (`name`,`id`)"),
            "DROP INDEX `name`, ADD KEY `name` (`name`)",
            ("DROP INDEX name", "ADD INDEX name"),
        ),
        (("COMMENT='old = 1'", "COMMENT='new'"), "COMMENT='old = 1'", ("table option COMMENT",)),
        (("COLLATE=utf8mb4_bin", "COLLATE=utf8mb4_general_ci"), "DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin",
         ("table option COLLATE",)),
        ((" COMMENT='old = 1'", " STATS_PERSISTENT=1 COMMENT='old = 1'"), "STATS_PERSISTENT=DEFAULT",
         ("table option STATS_PERSISTENT",)),
        (("`amount` < 10", "`amount` < 99"), "DROP CONSTRAINT `few`, ADD CHECK ((`amount` < 10))",
         ("ADD CHECK CHECK ((`amount` < 99))", "DROP CHECK CHECK ((`amount` < 10))")),
    ],
)  # fmt: skip
def test_what_is_changed_is_changed_back(exchanged: tuple[str, ...], inverse: str, changes: tuple[str, ...]) -> None:
    """In the words of SHOW CREATE TABLE."""
    before = take_apart(_table())
    after = take_apart(_table((exchanged[0], exchanged[1])) if exchanged else _table())
    assert inverse_alter(before, after, _LIVING, mariadb=False) == inverse
    assert tuple(map(str, changes_between(before, after, _LIVING))) == changes


def test_a_renamed_column_gets_its_name_back_and_its_indexes_are_the_same() -> None:
    """The text says which name is whose."""
    after = take_apart(_table(("`name`", "`title`"), ("KEY `title`", "KEY `name`")))
    living = {"id": "id", "title": "name", "amount": "amount", "kind": "kind"}
    before = take_apart(_table())
    assert inverse_alter(before, after, living, mariadb=False) == (
        "CHANGE COLUMN `title` `name` varchar(20) NOT NULL DEFAULT 'a, b'"
    )
    assert [str(each) for each in changes_between(before, after, living)] == ["RENAME COLUMN title"]


def test_a_dropped_column_comes_back_where_it_was_and_its_values_are_said_to_be_lost() -> None:
    """No ALTER brings them back."""
    before, after = take_apart(_table()), take_apart(_table(("  `kind` enum('a','b') DEFAULT 'a',\n", "")))
    living = {name: first for name, first in _LIVING.items() if name != "kind"}
    assert inverse_alter(before, after, living, mariadb=False) == (
        "ADD COLUMN `kind` enum('a','b') DEFAULT 'a' AFTER `amount`"
    )
    assert [each.loses for each in changes_between(before, after, living)] == [True]


def test_an_ignored_index_of_mariadb_is_seen_again() -> None:
    """Its words are others."""
    before, after = take_apart(_table(("(`name`)", "(`name`) IGNORED"))), take_apart(_table())
    assert inverse_alter(before, after, _LIVING, mariadb=True) == "ALTER INDEX `name` IGNORED"
    assert inverse_alter(after, before, _LIVING, mariadb=True) == "ALTER INDEX `name` NOT IGNORED"


@pytest.mark.parametrize(
    ("before", "now", "moved"),
    [("abc", "abc", ""), ("abc", "cab", "c"), ("abc", "bca", "a"), ("abcd", "badc", "bd"), ("", "", "")],
)
def test_as_few_columns_as_possible_are_moved(before: str, now: str, moved: str) -> None:
    """A column that went to the front doesn't move all the others."""
    found = moved_columns(before, now)
    assert len(found) == len(moved)
    assert [name for name in before if name not in found] == [name for name in now if name not in found]


def test_the_order_of_indexes_and_the_names_of_checks_make_no_difference() -> None:
    """Servers list a new index last, and MySQL calls the CHECKs of a copy otherwise."""
    other = _table(("  UNIQUE KEY `kind` (`kind`,`id`),\n  KEY `name` (`name`)", "  KEY `name` (`name`),\n"
                    "  UNIQUE KEY `kind` (`kind`,`id`)"), ("`few`", "`t_chk_1`"))  # fmt: skip
    assert take_apart(other) == take_apart(_table())

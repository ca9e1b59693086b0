"""The statements of the built-in load, and those that put rows back."""

from __future__ import annotations

from onlinealter.rehearsal.writes import statements
from onlinealter.rehearsal.writes.shape import Fresh, Shape
from tests.unit.table_pair import joined

_SHAPE = Shape("", ("id",), ("name", "born"), ("name",), (Fresh("id", "auto"), Fresh("code", "text")))


def test_an_insert_is_one_of_values() -> None:
    """They come from a kept row, as the server has them; the row's key is noted as the server has counted it."""
    assert statements.insert("customer", _SHAPE, "kept", 7, [31]) == joined(
        "INSERT INTO `customer` (`name`, `born`, `code`)",
        "VALUES ((SELECT `name` FROM `kept` WHERE `_oa_row` = 7), (SELECT `born` FROM `kept` WHERE `_oa_row` = 7),",
        "'oa-00000000031')",
    )
    assert statements.note_added("added", _SHAPE, "kept", 7, [31]) == joined(
        "INSERT INTO `added` (`_oa_row`, `id`) VALUES (31, LAST_INSERT_ID())"
    )


def test_a_composite_key_is_noted_from_what_was_written() -> None:
    shape = Shape("", ("born", "code"), ("name", "born"), ("name",), (Fresh("code", "text"),))
    assert statements.note_added("added", shape, "kept", 7, [31]) == joined(
        "INSERT INTO `added` (`_oa_row`, `born`, `code`)",
        "VALUES (31, (SELECT `born` FROM `kept` WHERE `_oa_row` = 7), 'oa-00000000031')",
    )


def test_an_update_and_a_delete_name_one_row() -> None:
    assert statements.update("customer", _SHAPE, "added", [31], "kept", 7) == joined(
        "UPDATE `customer` SET `name` = (SELECT `name` FROM `kept` WHERE `_oa_row` = 7)",
        "WHERE `id` = (SELECT `id` FROM `added` WHERE `_oa_row` = 31)",
    )
    assert statements.delete("customer", _SHAPE, "added", [31]) == joined(
        "DELETE FROM `customer` WHERE `id` = (SELECT `id` FROM `added` WHERE `_oa_row` = 31)"
    )


def test_several_rows_are_reached_by_their_keys() -> None:
    """A row after the other, as the numbers say; the server has counted the keys of one INSERT without a gap."""
    assert statements.insert("customer", _SHAPE, "kept", 7, [31, 34]).endswith(", 'oa-00000000031'), ("
        "(SELECT `name` FROM `kept` WHERE `_oa_row` = 7), (SELECT `born` FROM `kept` WHERE `_oa_row` = 7),"
        " 'oa-00000000034')")  # fmt: skip
    assert statements.note_added("added", _SHAPE, "kept", 7, [31, 34]) == joined(
        "INSERT INTO `added` (`_oa_row`, `id`)",
        "VALUES (31, LAST_INSERT_ID()), (34, LAST_INSERT_ID() + 1 * @@auto_increment_increment)",
    )
    chosen = "`added` AS chosen STRAIGHT_JOIN `customer` AS held ON held.`id` = chosen.`id`"
    assert statements.update("customer", _SHAPE, "added", [31, 34], "kept", 7) == joined(
        f"UPDATE {chosen} SET held.`name` = (SELECT `name` FROM `kept` WHERE `_oa_row` = 7)",
        "WHERE chosen.`_oa_row` IN (31, 34)",
    )
    assert statements.delete("customer", _SHAPE, "added", [31, 34]) == joined(
        f"DELETE held FROM {chosen} WHERE chosen.`_oa_row` IN (31, 34)"
    )
    assert statements.select("customer", _SHAPE, "added", [31, 34]) == joined(
        f"SELECT held.* FROM {chosen} WHERE chosen.`_oa_row` IN (31, 34)"
    )


def test_rows_are_read_by_their_key_or_by_an_index() -> None:
    assert statements.select("customer", _SHAPE, "kept", [7]) == joined(
        "SELECT * FROM `customer` WHERE `id` = (SELECT `id` FROM `kept` WHERE `_oa_row` = 7)"
    )
    assert statements.select_by("customer", "name", "kept", 7, 3) == joined(
        "SELECT * FROM `customer` WHERE `name` <=> (SELECT `name` FROM `kept` WHERE `_oa_row` = 7) LIMIT 3"
    )


def test_rows_are_kept_and_put_back() -> None:
    assert statements.create_kept("shop", "kept", "customer", ("id", "name"), 600) == joined(
        "CREATE TABLE `shop`.`kept` (`_oa_row` INT NOT NULL PRIMARY KEY) ENGINE=InnoDB",
        "COMMENT='AUTO_INCREMENT before 600' AS SELECT 0 AS `_oa_row`, `id`, `name` FROM `shop`.`customer` WHERE FALSE",
    )
    assert statements.keep_sample("shop", "kept", "customer", ("id", "name"), 0.25, 9) == joined(
        "INSERT INTO `shop`.`kept` (`_oa_row`, `id`, `name`) SELECT ROW_NUMBER() OVER (), `id`, `name`",
        "FROM `shop`.`customer` WHERE RAND(9) < 0.250000000",
    )
    assert statements.put_back("shop", "customer", "kept", ("id",), ("id", "name")) == joined(
        "UPDATE `shop`.`kept` AS kept STRAIGHT_JOIN `shop`.`customer` AS held ON held.`id` = kept.`id`",
        "SET held.`id` = kept.`id`, held.`name` = kept.`name`",
    )


def test_added_rows_are_counted_and_removed() -> None:
    assert statements.count_lost("shop", "customer", "added", ("id",)) == joined(
        "SELECT COUNT(*) FROM `shop`.`added` AS added LEFT JOIN `shop`.`customer` AS held ON held.`id` = added.`id`",
        "WHERE held.`id` IS NULL",
    )
    assert statements.remove_added("shop", "customer", "added", ("id",)) == joined(
        "DELETE held FROM `shop`.`added` AS added STRAIGHT_JOIN `shop`.`customer` AS held ON held.`id` = added.`id`"
    )

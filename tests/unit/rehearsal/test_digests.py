"""Which statements are about a table, by the texts that the servers make of them."""

from __future__ import annotations

import pytest

from onlinealter.model.traffic import Kind
from onlinealter.rehearsal.traffic.digests import Subject, kind_of

_ORDERS = Subject("shop", "orders", any_case=False, word="ORDERS")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SELECT `id` FROM `orders` WHERE NAME = ?", Kind.SELECT),
        ("( SELECT ? FROM `orders` ) UNION ( SELECT ? )", Kind.SELECT),
        ("WITH `x` AS ( SELECT * FROM `orders` ) SELECT * FROM `x`", Kind.SELECT),
        ("SELECT * FROM `a` LEFT JOIN `shop` . `orders` `o` ON ...", Kind.SELECT),
        ("INSERT INTO `orders` ( `a` , `b` ) VALUES (...) /* , ... */", Kind.INSERT),
        ("REPLACE INTO `shop` . `orders` VALUES (...)", Kind.INSERT),
        ("INSERT INTO `orders` SELECT * FROM `a`", Kind.INSERT),
        ("INSERT INTO `a` SELECT * FROM `orders`", Kind.SELECT),
        ("INSERT INTO `a` ( `orders` ) VALUES (?)", None),
        ("LOAD DATA LOCAL INFILE ? INTO TABLE `orders`", Kind.INSERT),
        ("UPDATE `orders` SET `a` = ? WHERE `id` = ?", Kind.UPDATE),
        ("UPDATE `a` SET `orders` = ?", None),
        ("DELETE FROM `orders` WHERE `id` IN (...)", Kind.DELETE),
        ("SELECT `orders` FROM `a`", None),
        ("SELECT * FROM `archive` . `orders`", None),
        ("ALTER TABLE `orders` ADD COLUMN `a` INTEGER", None),
        ("SELECT * FROM `orders_old`", None),
    ],
)
def test_the_kind_is_by_the_table(text: str, kind: Kind | None) -> None:
    """In the session's own schema."""
    assert kind_of(text, "shop", _ORDERS) == kind


def test_elsewhere_the_schema_has_to_stand_before_the_name() -> None:
    """Another schema may have a table of that name."""
    assert kind_of("UPDATE `orders` SET `a` = ?", "archive", _ORDERS) is None
    assert kind_of("UPDATE `shop` . `orders` SET `a` = ?", "archive", _ORDERS) is Kind.UPDATE
    assert kind_of("UPDATE `shop` . `orders` SET `a` = ?", "", _ORDERS) is Kind.UPDATE


def test_the_patterns_are_the_name_alone() -> None:
    """For LIKE."""
    assert Subject("shop", "a_b%`c", any_case=False, word="A_B").patterns == (r"%`a\_b\%``c`%", r"%A\_B%")


def test_a_name_that_is_a_word_of_the_server_is_another_one_there() -> None:
    """Where the statement has it without quotes; MariaDB writes it in capitals."""
    user, there = Subject("shop", "user", any_case=False, word="SYSTEM_USER"), "SELECT ID FROM SYSTEM_USER WHERE NAME = ?"
    assert kind_of(there, "shop", user) is Kind.SELECT
    system = Subject("system", "user", any_case=False, word="USER")
    assert kind_of("INSERT INTO SYSTEM . USER VALUES (...)", "shop", system) is Kind.INSERT
    assert kind_of("SELECT USER FROM SUPERUSER", "system", system) is None
    assert kind_of("SELECT `ID` FROM `USER`", "system", system) is None

"""A statement's text over another table."""

from __future__ import annotations

import pytest

from onlinealter.tables.query_names import with_table


def _over(text: str) -> str | None:
    found = with_table(text, "shop", "orders", "s")
    return found.replace("`s`", "S") if found is not None else None


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("SELECT id FROM orders WHERE name = 'orders'", "SELECT id FROM S WHERE name = 'orders'"),
        ("SELECT `orders`.`id` FROM `orders` -- orders", "SELECT S.`id` FROM S -- orders"),
        ("SELECT o.orders, orders FROM shop.orders AS o", "SELECT o.orders, orders FROM shop.S AS o"),
        ("SELECT shop.orders.id FROM `shop` . `orders`", "SELECT shop.S.id FROM `shop` . S"),
        ("SELECT * FROM a LEFT JOIN orders o ON o.a = a.orders", "SELECT * FROM a LEFT JOIN S o ON o.a = a.orders"),
        ("SELECT * FROM a, (b, orders) WHERE orders = 1", "SELECT * FROM a, (b, S) WHERE orders = 1"),
        ("SELECT * FROM a JOIN orders USING (orders)", "SELECT * FROM a JOIN S USING (orders)"),
        ("SELECT * FROM orders FORCE INDEX (orders)", "SELECT * FROM S FORCE INDEX (orders)"),
        ("SELECT * FROM orders AS orders WHERE orders.a", "SELECT * FROM S AS S WHERE S.a"),
        ("SELECT f(orders) FROM (SELECT orders FROM orders) x", "SELECT f(orders) FROM (SELECT orders FROM S) x"),
        ("SELECT 1 FROM a WHERE EXISTS(SELECT 1 FROM orders) AND orders",
         "SELECT 1 FROM a WHERE EXISTS(SELECT 1 FROM S) AND orders"),
        ("UPDATE orders SET orders = 1 WHERE a = 2", "UPDATE S SET orders = 1 WHERE a = 2"),
        ("DELETE FROM orders ORDER BY orders LIMIT 1", "DELETE FROM S ORDER BY orders LIMIT 1"),
        ("DELETE orders FROM orders JOIN a USING (id)", "DELETE S FROM S JOIN a USING (id)"),
        ("DELETE FROM a USING a JOIN orders", "DELETE FROM a USING a JOIN S"),
        ("SELECT 1 FROM orders FOR UPDATE OF orders", "SELECT 1 FROM S FOR UPDATE OF S"),
        ("WITH x AS (SELECT * FROM orders) SELECT * FROM x", "WITH x AS (SELECT * FROM S) SELECT * FROM x"),
    ],
)  # fmt: skip
def test_the_table_is_another_one(text: str, over: str) -> None:
    """Columns, indexes and strings of the same name stay."""
    assert _over(text) == over


@pytest.mark.parametrize(
    "text",
    ["SELECT orders FROM a", "SELECT 1 FROM archive.orders", "SELECT 'orders' FROM a", "SELECT * FROM Orders",
     "WITH a AS (SELECT 1), orders AS (SELECT 2) SELECT * FROM orders", "SELECT 1 FROM orders_old"],
)  # fmt: skip
def test_what_does_not_name_the_table_is_left(text: str) -> None:
    """There is nothing to compare."""
    assert _over(text) is None


def test_names_in_any_case_are_one() -> None:
    """Where the server takes them so."""
    assert with_table("SELECT * FROM Shop.ORDERS", "shop", "orders", "s", any_case=True) == "SELECT * FROM Shop.`s`"

"""The comparison's text, whole."""

from __future__ import annotations

from onlinealter.checksums import statements
from onlinealter.checksums.statements import Comparison
from onlinealter.tables.chunks import KeyRange
from tests.unit.table_pair import FORWARD, KEY, NAMES, ORIGINAL, joined
from tests.unit.table_samples import MARIADB, MYSQL, column, index, key_of, mapped, table

CHUNK = KeyRange(("1",), ("9",), 1)
COMPARISON = Comparison(ORIGINAL, NAMES.shadow, FORWARD, KEY, MYSQL)
# A column that changes is compared as what the server makes of it; one that may be NULL says so by a letter.
ORIGINALS = (
    "COALESCE(CONCAT(CAST(x'FF' AS BINARY), COALESCE(original.`id`, 'N'), x'FF',"
    " COALESCE(CONVERT(original.`name` USING utf8mb4), CAST(x'FE' AS BINARY)), x'FF', original.`seen`),"
    " 'untold in the original')"
)
SHADOWS = (
    "COALESCE(CONCAT(CAST(x'FF' AS BINARY), copied.`id`, x'FF', copied.`label`, x'FF', copied.`seen`),"
    " 'untold in the shadow')"
)
ORIGINAL_ROWS = "FROM `shop`.`customer` AS original FORCE INDEX (`PRIMARY`) WHERE original.`id` > 1 AND original.`id` <= 9"
SHADOW_ROWS = (
    "FROM `shop`.`customer_oa_abcd2345_new` AS copied FORCE INDEX (`PRIMARY`) WHERE copied.`id` > 1 AND copied.`id` <= 9"
)


def test_mysql_compares_256_bits_in_one_statement() -> None:
    """Which is one read view."""
    assert statements.compare(COMPARISON, CHUNK) == joined(
        f"SELECT COUNT(*), HEX(BIT_XOR(UNHEX(SHA2({ORIGINALS}, 256)))) {ORIGINAL_ROWS}",
        f"UNION ALL SELECT COUNT(*), HEX(BIT_XOR(UNHEX(SHA2({SHADOWS}, 256)))) {SHADOW_ROWS}",
    )


def test_mariadb_compares_64_bits_in_one_statement() -> None:
    """Its BIT_XOR knows numbers only."""

    def digest(row: str) -> str:
        return f"CAST(BIT_XOR(CAST(CONV(LEFT(SHA2({row}, 256), 16), 16, 10) AS UNSIGNED)) AS CHAR)"

    assert statements.compare(Comparison(ORIGINAL, NAMES.shadow, FORWARD, KEY, MARIADB), CHUNK) == joined(
        f"SELECT COUNT(*), {digest(ORIGINALS)} {ORIGINAL_ROWS}",
        f"UNION ALL SELECT COUNT(*), {digest(SHADOWS)} {SHADOW_ROWS}",
    )


def test_differing_rows_are_found_by_key_in_one_statement() -> None:
    """With how many rows each side has of it."""
    assert statements.differing_rows(COMPARISON, CHUNK) == joined(
        "SELECT either.copy_key, SUM(either.side = 0), SUM(either.side = 1) FROM (SELECT 0 AS side,",
        f"CONCAT_WS(',', CAST(original.`id` AS CHAR)) AS copy_key, UNHEX(SHA2({ORIGINALS}, 256)) AS digest",
        f"{ORIGINAL_ROWS} UNION ALL SELECT 1, CONCAT_WS(',', CAST(copied.`id` AS CHAR)), UNHEX(SHA2({SHADOWS}, 256))",
        f"{SHADOW_ROWS}) AS either GROUP BY either.copy_key",
        "HAVING COUNT(*) <> 2 OR MIN(either.digest) <> MAX(either.digest) ORDER BY either.copy_key LIMIT 100",
    )


def test_where_the_tables_sort_differently_the_originals_order_leads() -> None:
    """And shadow rows that nothing leads to are looked for by themselves."""
    original = table("t", [column("k", "varchar(9)")], [index("PRIMARY", "k")])
    shadow = table("t", [column("k", "varchar(9)", collation="utf8mb4_bin")], [index("PRIMARY", "k")])
    forward, _ = mapped(original, shadow)
    comparison = Comparison(original, "u", forward, key_of(original, shadow, forward), MYSQL)
    sql = statements.compare(comparison, KeyRange(None, ("61",), 1))
    assert sql.endswith(
        "FROM `shop`.`t` AS original FORCE INDEX (`PRIMARY`) STRAIGHT_JOIN `shop`.`u` AS copied"
        " ON copied.`k` = CONVERT(original.`k` USING utf8mb4) COLLATE utf8mb4_bin WHERE original.`k` <= _utf8mb4 x'61'"
    )
    assert statements.look_ahead_in_shadow(comparison, KeyRange(("41",), None, 2), 7) == joined(
        "SELECT HEX(copied.`k`) FROM `shop`.`u` AS copied FORCE INDEX (`PRIMARY`)",
        "WHERE copied.`k` > _utf8mb4 x'41' ORDER BY copied.`k` LIMIT 1 OFFSET 6",
    )
    assert statements.surplus_rows(comparison, KeyRange(("41",), ("61",), 2)) == joined(
        "SELECT CONCAT_WS(',', HEX(copied.`k`)) FROM `shop`.`u` AS copied FORCE INDEX (`PRIMARY`)",
        "WHERE copied.`k` > _utf8mb4 x'41' AND copied.`k` <= _utf8mb4 x'61'",
        "AND NOT EXISTS (SELECT 1 FROM `shop`.`t` AS original",
        "WHERE original.`k` = CONVERT(copied.`k` USING utf8mb4) COLLATE utf8mb4_general_ci) LIMIT 100",
    )

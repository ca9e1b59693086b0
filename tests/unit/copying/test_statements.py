"""The copy's text, whole."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onlinealter.copying import statements
from onlinealter.copying.method import Method, choose_method
from onlinealter.copying.statements import Copy
from onlinealter.mysql.server import Server
from onlinealter.tables.chunks import KeyRange
from tests.unit.table_pair import FORWARD, KEY, NAMES, ORIGINAL, SHADOW, joined
from tests.unit.table_samples import MARIADB, MYSQL, column, index, table

CHUNK = KeyRange(("1",), ("9",), 4, 2)
COPY = Copy(ORIGINAL, NAMES.shadow, FORWARD, KEY, MYSQL, Method.INSERT)
NEW = "`shop`.`customer_oa_abcd2345_new`"


@pytest.mark.parametrize(
    ("server", "lock"),
    [(MYSQL, "FOR SHARE OF original NOWAIT"), (MARIADB, "LOCK IN SHARE MODE")],
    ids=["MySQL", "MariaDB"],
)
def test_a_chunk_is_copied_by_one_statement(server: Server, lock: str) -> None:
    """It locks the source rows, and leaves alone what the triggers have brought."""
    assert statements.copy_key_range(replace(COPY, server=server), CHUNK) == joined(
        f"INSERT INTO {NEW} (`id`, `label`, `seen`)",
        "SELECT original.`id`, original.`name`, original.`seen`",
        "FROM `shop`.`customer` AS original FORCE INDEX (`PRIMARY`)",
        "WHERE original.`id` > 1 AND original.`id` <= 9",
        f"AND NOT EXISTS (SELECT 1 FROM {NEW} AS copied WHERE copied.`id` = original.`id`)",
        lock,
    )


def test_a_touched_chunk_changes_nothing_in_the_original() -> None:
    """The update trigger copies; a column that updates itself is set to what it is."""
    assert statements.copy_key_range(replace(COPY, method=Method.TOUCH), CHUNK) == joined(
        "UPDATE `shop`.`customer` AS original FORCE INDEX (`PRIMARY`)",
        "SET original.`id` = original.`id`, original.`seen` = original.`seen`",
        "WHERE original.`id` > 1 AND original.`id` <= 9",
    )


def test_a_touch_of_one_row_goes_no_further_than_the_first() -> None:
    """It only sees whether the trigger works, and leaves nothing, not even of a trigger that it fires."""
    begin, guard, touch, end = statements.touch_one_row(COPY, "abcd2345")
    assert (begin, end) == ("BEGIN", "ROLLBACK")
    assert guard == f"DO {statements.fails_if_fired(COPY, 'abcd2345', '0')}"
    assert touch == joined(
        "UPDATE `shop`.`customer` AS original FORCE INDEX (`PRIMARY`)",
        "SET original.`id` = original.`id`, original.`seen` = original.`seen`",
        "WHERE TRUE ORDER BY original.`id` LIMIT 1",
    )


def test_the_look_ahead_reads_the_index_alone() -> None:
    """The key of the hundredth row."""
    assert statements.look_ahead(COPY, KeyRange(("1",), None, 1), 100) == joined(
        "SELECT CAST(original.`id` AS CHAR) FROM `shop`.`customer` AS original FORCE INDEX (`PRIMARY`)",
        "WHERE original.`id` > 1 ORDER BY original.`id` LIMIT 1 OFFSET 99",
    )


def test_the_highest_key_is_the_last_of_the_index() -> None:
    """And the lowest the first."""
    assert statements.outermost_key(COPY, highest=True) == joined(
        "SELECT CAST(original.`id` AS CHAR) FROM `shop`.`customer` AS original FORCE INDEX (`PRIMARY`)",
        "ORDER BY original.`id` DESC LIMIT 1",
    )


def test_a_row_is_written_anew_without_changing_another() -> None:
    """Where another unique key collides, the guard in the key's place errors."""
    assert statements.write_row(COPY, ("7",)) == joined(
        f"INSERT INTO {NEW} (`id`, `label`, `seen`)",
        "SELECT original.`id`, original.`name`, original.`seen`",
        "FROM `shop`.`customer` AS original FORCE INDEX (`PRIMARY`) WHERE original.`id` = 7",
        f"ON DUPLICATE KEY UPDATE `id` = IF({NEW}.`id` <=> original.`id`, original.`id`,",
        f"~0 + LENGTH(CONCAT('1', {NEW}.`id`))), `label` = original.`name`, `seen` = original.`seen`",
    )


def test_a_row_is_held_before_it_is_written_anew() -> None:
    """As the application does it, so that nothing is undone."""
    assert statements.hold_row(COPY, ("7",)) == (
        "SELECT 1 FROM `shop`.`customer` AS original FORCE INDEX (`PRIMARY`) WHERE original.`id` = 7 FOR UPDATE"
    )
    assert statements.remove_row(COPY, ("7",)) == f"DELETE FROM {NEW} WHERE `id` = 7"


def test_a_chunk_is_noted_with_the_run_and_its_place() -> None:
    """In the transaction of its rows."""
    message = statements.copy_chunk(COPY, "abcd2345", CHUNK, expected=30)
    assert message[1:] == [
        "BEGIN",
        statements.copy_key_range(COPY, CHUNK),
        joined(
            "INSERT INTO `shop`.`_oa_chunk` (run, phase, position, part, low_key, high_key, row_count, seconds)",
            """VALUES ('abcd2345', 'copy', 4, 2, '["1"]', '["9"]',""",
            "IF(ROW_COUNT() < 0, 30, ROW_COUNT()), TIMESTAMPDIFF(MICROSECOND, @oa_began, NOW(6)) / 1e6)",
        ),
    ]
    assert message[statements.COPYING].startswith("INSERT INTO `shop`.`customer_oa_abcd2345_new`")
    assert statements.find_chunk(COPY, "abcd2345", CHUNK) == joined(
        "SELECT 1 FROM `shop`.`_oa_chunk` WHERE run = 'abcd2345' AND phase = 'copy'",
        "AND position >= 4 AND (position > 4 OR part >= 2) AND (position = 4 AND part = 2",
        "OR first_position < 4 OR (first_position = 4 AND first_part <= 2)) LIMIT 1",
    )


def test_a_touched_chunk_fails_where_it_would_fire_or_has_fired_another_trigger() -> None:
    """Looked for before and after, in the same message."""
    message = statements.copy_chunk(replace(COPY, method=Method.TOUCH), "abcd2345", CHUNK)
    assert message[0] == f"SET @oa_began = {statements.fails_if_fired(COPY, 'abcd2345', 'NOW(6)')}"
    assert message[4:] == [f"DO {statements.fails_if_fired(COPY, 'abcd2345', '0')}"]


def test_a_conflict_is_noted_as_the_triggers_note_theirs() -> None:
    """One line per key, however often it is met."""
    assert statements.leave_out_row(COPY, "abcd2345", CHUNK, ("7", "61"), 1062)[1] == joined(
        "INSERT INTO `shop`.`_oa_conflict` (run, back, digest, copy_key, error)",
        "VALUES ('abcd2345', 0, UNHEX(SHA2('7,61', 256)), '7,61', 1062)",
        "ON DUPLICATE KEY UPDATE seen = seen + 1, error = 1062",
    )


COUNTING = table("t", [column("id", "int", extra="auto_increment")], [index("PRIMARY", "id")])


@pytest.mark.parametrize(
    ("server", "shadow", "method"),
    [
        (MYSQL, COUNTING, Method.INSERT),
        (MYSQL, SHADOW, Method.INSERT),
        (MARIADB, SHADOW, Method.INSERT),
        (MARIADB, COUNTING, Method.TOUCH),
        (replace(MARIADB, autoinc_lock_mode=2), COUNTING, Method.INSERT),
        (replace(MYSQL, autoinc_lock_mode=1), COUNTING, Method.INSERT),
    ],
)
def test_rows_are_touched_only_where_inserting_would_block(server: Server, shadow: object, method: Method) -> None:
    """MariaDB, AUTO_INCREMENT, and the lock mode that it starts with."""
    assert shadow in (COUNTING, SHADOW)
    assert choose_method(server, COUNTING if shadow is COUNTING else SHADOW, fires_others=False) is method


def test_a_chunk_may_be_tried_without_a_look_for_rows_that_are_there() -> None:
    """The unique key of the shadow says no where one is."""
    tried = statements.copy_key_range(COPY, CHUNK, look=False)
    assert "NOT EXISTS" not in tried
    assert tried.endswith("WHERE original.`id` > 1 AND original.`id` <= 9 FOR SHARE OF original NOWAIT")


def test_rows_are_not_touched_where_that_would_fire_the_applications_triggers() -> None:
    """There they are inserted one by one, which holds up nobody's inserts; elsewhere all is as without triggers."""
    assert choose_method(MARIADB, COUNTING, fires_others=True) is Method.ROWS
    assert choose_method(MYSQL, COUNTING, fires_others=True) is Method.INSERT
    sql = statements.copy_key_range(replace(COPY, server=MARIADB, method=Method.ROWS), CHUNK)
    assert sql.startswith("BEGIN NOT ATOMIC SET @oa_copied = 0; FOR r IN (SELECT original.")
    assert " LOCK IN SHARE MODE) DO INSERT INTO " in sql

"""The triggers' text, whole."""

from __future__ import annotations

import pytest

from onlinealter.mysql.server import Server
from onlinealter.triggers.statements import RowSync, create_trigger, drop_trigger
from tests.unit.table_pair import BACK, FORWARD, KEY, NAMES, ORIGINAL, SHADOW, joined
from tests.unit.table_samples import MARIADB, MYSQL, column, index, key_of, mapped, table


def forward(server: Server) -> RowSync:
    """From the original to the shadow."""
    return RowSync(NAMES, ORIGINAL, SHADOW, FORWARD, KEY, server, back=False)


def trigger_text(server: Server, event: str) -> str:
    """What the forward trigger's statement is."""
    return create_trigger(forward(server), event, NAMES.original, NAMES.shadow).sql


MARIADB_SETTINGS = "SET STATEMENT time_zone = '+00:00', innodb_snapshot_isolation = OFF FOR"


def conflict(server: Server, row: str) -> str:
    """The row's key as a conflict, written down by the tool's clock and not the application's."""
    insert = {MYSQL: "INSERT /*+ SET_VAR(time_zone = '+00:00') */", MARIADB: f"{MARIADB_SETTINGS} INSERT"}[server]
    return joined(
        f"{insert} INTO `shop`.`_oa_conflict` (run, back, digest, copy_key, error) VALUES",
        f"('abcd2345', 0, UNHEX(SHA2(CONCAT_WS(',', CAST({row}.`id` AS CHAR)), 256)),",
        f"CONCAT_WS(',', CAST({row}.`id` AS CHAR)), _oa_error)",
        "ON DUPLICATE KEY UPDATE seen = seen + 1, error = _oa_error;",
    )


def head(server: Server, event: str, row: str) -> str:
    """How every forward trigger begins: a refused row becomes a conflict, a missing table is none.

    MariaDB says so of a table, too, that is there but was just renamed.
    """
    looks = joined(
        "IF EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = 'shop'",
        f"AND table_name = 'customer_oa_abcd2345_new') THEN SET _oa_error = 1146; {conflict(server, row)} END IF; END;",
    )
    return joined(
        f"CREATE TRIGGER `shop`.`_oa_abcd2345_{event}` AFTER {event.upper()} ON `shop`.`customer` FOR EACH ROW BEGIN",
        "DECLARE _oa_error INT DEFAULT 0;",
        f"DECLARE CONTINUE HANDLER FOR 1146 BEGIN {looks if server is MARIADB else 'END;'}",
        "DECLARE CONTINUE HANDLER FOR SQLEXCEPTION, 1265 BEGIN",
        f"GET DIAGNOSTICS CONDITION 1 _oa_error = MYSQL_ERRNO; {conflict(server, row)} END;",
    )


GUARD = "~0 + LENGTH(CONCAT('1', `shop`.`customer_oa_abcd2345_new`.`id`))"


def mysql_write(row: str) -> str:
    """A row written across on MySQL."""
    return joined(
        "INSERT /*+ SET_VAR(time_zone = '+00:00') */ INTO `shop`.`customer_oa_abcd2345_new` (`id`, `label`, `seen`)",
        f"VALUES ({row}.`id`, {row}.`name`, {row}.`seen`) AS incoming ON DUPLICATE KEY UPDATE",
        f"`id` = IF(`shop`.`customer_oa_abcd2345_new`.`id` <=> incoming.`id`, incoming.`id`, {GUARD}),",
        "`label` = incoming.`label`, `seen` = incoming.`seen`",
    )


def mariadb_write(row: str, seen: str = "") -> str:
    """A row written across on MariaDB."""
    return joined(
        "SET STATEMENT time_zone = '+00:00', innodb_snapshot_isolation = OFF FOR",
        "INSERT INTO `shop`.`customer_oa_abcd2345_new` (`id`, `label`, `seen`)",
        f"VALUES ({row}.`id`, {row}.`name`, {seen or f'{row}.`seen`'}) ON DUPLICATE KEY UPDATE",
        f"`id` = IF(`shop`.`customer_oa_abcd2345_new`.`id` <=> VALUES(`id`), VALUES(`id`), {GUARD}),",
        "`label` = VALUES(`label`), `seen` = VALUES(`seen`)",
    )


DELETE_OLD = {
    MYSQL: "DELETE /*+ SET_VAR(time_zone = '+00:00') */ FROM `shop`.`customer_oa_abcd2345_new` WHERE `id` = OLD.`id`",
    MARIADB: f"{MARIADB_SETTINGS} DELETE FROM `shop`.`customer_oa_abcd2345_new` WHERE `id` = OLD.`id`",
}


def test_an_insert_is_written_across() -> None:
    """By one statement; a time zone of the application doesn't show."""
    assert trigger_text(MYSQL, "insert") == joined(head(MYSQL, "insert", "NEW"), f"{mysql_write('NEW')};", "END")
    assert trigger_text(MARIADB, "insert") == joined(head(MARIADB, "insert", "NEW"), f"{mariadb_write('NEW')};", "END")


def test_an_update_is_written_across_and_takes_the_old_key_away() -> None:
    """Where the key changed the old row is written first and then deleted, so that only a record is locked."""
    assert trigger_text(MYSQL, "update") == joined(
        head(MYSQL, "update", "NEW"),
        f"IF NOT (OLD.`id` <=> NEW.`id`) THEN {mysql_write('OLD')}; {DELETE_OLD[MYSQL]}; END IF;",
        f"{mysql_write('NEW')};",
        "END",
    )


def test_mariadb_reads_a_self_updating_column_again_where_new_may_lie() -> None:
    """After an update that changed nothing, NEW has the present time and the table hasn't."""
    stored = "(SELECT `shop`.`customer`.`seen` FROM `shop`.`customer` WHERE `shop`.`customer`.`id` = NEW.`id`)"
    assert trigger_text(MARIADB, "update") == joined(
        head(MARIADB, "update", "NEW"),
        f"IF NOT (OLD.`id` <=> NEW.`id`) THEN {mariadb_write('OLD')}; {DELETE_OLD[MARIADB]}; END IF;",
        f"IF NEW.`seen` <=> OLD.`seen` THEN {mariadb_write('NEW')}; ELSE {mariadb_write('NEW', stored)}; END IF;",
        "END",
    )


def test_a_delete_writes_the_old_row_before_it_deletes() -> None:
    """A row that isn't there would be locked as a gap, on which other transactions deadlock."""
    assert trigger_text(MYSQL, "delete") == joined(
        head(MYSQL, "delete", "OLD"), f"{mysql_write('OLD')};", f"{DELETE_OLD[MYSQL]};", "END"
    )
    assert trigger_text(MARIADB, "delete") == joined(
        head(MARIADB, "delete", "OLD"), f"{mariadb_write('OLD')};", f"{DELETE_OLD[MARIADB]};", "END"
    )


def test_a_reverse_trigger_writes_to_the_retired_table() -> None:
    """From the new columns back to the old ones; its conflicts are marked as of the way back."""
    mirror = RowSync(NAMES, SHADOW, ORIGINAL, BACK, KEY, MYSQL, back=True)
    sql = create_trigger(mirror, "insert", NAMES.shadow, NAMES.retired).sql
    assert sql.startswith(
        "CREATE TRIGGER `shop`.`_oa_abcd2345_back_insert` AFTER INSERT ON `shop`.`customer_oa_abcd2345_new` FOR EACH ROW"
    )
    assert "VALUES ('abcd2345', 1, UNHEX(SHA2(" in sql
    assert "INTO `shop`.`customer_oa_abcd2345_old` (`id`, `name`, `seen`) VALUES (NEW.`id`, NEW.`label`, NEW.`seen`)" in sql


@pytest.mark.parametrize("event", ["insert", "update", "delete"])
@pytest.mark.parametrize("server", [MYSQL, MARIADB], ids=lambda server: str(server.flavor))
def test_no_trigger_changes_the_applications_session(server: Server, event: str) -> None:
    """What is set in a trigger stays set after an error; only what holds for one statement is used."""
    assert "SET SESSION" not in trigger_text(server, event)
    assert "SET @" not in trigger_text(server, event)
    assert "REPLACE" not in trigger_text(server, event)


def test_a_text_key_is_compared_byte_by_byte() -> None:
    """A collation may call the old and the new key equal."""
    facts = table("t", [column("code", "varchar(9)")], [index("PRIMARY", "code")])
    there, _ = mapped(facts, facts)
    mirror = RowSync(NAMES, facts, facts, there, key_of(facts, facts, there), MYSQL, back=False)
    sql = create_trigger(mirror, "update", "t", "u").sql
    assert "IF NOT (CAST(OLD.`code` AS BINARY) <=> CAST(NEW.`code` AS BINARY)) THEN" in sql


def test_a_moment_in_the_key_is_compared_as_such() -> None:
    """Two moments may read alike in the application's time zone."""
    facts = table("t", [column("at", "timestamp")], [index("PRIMARY", "at")])
    there, _ = mapped(facts, facts)
    mirror = RowSync(NAMES, facts, facts, there, key_of(facts, facts, there), MYSQL, back=False)
    sql = create_trigger(mirror, "update", "t", "u").sql
    assert "IF NOT (UNIX_TIMESTAMP(OLD.`at`) <=> UNIX_TIMESTAMP(NEW.`at`)) THEN" in sql


def test_a_text_key_is_found_by_the_other_tables_collation() -> None:
    """Two collations of one character set can't be compared otherwise."""
    original = table("t", [column("k", "varchar(9)")], [index("PRIMARY", "k")])
    shadow = table("t", [column("k", "varchar(9)", collation="utf8mb4_bin")], [index("PRIMARY", "k")])
    there, _ = mapped(original, shadow)
    mirror = RowSync(NAMES, original, shadow, there, key_of(original, shadow, there), MYSQL, back=False)
    assert (
        "WHERE `k` = CONVERT(OLD.`k` USING utf8mb4) COLLATE utf8mb4_bin; END"
        in create_trigger(mirror, "delete", "t", "u").sql
    )


def test_without_moments_no_time_zone_is_set() -> None:
    """A hint that isn't needed costs."""
    facts = table("t", [column("id", "int")], [index("PRIMARY", "id")])
    there, _ = mapped(facts, facts)
    mirror = RowSync(NAMES, facts, facts, there, key_of(facts, facts, there), MYSQL, back=False)
    assert "time_zone" not in create_trigger(mirror, "insert", "t", "u").sql


def test_a_trigger_is_dropped_whether_it_is_there_or_not() -> None:
    """The statement names the table whose lock it takes."""
    statement = drop_trigger("shop", "_oa_abcd2345_insert", "customer")
    assert statement.sql == "DROP TRIGGER IF EXISTS `shop`.`_oa_abcd2345_insert`"
    assert statement.tables == ("customer",)

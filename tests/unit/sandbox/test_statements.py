"""The statements a sandbox is set up with, whole."""

from __future__ import annotations

from onlinealter.sandbox.statements import attach_mariadb, attach_mysql, first_statements, mariadb_bootstrap


def test_a_fresh_server_gets_its_accounts_outside_the_binlog() -> None:
    """The first statement keeps the others from the replicas."""
    assert first_statements("one", "two") == [
        "SET SESSION sql_log_bin = 0",
        "ALTER USER 'root'@'localhost' IDENTIFIED BY 'one'",
        "CREATE USER 'replication'@'localhost' IDENTIFIED BY 'two'",
        "GRANT REPLICATION SLAVE ON *.* TO 'replication'@'localhost'",
    ]


def test_a_mysql_replica_is_attached_by_gtid() -> None:
    """It finds its place by itself and can authenticate without a cached login."""
    assert attach_mysql(20001, "two") == [
        (
            "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = 20001, SOURCE_USER = 'replication', "
            "SOURCE_PASSWORD = 'two', SOURCE_AUTO_POSITION = 1, GET_SOURCE_PUBLIC_KEY = 1, SOURCE_CONNECT_RETRY = 1, "
            "SOURCE_RETRY_COUNT = 86400"
        ),
        "START REPLICA",
    ]


def test_a_mariadb_replica_is_attached_by_gtid() -> None:
    """It finds its place by itself."""
    assert attach_mariadb(20001, "two") == [
        (
            "CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = 20001, MASTER_USER = 'replication', "
            "MASTER_PASSWORD = 'two', MASTER_USE_GTID = slave_pos, MASTER_CONNECT_RETRY = 1"
        ),
        "START SLAVE",
    ]


def test_a_mariadb_data_folder_begins_without_strangers() -> None:
    """No anonymous account, and root at localhost only."""
    script = mariadb_bootstrap(["SELECT 1;"], ["SELECT 2"])
    assert "SET @skip_auth_anonymous = 1;" in script
    assert "DELETE FROM mysql.global_priv WHERE User <> 'mariadb.sys' AND Host <> 'localhost';" in script
    assert script.index("SELECT 1;") < script.index("SELECT 2;")

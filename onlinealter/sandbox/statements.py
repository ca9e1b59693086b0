"""The statements a sandbox is set up with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onlinealter.sandbox.time_zones import Period
from onlinealter.sql.quoting import text

ROOT = "root"
COPY_OWNER = "online_alter_copy"
REPLICATION = "replication"
MARKER = "_sandbox_marker"

SHUT_DOWN = "SHUTDOWN"
SERVER_VERSION = "SELECT VERSION()"
MAKE_MARKER = f"CREATE DATABASE {MARKER}"
DROP_MARKER = f"DROP DATABASE {MARKER}"
SEE_MARKER = f"SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = {text(MARKER)}"


def first_statements(root_password: str, replication_password: str) -> list[str]:
    """Give a fresh server its accounts, out of sight of its replicas, which do the same themselves."""
    return [
        "SET SESSION sql_log_bin = 0",
        f"ALTER USER {text(ROOT)}@'localhost' IDENTIFIED BY {text(root_password)}",
        f"CREATE USER {text(REPLICATION)}@'localhost' IDENTIFIED BY {text(replication_password)}",
        f"GRANT REPLICATION SLAVE ON *.* TO {text(REPLICATION)}@'localhost'",
    ]


def first_statements_of_copy(password: str) -> list[str]:
    """Give a copy of another server's data an account of ours, whatever accounts it brings."""
    account = f"{text(COPY_OWNER)}@'localhost'"
    return [
        "SET SESSION sql_log_bin = 0",
        f"DROP USER IF EXISTS {account}",
        f"CREATE USER {account} IDENTIFIED BY {text(password)}",
        f"GRANT ALL PRIVILEGES ON *.* TO {account} WITH GRANT OPTION",
    ]


def attach_mysql(port: int, password: str) -> list[str]:
    """Make a MySQL server the replica of the one behind the port."""
    return [
        (
            "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', "
            f"SOURCE_PORT = {port}, SOURCE_USER = {text(REPLICATION)}, SOURCE_PASSWORD = {text(password)}, "
            "SOURCE_AUTO_POSITION = 1, GET_SOURCE_PUBLIC_KEY = 1, SOURCE_CONNECT_RETRY = 1, SOURCE_RETRY_COUNT = 86400"
        ),
        "START REPLICA",
    ]


def attach_mariadb(port: int, password: str) -> list[str]:
    """Make a MariaDB server the replica of the one behind the port."""
    return [
        (
            f"CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = {port}, "
            f"MASTER_USER = {text(REPLICATION)}, MASTER_PASSWORD = {text(password)}, "
            "MASTER_USE_GTID = slave_pos, MASTER_CONNECT_RETRY = 1"
        ),
        "START SLAVE",
    ]


def only_read(is_mariadb: bool) -> str:
    """Keep everybody but the applier from writing."""
    return "SET GLOBAL read_only = ON" if is_mariadb else "SET GLOBAL super_read_only = ON"


def replica_status(is_mariadb: bool) -> str:
    """Whether the receiver and the applier run, and the last error of either."""
    return "SHOW SLAVE STATUS" if is_mariadb else "SHOW REPLICA STATUS"


def zone_statements(zones: Mapping[str, Sequence[Period]]) -> list[str]:
    """Fill the empty time zone tables of the schema `mysql`."""
    made = []
    for number, (zone, periods) in enumerate(zones.items(), start=1):
        types = list(dict.fromkeys((each.offset, each.is_summer, each.abbreviation) for each in periods))
        type_rows = ", ".join(
            f"({number}, {place}, {offset}, {int(is_summer)}, {text(abbreviation)})"
            for place, (offset, is_summer, abbreviation) in enumerate(types)
        )
        change_rows = ", ".join(
            f"({number}, {each.begins}, {types.index((each.offset, each.is_summer, each.abbreviation))})"
            for each in periods[1:]
        )
        made += [
            f"INSERT INTO mysql.time_zone (Time_zone_id, Use_leap_seconds) VALUES ({number}, 'N')",
            f"INSERT INTO mysql.time_zone_name (Name, Time_zone_id) VALUES ({text(zone)}, {number})",
            (
                "INSERT INTO mysql.time_zone_transition_type"
                f" (Time_zone_id, Transition_type_id, `Offset`, Is_DST, Abbreviation) VALUES {type_rows}"
            ),
        ]
        if change_rows:
            made.append(
                "INSERT INTO mysql.time_zone_transition"
                f" (Time_zone_id, Transition_time, Transition_type_id) VALUES {change_rows}"
            )
    return made


def mariadb_bootstrap(scripts: Sequence[str], zones: Sequence[str]) -> str:
    """What fills a MariaDB data folder: the server's own scripts, and nobody but root at localhost."""
    return "\n".join(
        [
            "CREATE DATABASE mysql;",
            "USE mysql;",
            "SET @skip_auth_anonymous = 1;",
            "SET @auth_root_socket = NULL;",
            *scripts,
            "USE mysql;",
            "DELETE FROM mysql.global_priv WHERE User <> 'mariadb.sys' AND Host <> 'localhost';",
            *(f"{statement};" for statement in zones),
            "",
        ]
    )

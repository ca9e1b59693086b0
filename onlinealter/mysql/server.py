"""What kind of server a connection leads to, and what it can do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from onlinealter.mysql import session_variables, statements
from onlinealter.mysql.connection import Connection


class Flavor(StrEnum):
    """The two families, which differ in dialect."""

    MYSQL = "MySQL"
    MARIADB = "MariaDB"


@dataclass(frozen=True)
class Server:
    """A server's identity and what its variables say."""

    flavor: Flavor
    version: tuple[int, ...]
    identity: str
    address: str
    server_id: int
    read_only: bool
    binlog: bool
    binlog_format: str
    autoinc_lock_mode: int
    trusts_trigger_creators: bool
    snapshot_isolation: bool
    compresses_transactions: bool
    performance_schema: bool = True
    lower_case_names: int = 0
    evaluates: tuple[tuple[str, str], ...] = ()
    sql_mode: str = ""

    @property
    def is_mariadb(self) -> bool:
        """Whether MariaDB's dialect is spoken."""
        return self.flavor is Flavor.MARIADB

    @property
    def insert_locks_table(self) -> bool:
        """Whether INSERT … SELECT into AUTO_INCREMENT holds up everybody else's inserts."""
        return self.autoinc_lock_mode != 2

    def __str__(self) -> str:
        return f"{self.flavor} {'.'.join(map(str, self.version))} at {self.address}"


def read_server(connection: Connection) -> Server:
    """Ask the server who it is; reads variables only."""
    variables = session_variables.as_mapping(connection.rows(statements.show_variables()))
    version = variables["version"]
    flavor = Flavor.MARIADB if "mariadb" in version.lower() else Flavor.MYSQL
    numbers = re.match(r"[\d.]+", version)
    place = "/".join(variables[part] for part in ("hostname", "port", "server_id", "datadir"))
    return Server(
        flavor=flavor,
        version=tuple(int(part) for part in numbers.group().strip(".").split(".")) if numbers else (),
        identity=variables.get("server_uuid", place),
        address=connection.account.address,
        server_id=int(variables["server_id"]),
        read_only=_on(variables, "read_only") or _on(variables, "super_read_only"),
        binlog=_on(variables, "log_bin"),
        binlog_format=variables.get("binlog_format", "ROW"),
        autoinc_lock_mode=int(variables.get("innodb_autoinc_lock_mode", "2")),
        trusts_trigger_creators=_on(variables, "log_bin_trust_function_creators"),
        snapshot_isolation="innodb_snapshot_isolation" in variables,
        compresses_transactions="binlog_transaction_compression" in variables,
        performance_schema=_on(variables, "performance_schema"),
        lower_case_names=int(variables.get("lower_case_table_names", "0")),
        evaluates=tuple((name, variables[name]) for name in session_variables.AS_ON_PRIMARY if name in variables),
        sql_mode=variables.get("sql_mode", ""),
    )


def identity_and_role(connection: Connection) -> tuple[str, bool]:
    """Which server this is, and whether it takes no writes: what may change while a run is at work."""
    [(identity, read_only)] = connection.rows(statements.identity_and_role(mariadb=connection.mariadb))
    return str(identity), _is_on(str(read_only))


def _on(variables: dict[str, str], name: str) -> bool:
    return _is_on(variables.get(name, "OFF"))


def _is_on(value: str) -> bool:
    return value.upper() not in ("OFF", "0", "NO", "FALSE")

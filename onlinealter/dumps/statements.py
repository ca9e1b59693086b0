"""What a server is told before and after a dump is loaded into it."""

from __future__ import annotations

from onlinealter.sql.quoting import name, text

LOADER = "online_alter_dump"


def current_user() -> str:
    return "SELECT CURRENT_USER()"


def create_loader(host: str, password: str) -> list[str]:
    """An account that may do nothing yet; it stays as the definer of triggers and views."""
    return [f"CREATE USER {_loader(host)} IDENTIFIED BY {text(password)}"]


def grant_schema(host: str, schema: str) -> str:
    """All rights on one schema. In this place `_` and `%` stand for any characters."""
    escaped = schema.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%")
    return f"GRANT ALL PRIVILEGES ON {name(escaped)}.* TO {_loader(host)}"


def grant_quiet(host: str, *, is_mariadb: bool) -> str:
    """The right to keep a session's writes out of the binlog."""
    return f"GRANT {_quiet(is_mariadb)} ON *.* TO {_loader(host)}"


def revoke_quiet(host: str, *, is_mariadb: bool) -> str:
    return f"REVOKE {_quiet(is_mariadb)} ON *.* FROM {_loader(host)}"


def write_no_binlog() -> str:
    return "SET SESSION sql_log_bin = 0"


def create_schema(schema: str) -> str:
    return f"CREATE DATABASE IF NOT EXISTS {name(schema)}"


def use(schema: str) -> str:
    return f"USE {name(schema)}"


def durability() -> str:
    return "SELECT @@GLOBAL.innodb_flush_log_at_trx_commit, @@GLOBAL.sync_binlog"


def set_durability(flush: int, sync: int) -> str:
    return f"SET GLOBAL innodb_flush_log_at_trx_commit = {int(flush)}, GLOBAL sync_binlog = {int(sync)}"


def _loader(host: str) -> str:
    return f"{text(LOADER)}@{text(host)}"


def _quiet(is_mariadb: bool) -> str:
    return "BINLOG ADMIN" if is_mariadb else "SESSION_VARIABLES_ADMIN"

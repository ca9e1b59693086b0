"""What a sandbox's servers are told to be."""

from __future__ import annotations

from collections.abc import Mapping

from onlinealter.model.errors import SandboxError
from onlinealter.sandbox.kinds import ServerKind


def server_options(kind: ServerKind, port: int, settings: Mapping[str, str]) -> dict[str, str]:
    """The options of one server, the caller's own last; an option without a value maps to an empty text."""
    options = {
        "bind_address": "127.0.0.1",
        "port": str(port),
        "server_id": str(port),  # the port is what nobody else on this machine has
        "log_bin": "binlog",
        "relay_log": "relay",
        "relay_log_recovery": "ON",
        "innodb_buffer_pool_size": "256M",
        "log_bin_trust_function_creators": "1",
        **(_MARIADB if kind.is_mariadb else _MYSQL),
    }
    for name, value in settings.items():
        options[_checked(name, value).replace("-", "_")] = value
    return options


def options_of_copy(kind: ServerKind) -> dict[str, str]:
    """What keeps a copy of another server's data from doing what that server did by itself."""
    return {
        "skip_slave_start" if kind.is_mariadb else "skip_replica_start": "",
        "event_scheduler": "OFF",
        "log_bin": "copy-binlog",  # the other's files are of no use here
    }


def option_file(options: Mapping[str, str]) -> str:
    """The options as the text of an option file."""
    lines = [f"{name} = {_quoted(value)}" if value else name for name, value in options.items()]
    return "\n".join(["[mysqld]", *lines, ""])


_MYSQL = {
    "gtid_mode": "ON",
    "enforce_gtid_consistency": "ON",
    "log_replica_updates": "ON",
    "replica_parallel_workers": "4",
    "mysqlx": "OFF",
}
_MARIADB = {
    "binlog_format": "ROW",
    "log_slave_updates": "ON",
    "slave_parallel_threads": "4",
    "slave_parallel_mode": "optimistic",
}


def _checked(name: str, value: str) -> str:
    if not name.replace("-", "").replace("_", "").isalnum() or not (value.isprintable() or value == ""):
        raise SandboxError(
            f"'{name}' with the value {value!r} can't be a server setting",
            remedy="A setting is the name of a server option and a value of one line.",
        )
    return name


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\") + '"'

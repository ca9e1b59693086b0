"""What the machine itself says of servers and accounts: its environment, then MySQL's option files."""

from __future__ import annotations

import getpass
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from onlinealter.model.errors import UsageFault
from onlinealter.planning.account_parts import AccountParts, as_port
from onlinealter.planning.dsn import parse_dsn
from onlinealter.planning.option_files import read_option_files


def filled_here(given: AccountParts, environment: Mapping[str, str], defaults_file: Path | None) -> AccountParts:
    """The parts, and for those that are missing what this machine says; at last its user's name, as MySQL's clients do."""
    parts = given.filled_from(read_environment(environment)).filled_from(read_option_files(defaults_file))
    return replace(parts, user=getpass.getuser()) if parts.user is None else parts


def read_environment(environment: Mapping[str, str]) -> AccountParts:
    """What ONLINE_ALTER_DSN says, then the variables that MySQL's clients know, and MYSQL_PWD_FILE as containers have it."""
    variables = {name: value for name, value in environment.items() if value}
    port = as_port(variables.get("MYSQL_TCP_PORT", ""))
    if port is None and "MYSQL_TCP_PORT" in variables:
        raise UsageFault("MYSQL_TCP_PORT is not a number from 1 to 65535", remedy="Fix or unset the environment variable.")
    known = AccountParts(
        host=variables.get("MYSQL_HOST"),
        port=port,
        socket=variables.get("MYSQL_UNIX_PORT"),
        password=variables.get("MYSQL_PWD") or _password_of_file(variables.get("MYSQL_PWD_FILE")),
    ).with_one_address()
    dsn = variables.get("ONLINE_ALTER_DSN")
    return parse_dsn(dsn, "ONLINE_ALTER_DSN").filled_from(known) if dsn else known


def _password_of_file(name: str | None) -> str | None:
    """What a secret's file holds, but for the end of its line."""
    if not name:
        return None
    try:
        return Path(name).expanduser().read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it isn't text in UTF-8"
        raise UsageFault(
            f"MYSQL_PWD_FILE is {name}, which can't be read: {why}",
            remedy="Let this user read the file, or unset the environment variable.",
        ) from error

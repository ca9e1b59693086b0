"""Who we are on a server: each part from the first source that has it."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace

import click

from onlinealter.cli.options import TargetArguments
from onlinealter.cli.passwords import remember_password
from onlinealter.model.errors import UsageFault
from onlinealter.mysql.connection import Account, Tls
from onlinealter.planning.account_parts import AccountParts
from onlinealter.planning.account_sources import filled_here
from onlinealter.planning.accounts import account_of, filled_replica


@dataclass(frozen=True)
class Servers:
    """The accounts of a shard, and the schema named with them."""

    primary: Account
    replicas: tuple[Account, ...]
    database: str


def find_servers(given: AccountParts, replicas: tuple[AccountParts, ...], words: TargetArguments) -> Servers:
    """Fill in what the DSNs leave open: environment, option files, and last of all a question."""
    parts = filled_here(given, os.environ, words.defaults_file)
    if parts.password is None and words.ask_password:
        parts = replace(parts, password=ask_password(parts))
    return Servers(
        as_account(parts),
        tuple(as_account(filled_replica(replica, parts)) for replica in replicas),
        parts.database or "",
    )


def ask_password(parts: AccountParts) -> str:
    """Ask for the password on the terminal."""
    if not sys.stdin.isatty():
        raise UsageFault(
            "--ask-password needs a terminal", remedy="Without one, give the password by MYSQL_PWD or --defaults-file."
        )
    who = f"{parts.user}@{parts.socket or parts.host or Account.host}"
    return str(click.prompt(f"Password for {who}", hide_input=True, default="", show_default=False, err=True))


def as_account(parts: AccountParts) -> Account:
    """The account, with defaults for what nobody said."""
    remember_password(parts.password or "")
    return account_of(parts)


def parts_of(account: Account, database: str) -> AccountParts:
    """An account's parts, without its password."""
    tls = account.tls
    return AccountParts(
        user=account.user,
        host=None if account.socket else account.host,
        port=None if account.socket else account.port,
        database=database,
        socket=account.socket,
        ssl_mode=None if tls == Tls() else tls.mode,
        ssl_ca=tls.ca,
        ssl_cert=tls.cert,
        ssl_key=tls.key,
    )

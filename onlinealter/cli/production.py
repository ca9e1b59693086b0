"""The servers that a rehearsal must not take place on: the plan's own, or all those of a shards file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from onlinealter.cli.credentials import find_servers
from onlinealter.cli.options import TargetArguments
from onlinealter.cli.target import given_servers
from onlinealter.fleet.shards_file import read_shards_file
from onlinealter.mysql.connection import Account
from onlinealter.planning.account_parts import AccountParts
from onlinealter.planning.account_sources import read_environment
from onlinealter.planning.option_files import read_option_files
from onlinealter.planning.plan_file import PlanFile


def production_servers(words: TargetArguments, file: PlanFile | None, environment: Mapping[str, str]) -> tuple[Account, ...]:
    """All of them; none where no server is named anywhere."""
    if words.shards is not None:
        # --only and --group don't matter here: a shard left out is production, too.
        fleet = read_shards_file(words.shards, environment)
        found = [find_servers(entry.primary, entry.replicas, words) for entry in fleet.shards]
        return tuple(account for each in found for account in (each.primary, *each.replicas))
    given, replicas = given_servers(words, file)
    parts = _filled(given, words, environment)
    if parts.host is None and (parts.socket is None or not _is_there(given, parts.socket, environment)):
        return ()
    servers = find_servers(given, replicas, words)
    return (servers.primary, *servers.replicas)


def _is_there(given: AccountParts, socket: str, environment: Mapping[str, str]) -> bool:
    """Debian's option files name the socket of a server whether there is one or not; what somebody names is one."""
    named = given.filled_from(read_environment(environment)).socket is not None
    return named or Path(socket).exists()


def production_schema(words: TargetArguments, file: PlanFile | None, environment: Mapping[str, str]) -> str:
    """The schema that is named with them; empty where none is."""
    if words.shards is not None:
        fleet = read_shards_file(words.shards, environment)
        return next((entry.primary.database for entry in fleet.shards if entry.primary.database), "")
    return _filled(given_servers(words, file)[0], words, environment).database or ""


def _filled(given: AccountParts, words: TargetArguments, environment: Mapping[str, str]) -> AccountParts:
    return given.filled_from(read_environment(environment)).filled_from(read_option_files(words.defaults_file))

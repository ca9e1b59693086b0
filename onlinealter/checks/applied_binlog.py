"""A server that applies another's binlog: rows that come that way fire no trigger, and would be missing."""

from __future__ import annotations

from onlinealter.checks.check import TableInput, refusal, warning
from onlinealter.model.findings import Finding
from onlinealter.mysql.advice import statements
from onlinealter.mysql.advice.account import grant_to_own
from onlinealter.mysql.replication import fellow_primaries, source_names, sources

NAME = "applied-binlog"


def check(context: TableInput) -> list[Finding]:
    """Read-only or not, running or not: who is set up as a replica may be started at any time."""
    found, address = sources(context.connection), context.server.address
    if found is None:
        grant = "REPLICA MONITOR" if context.server.is_mariadb else "REPLICATION CLIENT"
        return [
            warning(
                NAME,
                f"the account may not ask whether {address} is set up as a replica; it applies nobody's binlog now",
                grant_to_own(context.connection, grant),
            )
        ]
    if found:
        return [
            refusal(
                NAME,
                f"{address} applies the binlog of {', '.join(found)}: rows that come that way fire no trigger",
                f"Alter the table on the source; or end the replication for good there: {_end(context)}",
            )
        ]
    if fellow_primaries(context.connection) > 1:
        return [
            refusal(
                NAME,
                f"{address} is in a group of several primaries: while triggers are made, others write without them",
                "On this server: SELECT group_replication_switch_to_single_primary_mode(@@server_uuid);",
            )
        ]
    return []


def _end(context: TableInput) -> str:
    return statements.end_replication(source_names(context.connection), mariadb=context.server.is_mariadb)

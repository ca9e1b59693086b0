"""Can the triggers' and the copy's rows be logged so that replicas get the same?"""

from __future__ import annotations

from onlinealter.checks.check import TableInput, refusal
from onlinealter.model.findings import Finding
from onlinealter.mysql.advice import statements

NAME = "binlog"


def check(context: TableInput) -> list[Finding]:
    """The binlog has to hold rows: from statements a replica would fire the triggers itself."""
    server = context.server
    if not server.binlog or server.binlog_format.upper() == "ROW":
        return []
    return [
        refusal(
            NAME,
            f"binlog_format is {server.binlog_format} on {server.address}; replicas would compute the rows again",
            f"{statements.set_global('binlog_format', 'ROW')} Then let the application connect again.",
        )
    ]

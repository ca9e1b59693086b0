"""XA transactions that were prepared and left: nobody may come back to them, and the run can't go past them."""

from __future__ import annotations

from onlinealter.checks.check import TableInput, warning
from onlinealter.model.errors import ServerError
from onlinealter.model.findings import Finding
from onlinealter.mysql import error_numbers
from onlinealter.mysql.prepared_xa import prepared_transactions

NAME = "prepared-xa"


def check(context: TableInput) -> list[Finding]:
    """A run waits for them as long as for old transactions, and then stops."""
    table = context.original
    try:
        found = prepared_transactions(context.connection, context.server, table.schema, (table.name,))
    except ServerError as error:
        if error.number == error_numbers.SPECIFIC_ACCESS_DENIED:
            return []  # 'privileges' refuses the run, and names what is missing
        if error.number != error_numbers.TRANSACTIONS_UNREADABLE:
            raise
        return [warning(NAME, f"prepared XA transactions can't be looked for at the moment: {error.text}", "Check again.")]
    if not found.transactions:
        return []
    named = ", ".join(found.xids) or f"{len(found.transactions)}, their ids can't be read"
    ends = " ".join(f"XA COMMIT {xid}; or XA ROLLBACK {xid};" for xid in found.xids)
    unseen = "XA RECOVER CONVERT XID lists them for who has XA_RECOVER_ADMIN."
    return [
        warning(
            NAME,
            f"prepared XA transactions whose clients are gone may have written to {table.name}: {named}. The run waits for"
            f" them for {context.settings.old_transaction_timeout:.0f} s (old_transaction_timeout) and stops then",
            f"End them: {ends or unseen}",
        )
    ]

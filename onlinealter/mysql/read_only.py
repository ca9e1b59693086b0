"""A server that takes no writes any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from onlinealter.model.errors import Changed

if TYPE_CHECKING:
    from onlinealter.mysql.connection import Account


def became_read_only(account: Account) -> Changed:
    """The server takes no writes, as before and after a failover."""
    return Changed(
        f"{account.address} is read-only: was there a failover?",
        remedy="Name the primary, or run the same command again when this server takes writes.",
    )

"""From the parts of an account that were given to the account."""

from __future__ import annotations

from dataclasses import replace

from onlinealter.model.errors import UsageFault
from onlinealter.mysql.connection import Account, Tls
from onlinealter.planning.account_parts import AccountParts


def account_of(parts: AccountParts) -> Account:
    """The account, with defaults for what nobody said."""
    # MySQL's clients take a CA as the wish to have it verified.
    mode = parts.ssl_mode or ("VERIFY_CA" if parts.ssl_ca else Tls.mode)
    return Account(
        host=parts.host or Account.host,
        port=parts.port or Account.port,
        user=parts.user or "",
        password=parts.password or "",
        socket=parts.socket,
        tls=Tls(mode, parts.ssl_ca, parts.ssl_cert, parts.ssl_key),
    )


def filled_replica(replica: AccountParts, primary: AccountParts) -> AccountParts:
    """A replica's parts. It is another machine: all but the address is the primary's where nothing else is said.

    Raises UsageFault where no host is named, or another schema.
    """
    if replica.host is None and replica.socket is None:
        raise UsageFault("a replica's DSN names no host", remedy="Write it as mysql://HOST or mysql://HOST:PORT.")
    if replica.database not in (None, primary.database):
        raise UsageFault(
            f"the replica {replica.host or replica.socket} is given with the schema '{replica.database}',"
            f" the primary with '{primary.database or ''}'",
            remedy="Leave the schema out of the replica's DSN; it is the primary's.",
        )
    return replica.filled_from(replace(primary, host=None, socket=None))

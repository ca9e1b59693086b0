"""Where nothing is rehearsed, whatever mark there is: on a server that belongs to production."""

from __future__ import annotations

from collections.abc import Iterable
from secrets import token_hex

from onlinealter.model.errors import Refused
from onlinealter.mysql.connection import Account, Connection, connect
from onlinealter.mysql.replication import attached_replicas, fellow_primaries, grant_asking, sources
from onlinealter.mysql.server import read_server
from onlinealter.rehearsal import statements

_REMEDY = "Give --against a server of its own that nobody but the rehearsal and its testers needs."


def refuse_production(candidate: Connection, servers: Iterable[Account]) -> None:
    """Raise Refused where the candidate is one of production's servers, under whatever name, or tied to one by replication.

    The servers themselves are asked, never the DSN. Each has to answer: one that can't be asked can't be told apart.
    """
    refuse_replica(candidate)
    own, name = read_server(candidate), f"online-alter {token_hex(16)}"
    candidate.value(statements.take_lock(), [name])
    fed = {server_id for server_id, _ in attached_replicas(candidate, own) if server_id}
    for account in servers:
        with connect(account) as connection:
            found = read_server(connection)
            # A name that only the candidate's session holds is seen here only if this is the same server: also where a
            # server has no identity that travels with it, or a proxy stands in between.
            if found.identity == own.identity or connection.value(statements.lock_holder(), [name]) is not None:
                raise Refused(
                    f"{own.address} is the plan's own server {account.address}",
                    remedy=f"{_REMEDY} A copy of its data directory needs a server_uuid of its own: remove auto.cnf there"
                    " and restart it.",
                )
            if found.server_id in fed and sources(connection) != ():
                raise Refused(f"{account.address} is a replica of {own.address}", remedy=_REMEDY)


def refuse_replica(candidate: Connection) -> None:
    """Raise Refused for a server that is a replica, of whatever server and at whatever depth, or a member of a cluster.

    What a rehearsal writes on a replica breaks its replication; and where the chain above it ends need not be known then.
    """
    address, followed = candidate.account.address, sources(candidate)
    if followed is None:
        raise Refused(
            f"the account may not ask whether {address} is a replica",
            remedy=grant_asking(candidate),
        )
    if followed:
        raise Refused(f"{address} is a replica: it follows {', '.join(followed)}", remedy=_REMEDY)
    galera = candidate.row(statements.galera())
    if fellow_primaries(candidate) or (galera is not None and str(galera[1]).upper() == "ON"):
        raise Refused(f"{address} is a member of a cluster", remedy=_REMEDY)

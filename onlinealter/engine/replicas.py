"""What there is to say of the replicas before a run: of those that are named, and of those that are there."""

from __future__ import annotations

from onlinealter.engine.shard import Shard
from onlinealter.model.errors import Refused
from onlinealter.model.findings import Finding, Severity
from onlinealter.mysql.replication import check_replica
from onlinealter.mysql.server import read_server

_NAME = "replicas"


def replica_findings(shard: Shard) -> list[Finding]:
    """Named ones that aren't replicas of this primary, and attached ones that nobody named."""
    found, named = [], set[int]()
    for replica in shard.replicas:
        with shard.open_replica(replica) as connection:
            try:
                check_replica(connection, shard.server)
            except Refused as error:
                found.append(Finding(_NAME, Severity.REFUSAL, error.message, error.remedy))
            named.add(read_server(connection).server_id)
    return found + _not_named(shard, named)


def _not_named(shard: Shard, named: set[int]) -> list[Finding]:
    others = [address for number, address in shard.attached if number not in named]
    if any(number == 0 for number, _ in shard.attached):  # only their number can be told
        others = others[len(named) :]
    if not others:
        return []
    one = len(others) == 1
    return [
        Finding(
            _NAME,
            Severity.NOTE,
            f"{len(others)} replica{' is' if one else 's are'} attached to {shard.primary.address} that nobody watches: "
            f"{', '.join(others)}; {'its' if one else 'their'} lag isn't seen",
            _how_to_name(others),
        )
    ]


def _how_to_name(addresses: list[str]) -> str:
    """What to type. Nobody is asked at an address because a replica reports it: any account that may replicate can report
    any, and what is there would be shown the run's own account.
    """
    reported = " ".join(f"--replica mysql://{address}" for address in addresses if address.rpartition(":")[0])
    if not reported:
        return "Name each by --replica mysql://HOST:PORT, or in the plan file."
    return f"If these are the servers that you know, type: {reported}"

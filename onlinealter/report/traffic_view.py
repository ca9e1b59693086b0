"""A table's traffic as text."""

from __future__ import annotations

from collections.abc import Iterator

from onlinealter.model.traffic import IndexTraffic, StatementTraffic, Traffic
from onlinealter.report.readable import one_line


def traffic_as_text(traffic: Traffic) -> str:
    """Kinds of statements, indexes, waits."""
    return "\n".join(_lines(traffic))


def _lines(traffic: Traffic) -> Iterator[str]:
    yield f"{one_line(traffic.table)} on {traffic.server}, {traffic.seconds:.0f} s"
    yield from (_statement(each) for each in traffic.statements)
    yield from (_index(each) for each in traffic.indexes)
    waited = f"{traffic.lock_waits:,} waits on the whole server, {traffic.lock_wait_seconds:.1f} s in all"
    yield f"row locks   {waited}"
    yield from (f"note: {note}" for note in traffic.notes)


def _statement(each: StatementTraffic) -> str:
    facts = [f"{each.kind:<11} {each.count:,}", f"{each.per_second:.1f} a second"]
    facts += [f"{each.rows_each:.1f} rows each"] if each.rows_each is not None else []
    facts += [f"{each.rows_read_each:.1f} read for each"] if each.rows_read_each is not None else []
    facts += [f"{each.seconds_each * 1000:.1f} ms"] if each.seconds_each is not None else []
    return ", ".join(facts)


def _index(each: IndexTraffic) -> str:
    name = one_line(each.index) or "no index"
    writes = [("inserted", each.inserted), ("updated", each.updated), ("deleted", each.deleted)]
    told = [f"{count:,} {what}" for what, count in writes if count]
    return ", ".join([f"by {name:<8} {each.read:,} rows read ({each.share:.0%})", *told])

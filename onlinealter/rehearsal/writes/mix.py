"""What a load like an application's plays: how many statements of each kind, of how many rows, led by which index."""

from __future__ import annotations

from dataclasses import dataclass

from onlinealter.model.traffic import Kind, Traffic

MOST_ROWS = {Kind.SELECT: 1000, Kind.INSERT: 100, Kind.UPDATE: 1000, Kind.DELETE: 1000}
"""Of one statement."""


@dataclass(frozen=True)
class Share:
    """The statements of one kind: how many a second, and how many rows each has on average."""

    kind: Kind
    per_second: float
    rows_each: float


@dataclass(frozen=True)
class Mix:
    """All that is played. ``by_index`` are names with their shares of the rows read; the rest is read by the key. ``notes``
    say what of the measured traffic is not played as it was.
    """

    shares: tuple[Share, ...]
    by_index: tuple[tuple[str, float], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def per_second(self) -> float:
        """Of all kinds together."""
        return sum(share.per_second for share in self.shares)


def mix_of(traffic: Traffic, factor: float = 1.0) -> Mix:
    """The measured traffic, ``factor`` times as dense."""
    shares, notes = list[Share](), list[str]()
    for each in traffic.statements:
        rows, most = 1.0 if each.rows_each is None else each.rows_each, MOST_ROWS[each.kind]
        if not each.per_second:
            continue
        if rows > most:
            notes.append(f"no more than {most:,} rows in a statement: {each.kind} had {rows:,.0f} on average")
        shares.append(Share(each.kind, each.per_second * factor, min(rows, float(most))))
    if traffic.whole_server:
        notes.append("kinds and rates are those of the whole server on which they were measured")
    unled = sum(each.share for each in traffic.indexes if not each.index)
    if unled:
        notes.append(f"no read without an index: {unled:.0%} of the rows were read so, and are read by the key")
    return Mix(tuple(shares), tuple((each.index, each.share) for each in traffic.indexes if each.index), tuple(notes))

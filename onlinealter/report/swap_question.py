"""The question before a swap: what will happen, and by which facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from onlinealter.model.outlook import ReplicaDelay, SwapOutlook
from onlinealter.report.readable import count, duration, one_line, whole_seconds

_NAMED = 3


def swap_question(outlook: SwapOutlook) -> str:
    """On lines of its own where somebody stands in the way: who that is."""
    verb = ("Swap back" if outlook.back else "Swap") if outlook.statement == "RENAME" else "Change"
    back = " back" if outlook.back and verb == "Change" else ""
    facts = f"{', '.join(_facts(outlook))}. {verb} {one_line(outlook.table)}{back}?"
    older = [f"  older transaction: {one_line(str(each))}" for each in (outlook.older or ())[:_NAMED]]
    queries = [f"  worse query plan: {one_line(each)}" for each in outlook.queries[:_NAMED]]
    return "\n".join([*older, *queries, facts])


def _facts(outlook: SwapOutlook) -> Iterator[str]:
    yield f"{outlook.statement}, waits ≤ {outlook.longest_wait:g} s"
    if outlook.opens:
        yield f"the cutover window opens in {whole_seconds(outlook.opens)}"
    if outlook.older is None:
        yield "older transactions can't be seen"
    elif outlook.statement == "RENAME" and not outlook.back:
        yield count(len(outlook.older), "older transaction")
    if outlook.queries:
        yield count(len(outlook.queries), "worse query plan")
    yield from _delays(outlook.replicas)
    if outlook.back:
        yield "no write is lost"
    else:
        yield "rollback stays open" if outlook.rollback else "no rollback afterwards"


def _delays(replicas: Sequence[ReplicaDelay]) -> Iterator[str]:
    """The slowest says enough of those that arrived."""
    arrived = [each.seconds for each in replicas if each.reached]
    if arrived:
        yield f"{'replica' if len(replicas) == 1 else 'replicas'} {duration(max(arrived))} behind"
    for each in replicas:
        if each.unknown:
            yield f"replica {one_line(each.replica)} can't be asked"
        elif not each.reached:
            yield f"replica {one_line(each.replica)} more than {duration(each.seconds)} behind"

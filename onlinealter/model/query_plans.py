"""How a server would find the rows of a statement, before an alteration and after it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PlanStep:
    """One line of an EXPLAIN: in which SELECT of the statement, which table, how its rows are found (``access``), by which
    index, and how many rows the server expects to read each time, of which ``filtered`` percent stay.
    """

    select: int
    table: str
    access: str
    index: str
    rows: int
    filtered: float = 100.0


@dataclass(frozen=True)
class QueryPlan:
    """A statement's steps, and how many rows they read in all, by the server's own estimate. With an ``error`` there are
    none.
    """

    steps: tuple[PlanStep, ...]
    rows: int
    error: str = ""


@dataclass(frozen=True)
class ExplainedQuery:
    """A statement of the queries file, with ``?`` for its values: its plan before, and with the new definition if it came
    to that; ``findings`` say what became worse.
    """

    number: int
    line: int
    statement: str
    before: QueryPlan
    after: QueryPlan | None
    findings: tuple[str, ...] = ()

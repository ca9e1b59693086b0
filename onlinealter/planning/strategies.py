"""Which of the possible strategies a run takes, and why: rules over what was found, or what is expected."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from onlinealter.load.heuristics import HEURISTICS
from onlinealter.model.plan import Plan, Rollback, Strategy
from onlinealter.planning.resolved_plan import ResolvedPlan, clauses_of
from onlinealter.tables.alter_clause import column_changes, touches_partitions
from onlinealter.tables.changes import Change, Kind
from onlinealter.tables.key_clauses import without_key_clauses


class Way(StrEnum):
    """How a table can get a definition: without a look at its rows, by reading them, or by a copy."""

    METADATA = "metadata"
    NATIVE = "native"
    SHADOW = "shadow"


@dataclass(frozen=True)
class Found:
    """What the server does with a change: the cheapest ``way`` and the one ``back``, by the ALTER ``inverse``; ``lacks``
    says what stands against the next cheaper way. ``shows`` whether the definition afterwards tells that it is made.
    """

    way: Way
    back: Way
    changes: tuple[Change, ...]
    inverse: str
    lacks: str = ""
    shows: bool = True


@dataclass(frozen=True)
class Surroundings:
    """What an index build meets: replicas that stand still meanwhile, rows, and bytes that it keeps of others' writes."""

    replicas: int
    rows: int
    written_per_second: float = 0.0
    most_kept: int = 0


@dataclass(frozen=True)
class Decision:
    """The way that a run takes; ``why`` where a cheaper one would have been possible. ``refused`` is why the way that the
    plan asks for can't be.
    """

    way: Way
    why: str = ""
    refused: str = ""


def needs_copy(resolved: ResolvedPlan) -> str:
    """Why the server can't make the change by itself at all, whatever is asked for; empty where it may."""
    plan, clauses = resolved.plan, clauses_of(resolved.plan)
    if plan.columns or plan.where:
        return "the plan computes values or leaves rows out"
    if any(touches_partitions(clause) for some in clauses for clause in some):
        return "it changes partitions"
    if any(without_key_clauses(some, resolved.original.keys_by_name) != some for some in clauses):
        return "it changes foreign keys"
    return ""


def decide(resolved: ResolvedPlan, found: Found, around: Surroundings) -> Decision:
    """The way that the plan's strategy leads to."""
    asked, settings = resolved.plan.settings.strategy, resolved.plan.settings
    never = needs_copy(resolved) or _unseen(found)
    if asked is Strategy.SHADOW:
        return Decision(Way.SHADOW, never or 'the plan says strategy = "shadow"')
    if asked is not Strategy.AUTO:
        return _by_name(asked, found, never, lossy=_is_lossy(found) and settings.rollback is not Rollback.NONE)
    if never or found.way is Way.SHADOW:
        return Decision(Way.SHADOW, never or f"in place but for {found.lacks}")
    kept = _is_kept_for_safety(resolved, found) or (
        _is_too_long(resolved.plan, found, around) if found.way is Way.NATIVE else ""
    )
    return Decision(Way.SHADOW, kept) if kept else Decision(found.way)


def seconds_to_build(rows: int, changes: tuple[Change, ...]) -> float:
    """How long the server takes to build the new indexes, roughly."""
    return rows * max(1, sum(each.kind is Kind.ADD_INDEX for each in changes)) / HEURISTICS.indexed_rows_per_second


def _by_name(asked: Strategy, found: Found, never: str, *, lossy: bool) -> Decision:
    if never:
        return Decision(Way.SHADOW, never, never)
    if lossy:
        why = 'it loses values, so there would be no rollback; say rollback = "none" as well'
        return Decision(Way.SHADOW, why, why)
    if found.way is Way.SHADOW:
        return Decision(Way.SHADOW, found.lacks, f"the server would write the rows again: {found.lacks}")
    if found.way is Way.NATIVE and asked is Strategy.METADATA:
        return Decision(Way.SHADOW, found.lacks, f"the server would read the rows: {found.lacks}")
    return Decision(found.way)


def _unseen(found: Found) -> str:
    return "" if found.shows else "the definition doesn't show afterwards that it was made"


def _is_lossy(found: Found) -> bool:
    return any(change.loses for change in found.changes)


def _is_kept_for_safety(resolved: ResolvedPlan, found: Found) -> str:
    """Why ``auto`` leaves to the shadow what the server could do."""
    if _is_lossy(found) and resolved.plan.settings.rollback is not Rollback.NONE:
        return f"{next(str(each) for each in found.changes if each.loses)} loses values, which rollback brings back"
    unique = [str(each) for each in found.changes if each.unique and each.kind is not Kind.RENAME_INDEX]
    if unique:
        return f"{', '.join(unique)}: a unique key changes"
    named = [column_changes(clauses) for clauses in clauses_of(resolved.plan)]
    if resolved.triggers and any(each.renamed or each.dropped for each in named):
        return "the table has triggers and columns change their names"
    if resolved.keys.any or resolved.children:
        touched = [str(each) for each in found.changes if _touches_keys(resolved, each)]
        if touched:
            return f"{', '.join(touched)}: a foreign key may lean on it"
    return ""


def _touches_keys(resolved: ResolvedPlan, change: Change) -> bool:
    if change.kind is Kind.DROP_INDEX:
        return True
    keyed = {name.lower() for key in resolved.keys.old for name in (*key.columns, *(() if key.table else key.referenced))}
    keyed |= {name.lower() for child in resolved.children for name in child.key.referenced}
    of_column = change.kind in (Kind.MODIFY_COLUMN, Kind.RENAME_COLUMN)
    unknown = any(not child.key.referenced for child in resolved.children)  # of another schema
    return of_column and (unknown or any(change.before.lower().startswith(f"`{name}`") for name in keyed))


def _is_too_long(plan: Plan, found: Found, around: Surroundings) -> str:
    seconds = seconds_to_build(around.rows, found.changes)
    if around.replicas and seconds > plan.settings.max_index_build:
        return (
            f"replicas would stand still for about {seconds:.0f} s of index build, more than max_index_build"
            f" ({plan.settings.max_index_build:.0f} s)"
        )
    if around.most_kept and around.written_per_second * seconds * HEURISTICS.note_bytes > around.most_kept:
        return "more is written during the build than the server keeps (innodb_online_alter_log_max_size)"
    return ""

"""Whether a plan would change anything at all. What its clauses drop, rename or set counts, not only where they end."""

from __future__ import annotations

from onlinealter.model.plan import Plan
from onlinealter.mysql.connection import Connection
from onlinealter.planning import statements
from onlinealter.planning.preview import preview_unchanged
from onlinealter.planning.resolved_plan import clauses_of
from onlinealter.tables.alter_clause import asks_for_rebuild, shows_in_preview
from onlinealter.tables.column_map import trace_names
from onlinealter.tables.facts import TableFacts
from onlinealter.tables.key_clauses import without_key_clauses
from onlinealter.tables.table_options import counter_set


def changes_nothing(connection: Connection, plan: Plan, original: TableFacts, shadow: TableFacts) -> bool:
    """Whether the table is as the plan wants it: its definition, its values and its counter."""
    clauses = clauses_of(plan)
    if plan.columns or plan.where or any(asks_for_rebuild(each) or not shows_in_preview(each) for each in clauses):
        return False
    if any(without_key_clauses(each, original.keys_by_name) != each for each in clauses):
        return False
    if not values_stay(plan, original) or not counts_on(connection, plan, original):
        return False
    return preview_unchanged(connection, original).definition == shadow.definition


def values_stay(plan: Plan, original: TableFacts) -> bool:
    """Whether each column lives on under its own name: one that comes back after a DROP is another, with other values."""
    living = trace_names(original, clauses_of(plan))
    return len(living) == len(original.columns) and all(now == first.lower() for now, first in living.items())


def counts_on(connection: Connection, plan: Plan, original: TableFacts) -> bool:
    """Whether AUTO_INCREMENT continues where it would without the plan; never lower than after the highest number."""
    wanted, now = counter_set(clauses_of(plan)), original.auto_increment or 1
    counted = next((column.name for column in original.columns if column.auto_increment), None)
    if wanted is None or counted is None or max(wanted, 1) == now:
        return True
    if wanted > now:
        return False
    highest = connection.value(statements.highest_number(original.schema, original.name, counted))
    return max(wanted, int(highest or 0) + 1) == now


def counts_too_low(plan: Plan, original: TableFacts) -> bool:
    """Whether AUTO_INCREMENT hasn't yet come to where the plan lets it go on."""
    return (counter_set(clauses_of(plan)) or 0) > (original.auto_increment or 1)

"""CHECK constraints whose names change, because MySQL's are unique in a schema and the old table has them until cleanup."""

from __future__ import annotations

from onlinealter.checks.check import ChangeInput, note
from onlinealter.model.findings import Finding
from onlinealter.tables.alter_clause import split_clauses
from onlinealter.tables.check_clauses import checks_of, dropped_or_changed, generated_name, numbers_on_copy, with_check_names

NAME = "check-names"


def check(context: ChangeInput) -> list[Finding]:
    """Say which names the CHECKs will have: later ALTERs have to use them."""
    if context.server.is_mariadb:
        return []
    table = context.original.name
    numbers = numbers_on_copy(checks_of(context.original.create_statement), table)
    clauses = [clause for alter in context.plan.alter for clause in split_clauses(alter)]
    dropped = {dropped_or_changed(clause).lower() for clause in clauses if clause.begins("DROP")}
    changed = [
        f"{name} will be {generated_name(table, number)}"
        for name, number in numbers.items()
        if generated_name(table, number) != name and name.lower() not in dropped
    ]
    taken = frozenset(name.lower() for name in numbers)
    unnamed = [clause.text for clause in clauses if with_check_names(clause, {}, taken) != clause]
    changed += [f"'{text}' gets a name made from the table's" for text in unnamed]
    if not changed:
        return []
    return [
        note(
            NAME,
            f"CHECK names are unique in a schema on MySQL, and the old table has them until cleanup: {'; '.join(changed)}",
            "Use the new names in later ALTERs. To give a name back, the server would have to copy the table.",
        )
    ]

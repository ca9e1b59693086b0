"""CHECK constraints whose names change, because MySQL's are unique in a schema and the old table has them until cleanup."""

from __future__ import annotations

from onlinealter.checks.check import ChangeInput, note
from onlinealter.checks.statements import name_check
from onlinealter.model.findings import Finding
from onlinealter.tables.alter_clause import split_clauses
from onlinealter.tables.check_clauses import checks_of, renamed, with_check_names

NAME = "check-names"


def check(context: ChangeInput) -> list[Finding]:
    """Say which names the CHECKs will have: later ALTERs have to use them."""
    if context.server.is_mariadb:
        return []
    table = context.original.name
    checks = checks_of(context.original.create_statement)
    clauses = [clause for alter in context.plan.alter for clause in split_clauses(alter)]
    changed = renamed(checks, table, clauses)
    said = [f"{name} will be {new}" for name, new in changed.items()]
    taken = frozenset(check.name.lower() for check in checks)
    unnamed = [clause.text for clause in clauses if with_check_names(clause, {}, taken) != clause]
    said += [f"'{text}' gets a name made from the table's" for text in unnamed]
    if not said:
        return []
    back = ", ".join(name_check(changed[each.name], each.name, each.text) for each in checks if each.name in changed)
    return [
        note(
            NAME,
            f"CHECK names are unique in a schema on MySQL, and the old table has them until cleanup: {'; '.join(said)}",
            "Use the new names in later ALTERs, or give the old ones back after cleanup by an alteration of its own, which"
            f" copies the table once more{f': {back}' if back else ''}.",
        )
    ]

"""All checks, in the order of their names, so that the same fault always reads the same."""

from __future__ import annotations

from onlinealter.checks import (
    allowances,
    binlog,
    budgets,
    copy_key,
    engine,
    existing_triggers,
    foreign_keys,
    fulltext,
    kill_blockers,
    member_charset,
    names,
    new_columns,
    privileges,
    rounding,
    way_back,
)
from onlinealter.checks.check import ChangeCheck, ChangeInput, TableCheck, TableInput
from onlinealter.model.findings import Finding

TABLE_CHECKS: dict[str, TableCheck] = {
    binlog.NAME: binlog.check,
    budgets.NAME: budgets.check,
    engine.NAME: engine.check,
    existing_triggers.NAME: existing_triggers.check,
    kill_blockers.NAME: kill_blockers.check,
    names.NAME: names.check,
    privileges.NAME: privileges.check,
}
CHANGE_CHECKS: dict[str, ChangeCheck] = {
    allowances.NAME: allowances.check,
    copy_key.NAME: copy_key.check,
    engine.NAME: engine.check_change,
    existing_triggers.NAME: existing_triggers.check_change,
    foreign_keys.NAME: foreign_keys.check,
    fulltext.NAME: fulltext.check,
    new_columns.NAME: new_columns.check,
    member_charset.NAME: member_charset.check,
    rounding.NAME: rounding.check,
    way_back.NAME: way_back.check,
}


def check_table(given: TableInput) -> list[Finding]:
    """What the table as it stands has to say."""
    return [finding for check in TABLE_CHECKS.values() for finding in check(given)]


def check_change(given: ChangeInput) -> list[Finding]:
    """What the change has to say."""
    return [finding for check in CHANGE_CHECKS.values() for finding in check(given)]

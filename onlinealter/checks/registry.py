"""All checks, in the order of their names, so that the same fault always reads the same."""

from __future__ import annotations

from onlinealter.checks import (
    allowances,
    applied_binlog,
    binlog,
    budgets,
    check_names,
    connections,
    copy_key,
    engine,
    existing_triggers,
    foreign_keys,
    fulltext,
    instruments,
    kill_blockers,
    left_out,
    member_charset,
    names,
    new_columns,
    partitions,
    prepared_xa,
    privileges,
    rollback,
    rounding,
    sql_mode,
    times_of_day,
)
from onlinealter.checks.check import ChangeCheck, ChangeInput, TableCheck, TableInput
from onlinealter.model.findings import Finding

TABLE_CHECKS: dict[str, TableCheck] = {
    applied_binlog.NAME: applied_binlog.check,
    binlog.NAME: binlog.check,
    budgets.NAME: budgets.check,
    connections.NAME: connections.check,
    engine.NAME: engine.check,
    existing_triggers.NAME: existing_triggers.check,
    instruments.NAME: instruments.check,
    kill_blockers.NAME: kill_blockers.check,
    names.NAME: names.check,
    prepared_xa.NAME: prepared_xa.check,
    privileges.NAME: privileges.check,
}
CHANGE_CHECKS: dict[str, ChangeCheck] = {
    allowances.NAME: allowances.check,
    check_names.NAME: check_names.check,
    copy_key.NAME: copy_key.check,
    engine.NAME: engine.check_change,
    existing_triggers.NAME: existing_triggers.check_change,
    foreign_keys.NAME: foreign_keys.check,
    fulltext.NAME: fulltext.check,
    new_columns.NAME: new_columns.check,
    partitions.NAME: partitions.check,
    member_charset.NAME: member_charset.check,
    rounding.NAME: rounding.check,
    sql_mode.NAME: sql_mode.check,
    times_of_day.NAME: times_of_day.check,
    left_out.NAME: left_out.check,
    existing_triggers.LOCK_TABLES: existing_triggers.check_lock_tables,
    rollback.NAME: rollback.check,
}


def check_table(context: TableInput) -> list[Finding]:
    return [finding for check in TABLE_CHECKS.values() for finding in check(context)]


def check_change(context: ChangeInput) -> list[Finding]:
    return [finding for check in CHANGE_CHECKS.values() for finding in check(context)]

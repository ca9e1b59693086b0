"""What the optimizer was told of columns: the server's own ALTER keeps it for those that it leaves alone."""

from __future__ import annotations

from onlinealter.engine.column_statistics import statements
from onlinealter.engine.phase_context import PhaseContext
from onlinealter.model.errors import ServerError
from onlinealter.model.events import Notice, StatementRan
from onlinealter.mysql import error_numbers
from onlinealter.mysql.values import text_of


def carry_statistics(run: PhaseContext) -> None:
    """MySQL's histograms as they are; MariaDB's statistics of columns read again from the shadow's rows."""
    if run.shard.server.is_mariadb:
        _collect(run)
    else:
        _carry_histograms(run)


def _carry_histograms(run: PhaseContext) -> None:
    schema, names = run.resolved.schema, run.resolved.names
    rows = run.journal.ask(lambda c: c.rows(statements.find_histograms(), [schema, names.original]))
    for column, histogram in rows:
        if not _stays(run, str(column)):
            continue
        sql = statements.give_histogram(schema, names.shadow, str(column))
        data = text_of(histogram)
        _report(run, sql, run.journal.ask(lambda c, sql=sql, data=data: c.rows(sql, [data])))  # type: ignore[misc]


def _collect(run: PhaseContext) -> None:
    schema, names = run.resolved.schema, run.resolved.names
    try:
        rows = run.journal.ask(lambda c: c.rows(statements.find_column_statistics(), [schema, names.original]))
    except ServerError as error:
        if error.number != error_numbers.TABLE_ACCESS_DENIED:
            raise
        run.reporter.report(
            Notice(
                "whether ANALYZE … PERSISTENT has collected statistics of columns can't be seen without SELECT on "
                "mysql.column_stats: collect them after the swap if they are wanted"
            )
        )
        return
    columns = [str(column) for (column,) in rows if _stays(run, str(column))]
    if columns:
        sql = statements.collect_statistics(schema, names.shadow, columns)
        _report(run, sql, run.journal.ask(lambda c: c.rows(sql)))


def _stays(run: PhaseContext, name: str) -> bool:
    """Whether the plan leaves the column as it is."""
    before, after = run.resolved.original.column(name), run.resolved.shadow.column(name)
    changed = {each.lower() for each in run.resolved.plan.columns}
    return before is not None and after is not None and before.shape == after.shape and name.lower() not in changed


def _report(run: PhaseContext, sql: str, rows: list[tuple[object, ...]]) -> None:
    for row in rows:
        if str(row[2]).lower() == "error":
            run.reporter.report(Notice(f"statistics of {run.resolved.names.original} could not be carried over: {row[3]}"))
            return
    run.reporter.report(StatementRan("carry statistics of columns over", sql, 0.0))

"""Looking at a table and a plan before anything is made: checks, findings, resolved plan. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from onlinealter.checks import gh_ost_pt_osc, leftovers, privileges, sql_mode
from onlinealter.checks.check import ChangeInput, TableInput
from onlinealter.checks.registry import check_change, check_table
from onlinealter.engine.journal import RunRecord, read_runs
from onlinealter.engine.query_looks import look_at_definition
from onlinealter.engine.replicas import replica_findings
from onlinealter.engine.search import Extent, Sample, search_losses
from onlinealter.engine.shard import Shard
from onlinealter.engine.target import Target
from onlinealter.model.errors import Refused, ServerError, UsageFault
from onlinealter.model.events import Found, Notice
from onlinealter.model.findings import Finding, Severity
from onlinealter.model.plan import Plan
from onlinealter.model.ports import Reporter
from onlinealter.model.states import State
from onlinealter.mysql import session
from onlinealter.mysql.connection import Connection
from onlinealter.planning.nothing import changes_nothing, counts_too_low
from onlinealter.planning.preview import joins, preview_shadow
from onlinealter.planning.resolved_plan import ResolvedPlan, clauses_of, map_columns, read_keys
from onlinealter.planning.strategies import Surroundings
from onlinealter.planning.strategy_text import strategy_finding
from onlinealter.tables.alter_clause import holds_several
from onlinealter.tables.children import read_children
from onlinealter.tables.definition import take_apart
from onlinealter.tables.existing_triggers import existing_triggers
from onlinealter.tables.facts import TableFacts, estimated_rows, read_table
from onlinealter.tables.key_choice import choose_key
from onlinealter.tables.names import Names, run_id


@dataclass(frozen=True)
class Preflight:
    """What was found. ``resolved`` is None where a refusal stands against it; ``done_already`` says why nothing is to do;
    ``searched`` whether prepare has no more rows to scan.
    """

    findings: tuple[Finding, ...]
    resolved: ResolvedPlan | None
    done_already: str
    searched: bool = False

    def accepted(self) -> ResolvedPlan:
        """The resolved plan. Raises Refused with all findings where there is none."""
        refusals = [finding for finding in self.findings if finding.severity is Severity.REFUSAL]
        if refusals or self.resolved is None:
            count = len(refusals)
            raise Refused(
                f"{count} finding{'s' if count != 1 else ''} against this alteration; nothing was changed",
                findings=self.findings,
            )
        return self.resolved


def preflight(
    connection: Connection, shard: Shard, target: Target, run: str = "", extent: Extent = Extent.NOTHING
) -> Preflight:
    """Look at everything and give all findings at once; ``run`` is the id where there is one already, ``extent`` says how
    much of the rows is looked at.
    """
    plan = plan_of(target)
    runs = read_runs(connection, target.schema, target.table)
    names = Names(run or run_id(target.schema, target.table, plan.change_digest, len(runs)), target.table)
    original = read_table(connection, target.schema, target.table)
    if unlike := sql_mode.check_words(plan, shard.server):
        return Preflight(tuple(unlike), None, "")  # the clauses can't be told apart either
    clauses_of(plan)
    given = TableInput(connection, shard.server, original, names.run, plan.settings)
    findings = check_table(given) if run else [*check_table(given), *leftovers.check(given)]
    findings += [] if run else gh_ost_pt_osc.check(given)
    findings += replica_findings(shard)
    if any(finding.check == privileges.NAME and finding.severity is Severity.REFUSAL for finding in findings):
        return Preflight(tuple(findings), None, "")  # the change can't even be tried
    done, unanswered = ("", None) if run else _not_wanted(connection, plan)
    if unanswered is not None:
        return Preflight((*findings, unanswered), None, "")
    done = done or _done_by(runs, plan, original)
    if done:
        return Preflight(tuple(findings), None, done)
    try:
        shadow = preview_shadow(connection, plan, original, names.shadow, begun=bool(run))
        forward, back = map_columns(plan, original, shadow)
    except Refused as error:
        findings.append(Finding("alter", Severity.REFUSAL, error.message, error.remedy))
        return Preflight(tuple(findings), None, "")
    if changes_nothing(connection, plan, original, shadow):
        return Preflight(tuple(findings), None, f"{target.table} already has this definition")
    key = choose_key(original, shadow, forward)
    triggers = existing_triggers(connection, target.schema, target.table, names.prefix)
    keys = read_keys(plan, names, original, shadow, lower=shard.server.lower_case_names == 1)
    children = read_children(connection, target.schema, target.table, names)
    both = (forward, back, key, keys)
    findings += check_change(ChangeInput(plan, shard.server, original, shadow, *both, connection, children, triggers))
    resolved = None
    if key:
        resolved = ResolvedPlan(plan, names, shard.server, original, shadow, forward, back, key, keys, triggers, children)
        resolved = replace(resolved, joins=joins(connection, plan, original, shadow, begun=bool(run)))
    sample = Sample(enough=False)
    if resolved:
        sample = _losses(connection, shard, resolved, extent, refused=_is_refused(findings))
    if resolved and not _is_refused([*findings, *sample.findings]):
        findings += _prospects(connection, shard, target, resolved, extent)
    return Preflight((*findings, *sample.findings), resolved, "", sample.enough and extent is Extent.PREPARE)


def _is_refused(findings: list[Finding]) -> bool:
    return any(finding.severity is Severity.REFUSAL for finding in findings)


def _prospects(
    connection: Connection, shard: Shard, target: Target, resolved: ResolvedPlan, extent: Extent
) -> list[Finding]:
    """How the change will be made, and how the application's statements will fare with it."""
    rows = estimated_rows(connection, target.schema, target.table)
    strategy = strategy_finding(resolved, Surroundings(shard.replica_count, rows))
    if extent is Extent.NOTHING:
        return [strategy]
    return [strategy, *look_at_definition(shard, target, resolved.plan, resolved.original)]


def _losses(connection: Connection, shard: Shard, resolved: ResolvedPlan, extent: Extent, *, refused: bool) -> Sample:
    """What the rows have to say. Where the alteration is refused already, they are looked at as far as ``check`` does, so
    that all findings come at once; what keeps that from being done says so.
    """
    if not refused:
        return search_losses(connection, shard, resolved, extent)
    try:
        return search_losses(connection, shard, resolved, Extent.CHECK if extent is Extent.PREPARE else extent)
    except (Refused, UsageFault, ServerError) as error:
        message = f"the rows were not scanned for values that would be lost, nor for duplicates: {error.message}"
        note = Finding("losses", Severity.NOTE, message, "Fix what the other findings say, then run check again.")
        return Sample((note,), enough=False)


def tell_findings(found: Preflight, reporter: Reporter) -> None:
    """Report what an accepted preflight has to say; a refused one says it in its error."""
    for finding in found.findings:
        reporter.report(Found(finding))
    if found.done_already:
        reporter.report(Notice(f"nothing to do: {found.done_already}"))


def plan_of(target: Target) -> Plan:
    """The target's plan. Raises UsageFault where none was given."""
    if target.plan is None:
        raise UsageFault(f"no ALTER was given for {target.table}", remedy="Give a plan file, or --alter.")
    return target.plan


def _not_wanted(connection: Connection, plan: Plan) -> tuple[str, Finding | None]:
    """What the plan's precondition says: why nothing is to do, and the finding where it can't be asked."""
    if not plan.precondition:
        return "", None
    remedy = "Write one SELECT of one value that is true where the run is to begin."
    if holds_several(plan.precondition):
        return "", Finding("precondition", Severity.REFUSAL, "the precondition is more than one statement", remedy)
    try:
        with session.writing_nothing(connection):
            row = connection.row(plan.precondition)
    except ServerError as error:
        return "", Finding("precondition", Severity.REFUSAL, f"the server refuses the precondition: {error.message}", remedy)
    value = row[0] if row else None
    wanted = value not in (None, "", b"", "0", b"0") and bool(value)
    return ("" if wanted else f"the plan's precondition does not hold: {plan.precondition}"), None


def _done_by(runs: tuple[RunRecord, ...], plan: Plan, original: TableFacts) -> str:
    """Whether the newest run of the table made this very change and the table is still so. It isn't made twice: the same
    command may have been killed at its very end.
    """
    newest = runs[-1] if runs else None
    if newest is None or newest.state is not State.DONE or newest.plan.change_digest != plan.change_digest:
        return ""
    if not _are_alike(newest.new_definition, original) or counts_too_low(plan, original):
        return ""
    done = f"run {newest.id} has made this change"
    if newest.new_definition != newest.original_definition:
        return done
    return f"{done}, which the definition doesn't show; to make it again, add a comment such as /* again */ to the ALTER"


def _are_alike(journalled: str, table: TableFacts) -> bool:
    """Whether a table has a definition that the journal has kept."""
    try:
        return take_apart(journalled) == take_apart(table.definition)
    except (ValueError, StopIteration):
        return False

"""Looking at a table and a plan before anything is made: checks, findings, draft. Writes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from onlinealter.checks import leftovers, privileges
from onlinealter.checks.check import ChangeInput, TableInput
from onlinealter.checks.registry import check_change, check_table
from onlinealter.engine.journal import RunRecord, read_runs
from onlinealter.engine.search import Extent, search_losses
from onlinealter.engine.shard import Shard
from onlinealter.engine.target import Target
from onlinealter.model.errors import Refused, ServerError, UsageFault
from onlinealter.model.events import Found, Notice
from onlinealter.model.findings import Finding, Severity
from onlinealter.model.plan import Plan
from onlinealter.model.ports import Reporter
from onlinealter.model.states import State
from onlinealter.mysql import replication
from onlinealter.mysql.connection import Connection
from onlinealter.planning import statements
from onlinealter.planning.draft import Draft, clauses_of, map_columns, read_keys
from onlinealter.planning.preview import preview_shadow, preview_unchanged
from onlinealter.tables.alter_clause import asks_for_rebuild, holds_several, preview_clauses
from onlinealter.tables.children import read_children
from onlinealter.tables.copy_key import choose_key
from onlinealter.tables.existing_triggers import existing_triggers
from onlinealter.tables.facts import TableFacts, read_table
from onlinealter.tables.key_clauses import without_key_clauses
from onlinealter.tables.names import Names, run_id


@dataclass(frozen=True)
class Survey:
    """What was found. ``draft`` is None where a refusal stands against it; ``done_already`` says why nothing is to do."""

    findings: tuple[Finding, ...]
    draft: Draft | None
    done_already: str

    def accepted(self) -> Draft:
        """The draft. Raises Refused with all findings where there is none."""
        refusals = [finding for finding in self.findings if finding.severity is Severity.REFUSAL]
        if refusals or self.draft is None:
            count = len(refusals)
            raise Refused(
                f"{count} finding{'s' if count != 1 else ''} against this alteration; nothing was changed",
                findings=self.findings,
            )
        return self.draft


def survey(connection: Connection, shard: Shard, target: Target, run: str = "", extent: Extent = Extent.NOTHING) -> Survey:
    """Look at everything and give all findings at once; ``run`` is the id where there is one already, ``extent`` says how
    much of the rows is looked at. Rows are looked at only where nothing else stands against it.
    """
    plan = plan_of(target)
    runs = read_runs(connection, target.schema, target.table)
    names = Names(run or run_id(target.schema, target.table, plan.change_digest, len(runs)), target.table)
    original = read_table(connection, target.schema, target.table)
    clauses_of(plan)
    given = TableInput(connection, shard.server, original, names.run, plan.settings)
    findings = check_table(given) if run else [*check_table(given), *leftovers.check(given)]
    findings += _replica_findings(shard)
    if any(finding.check == privileges.NAME and finding.severity is Severity.REFUSAL for finding in findings):
        return Survey(tuple(findings), None, "")  # the change can't even be tried
    done, unanswered = ("", None) if run else _not_wanted(connection, plan)
    if unanswered is not None:
        return Survey((*findings, unanswered), None, "")
    done = done or _done_by(runs, plan, original)
    if done:
        return Survey(tuple(findings), None, done)
    try:
        shadow = preview_shadow(connection, plan, original, names.shadow)
        forward, back = map_columns(plan, original, shadow)
    except Refused as error:
        findings.append(Finding("alter", Severity.REFUSAL, error.message, error.remedy))
        return Survey(tuple(findings), None, "")
    if _changes_nothing(connection, plan, original, shadow):
        return Survey(tuple(findings), None, f"{target.table} already has this definition")
    key = choose_key(original, shadow, forward)
    triggers = existing_triggers(connection, target.schema, target.table, names.prefix)
    keys = read_keys(plan, names, original, shadow)
    children = read_children(connection, target.schema, target.table, names)
    both = (forward, back, key, keys)
    findings += check_change(ChangeInput(plan, shard.server, original, shadow, *both, connection, children, triggers))
    draft = None
    if key:
        draft = Draft(plan, names, shard.server, original, shadow, forward, back, key, keys, triggers, children)
    if draft and not any(finding.severity is Severity.REFUSAL for finding in findings):
        findings += search_losses(connection, shard, draft, extent)
    return Survey(tuple(findings), draft, "")


def tell_findings(found: Survey, reporter: Reporter) -> None:
    """Report what an accepted survey has to say; a refused one says it in its error."""
    for finding in found.findings:
        reporter.report(Found(finding))
    if found.done_already:
        reporter.report(Notice(f"nothing to do: {found.done_already}"))


def plan_of(target: Target) -> Plan:
    """The target's plan. Raises UsageFault where none was given."""
    if target.plan is None:
        raise UsageFault(f"no ALTER was given for {target.table}", remedy="Give a plan file, or --alter.")
    return target.plan


def _replica_findings(shard: Shard) -> list[Finding]:
    found = []
    for replica in shard.replicas:
        with shard.open_replica(replica) as connection:
            try:
                replication.check_replica(connection, shard.server)
            except Refused as error:
                found.append(Finding("replicas", Severity.REFUSAL, error.message, error.remedy))
    return found


def _not_wanted(connection: Connection, plan: Plan) -> tuple[str, Finding | None]:
    """What the plan's precondition says: why nothing is to do, and the finding where it can't be asked."""
    if not plan.precondition:
        return "", None
    remedy = "Write one SELECT of one value that is true where the run is to begin."
    if holds_several(plan.precondition):
        return "", Finding("precondition", Severity.REFUSAL, "the precondition is more than one statement", remedy)
    try:
        connection.execute(statements.read_only())
        try:
            row = connection.row(plan.precondition)
        finally:
            connection.execute(statements.end_reading())
    except ServerError as error:
        return "", Finding("precondition", Severity.REFUSAL, f"the server refuses the precondition: {error.message}", remedy)
    value = row[0] if row else None
    wanted = value not in (None, "", b"", "0", b"0") and bool(value)
    return ("" if wanted else f"the plan's precondition does not hold: {plan.precondition}"), None


def _done_by(runs: tuple[RunRecord, ...], plan: Plan, original: TableFacts) -> str:
    """Whether the newest run of the table made this very change and the table is still so."""
    newest = runs[-1] if runs else None
    if newest is None or newest.state is not State.DONE or newest.plan.change_digest != plan.change_digest:
        return ""
    return f"run {newest.id} has made this change" if newest.new_definition == original.definition else ""


def _changes_nothing(connection: Connection, plan: Plan, original: TableFacts, shadow: TableFacts) -> bool:
    clauses = clauses_of(plan)
    if plan.columns or plan.where or any(asks_for_rebuild(each) or preview_clauses(each) != each for each in clauses):
        return False
    if any(without_key_clauses(each, original.keys_by_name) != each for each in clauses):
        return False
    return preview_unchanged(connection, original).definition == shadow.definition

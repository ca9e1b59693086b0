"""A plan applied to a table as it is: everything that the run will do, as values. Building one changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from onlinealter.checksums.statements import Comparison
from onlinealter.copying.method import Method, choose_method
from onlinealter.copying.statements import Copy
from onlinealter.model.plan import Plan
from onlinealter.mysql.server import Server
from onlinealter.sql.statement import Statement
from onlinealter.swapping import statements as swapping
from onlinealter.tables.alter_clause import Clause, joined, split_clauses
from onlinealter.tables.children import ChildKey
from onlinealter.tables.column_map import ColumnMap, map_back, map_forward, trace_names
from onlinealter.tables.copy_key import CopyKey
from onlinealter.tables.existing_triggers import ExistingTrigger, SwappedTriggers
from onlinealter.tables.expression import Expression, parse
from onlinealter.tables.facts import TableFacts
from onlinealter.tables.foreign_keys import ForeignKey, keys_in
from onlinealter.tables.key_clauses import keys_after
from onlinealter.tables.names import Names
from onlinealter.tables.own_values import generated_alike, own_values
from onlinealter.tables.table_keys import TableKeys, no_keys
from onlinealter.triggers.existing.statements import TriggerMove
from onlinealter.triggers.statements import EVENTS, RowSync, create_trigger, drop_trigger


@dataclass(frozen=True)
class ResolvedPlan:
    """The plan, the table before and after, and how a row gets from one to the other and back. ``joins``: all ALTERs of the
    plan in one come to the same.
    """

    plan: Plan
    names: Names
    server: Server
    original: TableFacts
    shadow: TableFacts
    forward: ColumnMap
    back: ColumnMap
    key: CopyKey
    keys: TableKeys
    triggers: tuple[ExistingTrigger, ...] = ()
    children: tuple[ChildKey, ...] = ()
    joins: bool = True

    @property
    def schema(self) -> str:
        return self.original.schema

    @property
    def where(self) -> Expression | None:
        """The condition that a row of the original has to meet to get across; None where all do."""
        if not self.plan.where:
            return None
        return parse(self.plan.where, [column.name for column in self.original.columns])

    @property
    def fires_others(self) -> bool:
        """Whether an UPDATE of the original fires triggers of the application's own."""
        return any(trigger.event == "UPDATE" for trigger in self.triggers)

    def copy(self, *, fresh: bool = False) -> Copy:
        """What execute copies; where the shadow is ``fresh``, a row copied again gets its defaults again too."""
        method = choose_method(self.server, self.shadow, fires_others=self.fires_others)
        told = own_values(self.shadow, self.forward).told if fresh else ()
        renewed = tuple(each.column.name for each in told if not each.column.generated)
        return Copy(
            self.original, self.names.shadow, self.forward, self.key, self.server, method, self.keys.any, self.where, renewed
        )

    def copy_back(self) -> Copy:
        """What brings a row of the new table to the retired one."""
        live = replace(self.shadow, name=self.names.original)
        return Copy(live, self.names.retired, self.back, self.key.turned(), self.server, Method.INSERT, self.keys.any)

    def comparison(self, *, fresh: bool = True) -> Comparison:
        """What verify compares, generated columns too; new ones as long as the shadow is ``fresh``: after a swap and a
        rollback they hold what the application wrote meanwhile.
        """
        alike = generated_alike(self.original, self.shadow, self.forward)
        columns = replace(self.forward, columns=(*self.forward.columns, *alike))
        known = {each.target.name for each in alike}
        told = own_values(self.shadow, self.forward).told
        own = tuple(each for each in told if each.column.name not in known and (fresh or each.column.generated))
        return Comparison(self.original, self.names.shadow, columns, self.key, self.server, self.where, own)

    def comparison_back(self) -> Comparison:
        """What a rollback compares: the new table with the retired one, in the columns that come back as they were.

        What was allowed to be lost, is computed, or was a text that a value was read from, differs in rows that weren't
        written since the cutover.
        """
        allowed = {allowance.partition(":")[2] for allowance in self.plan.allow}
        plain = {
            each.source.name
            for each in self.forward.columns
            if each.source is not None and each.target.name not in allowed
            and not (each.source.is_text and not (each.target.is_text or each.target.is_bytes))
        }  # fmt: skip
        columns = tuple(each for each in self.back.columns if each.source is not None and each.target.name in plain)
        live = replace(self.shadow, name=self.names.original)
        key, left_out = self.key.turned(), self.where  # rows that the plan left out are in the retired table alone
        return Comparison(live, self.names.retired, ColumnMap(columns, ()), key, self.server, surplus_where=left_out)

    def forward_triggers(self) -> dict[str, Statement]:
        """Trigger name to the statement that makes it, on the original."""
        return self._triggers(self._forward_sync(), self.names.original, self.names.shadow)

    def forward_triggers_for_rollback(self) -> dict[str, Statement]:
        """The same, on the old table, to be there when a rollback gives it its name back."""
        return self._triggers(self._forward_sync(), self.names.retired, self.names.shadow)

    def reverse_triggers(self) -> dict[str, Statement]:
        """Trigger name to the statement that makes it, on the shadow, to work once that has the original's name."""
        return self._reverse_triggers(self.names.shadow)

    def reverse_triggers_in_front(self) -> dict[str, Statement]:
        """The same, on the table that has got the name."""
        return self._reverse_triggers(self.names.original)

    def keeping(self, *, forward: bool) -> dict[str, Statement]:
        """Those that keep the table that leaves the name in step with the one that gets it, made on the latter; ``forward``
        for the swap, else for the swap back.
        """
        return self.reverse_triggers() if forward else self.forward_triggers_for_rollback()

    def _reverse_triggers(self, on_table: str) -> dict[str, Statement]:
        sync = RowSync(
            self.names, self.shadow, self.original, self.back, self.key, self.server, back=True,
            skip_fk_checks=self.keys.any,
            left_out=bool(self.plan.where), itself=_to_itself(self.keys.of_original(in_front=False)),
        )  # fmt: skip
        return self._triggers(sync, on_table, self.names.retired)

    def drop_triggers(self, on_table: str, *, back: bool) -> dict[str, Statement]:
        """Trigger name to the statement that drops it."""
        names = [self.names.trigger(event, back=back) for event in EVENTS]
        return {name: drop_trigger(self.schema, name, on_table) for name in names}

    @property
    def bares_the_original(self) -> bool:
        """Whether triggers are taken off the table right before it leaves the name: on MariaDB, lest a KILL in the RENAME
        make it unusable (decision 14). Not where the application's are on it, which must never be missing, nor with
        children, which have to be locked for longer.
        """
        return self.server.is_mariadb and not self.triggers and not self.children

    def carrying(self) -> TriggerMove:
        """The application's own triggers, on their way to the new table."""
        return TriggerMove(self.schema, self.names, self.server, SwappedTriggers(0, self.triggers))

    def swap(self) -> Statement:
        """The statement that exchanges the names."""
        return swapping.swap(self.schema, self.names)

    def swap_back(self) -> Statement:
        """The statement that exchanges them again."""
        return swapping.swap_back(self.schema, self.names)

    def _forward_sync(self) -> RowSync:
        return RowSync(
            self.names, self.original, self.shadow, self.forward, self.key, self.server, back=False,
            skip_fk_checks=self.keys.any,
            where=self.where, itself=_to_itself(self.keys.of_new(in_front=False)),
        )  # fmt: skip

    def _triggers(self, sync: RowSync, on_table: str, to_table: str) -> dict[str, Statement]:
        return {
            self.names.trigger(event, back=sync.back): create_trigger(sync, event, on_table, to_table) for event in EVENTS
        }


def _to_itself(keys: Mapping[str, ForeignKey]) -> tuple[ForeignKey, ...]:
    return tuple(key for key in keys.values() if not key.table and (key.deletes or key.clears))


def clauses_of(plan: Plan) -> tuple[tuple[Clause, ...], ...]:
    """The clauses of each of the plan's ALTERs. Raises UsageFault where one isn't a list of clauses."""
    return tuple(split_clauses(alter) for alter in plan.alter)


def only_alter(plan: Plan) -> str:
    """The clauses of a plan with one ALTER, to be followed by others: a comment at their end is left out."""
    [clauses] = clauses_of(plan)
    return joined(clauses)


def as_one_alter(plan: Plan) -> str:
    """The same of all the plan's ALTERs, which may come to something else (planning/preview.py, ``joins``)."""
    return joined(clause for clauses in clauses_of(plan) for clause in clauses)


def map_columns(plan: Plan, original: TableFacts, shadow: TableFacts) -> tuple[ColumnMap, ColumnMap]:
    """How a row gets across, and how it gets back. Raises Refused where that can't be told."""
    living = trace_names(original, clauses_of(plan))
    forward = map_forward(original, shadow, living, plan.columns, plan.allow)
    return forward, map_back(original, shadow, forward, plan.reverse)


def read_keys(plan: Plan, names: Names, original: TableFacts, shadow: TableFacts, *, lower: bool = False) -> TableKeys:
    """The foreign keys before, and after as the ALTER's text says; ``lower`` where the server writes all names so."""
    forward, back = _column_names(plan, original, shadow)
    old = original.keys
    new = keys_after(old, original.name, clauses_of(plan), forward, lower=lower)
    return TableKeys(names, old, new, forward, back)


def known_keys(plan: Plan, names: Names, tables: tuple[TableFacts, TableFacts], definitions: tuple[str, str]) -> TableKeys:
    """The foreign keys before and after, as both definitions were journalled."""
    old, new = map(keys_in, definitions)
    return TableKeys(names, old, new, *_column_names(plan, *tables))


def _column_names(plan: Plan, original: TableFacts, shadow: TableFacts) -> tuple[dict[str, str], dict[str, str]]:
    living = trace_names(original, clauses_of(plan)).items()
    pairs = [(first, column.name) for now, first in living if (column := shadow.column(now))]
    return {old.lower(): new for old, new in pairs}, {new.lower(): old for old, new in pairs}


def resolve_names_only(plan: Plan, names: Names, server: Server, schema: str) -> ResolvedPlan:
    """Enough to take a run's objects away, whatever has become of its tables."""
    nothing = TableFacts(schema, names.original, "", (), ())
    return ResolvedPlan(plan, names, server, nothing, nothing, ColumnMap((), ()), ColumnMap((), ()), CopyKey((), "", "",
    True),
                 no_keys(names))  # fmt: skip

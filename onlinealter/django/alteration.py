"""One alteration beside Django's own connection, forwards and backwards."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from django.db.migrations.writer import MigrationWriter

import onlinealter.library as oa
from onlinealter.django.database import chosen_for, target_for
from onlinealter.django.editor import collect
from onlinealter.django.session import DjangosSession
from onlinealter.django.statements import count_up_to
from onlinealter.migrating.beside import beside
from onlinealter.migrating.choices import MIN_ROWS, first
from onlinealter.migrating.rolled_back import is_rolled_back, is_to_do, named, without_ways_back
from onlinealter.migrating.told import Told


@dataclass(frozen=True)
class Step:
    """An OnlineAlter to be carried out, its operations as Django would run them, and the states before it and after it."""

    operation: Any
    plain: Any
    app_label: str
    connection: Any
    before: Any
    after: Any

    @property
    def table(self) -> str:
        """The model's table, as a plan names it."""
        name = self.before.apps.get_model(self.app_label, self.operation.model_name)._meta.db_table
        return str(self.connection.ops.quote_name(name))

    @property
    def name(self) -> str:
        """What its run is known by when the migration is called again, or backwards: the same wherever it is called."""
        if self.operation.options.name:
            return str(self.operation.options.name)
        try:
            text = "\n".join(MigrationWriter.serialize(each)[0] for each in self.operation.operations)
        except ValueError as error:  # such as a lambda as default
            raise oa.UsageFault(f"this OnlineAlter has no name of its own: {error}", remedy="Give it one: name=…") from error
        return f"{self.app_label}.{self.operation.model_name} {hashlib.sha256(text.encode()).hexdigest()[:12]}"


class _Alteration:
    """What both directions ask."""

    def __init__(self, step: Step) -> None:
        self.step, self.session = step, DjangosSession(step.connection)
        self.chosen = chosen_for(step.connection)
        self.target = target_for(step.connection, self.chosen)
        self.told, self.stop = Told(self.session.log, self.chosen.get("on_event")), oa.StopFlag()
        self.runs = oa.status(step.table, self.target)
        self.last = self.runs[-1] if self.runs else None
        self.is_open = self.last is not None and not oa.State(self.last.state).ended

    @cached_property
    def there(self) -> oa.Plan | None:
        """The plan of the way there; none where Django has nothing to do."""
        step = self.step
        return self._plan(lambda editor: step.plain.database_forwards(step.app_label, editor, step.before, step.after))

    @cached_property
    def back(self) -> oa.Plan | None:
        """The plan of the way back, where it can't be rolled back any more."""
        step = self.step
        return self._plan(
            lambda editor: step.plain.database_backwards(step.app_label, editor, step.after, step.before), "back"
        )

    @property
    def until(self) -> Literal["swapped", "clean"]:
        """How far a run goes."""
        return "clean" if first(self.step.operation.options.cleanup, self.chosen.get("cleanup"), False) else "swapped"

    def there_by_now(self) -> oa.Plan | None:
        """The plan of the way there when the table may be altered: Django may not find then what is to be changed."""
        try:
            return self.there
        except (ValueError, oa.UsageFault):
            return None

    def ours(self, there: oa.Plan | None) -> oa.RunStatus | None:
        """The table's last change if it is this step's, also where it was begun under another name."""
        *_, last = (None, *without_ways_back(self.runs))
        if last is None or last.plan_name == self.step.name:
            return last
        return last if self.is_open and there is not None and last.change == there.change else None

    def is_small(self) -> bool:
        """Whether the table is Django's: it has few rows, and no run under way."""
        fewer_than = first(self.step.operation.options.min_rows, self.chosen.get("min_rows"), MIN_ROWS)
        return not self.is_open and int(str(self.session.ask(count_up_to(self.step.table, fewer_than)))) < fewer_than

    def run(self, plan: oa.Plan | None) -> None:
        """Carry it out, from where it stands."""
        if plan is None:
            return
        continues = self.last is not None and self.is_open and self.last.plan_name == plan.name
        known = named(self.last, plan) if self.last is not None and continues else plan
        self.beside(lambda: oa.run(known, self.target, until=self.until, on_event=self.told, stop=self.stop))

    def beside(self, work: Callable[[], object]) -> None:
        """Do it while Django's connection waits."""
        self.session.see_that_no_transaction_is_open()
        beside(self.session, work, self.stop.request)
        self.session.refresh()

    def _plan(self, operate: Callable[[Any], None], way: str = "") -> oa.Plan | None:
        found, options = collect(self.step.connection, operate), self.step.operation.options
        if not found.statements:
            return None
        written = oa.Plan.from_sql(";\n".join(found.statements))
        settings: Mapping[str, object] = {**self.chosen.get("settings", {}), **options.settings}
        columns, reverse = (options.columns, options.reverse) if not way else (options.reverse, options.columns)
        return oa.Plan(
            written.table,
            written.alter,
            name=f"{self.step.name} {way}".strip(),
            columns={**found.columns, **columns},
            reverse={**found.reverse, **reverse},
            allow=options.allow,
            settings=settings,
        )


def forwards(step: Step) -> bool:
    """Alter the table, or continue to. False where the operations are Django's to run."""
    work = _Alteration(step)
    last = work.last
    if last is not None and last.plan_name == step.name and last.state in (oa.State.SWAPPED, oa.State.CLEANING):
        # Swapped by a call that didn't come to its end. Django looks at the table where it writes SQL: now it is altered.
        if work.until == "clean" or last.state == oa.State.CLEANING:
            work.beside(lambda: oa.cleanup(step.table, work.target, on_event=work.told, stop=work.stop))
        return True
    if work.is_small():
        return False
    work.run(work.there)
    return True


def backwards(step: Step) -> bool:
    """Roll back, or alter the table the other way. False where the operations are Django's to run."""
    work = _Alteration(step)
    rolled_back = list[bool]()
    there = work.there_by_now() if work.last is not None else None
    last = work.ours(there)
    if last is not None:
        known = named(last, there) if there is not None else step.table
        target, told, stop = work.target, work.told, work.stop

        def again() -> bool:
            return there is not None and is_to_do(there, target)

        work.beside(lambda: rolled_back.append(is_rolled_back(last, known, again, target, told, stop)))
        if any(rolled_back):
            return True
        work = _Alteration(step)
    if work.is_small():
        return False
    work.run(work.back)
    return True

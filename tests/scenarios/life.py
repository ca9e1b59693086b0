"""The life that every scenario lives; there is no other way to write one."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from onlinealter.engine.alteration import advance, check
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.model.errors import ConflictsFound, Refused
from onlinealter.model.findings import Severity
from onlinealter.model.ports import NullReporter
from onlinealter.model.states import Phase, State
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.session_variables import SQL_MODE
from tests.scenarios.comparing import count_rows, definition, differing_rows
from tests.scenarios.filling import Filling, make_numbers
from tests.scenarios.inventory import Inventory, take_inventory
from tests.scenarios.scenario import Outcome, Scenario
from tests.scenarios.writers import InForce, Seen, Writers
from tests.servers import Schema


@dataclass(frozen=True)
class Lived:
    """What came of a scenario: how long it took, the table's rows at the end, and what the application saw."""

    outcome: Outcome
    seconds: float
    rows: int
    seen: Seen


def live(scenario: Scenario, schema: Schema, seed: int = 1, *, counts_deadlocks: bool = False) -> Lived:
    """Live the scenario's life. Raises AssertionError where something is not as it has to be; where deadlocks are counted,
    that depends on chance.
    """
    began = time.monotonic()
    make_numbers(schema.primary)
    with schema.connect() as connection, schema.connect() as creator:
        filling = Filling(scenario.plan.table)
        creator.run_all((*scenario.session, *filling.once(scenario.create)))
        life = Life(scenario, schema, connection, filling, take_inventory(connection))
        seen = (
            life.be_refused()
            if scenario.expectation.outcome is Outcome.REFUSED
            else life.go_through(seed, counts_deadlocks=counts_deadlocks)
        )
        rows = count_rows(connection, scenario.plan.table)
    return Lived(scenario.expectation.outcome, time.monotonic() - began, rows, seen)


@dataclass(frozen=True)
class Life:
    """A scenario on a server, with what was there before."""

    scenario: Scenario
    schema: Schema
    connection: Connection
    filling: Filling
    before: Inventory

    def go_through(self, seed: int, *, counts_deadlocks: bool) -> Seen:
        """Begin, abort, nothing left; again, swap, back, swap, to the end; then equal to MySQL's own ALTER."""
        original, children = self._definition(), self._children()
        with Writers(self.schema, self.scenario, seed, counts_deadlocks=counts_deadlocks) as writers:
            writers.finish_a_round()
            self._advance(Phase.PREPARE, State.PREPARED)
            writers.finish_a_round()
            self._advance(Phase.ABORT, State.ABORTED)
            self._expect_nothing_left()
            self._expect_twin_equal(original)
            assert self._children() == children

            self._advance(Phase.PREPARE, State.PREPARED)
            writers.finish_a_round()
            self._advance_past_conflict(Phase.EXECUTE, State.COPIED)
            self._verify_and_swap(writers, self._advance_past_conflict)

            writers.rely_on(InForce.BOTH)
            self._advance(Phase.ROLLBACK, State.COPIED)
            writers.rely_on(InForce.ORIGINAL)
            writers.finish_a_round()
            self._expect_twin_equal(original)
            assert self._children() == children

            self._verify_and_swap(writers, self._advance)
            self._advance(Phase.CLEANUP, State.DONE)
            writers.finish_a_round()
        self._expect_nothing_left()
        self._alter_twin()
        self._expect_equal_to_own_alter()
        assert not writers.seen.failures, f"the application saw errors: {writers.seen.failures}"
        return writers.seen

    def be_refused(self) -> Seen:
        """Checked and run, it is refused for the expected reason, and nothing at all is left on the server."""
        definitions = self._all_definitions()
        self._expect_findings(self._refusal(lambda: check(self._target(), NullReporter())))
        self._expect_findings(self._refusal(lambda: self._advance(Phase.PREPARE, State.PREPARED)))
        assert take_inventory(self.connection) == self.before, "something was left on the server"
        assert self._all_definitions() == definitions, "a definition was changed"
        assert not differing_rows(self.connection, self.filling.table, self.filling.twin)
        return Seen(0, 0.0, ())

    def _verify_and_swap(self, writers: Writers, advance_to: Callable[[Phase, State], None]) -> None:
        advance_to(Phase.VERIFY, State.VERIFIED)
        writers.rely_on(InForce.BOTH)
        advance_to(Phase.CUTOVER, State.SWAPPED)
        writers.rely_on(InForce.NEW)
        writers.finish_a_round()

    def _advance_past_conflict(self, phase: Phase, state: State) -> None:
        """Where the scenario has a conflict before this phase: the phase stops at it, and continues once it is fixed."""
        expected = self.scenario.expectation
        if expected.outcome is not Outcome.CONFLICT or phase.value != expected.before:
            self._advance(phase, state)
            return
        self._write_as_application(self.scenario.conflict)
        original = self._definition()
        message = self._conflict_met(phase, state)
        for key in expected.key:
            assert key in message, f"{key} is not named in: {message}"
        assert self._definition() == original, "the names were swapped in spite of the conflict"
        self._write_as_application(self.scenario.fix)
        self._advance(phase, state)

    def _conflict_met(self, phase: Phase, state: State) -> str:
        try:
            self._advance(phase, state)
        except ConflictsFound as found:
            return found.message
        raise AssertionError("the conflict was not found")

    @staticmethod
    def _refusal(attempt: Callable[[], object]) -> Refused:
        try:
            attempt()
        except Refused as refused:
            return refused
        raise AssertionError("it was not refused")

    def _write_as_application(self, statements: tuple[str, ...]) -> None:
        with self.schema.connect() as application:
            application.run_all((*self.scenario.session, "BEGIN", *self.filling.once(statements), "COMMIT"))

    def _advance(self, phase: Phase, state: State) -> None:
        status = advance(self._target(), (phase,), NullReporter(), StopFlag(), Choices())
        assert status is not None, f"{phase} had nothing to do"
        assert status.state == state, f"after {phase} the run is {status.state}"

    def _target(self) -> Target:
        return self.schema.target(self.filling.table, self.scenario.plan)

    def _definition(self) -> str:
        return definition(self.connection, self.filling.table, with_counter=False)

    def _children(self) -> dict[str, str]:
        """The definitions of the tables that are called after the table."""
        return self._called_after(self.connection, self.filling.table)

    def _called_after(self, connection: Connection, table: str) -> dict[str, str]:
        names = {name: name.removeprefix(f"{table}_") for name in self.before.tables if name.startswith(f"{table}_")}
        return {role: definition(connection, name, with_counter=True, of=table) for name, role in names.items()}

    def _all_definitions(self) -> dict[str, str]:
        return {table: definition(self.connection, table, with_counter=True) for table in self.before.tables}

    def _expect_findings(self, refused: Refused) -> None:
        expected = self.scenario.expectation
        refusals = [each for each in refused.findings if each.severity is Severity.REFUSAL]
        said = [(each.check, each.message) for each in refusals]
        assert {check for check, _ in said} == {expected.finding}, f"{said}: {refused.message}"
        assert expected.message in said[0][1], said[0][1]
        assert all(each.remedy for each in refusals), "a finding has no remedy"

    def _expect_nothing_left(self) -> None:
        left = take_inventory(self.connection).left_over_since(self.before)
        assert not left, f"left over: {', '.join(sorted(left))}"

    def _expect_twin_equal(self, original: str) -> None:
        """The original's definition is as it was, and its rows are those of the twin."""
        assert self._definition() == original
        self._expect_same_rows(self.connection, "the original")

    def _companions(self) -> list[tuple[str, str]]:
        """Tables that the application keeps beside its table, by triggers say, with those beside the twin."""
        ending = {name.removeprefix(self.filling.table): name for name in self.before.tables}
        of_twin = {name.removeprefix(self.filling.twin): name for name in self.before.tables}
        return [(ending[each], of_twin[each]) for each in ending.keys() & of_twin.keys() if each.startswith("_")]

    def _alter_twin(self) -> None:
        with self.schema.connect() as connection:
            connection.execute(f"SET SESSION sql_mode = '{SQL_MODE}'")
            connection.run_all([self.filling.of_twin(statement) for statement in self.scenario.own_alter])

    def _expect_equal_to_own_alter(self) -> None:
        self._expect_same(self.connection, "the primary")
        with self.schema.connect_to_replica() as replica:
            self._expect_same(replica, "the replica")

    def _expect_same(self, connection: Connection, where: str) -> None:
        new = definition(connection, self.filling.table, with_counter=True)
        own = definition(connection, self.filling.twin, with_counter=True)
        assert new == own, f"on {where} the definition is not that of MySQL's own ALTER:\n{new}\ninstead of\n{own}"
        children = self._called_after(connection, self.filling.table)
        assert children == self._called_after(connection, self.filling.twin), f"on {where} children differ"
        self._expect_same_rows(connection, where)

    def _expect_same_rows(self, connection: Connection, where: str) -> None:
        for companion, of_twin in self._companions():
            odd = differing_rows(connection, companion, of_twin)
            assert not odd, f"on {where}, {companion}: " + "\n".join(odd)
        odd = differing_rows(connection, self.filling.table, self.filling.twin)
        assert not odd, f"on {where}: " + "\n".join(odd)

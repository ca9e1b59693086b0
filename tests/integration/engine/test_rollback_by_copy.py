"""A change that the server made by itself, and only a copy undoes, is taken back by the one command ``rollback``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from onlinealter.engine.alteration import advance, read_status
from onlinealter.engine.known_plans import forget_plan
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices, Target
from onlinealter.model.errors import Changed, Refused, UsageFault, WrongPhase
from onlinealter.model.events import CopyAdvanced, Event, PhaseBegan, PhaseEnded, RunOpened
from onlinealter.model.plan import Plan, Strategy
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Connection
from tests.integration.engine.alterations import JOURNAL, TO_CUTOVER, Recorder, objects, run, settings
from tests.servers import Schema

_APPEND = Plan("goods", ("MODIFY kind ENUM('a','b','c') DEFAULT 'a'",), settings=settings(strategy=Strategy.AUTO))


class _Killed(BaseException):
    """The process ends here."""


@dataclass
class _Kills(Recorder):
    """Ends the process at the first event of each kind that it hasn't ended at yet."""

    met: set[str] = field(default_factory=set)

    def report(self, event: Event) -> None:
        super().report(event)
        phase = getattr(event, "phase", "")
        what = f"{type(event).__name__} {phase}"
        if isinstance(event, RunOpened | PhaseBegan | PhaseEnded | CopyAdvanced) and what not in self.met:
            self.met.add(what)
            raise _Killed(what)


@pytest.fixture
def altered(schema: Schema) -> Iterator[tuple[Target, Connection, str]]:
    """A table that has got a member more without a copy; how it was defined before."""
    with schema.connect() as connection:
        connection.execute(
            "CREATE TABLE goods (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, kind ENUM('a','b') DEFAULT 'a', amount INT)"
        )
        connection.execute(f"INSERT INTO goods (amount) VALUES {', '.join(f'({number})' for number in range(120))}")
        before = _definition(connection)
        target, recorder = schema.target("goods", _APPEND), Recorder()
        run(target, TO_CUTOVER, recorder)
        assert not recorder.of(CopyAdvanced)
        assert _definition(connection) != before
        yield target, connection, before


def _definition(connection: Connection) -> str:
    text = str(connection.rows("SHOW CREATE TABLE goods")[0][1])
    return "\n".join(text.split("\n")[:-1])


def _without_plan(target: Target) -> Target:
    return replace(target, plan=None)


def test_it_is_killed_anywhere_and_called_again(schema: Schema, altered: tuple[Target, Connection, str]) -> None:
    """At each phase's begin and end, with what is written meanwhile; called once more at its end it does nothing."""
    target, connection, before = altered
    kills, tries = _Kills(), 0
    while True:
        tries += 1
        connection.execute("INSERT INTO goods (kind, amount) VALUES ('b', 1000)")
        try:
            run(_without_plan(target) if tries % 2 else target, (Phase.ROLLBACK,), kills)
        except _Killed:
            assert any("rollback" in each.following for each in read_status(target))
            continue
        break
    assert {f"PhaseEnded {phase}" for phase in TO_CUTOVER} <= kills.met
    assert _definition(connection) == before
    assert connection.value("SELECT COUNT(*) FROM goods WHERE amount = 1000") == tries
    assert {each.following for each in read_status(target) if each.state not in ("done", "aborted")} == {
        "online-alter cleanup (or rollback)"
    }
    run(target, (Phase.ROLLBACK,))
    assert _definition(connection) == before
    run(target, (Phase.CLEANUP,))
    assert _definition(connection) == before
    assert objects(connection, schema) == ({"goods", *JOURNAL}, set())
    assert [each.state for each in read_status(target)] == ["aborted", "done"]


def test_a_cleanup_that_was_killed_goes_on(schema: Schema, altered: tuple[Target, Connection, str]) -> None:
    """The run that was taken back is over before the one that took it back."""
    target, connection, before = altered
    run(target, (Phase.ROLLBACK,))
    with pytest.raises(_Killed):
        run(_without_plan(target), (Phase.CLEANUP,), _Kills(met={"RunOpened "}))
    assert [each.state for each in read_status(target)] == ["aborted", "swapped"]
    run(_without_plan(target), (Phase.CLEANUP,))
    assert _definition(connection) == before
    assert objects(connection, schema) == ({"goods", *JOURNAL}, set())


def test_given_up_halfway_it_leaves_the_change_and_can_be_called_again(
    schema: Schema, altered: tuple[Target, Connection, str]
) -> None:
    """The first run is as it was; other commands are about the second until then."""
    target, connection, before = altered
    after = _definition(connection)
    with pytest.raises(_Killed):
        run(target, (Phase.ROLLBACK,), _Kills(met={"RunOpened ", "PhaseBegan rollback", "PhaseEnded rollback"}))
    with pytest.raises(WrongPhase):
        run(target, (Phase.CLEANUP,))
    run(target, (Phase.ABORT,))
    assert _definition(connection) == after
    assert [each.state for each in read_status(target)] == ["swapped", "aborted"]
    run(target, (Phase.ROLLBACK,))
    assert _definition(connection) == before
    run(target, (Phase.CLEANUP,))
    assert objects(connection, schema) == ({"goods", *JOURNAL}, set())


def test_rows_that_need_the_new_room_stand_against_it(schema: Schema, altered: tuple[Target, Connection, str]) -> None:
    """Named before a run is begun; the first one can still be cleaned up."""
    target, connection, _ = altered
    connection.execute("UPDATE goods SET kind = 'c' WHERE id = 7")
    with pytest.raises(Refused) as refused:
        run(target, (Phase.ROLLBACK,))
    assert any("id=7" in finding.message for finding in refused.value.findings)
    assert [each.state for each in read_status(target)] == ["swapped"]
    run(target, (Phase.CLEANUP,))
    assert connection.value("SELECT kind FROM goods WHERE id = 7") == "c"
    assert objects(connection, schema) == ({"goods", *JOURNAL}, set())


def test_what_came_between_the_look_and_the_begin_stops_it(altered: tuple[Target, Connection, str]) -> None:
    """The plan was made from the table as it was."""
    target, connection, _ = altered

    @dataclass
    class Alters(Recorder):
        def report(self, event: Event) -> None:
            if isinstance(event, PhaseEnded):
                connection.execute("ALTER TABLE goods MODIFY kind ENUM('a','b','c','d') DEFAULT 'a'")

    with pytest.raises(Changed, match="before its rollback began"):
        run(target, (Phase.ROLLBACK,), Alters())
    assert [each.state for each in read_status(target)] == ["swapped"]
    assert "'d'" in _definition(connection)


def test_a_plan_that_somebody_wrote_into_the_journal_is_not_gone_by(altered: tuple[Target, Connection, str]) -> None:
    """Of two open runs the journal's plan of the second is known by the tool, or asked for."""
    target, connection, before = altered
    with pytest.raises(_Killed):
        run(target, (Phase.ROLLBACK,), _Kills(met={"RunOpened ", "PhaseBegan rollback", "PhaseEnded rollback"}))
    second = read_status(target)[-1]
    connection.execute("UPDATE _oa_run SET plan = REPLACE(plan, 'kind', 'amount') WHERE id = %s", [second.run])
    for each in (target, _without_plan(target)):
        with pytest.raises(UsageFault, match="started elsewhere"):
            run(each, (Phase.ROLLBACK,))
    connection.execute("UPDATE _oa_run SET plan = REPLACE(plan, 'amount', 'kind') WHERE id = %s", [second.run])
    identity = str(connection.value("SELECT server_identity FROM _oa_run LIMIT 1"))
    forget_plan(identity, target.schema, second.run)
    asked = list[Plan]()

    def accept(plan: Plan) -> bool:
        asked.append(plan)
        return True

    advance(_without_plan(target), (Phase.ROLLBACK,), Recorder(), StopFlag(), Choices(accept=accept))
    assert len(asked) == 1
    assert _definition(connection) == before

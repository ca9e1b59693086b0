"""Somebody does something to the tables during a run."""

from __future__ import annotations

import pytest

from onlinealter.engine.alteration import check, planned, read_status, set_paused
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Target
from onlinealter.model.errors import Changed, Owned, Refused, UsageFault, WrongPhase
from onlinealter.model.event_log import EventLog
from onlinealter.model.events import Notice, StatementRan
from onlinealter.model.plan import Plan
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import (
    JOURNAL,
    TO_CUTOVER,
    TO_VERIFY,
    WHOLE,
    Recorder,
    make_customers,
    objects,
    run,
    settings,
    shadow_of,
    widen,
)
from tests.servers import Schema, account_of


@pytest.mark.parametrize(
    ("deed", "says"),
    [
        ("DROP TRIGGER {prefix}_update", "update is not on"),
        ("ALTER TABLE customers ADD COLUMN late INT", "altered"),
        ("TRUNCATE TABLE customers", "truncated"),
        ("DROP TABLE {shadow}", "only these exist"),
        ("TRUNCATE TABLE {shadow}", "truncated"),
    ],
)
@pytest.mark.remedy("only these exist")
def test_a_deed_that_the_triggers_miss_bars_the_cutover(schema: Schema, deed: str, says: str) -> None:
    """Dropped triggers, another ALTER, a TRUNCATE or a lost shadow are noticed before the swap; abort still works."""
    make_customers(schema)
    target = schema.target("customers", widen())
    run(target, TO_VERIFY)
    with schema.connect() as connection:
        shadow = shadow_of(connection, schema)
        connection.execute(deed.format(shadow=shadow, prefix="_oa_" + shadow.split("_")[-2]))
        with pytest.raises(Changed, match=says):
            run(target, [Phase.CUTOVER])
        run(target, [Phase.ABORT])
        assert objects(connection, schema) == ({"customers"} | JOURNAL, set())


def test_a_changed_trigger_is_noticed(schema: Schema) -> None:
    """A trigger of the same name with another body does not pass for ours."""
    make_customers(schema)
    target = schema.target("customers", widen())
    run(target, TO_VERIFY)
    with schema.connect() as connection:
        name = "_oa_" + shadow_of(connection, schema).split("_")[-2] + "_insert"
        connection.execute(f"DROP TRIGGER {name}")
        connection.execute(f"CREATE TRIGGER {name} AFTER INSERT ON customers FOR EACH ROW BEGIN END")
    with pytest.raises(Changed, match="not as it was made"):
        run(target, [Phase.CUTOVER])
    run(target, [Phase.ABORT])


def test_a_trigger_of_somebody_else_stays(schema: Schema) -> None:
    """What the ledger doesn't have is left alone, whatever it is called."""
    make_customers(schema)
    target = schema.target("customers", widen())
    run(target, [Phase.PREPARE])
    with schema.connect() as connection:
        connection.execute("CREATE TABLE customers_oa_somebody_new (id INT)")
        run(target, [Phase.ABORT])
        assert "customers_oa_somebody_new" in objects(connection, schema)[0]


def test_check_and_plan_write_nothing(schema: Schema) -> None:
    """The binlog's position is the same before and after, and there is no new table."""
    make_customers(schema)
    target = schema.target("customers", widen())
    position = "SELECT @@global.gtid_executed" if schema.kind == "mysql" else "SELECT @@global.gtid_binlog_pos"
    with schema.connect() as connection:
        before = connection.value(position), objects(connection, schema)
        check(target, Recorder())
        planned(target)
        read_status(target)
        assert (connection.value(position), objects(connection, schema)) == before


def test_what_plan_shows_is_what_is_run(schema: Schema) -> None:
    """Every statement that the run reports was in the plan, to the letter."""
    make_customers(schema)
    target = schema.target("customers", widen())
    shown = {statement.sql for _, statements in planned(target) for statement in statements}
    recorder = Recorder()
    run(target, WHOLE, recorder)
    ran = [event.sql for event in recorder.of(StatementRan) if "AUTO_INCREMENT =" not in event.sql]
    assert len(ran) >= 14
    assert [sql for sql in ran if sql not in shown] == []


@pytest.mark.remedy("is being altered by")
def test_a_second_process_is_refused_with_the_owners_name(schema: Schema) -> None:
    """While one process is at work another gets its host, process and since when."""
    make_customers(schema)
    target = schema.target("customers", widen())
    run(target, [Phase.PREPARE])
    from onlinealter.engine.owned_run import own_run
    from onlinealter.engine.target import Choices

    with own_run(target, [Phase.EXECUTE], EventLog(""), StopFlag(), Choices()), pytest.raises(Owned, match="process"):
        run(target, [Phase.EXECUTE])
    assert run(target, [Phase.EXECUTE]).state == "copied"


def test_another_plan_for_a_table_with_a_run_is_refused(schema: Schema) -> None:
    """A run continues with the change that it began with."""
    make_customers(schema)
    run(schema.target("customers", widen()), [Phase.PREPARE])
    other = Plan("customers", ("DROP KEY name",), settings=settings())
    with pytest.raises(UsageFault, match="another change"):
        run(schema.target("customers", other), [Phase.EXECUTE])


def test_settings_may_change_between_calls(schema: Schema) -> None:
    """The same change with other settings continues."""
    make_customers(schema)
    run(schema.target("customers", widen()), [Phase.PREPARE])
    assert run(schema.target("customers", widen(workers=1)), [Phase.EXECUTE]).state == "copied"


@pytest.mark.parametrize("phase", [Phase.EXECUTE, Phase.VERIFY, Phase.CUTOVER, Phase.CLEANUP, Phase.ROLLBACK, Phase.ABORT])
def test_a_phase_without_a_run_says_what_to_call(schema: Schema, phase: Phase) -> None:
    """Nothing is made up where nothing was begun."""
    make_customers(schema, 3)
    with pytest.raises(WrongPhase) as caught:
        run(schema.target("customers", widen()), [phase])
    assert "online-alter run --table customers --alter" in caught.value.remedy


def test_a_change_that_is_there_already_is_a_success(schema: Schema) -> None:
    """Nothing to do is said, and no journal is made."""
    make_customers(schema, 3)
    recorder = Recorder()
    target = schema.target("customers", Plan("customers", ("MODIFY name VARCHAR(20) NOT NULL",), settings=settings()))
    from onlinealter.engine.alteration import advance
    from onlinealter.engine.target import Choices

    assert advance(target, WHOLE, recorder, StopFlag(), Choices()) is None
    assert "nothing to do" in recorder.of(Notice)[0].text
    with schema.connect() as connection:
        assert objects(connection, schema) == ({"customers"}, set())


def test_a_replica_of_another_primary_is_refused(schema: Schema) -> None:
    """The primary itself is not one of its replicas; nothing is changed."""
    make_customers(schema, 3)
    target = schema.target("customers", widen())
    wrong = Target(target.table, target.schema, target.primary, (account_of(schema.primary),), target.plan)
    with pytest.raises(Refused) as caught:
        run(wrong, TO_CUTOVER)
    assert [finding.check for finding in caught.value.findings if finding.severity == "refusal"] == ["replicas"]
    with schema.connect() as connection:
        assert objects(connection, schema) == ({"customers"}, set())


def test_pause_and_resume_are_seen_in_status(schema: Schema) -> None:
    """The request stands in the journal until it is taken back."""
    make_customers(schema, 3)
    target = schema.target("customers", widen())
    run(target, [Phase.PREPARE])
    assert set_paused(target, True).pause_requested
    assert read_status(target)[-1].pause_requested
    assert not set_paused(target, False).pause_requested

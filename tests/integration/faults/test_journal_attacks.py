"""Who may write to the schema's tables writes to the journal what he likes: nothing of it is run, and nothing is dropped."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from onlinealter.engine.alteration import read_status, set_paused
from onlinealter.engine.target import Choices
from onlinealter.model.errors import Changed, OnlineAlterError, UsageFault
from onlinealter.model.events import Notice
from onlinealter.model.plan import Plan
from onlinealter.model.states import Phase, State
from onlinealter.mysql.connection import Connection
from tests.integration.engine.alterations import (
    JOURNAL,
    TO_CUTOVER,
    TO_VERIFY,
    Recorder,
    make_customers,
    run,
    settings,
    widen,
)
from tests.servers import Schema

_TO_EXECUTE = TO_CUTOVER[:2]
_INTRUDER = "CREATE USER intruder IDENTIFIED BY 'Pw-17_xyz'"


@pytest.fixture
def admin(schema: Schema) -> Iterator[Connection]:
    """A session that sees what an attack came to."""
    with schema.connect() as connection:
        connection.execute("CREATE TABLE payments (id INT PRIMARY KEY)")
        connection.execute("INSERT INTO payments VALUES (1)")
        yield connection
        assert not connection.value("SELECT COUNT(*) FROM mysql.user WHERE user = 'intruder'")
        assert connection.value("SELECT COUNT(*) FROM payments") == 1


def _ours(connection: Connection) -> list[str]:
    """What of a run is left."""
    found = [
        *connection.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()"),
        *connection.rows("SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE()"),
    ]
    return [str(name) for (name,) in found if "_oa_" in str(name) and name not in JOURNAL]


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From now on another user's machine is at work, which has begun no run."""
    return lambda: monkeypatch.setenv("ONLINEALTER_STATE", str(tmp_path / "another"))


def _change_plan(connection: Connection, **changes: object) -> None:
    plan = json.loads(connection.value("SELECT plan FROM _oa_run"))
    of_settings = {name: value for name, value in changes.items() if name not in plan}
    plan["settings"] |= of_settings
    plan |= {name: value for name, value in changes.items() if name not in of_settings}
    connection.execute("UPDATE _oa_run SET plan = %s", [json.dumps(plan)])


def test_a_session_takes_one_statement_until_it_needs_several(admin: Connection) -> None:
    """A text that breaks out of its literal adds none."""
    with pytest.raises(OnlineAlterError, match="1064"):
        admin.execute("DO 0; DO 1")
    assert len(admin.run_together(["DO 0", "DO 1"])) == 2


@pytest.mark.parametrize("setting", ["disk_command", "disk_query", "throttle_query", "pause_file"])
def test_what_the_operators_machine_runs_comes_from_the_operator(
    schema: Schema, admin: Connection, setting: str, tmp_path: Path
) -> None:
    """Whether the plan is given again or the journal's is accepted."""
    make_customers(schema, 60)
    target, canary = schema.target("customers", widen()), tmp_path / "canary"
    run(target, [Phase.PREPARE])
    values = {"disk_command": f"touch {canary}", "pause_file": "/"}
    _change_plan(admin, **{setting: values.get(setting, _INTRUDER)})
    with pytest.raises(UsageFault, match=setting):
        run(replace(target, plan=None), [Phase.EXECUTE], choices=Choices(accept=lambda _: True))
    run(target, [Phase.EXECUTE])
    assert not canary.exists()


@pytest.mark.remedy("which the journal doesn't keep")
def test_a_run_that_began_with_a_query_does_not_go_on_without(schema: Schema, admin: Connection) -> None:
    """The journal says that there was one, not what it was."""
    make_customers(schema, 60)
    target = schema.target("customers", widen(throttle_query="SELECT 0 AS secret", throttle_limit=5.0))
    run(target, [Phase.PREPARE])
    assert "secret" not in admin.value("SELECT plan FROM _oa_run")
    with pytest.raises(UsageFault, match="started with throttle_query") as caught:
        run(replace(target, plan=None), [Phase.EXECUTE])
    assert "--set throttle_query=" in caught.value.remedy
    run(replace(target, plan=None, settings={"throttle_query": ""}), [Phase.EXECUTE])


def test_a_plan_of_another_user_is_asked_for(schema: Schema, admin: Connection, elsewhere: Callable[[], None]) -> None:
    """Its account's columns could be forged; what this user's tool has written is known. Giving a run up needs no plan."""
    make_customers(schema, 60)
    target = schema.target("customers", widen())
    bare = replace(target, plan=None)
    run(target, [Phase.PREPARE])
    run(bare, [Phase.EXECUTE])
    _change_plan(admin, columns={"name": "(SELECT 'x')"})
    shown: list[Plan] = []

    def refuse(plan: Plan) -> bool:
        shown.append(plan)
        return False

    with pytest.raises(UsageFault, match="started elsewhere, or its plan was changed"):
        run(bare, [Phase.VERIFY], choices=Choices(accept=refuse))
    assert dict(shown[0].columns) == {"name": "(SELECT 'x')"}
    with pytest.raises(UsageFault, match="another change"):
        run(target, [Phase.VERIFY])
    _change_plan(admin, columns={})
    run(bare, [Phase.VERIFY])
    elsewhere()
    with pytest.raises(UsageFault, match="started elsewhere"):
        run(bare, [Phase.CUTOVER])
    assert read_status(bare)[0].state == "verified"
    assert set_paused(bare, True).pause_requested
    set_paused(bare, False)
    run(bare, [Phase.CUTOVER], choices=Choices(accept=lambda _: True))
    run(bare, [Phase.ROLLBACK])  # accepted once
    elsewhere()
    run(bare, [Phase.ABORT])
    assert not _ours(admin)


def test_settings_of_a_changed_plan_are_not_accepted_with_the_operators_own(schema: Schema, admin: Connection) -> None:
    """The same change given as a plan says nothing of the journal's settings."""
    make_customers(schema, 60)
    target = schema.target("customers", widen())
    run(target, [Phase.PREPARE])
    _change_plan(admin, kill_blockers=True)
    run(target, [Phase.EXECUTE])
    with pytest.raises(UsageFault, match="its plan was changed"):
        run(replace(target, plan=None), [Phase.VERIFY])


@pytest.mark.parametrize("key", [f"1; {_INTRUDER}", "0 OR 1=1", "1,2", "", "x'31'", "9" * 400, "1\0"])
@pytest.mark.remedy("which is no key of")
def test_a_conflicts_key_is_no_statement(schema: Schema, admin: Connection, key: str) -> None:
    """It is refused with the line to take out."""
    make_customers(schema, 60)
    target = schema.target("customers", widen())
    run(target, _TO_EXECUTE)
    admin.execute("INSERT INTO _oa_conflict SELECT id, 0, REPEAT('x', 32), %s, 1406, 1 FROM _oa_run", [key])
    with pytest.raises(Changed, match="_oa_conflict of run") as caught:
        run(target, [Phase.VERIFY])
    admin.execute(caught.value.remedy.splitlines()[-1].rstrip(";"))
    run(target, [Phase.VERIFY])


@pytest.mark.parametrize(
    "change",
    [
        f"UPDATE _oa_run SET last_key = '[\"60; {_INTRUDER.replace(chr(39), chr(39) * 2)}\"]', copied_at = NULL",
        'UPDATE _oa_run SET last_key = \'["60", "1"]\'',
        "INSERT INTO _oa_chunk SELECT id, 'copy', 1, 0, NULL, '[\"7 OR 1=1\"]', 5, 0.1, NULL, NULL FROM _oa_run",
        "INSERT INTO _oa_chunk SELECT id, 'copy', 1, 0, NULL, '{}', 5, 0.1, NULL, NULL FROM _oa_run",
        "INSERT INTO _oa_chunk SELECT id, 'copy', -1, 0, '[\"9\"]', '[\"1\", \"2\"]', 5, -1, NULL, NULL FROM _oa_run",
    ],
)
def test_a_chunks_key_is_no_statement(schema: Schema, admin: Connection, change: str) -> None:
    """Digits stand in statements as they are."""
    make_customers(schema, 60)
    target = schema.target("customers", widen())
    run(target, [Phase.PREPARE])
    admin.execute("UPDATE _oa_run SET last_key = '[\"60\"]'")
    admin.execute(change)
    with pytest.raises(Changed, match=r"journal|_oa_chunk"):
        run(target, [Phase.EXECUTE])
    run(target, [Phase.ABORT])
    assert not _ours(admin)


@pytest.mark.parametrize("kind", ["table", "trigger", "foreign key", "shell"])
@pytest.mark.parametrize("swapped", [False, True])
def test_only_what_the_run_can_have_made_is_dropped(schema: Schema, admin: Connection, kind: str, *, swapped: bool) -> None:
    """The ledger's word alone drops nothing."""
    make_customers(schema, 60)
    admin.execute("CREATE TRIGGER payments_seen BEFORE INSERT ON payments FOR EACH ROW SET @seen = 1")
    admin.execute("CREATE TABLE refunds (id INT PRIMARY KEY, CONSTRAINT paid FOREIGN KEY (id) REFERENCES payments (id))")
    target, recorder = schema.target("customers", widen()), Recorder()
    run(target, TO_CUTOVER if swapped else TO_VERIFY)
    name = {"table": "payments", "trigger": "payments_seen"}.get(kind, "paid")
    admin.execute(
        "INSERT INTO _oa_ledger (run, position, kind, name, made) SELECT id, 99, %s, %s, 1 FROM _oa_run", [kind, name]
    )
    run(target, [Phase.CLEANUP if swapped else Phase.ABORT], recorder)
    assert any(name in notice.text for notice in recorder.of(Notice))
    admin.execute("DROP TRIGGER payments_seen")
    admin.execute("ALTER TABLE refunds DROP FOREIGN KEY paid")


def test_a_deferred_indexs_text_is_made_of_the_plan(schema: Schema, admin: Connection) -> None:
    """The journal's would stand in an ALTER TABLE."""
    make_customers(schema, 60)
    target = schema.target("customers", widen(deferred_indexes="always"))
    run(target, [Phase.PREPARE])
    deferred = json.loads(admin.value("SELECT deferred FROM _oa_run"))
    changed = [[name, f"{text}, RENAME TO taken"] for name, text in deferred]
    admin.execute("UPDATE _oa_run SET deferred = %s", [json.dumps(changed)])
    with pytest.raises(Changed, match=r"another text of|altered the shadow"):
        run(target, [Phase.EXECUTE])
    admin.execute("UPDATE _oa_run SET deferred = %s", [json.dumps(deferred)])
    run(target, [Phase.EXECUTE, Phase.VERIFY])


def test_a_trigger_on_its_way_is_one_that_the_server_has(schema: Schema, admin: Connection) -> None:
    """Its text would be run, and later in its definer's name."""
    make_customers(schema, 60)
    target = schema.target("customers", widen())
    run(target, TO_VERIFY)
    head = "CREATE DEFINER=`root`@`localhost` TRIGGER `seen` BEFORE INSERT ON `customers` FOR EACH ROW"
    forged = {
        "name": "seen", "timing": "BEFORE", "event": "INSERT", "head": head, "body": f" BEGIN {_INTRUDER}; END",
        "definer": "root@localhost", "sql_mode": "", "character_set": "utf8mb4", "collation": "utf8mb4_general_ci",
        "schema_collation": "utf8mb4_general_ci",
    }  # fmt: skip
    admin.execute("UPDATE _oa_run SET carrying = %s", [json.dumps({"number": 7, "triggers": [forged]})])
    with pytest.raises(Changed, match="triggers that the server doesn't have: seen"):
        run(target, [Phase.CUTOVER])
    assert not admin.rows("SHOW TRIGGERS LIKE 'payments'")
    admin.execute("UPDATE _oa_run SET carrying = NULL")
    run(target, [Phase.ABORT])
    assert not _ours(admin)


_ADDED = "ADD CONSTRAINT of_payment FOREIGN KEY (amount) REFERENCES payments (id) ON DELETE CASCADE"


@pytest.mark.parametrize(
    ("found", "instead"),
    [
        ("ON DELETE CASCADE", "ON DELETE CASCADE, DROP COLUMN changed"),
        (" ON DELETE CASCADE", ""),
        ("REFERENCES `payments`", "REFERENCES `mysql`.`user`"),
        ("REFERENCES `payments`", "REFERENCES `refunds`"),
    ],
)
def test_a_new_foreign_key_is_the_plans(schema: Schema, admin: Connection, found: str, instead: str) -> None:
    """Its text is kept in the journal until the swap is over."""
    make_customers(schema, 60)
    admin.execute("CREATE TABLE refunds (id INT PRIMARY KEY)")
    admin.execute("UPDATE customers SET amount = 1")
    target = schema.target("customers", Plan("customers", (_ADDED,), settings=settings()))
    run(target, TO_VERIFY)
    admin.execute("UPDATE _oa_run SET new_definition = REPLACE(new_definition, %s, %s)", [found, instead])
    with pytest.raises(Changed, match="foreign keys that neither"):
        run(target, [Phase.CUTOVER])
    run(target, [Phase.ABORT])
    assert not _ours(admin)


def test_an_old_foreign_key_that_comes_back_is_known(
    schema: Schema, admin: Connection, elsewhere: Callable[[], None]
) -> None:
    """A rollback makes it again, from the journal's text: to another schema only as this user's tool has seen it."""
    make_customers(schema, 60)
    admin.execute("UPDATE customers SET amount = 1")
    admin.execute(f"ALTER TABLE customers {_ADDED}")
    plan = Plan("customers", ("DROP FOREIGN KEY of_payment",), settings=settings())
    target = schema.target("customers", plan)
    run(target, TO_CUTOVER)
    kept = admin.value("SELECT original_definition FROM _oa_run")
    for instead in (
        "`mysql`.`user`",
        "`payments` (`id`), DROP COLUMN `changed`, ADD FOREIGN KEY (`amount`) REFERENCES `payments`",
    ):
        changed = kept.replace("REFERENCES `payments`", f"REFERENCES {instead}")
        assert changed != kept
        admin.execute("UPDATE _oa_run SET original_definition = %s", [changed])
        with pytest.raises(OnlineAlterError):
            run(target, [Phase.ROLLBACK])
        assert admin.value("SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()"
                           " AND table_name = 'customers'") == 4  # fmt: skip
        assert State(read_status(target)[0].state) in (State.SWAPPED, State.ROLLING_BACK)
    admin.execute("UPDATE _oa_run SET original_definition = %s", [kept])
    elsewhere()
    run(target, [Phase.ROLLBACK])
    found = admin.row("SHOW CREATE TABLE customers")
    assert found is not None
    assert "CONSTRAINT `of_payment` FOREIGN KEY (`amount`) REFERENCES `payments`" in found[1]
    run(target, [Phase.ABORT])


def test_rows_are_computed_whatever_the_journal_says_of_the_way(schema: Schema, admin: Connection) -> None:
    """The server's own change at once would leave out what the plan computes."""
    make_customers(schema, 60)
    alter, columns = "ADD COLUMN half INT NOT NULL DEFAULT 0", {"half": "amount DIV 2"}
    target = schema.target("customers", Plan("customers", (alter,), columns=columns, settings=settings()))
    run(target, TO_VERIFY)
    admin.execute("UPDATE _oa_run SET method = 'instant'")
    with pytest.raises(Changed, match="copies no rows"):
        run(target, [Phase.CUTOVER])
    assert len(admin.rows("SHOW COLUMNS FROM customers")) == 4
    admin.execute("UPDATE _oa_run SET method = 'shadow'")
    run(target, [Phase.CUTOVER, Phase.CLEANUP])
    assert not admin.value("SELECT COUNT(*) FROM customers WHERE half <> amount DIV 2")

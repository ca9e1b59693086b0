"""A change that is there already, or isn't wanted, is a success that does nothing; a refusal leaves nothing behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from onlinealter.engine.alteration import advance, check, planned
from onlinealter.engine.stop import StopFlag
from onlinealter.engine.target import Choices
from onlinealter.model.errors import OnlineAlterError
from onlinealter.model.events import Notice
from onlinealter.model.plan import Plan
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import WHOLE, Recorder, make_customers, objects, run, settings, widen
from tests.servers import Schema

_THERE_ALREADY = (
    "MODIFY name VARCHAR(20) NOT NULL",
    "CHANGE amount amount INT NULL",
    "ALTER COLUMN amount SET DEFAULT NULL",
    "COMMENT = ''",
    "MODIFY name VARCHAR(20) NOT NULL, ALTER COLUMN amount SET DEFAULT NULL",
)
_REFUSED = {  # what is made first, and the clause that is refused then
    "the server": ("DO 0", "ADD COLUMN name INT"),
    "syntax": ("DO 0", "ADD COLUMN"),
    "copy-key": ("DO 0", "DROP PRIMARY KEY, MODIFY id INT NOT NULL, ADD KEY (id)"),
    "rounding": ("ALTER TABLE customers ADD ratio FLOAT", "MODIFY ratio VARCHAR(40)"),
    "engine": ("ALTER TABLE customers ENGINE = MyISAM", "MODIFY name VARCHAR(40) NOT NULL"),
    "names": ("ALTER TABLE customers ADD `a``b` INT", "MODIFY name VARCHAR(40) NOT NULL"),
    "existing-triggers": (
        "CREATE TRIGGER theirs BEFORE INSERT ON customers FOR EACH ROW SET NEW.amount = 1", "DROP COLUMN amount"
    ),
}  # fmt: skip


def _nothing_done(schema: Schema, plan: Plan) -> str:
    recorder = Recorder()
    target = schema.target("customers", plan)
    with schema.connect() as connection:
        before = objects(connection, schema)
        assert advance(target, WHOLE, recorder, StopFlag(), Choices()) is None
        assert advance(target, [Phase.PREPARE], recorder, StopFlag(), Choices()) is None
        assert planned(target) == ()
        check(target, recorder)
        assert objects(connection, schema) == before
    said = {notice.text for notice in recorder.of(Notice)}
    assert len(said) == 1
    return str(said.pop())


@pytest.mark.parametrize("alter", _THERE_ALREADY)
def test_a_change_that_is_there_already_is_a_success_that_does_nothing(schema: Schema, alter: str) -> None:
    """Whatever the clauses, by run, prepare, plan and check, and without a journal being made."""
    make_customers(schema, 5)
    assert "already has this definition" in _nothing_done(schema, Plan("customers", (alter,), settings=settings()))


def test_a_change_that_a_run_has_made_is_not_made_again(schema: Schema) -> None:
    """A new index can't be added twice; the journal tells that it was this plan that added it."""
    make_customers(schema, 5)
    run(schema.target("customers", widen()), WHOLE)
    assert "has made this change" in _nothing_done(schema, widen())


@pytest.mark.parametrize("question", ["SELECT 0", "SELECT NULL", "SELECT 1 FROM customers WHERE id < 0", "SELECT '0'"])
def test_a_precondition_that_does_not_hold_leaves_nothing_to_do(schema: Schema, question: str) -> None:
    """It is said, and it is a success, even where the change would be refused."""
    make_customers(schema, 5)
    plan = Plan("customers", ("ADD COLUMN name INT",), precondition=question, settings=settings())
    assert question in _nothing_done(schema, plan)


def test_a_precondition_that_holds_is_no_more_asked_once_the_run_has_begun(schema: Schema) -> None:
    """What it asks for may be what the run changes."""
    make_customers(schema, 5)
    plan = replace(widen(), precondition="SELECT COUNT(*) = 0 FROM information_schema.tables WHERE table_name = '_oa_run'"
                   " AND table_schema = DATABASE()")  # fmt: skip
    assert run(schema.target("customers", plan), WHOLE).state == "done"


@pytest.mark.parametrize("question", ["SELECT nothing", "SELECT 1 FROM missing", "SELECT 1; DROP TABLE customers"])
def test_a_precondition_that_cannot_be_asked_refuses_and_leaves_nothing(schema: Schema, question: str) -> None:
    """A fault in the question is no answer to it, and what asks writes nothing."""
    make_customers(schema, 5)
    plan = replace(widen(), precondition=question)
    assert "precondition" in _refused(schema, plan)


@pytest.mark.parametrize("reason", _REFUSED)
def test_a_refusal_leaves_nothing_on_the_server(schema: Schema, reason: str) -> None:
    """Not even the journal of a run that never began."""
    make_customers(schema, 5)
    first, alter = _REFUSED[reason]
    with schema.connect() as connection:
        connection.execute(first)
    _refused(schema, Plan("customers", (alter,), settings=settings()))


def _refused(schema: Schema, plan: Plan) -> str:
    with schema.connect() as connection:
        before, definition = objects(connection, schema), connection.rows("SHOW CREATE TABLE customers")
        with pytest.raises(OnlineAlterError) as caught:
            run(schema.target("customers", plan), WHOLE)
        assert caught.value.reference in ("refused", "usage"), caught.value.message
        assert objects(connection, schema) == before
        assert connection.rows("SHOW CREATE TABLE customers") == definition
    return caught.value.message + "; ".join(finding.message for finding in getattr(caught.value, "findings", ()))

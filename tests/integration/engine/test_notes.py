"""What people say of a plan is kept with its run, and decides nothing."""

from __future__ import annotations

from dataclasses import replace

from onlinealter.engine.alteration import read_status
from onlinealter.engine.history import read_history
from onlinealter.engine.person import who_am_i
from onlinealter.model.plan import Notes
from onlinealter.model.states import Phase
from tests.integration.engine.alterations import make_customers, run, widen
from tests.servers import Schema


def test_notes_are_kept_as_the_run_began_and_another_ticket_goes_on_with_it(schema: Schema) -> None:
    """With the user who began it; a ticket that comes later makes no other change, nor a plan that has to be asked for."""
    make_customers(schema, 5)
    notes = Notes("Room for\nlonger 'names'", "Anna", "SHOP-17")
    target = schema.target("customers", replace(widen(), notes=notes))
    status = run(target, (Phase.PREPARE,))
    [past] = read_history(target)
    assert (status.notes, past.notes) == (notes, notes)
    assert (status.begun_by, past.begun_by) == (who_am_i(), who_am_i())
    later = run(schema.target("customers", replace(widen(), notes=Notes(ticket="SHOP-18"))), (Phase.EXECUTE,))
    assert (later.run, later.state, later.notes) == (status.run, "copied", notes)


def test_a_name_that_is_too_long_is_told_as_damage(schema: Schema) -> None:
    """Whoever may write to the schema may have written it there."""
    make_customers(schema, 5)
    target = schema.target("customers", widen())
    run(target, (Phase.PREPARE,))
    with schema.connect() as connection:
        connection.execute("UPDATE _oa_run SET begun_by = REPEAT('x', 101)")
    [status] = read_status(target)
    assert (status.begun_by, status.failure) == (
        "",
        "the journal's row was changed: begun_by (expected at most 100 characters)",
    )

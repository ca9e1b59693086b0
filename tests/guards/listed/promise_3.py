"""The name always resolves."""

from tests.guards.guard import Guard

GUARDS = (
    Guard(
        3,
        "both names change in one RENAME",
        "swapping/statements.py",
        "TO {quoting.table_name(schema, leaving)}, {quoting",
        "TO {quoting.table_name(schema, leaving)}; DO SLEEP(0.2); RENAME TABLE {quoting",
        "tests/integration/engine/test_waiting.py::test_an_open_transaction_makes_the_run_wait_and_nobody_else",
        only="cutover",
    ),
    Guard(
        3,
        "a swap that was made is never made again: the server is asked which table is which",
        "engine/exchange.py",
        "        if is_swapped():",
        "        if False:",
        "tests/integration/faults/test_lost_connections.py::test_a_swap_whose_answer_was_lost_is_never_made_twice",
    ),
    Guard(
        3,
        "the table that bears the application's name is never dropped, whatever the ledger says",
        "engine/making.py",
        "    if name == run.draft.names.original:",
        "    if False:",
        "tests/integration/faults/test_deeds_of_others.py::test_a_ledger_that_names_the_applications_table_drops_nothing",
    ),
)

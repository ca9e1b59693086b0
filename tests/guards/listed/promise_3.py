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
        "engine/swap.py",
        "        if _side(run) is to:",
        "        if False:",
        "tests/integration/faults/test_lost_connections.py::test_a_swap_whose_answer_was_lost_is_never_made_twice",
    ),
    Guard(
        3,
        "a table is dropped by what it is, and never by its name alone",
        "engine/ledger.py",
        "    if now == known:\n",
        "    known = now\n    if True:\n",
        "tests/integration/faults/test_between_look_and_deed.py::test_names_exchanged_by_hand_lose_neither_table",
    ),
    Guard(
        3,
        "what a table is, is asked once more behind the lock of its DROP",
        "engine/ledger.py",
        'f"drop the table {name}", proof)]',
        'f"drop the table {name}")]',
        "tests/integration/faults/test_between_look_and_deed.py::test_another_table_under_the_old_tables_name_is_not_dropped",
    ),
)

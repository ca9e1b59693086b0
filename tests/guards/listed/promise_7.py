"""The way back is open."""

from tests.guards.guard import Guard

_TRUTH = "tests/integration/engine/test_truth.py"
_LOSSES = "tests/integration/engine/test_losses.py"

GUARDS = (
    Guard(
        7,
        "a swap back is asked for as a swap is",
        "engine/alteration.py",
        "_ASKED = (Phase.CUTOVER, Phase.ROLLBACK)\n",
        "_ASKED = (Phase.CUTOVER,)\n",
        "tests/integration/engine/test_swap_questions.py"
        "::test_both_swaps_are_asked_for_and_cleanup_ends_what_was_rolled_back",
        only="shadow",
    ),
    Guard(
        7,
        "a row that the old table refused in the instant of the swap back is looked for after it",
        "engine/phases/rollback.py",
        "    _return_if_a_row_was_refused(run)\n\n\ndef _return_if",
        "\n\ndef _return_if",
        f"{_TRUTH}::test_a_row_refused_just_before_the_swap_back_is_not_lost",
        only="False",
    ),
    Guard(
        7,
        "a table that has a row which the one in front couldn't hold isn't dropped by abort",
        "engine/phases/cleanup.py",
        "    if run.journal.count_conflicts(back=True):\n        run.journal.disclaim()\n",
        "",
        f"{_TRUTH}::test_a_row_refused_just_before_the_swap_back_is_not_lost",
        only="True",
    ),
    Guard(
        7,
        "reverse triggers keep the old table in step",
        "engine/bare_exchange.py",
        "        gains=tuple(resolved.keeping(forward=forward).values()),",
        "",
        f"{_TRUTH}::test_rollback_keeps_every_write_made_since_the_cutover",
    ),
    Guard(
        7,
        "reverse triggers that somebody dropped bar the rollback",
        "engine/guard.py",
        "faults(connection, schema, names.original, resolved.reverse_triggers(), made)",
        "[]",
        "tests/integration/faults/test_ended_processes.py::test_dropped_reverse_triggers_bar_the_rollback",
    ),
    Guard(
        7,
        "a row that the old definition can't hold bars the rollback",
        "engine/phases/rollback.py",
        "        look_again(run, run.resolved.copy_back(), back=True)\n",
        "        pass\n",
        f"{_TRUTH}::test_a_row_that_the_old_definition_cannot_hold_bars_the_rollback",
    ),
    Guard(
        7,
        "a row that the plan left out is not taken for one that the application wrote",
        "triggers/statements.py",
        "THEN SET _oa_error = {KEY_LEFT_OUT}",
        "THEN SET _oa_error = _oa_error",
        f"{_LOSSES}::test_a_row_left_out_stays_as_it_is_whatever_becomes_of_its_key",
    ),
    Guard(
        7,
        "what a rollback would lose is refused beforehand",
        "checks/rollback.py",
        "        if column.needs_value:",
        "        if False:",
        f"{_LOSSES}::test_what_a_rollback_would_lose_has_to_be_said",
    ),
    Guard(
        7,
        "a row whose key changes is moved in the old table, with what dropped columns held",
        "triggers/statements.py",
        "    if sync.back:\n",
        "    if False:\n",
        "scenario dropped_column_and_key_change",
    ),
    Guard(
        7,
        "a rollback compares the tables first",
        "engine/phases/rollback.py",
        "    if not run.choices.unseen:",
        "    if False:",
        "tests/integration/faults/test_between_look_and_deed.py::test_a_rollback_brings_no_other_table_back",
        only="UPDATE",
    ),
    Guard(
        7,
        "a rollback looks which table is which",
        "engine/guard.py",
        "            connection, resolved, {names.original: record.shadow_id, names.retired: record.original_id}, remedy\n",
        "            connection, resolved, {} and {names.original: record.shadow_id, names.retired: record.original_id}, "
        "remedy\n",
        "tests/integration/faults/test_between_look_and_deed.py::test_a_rollback_brings_no_other_table_back",
        only="TRUNCATE",
    ),
    Guard(
        7,
        "rows that the plan left out are no difference to a rollback",
        "planning/resolved_plan.py",
        ", surplus_where=left_out)",
        ")",
        "tests/integration/engine/test_losses.py::test_a_rollback_compares_the_rows_that_were_not_left_out",
    ),
)

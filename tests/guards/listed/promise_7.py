"""The way back is open."""

from tests.guards.guard import Guard

_TRUTH = "tests/integration/engine/test_truth.py"
_LOSSES = "tests/integration/engine/test_losses.py"

GUARDS = (
    Guard(
        7,
        "reverse triggers keep the retired table in step",
        "engine/phases/cutover.py",
        "    make_triggers(run, run.draft.reverse_triggers())\n",
        "",
        f"{_TRUTH}::test_rollback_keeps_every_write_made_since_the_cutover",
    ),
    Guard(
        7,
        "reverse triggers that somebody dropped bar the rollback",
        "engine/phases/rollback.py",
        "    if wrong:",
        "    if False:",
        "tests/integration/faults/test_ended_processes.py::test_dropped_reverse_triggers_bar_the_rollback",
    ),
    Guard(
        7,
        "a row that the old definition can't hold bars the rollback",
        "engine/phases/rollback.py",
        "        look_again(run, run.draft.copy_back(), back=True)\n",
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
        "checks/way_back.py",
        "        if column.needs_value:",
        "        if False:",
        f"{_LOSSES}::test_what_a_rollback_would_lose_has_to_be_said",
    ),
    Guard(
        7,
        "a row whose key changes is moved in the retired table, with what dropped columns held",
        "triggers/statements.py",
        "    if mirror.back:\n        # The retired",
        "    if False:\n        # The retired",
        "scenario dropped_column_and_key_change",
    ),
)

"""No row is copied without need."""

from tests.guards.guard import Guard

_UNITS = "tests/unit/planning/test_strategies.py"
_STRATEGIES = "tests/integration/engine/test_strategies.py"
_BY_COPY = "tests/integration/engine/test_rollback_by_copy.py"

GUARDS = (
    Guard(
        10,
        "the change is tried on a copy, and left to the server where it can make it",
        "engine/phases/prepare.py",
        "    if take_direct_way(run):\n        return\n",
        "",
        f"{_STRATEGIES}::test_a_change_of_metadata_copies_no_row_and_goes_back",
        only="comment",
    ),
    Guard(
        10,
        "values that rollback is to bring back are not dropped at once",
        "planning/strategies.py",
        "    if _is_lossy(found) and resolved.plan.settings.rollback is not Rollback.NONE:",
        "    if False:",
        f"{_UNITS}::test_auto_takes_the_cheapest_that_loses_nothing",
        server="",
    ),
    Guard(
        10,
        "replicas don't stand still for longer than max_index_build",
        "planning/strategies.py",
        "    if around.replicas and seconds > plan.settings.max_index_build:",
        "    if False:",
        f"{_UNITS}::test_auto_takes_the_cheapest_that_loses_nothing",
        server="",
    ),
    Guard(
        10,
        "what keeps the old definition is known by its identity",
        "engine/direct_rollback.py",
        "    if now != record.shadow_id and record.server_identity == run.shard.server.identity:",
        "    if False:",
        f"{_STRATEGIES}::test_another_table_in_the_keepers_place_says_nothing_of_the_old_definition",
    ),
    Guard(
        10,
        "rows that the old definition can't hold are looked for before a rollback",
        "engine/phases/direct.py",
        "    check_rows(run, back)\n",
        "",
        f"{_STRATEGIES}::test_rows_that_the_old_definition_cannot_hold_are_named",
    ),
    Guard(
        10,
        "a rollback by a copy looks at every row",
        "engine/copied_rollback.py",
        "loss_search=LossSearch.WHOLE",
        "loss_search=LossSearch.OFF",
        f"{_BY_COPY}::test_rows_that_need_the_new_room_stand_against_it",
    ),
    Guard(
        10,
        "of two open runs commands are about the one that takes the other back",
        "engine/copied_rollback.py",
        "next((run for run in reversed(open_runs) if run.method not in DIRECT), open_runs[-1])",
        "open_runs[0]",
        f"{_BY_COPY}::test_it_is_killed_anywhere_and_called_again",
    ),
    Guard(
        4,
        "the table is looked at again before a rollback by a copy begins",
        "engine/copied_rollback.py",
        "    if now is not None and take_apart(now.definition) != take_apart(taken_back.definition):",
        "    if False:",
        f"{_BY_COPY}::test_what_came_between_the_look_and_the_begin_stops_it",
    ),
)

"""No surprise."""

from tests.guards.guard import Guard

_SURPRISES = "tests/integration/engine/test_surprises.py"

GUARDS = (
    Guard(
        6,
        "the shadow is altered by the very statement that plan shows",
        "engine/phases/prepare.py",
        "        _alter_shadow(run, statement)\n    except",
        "        _alter_shadow(run, type(statement)(statement.purpose, f'{statement.sql} ', statement.tables))\n    except",
        f"{_SURPRISES}::test_what_plan_shows_is_what_is_run",
    ),
    Guard(
        6,
        "plan shows the reverse triggers",
        "engine/outline.py",
        "        *draft.reverse_triggers().values(),\n",
        "",
        f"{_SURPRISES}::test_what_plan_shows_is_what_is_run",
    ),
    Guard(
        6,
        "check and plan write nothing: the table that the ALTER is tried on is temporary",
        "planning/statements.py",
        "CREATE TEMPORARY TABLE {quoting.table_name(schema, PREVIEW)} LIKE",
        "CREATE TABLE {quoting.table_name(schema, PREVIEW)} LIKE",
        f"{_SURPRISES}::test_check_and_plan_write_nothing",
    ),
    Guard(
        6,
        "a query of the plan's can't write",
        "throttles/query.py",
        "    connection.execute(statements.read_only())\n    value",
        "    value",
        "tests/integration/throttles/test_signals.py::test_a_query_of_the_users_is_compared_with_its_limit",
    ),
    Guard(
        6,
        "a run goes on with the change that it began with",
        "engine/opening.py",
        "plan is not None and plan.change_digest != record.plan.change_digest",
        "False",
        f"{_SURPRISES}::test_another_plan_for_a_table_with_a_run_is_refused",
    ),
    Guard(
        6,
        "nothing is done where the plan's precondition does not hold",
        "engine/survey.py",
        '    return ("" if wanted else',
        '    return ("" if True else',
        "tests/integration/engine/test_nothing_to_do.py::test_a_precondition_that_does_not_hold_leaves_nothing_to_do",
    ),
)

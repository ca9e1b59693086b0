"""No surprise."""

from tests.guards.guard import Guard

_QUERIES = "tests/integration/rehearsal/test_queries.py"
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
        "engine/plan_statements.py",
        "    reverse = resolved.reverse_triggers().values()",
        "    reverse = list(resolved.reverse_triggers().values())[:0]",
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
        "a query whose plan is asked for can't write: MariaDB calls functions while it plans",
        "rehearsal/queries/explaining.py",
        "            with _rolled_back(connection) if query.locking else session.writing_nothing(connection):",
        "            if True:",
        f"{_QUERIES}::test_nothing_is_run_to_see_a_plan",
    ),
    Guard(
        6,
        "a query that calls a stored function is not explained",
        "rehearsal/queries/looks.py",
        "            functions = explainer.functions()",
        "            functions = frozenset[str]()",
        f"{_QUERIES}::test_nothing_is_run_to_see_a_plan",
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
        "a run continues with the change that it began with",
        "engine/owned_run.py",
        "if target.plan is None or any(target.plan.change_digest == run.plan.change_digest for run in open_runs):",
        "if True:",
        f"{_SURPRISES}::test_another_plan_for_a_table_with_a_run_is_refused",
    ),
    Guard(
        6,
        "nothing is done where the plan's precondition does not hold",
        "engine/preflight.py",
        '    return ("" if wanted else',
        '    return ("" if True else',
        "tests/integration/engine/test_nothing_to_do.py::test_a_precondition_that_does_not_hold_leaves_nothing_to_do",
    ),
    Guard(
        6,
        "clauses about partitions, which the preview can't try, are looked at by check",
        "checks/partitions.py",
        "            found += _faults(context, clause, now)\n",
        "",
        "tests/integration/engine/test_preview.py::test_what_the_server_refuses_is_refused_by_check",
        only="none",
    ),
    Guard(
        6,
        "ways of storing rows, which the preview can't try, are looked at by check",
        "checks/registry.py",
        "    left_out.NAME: left_out.check,\n",
        "",
        "tests/integration/engine/test_preview.py::test_what_the_server_refuses_is_refused_by_check",
        only="block",
    ),
    Guard(
        6,
        "a name means what the server calls so",
        "engine/shard.py",
        "        return replace(target, schema=self.schema, table=self.table, plan=plan)\n",
        "        return target\n",
        "tests/integration/facts/test_spelling.py::test_the_children_of_a_table_follow_its_name",
    ),
    Guard(
        6,
        "partitions' values are looked at by check",
        "checks/partitions.py",
        "    if why := misplaced(after.method, after.parts):\n",
        '    if why := "":\n',
        "tests/integration/engine/test_preview.py::test_what_the_server_refuses_is_refused_by_check",
        only="bound or value",
    ),
)

"""The server is protected."""

from tests.guards.guard import Guard

_WAITING = "tests/integration/engine/test_waiting.py"
_BUDGETS = "tests/integration/engine/test_budgets.py"
_SIGNALS = "tests/integration/throttles/test_signals.py"

GUARDS = (
    Guard(
        8,
        "a replica that lags closes the gate",
        "throttles/replica_lag.py",
        " if lag > limit else None",
        " if False else None",
        f"{_WAITING}::test_a_replica_that_stops_or_lags_pauses_the_copy",
        only="lags",
    ),
    Guard(
        8,
        "a replica whose replication stands still closes the gate at once",
        "mysql/replication.py",
        '    return _stopped(status) if status is not None else "IO"',
        '    return ""',
        f"{_WAITING}::test_a_replica_that_stops_or_lags_pauses_the_copy",
        only="stops",
    ),
    Guard(
        8,
        "a signal that can't be read any more pauses the run",
        "throttles/sampler.py",
        '                reason = f"{signal.name} unknown: {error.message}"\n            found',
        "                reason = None\n            found",
        f"{_BUDGETS}::test_a_query_of_the_users_pauses_and_so_does_its_loss",
    ),
    Guard(
        8,
        "the binlog budget ends the run before the chunk that would overrun it",
        "throttles/binlog.py",
        "if self._in_all() and used + ahead",
        "if False and used + ahead",
        f"{_BUDGETS}::test_a_run_stops_below_its_binlog_budget_and_goes_on_with_a_larger_one",
    ),
    Guard(
        8,
        "what earlier calls wrote to the binlog counts",
        "throttles/binlog.py",
        "        if not text:\n            return cls()\n",
        "        return cls()\n",
        f"{_BUDGETS}::test_a_run_stops_below_its_binlog_budget_and_goes_on_with_a_larger_one",
    ),
    Guard(
        8,
        "the binlog of an hour pauses",
        "throttles/binlog.py",
        "if self._per_hour() and hour and",
        "if False and hour and",
        f"{_BUDGETS}::test_an_hours_binlog_pauses_until_the_limit_is_changed",
    ),
    Guard(
        8,
        "the application's waits for our rows shrink the chunks",
        "throttles/lock_waits.py",
        "            self._relieve()\n",
        "            pass\n",
        f"{_BUDGETS}::test_the_applications_waits_for_us_shrink_the_chunks_and_pause",
    ),
    Guard(
        8,
        "the application's waits for our rows pause the copy",
        "throttles/lock_waits.py",
        "if waiting > limit else None",
        "if False else None",
        f"{_BUDGETS}::test_the_applications_waits_for_us_shrink_the_chunks_and_pause",
    ),
    Guard(
        8,
        "the floor of free disk is a limit",
        "throttles/disk.py",
        " if free < limit else None",
        " if False else None",
        f"{_SIGNALS}::test_free_disk_is_seen_where_the_server_is_on_this_machine",
    ),
    Guard(
        8,
        "signals are asked before the first chunk",
        "throttles/sampler.py",
        "                reasons.append(_answer_of(signal))",
        "                reasons.append(None)",
        f"{_BUDGETS}::test_a_query_that_fails_from_the_start_is_a_finding",
    ),
    Guard(
        8,
        "the swap waits for its window",
        "engine/window.py",
        "    return window is None or window.is_open(_now())",
        "    return True",
        "tests/integration/engine/test_window.py::test_the_swap_waits_for_its_window_and_says_so",
    ),
)

"""The error block: what, why, what to do next."""

from __future__ import annotations

from onlinealter.model.errors import Blocked, Interrupted, OnlineAlterError, Refused, ServerError, UsageFault
from onlinealter.report.error_text import error_block
from tests.unit.report.event_samples import REFUSAL, WARNING


def test_a_refusal_lists_each_finding_with_its_remedy() -> None:
    """The block is compared whole."""
    error = Refused("shop.orders can't be altered", remedy="Fix it and check again.", findings=(REFUSAL, WARNING))
    assert error_block(error) == (
        "error    shop.orders can't be altered [refused]\n"
        "refusal  privileges: no triggers may be made\n"
        "  fix    GRANT TRIGGER ON shop.* TO alter;\n"
        "warning  disk-room: free space can't be seen\n"
        "  fix    Look for 21 GB.\n"
        "next     Fix it and check again."
    )


def test_a_usage_fault_lists_every_fault() -> None:
    """One line each."""
    error = UsageFault("orders.toml is wrong", remedy="See docs/plan-file.md.", faults=("no table", "no alter"))
    assert error_block(error) == (
        "error    orders.toml is wrong [usage]\nfault    no table\nfault    no alter\nnext     See docs/plan-file.md."
    )


def test_an_error_without_a_remedy_says_what_its_exit_code_means() -> None:
    """There is always something to read about what comes next."""
    assert error_block(Interrupted("stopped at row 7")) == (
        "stopped  stopped at row 7 [interrupted]\n"
        "next     Stopped by Ctrl-C, SIGTERM, SIGHUP or `online-alter stop`. Rerun the same command to resume."
    )


def test_a_server_error_shows_the_statement_that_failed() -> None:
    """It is no advice and doesn't stand where the advice does."""
    assert error_block(ServerError(1142, "TRIGGER command denied", statement="CREATE TRIGGER t")).splitlines()[1:] == [
        "running  CREATE TRIGGER t",
        "next     Unexpected server error; rerun the same command to continue.",
    ]


def test_what_caused_the_error_is_named() -> None:
    """A cause of ours is the reason a reader looks for."""
    error = _raised(Blocked("the names were not swapped", remedy="Try at night."), ServerError(1205, "Lock wait timeout"))
    assert error_block(error) == (
        "error    the names were not swapped [blocked]\n"
        "because  the server answered with error 1205: Lock wait timeout\n"
        "next     Try at night."
    )


def test_further_lines_stand_below_the_first_and_steer_nothing() -> None:
    """A program's complaint keeps its lines but not its control characters."""
    error = Blocked("it said:\n\tno\x1b[31m\nnever", remedy="Try again.")
    assert error_block(error) == (
        "error    it said:\n             no\\x1b[31m\n         never [blocked]\nnext     Try again."
    )


def _raised(error: OnlineAlterError, cause: OnlineAlterError) -> OnlineAlterError:
    error.__cause__ = cause
    return error

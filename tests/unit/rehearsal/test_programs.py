"""The operator's commands are split as a shell would, and told what they need."""

from __future__ import annotations

import pytest

from onlinealter.engine.target import Target
from onlinealter.model.errors import UsageFault
from onlinealter.mysql.connection import Account
from onlinealter.rehearsal.programs import environment, words_of


def test_words_are_quoted_as_in_a_shell() -> None:
    """And nothing of them is expanded."""
    assert words_of("pytest 'e2e tests' -k \"a and b\" $HOME", "--test") == ("pytest", "e2e tests", "-k", "a and b", "$HOME")


@pytest.mark.parametrize("command", ["pytest 'e2e", "  "])
def test_a_command_that_is_none_is_refused(command: str) -> None:
    """With the option's name."""
    with pytest.raises(UsageFault, match=r"^--load"):
        words_of(command, "--load")


def test_the_password_is_not_told() -> None:
    """Where, which table and which moment are."""
    told = environment(Target("orders", "shop", Account("db", 3307, "alter", "secret")), "swapped")
    assert told["ONLINE_ALTER_HOST"] == "db"
    assert told["ONLINE_ALTER_MOMENT"] == "swapped"
    assert "secret" not in str(told)

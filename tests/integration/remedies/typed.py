"""What a person copies out of a remedy: statements, commands, and keys of the plan."""

from __future__ import annotations

import re
import tomllib
from typing import Any

_STATEMENT = re.compile(
    r"\b(?:ALTER TABLE `|ALTER USER|DELETE FROM|DROP (?:TABLE|TRIGGER)|GRANT|INSERT INTO|INSTALL|KILL|RENAME TABLE|RESET"
    r"|SET GLOBAL|START REPLICA|STOP|UPDATE|XA (?:COMMIT|ROLLBACK))[^;]*;"
)
_COMMAND = re.compile(r"\bonline-alter ((?:[a-z-]+)(?: --[a-z-]+(?: (?!--)[\w.$`]+)?)*)")
_KEY = re.compile(r"\b(?:allow|rollback|strategy|max_conflicts) = (?:\[[^\]]*\]|\"[^\"]*\"|\d+)")


def statements_in(remedy: str) -> list[str]:
    """The SQL statements, each from its verb to its semicolon."""
    return _STATEMENT.findall(remedy)


def commands_in(remedy: str) -> list[list[str]]:
    """The commands, each as the words behind ``online-alter``."""
    return [found.split() for found in _COMMAND.findall(remedy)]


def keys_in(remedy: str) -> dict[str, Any]:
    """The keys of the plan that are to be said: the first of those that are offered."""
    found = _KEY.search(remedy)
    return tomllib.loads(found[0]) if found else {}

"""Passwords kept out of the process list and out of what is printed."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from urllib.parse import unquote

_HIDDEN = "…"
# From the first colon behind "://" to the last at sign: rather too much than a character too little.
_IN_DSN = re.compile(r"(?P<before>[a-z][a-z0-9+.-]*://[^:@/?#]*:)(?P<password>.*)(?=@)", re.IGNORECASE | re.DOTALL)

_known: set[str] = set()


def hide_passwords(command_line: Sequence[str]) -> None:
    """Take the passwords of DSNs out of what ``ps`` shows of this process."""
    shown = [_IN_DSN.sub(_remembering, word) for word in command_line]
    if shown != list(command_line):
        from setproctitle import setproctitle

        setproctitle(" ".join(shown))


def remember_password(password: str) -> None:
    """Keep a password out of every text that is redacted."""
    _known.update(filter(None, (password, unquote(password))))


def redacted(text: str) -> str:
    """The text without any password that is known."""
    for password in sorted(_known, key=len, reverse=True):
        text = text.replace(password, _HIDDEN)
    return text


def _remembering(found: re.Match[str]) -> str:
    remember_password(found["password"])
    return found["before"] + _HIDDEN


def command_line() -> Sequence[str]:
    """The words this process was started with, the interpreter's included."""
    return sys.orig_argv

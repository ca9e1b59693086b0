"""Putting parameters into the text of a statement: only where a placeholder stands by itself.

The driver would also replace what looks like one inside a name or a literal, such as a schema called ``a%sb``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

PLACEHOLDER = "%s"
_PIECES = re.compile(r"`(?:[^`]|``)*`|'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.|\"\")*\"|/\*.*?\*/|%s", re.DOTALL)


class WrongNumber(ValueError):
    """There are more parameters than placeholders, or fewer."""


def bound(sql: str, literals: Sequence[str]) -> str:
    """The statement with literals, written as SQL, in the place of its placeholders."""
    left = iter(literals)
    made = _PIECES.sub(lambda piece: _filled(piece[0], left), sql)
    if next(left, None) is not None:
        raise WrongNumber(f"more parameters than placeholders in {sql}")
    return made


def _filled(piece: str, left: Iterator[str]) -> str:
    if piece != PLACEHOLDER:
        return piece
    found = next(left, None)
    if found is None:
        raise WrongNumber("fewer parameters than placeholders")
    return found

"""A statement's text as a server that runs all of it would see it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_QUOTED = r"'(?:[^'\\]++|\\.)*+'|\"(?:[^\"\\]++|\\.)*+\"|`[^`]*+`"
_COMMENT = r"--(?=[\x00-\x20])[^\n]*+|\#[^\n]*+|/\*(?=[^M!]|M[^!])(?:[^*]++|\*(?!/))*+\*/|/\*M?!\d*|\*/"
_QUOTED_OR_COMMENT = re.compile(rf"({_QUOTED})|{_COMMENT}", re.DOTALL)
_STRING = re.compile(_QUOTED.rpartition("|")[0], re.DOTALL)
_QUOTED_OR_COMMA = re.compile(rf"{_QUOTED}|,", re.DOTALL)


def bare(text: bytes, length: int) -> str:
    """The statement's beginning without comments; what a version's comment holds is taken as code, whatever the version."""
    cut = text[:length].decode("latin-1")
    return _QUOTED_OR_COMMENT.sub(lambda found: found[1] or " ", cut).strip()


def without_strings(text: str) -> str:
    """The text with its strings emptied; names in backquotes stay."""
    return _STRING.sub("''", text)


def code_parts(text: str) -> Iterator[str]:
    """What commas part, those inside of quotes left out."""
    last = 0
    for found in _QUOTED_OR_COMMA.finditer(text):
        if found[0] == ",":
            yield text[last : found.start()]
            last = found.end()
    yield text[last:]

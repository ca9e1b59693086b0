"""A dump split into statements as the server's own client would split it, without that client and its commands.

Quotes, comments and DELIMITER are all that has to be known for it. The text is searched by expressions that never go back,
so that a hundred megabytes take seconds; no more of it is kept than one statement and what was read ahead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from onlinealter.dumps.faults import fault

LONGEST_STATEMENT = 1 << 30  # bytes: no server takes more
_AHEAD = 1 << 20
_KEPT_OF_COMMENTS = 4096

# Newer programs begin with it, so that MariaDB's client turns its commands off.
_SANDBOX_MODE = rb"/\*M?!999999\\- enable the sandbox mode \*/"
_LINE_COMMENT = rb"--(?=[\x00-\x20])[^\n]*+\n|\#[^\n]*+\n"
_BETWEEN = re.compile(
    rb"(?:\s++|" + _LINE_COMMENT + rb"|" + _SANDBOX_MODE + rb"|/\*(?=[^M!]|M[^!])(?:[^*]++|\*(?!/))*+\*/)*+"
)
_OPEN_COMMENT = re.compile(rb"--[\x00-\x20]|\#|/\*(?!M?!)")
_BEGINS_IN = 64  # bytes
_DELIMITER = re.compile(rb"delimiter[ \t]++([^\s]++)[^\n]*+\n", re.IGNORECASE)
_DELIMITER_MAY_COME = re.compile(rb"d[a-z]*+[ \t]*+[^\n]*+\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Statement:
    """One statement's bytes without its delimiter, and the line where it begins."""

    line: int
    text: bytes


class Source(Protocol):
    """Where the bytes come from."""

    def read(self, size: int) -> bytes:
        """At most so many bytes; none at the end."""


class Scanner:
    """Reads one file's statements; ``opening`` and ``closing`` are the comments before the first and after the last, and
    ``line`` is how far it is.
    """

    def __init__(self, file: Path, source: Source) -> None:
        self._file = file
        self._source = source
        self._buffer = b""
        self.line = 1
        self._ended = False
        self._delimiter = b";"
        self._escapes = True
        self.opening = b""
        self.closing = b""

    def statements(self) -> Iterator[Statement]:
        """All of them. Raises DumpFault at a quote or a comment that isn't closed, a last statement without an end, and a
        command of the client's.
        """
        first = True
        while self._skip_between(first):
            if self._change_delimiter():
                continue
            first = False
            line, text = self.line, self._take_statement()
            if text.strip():
                self._see_quoting(text)
                yield Statement(line, text.rstrip())

    def _skip_between(self, first: bool) -> bool:
        """Past comments and white space; gives whether something follows."""
        while True:
            found = _BETWEEN.match(self._buffer)
            end = found.end() if found else 0
            left = len(self._buffer) - end
            # What begins a comment may be cut in two, and a comment may go on.
            if (left >= _BEGINS_IN and not _OPEN_COMMENT.match(self._buffer, end)) or not self._read(left):
                break
            if left > LONGEST_STATEMENT:
                raise fault(self._file, self.line, "the comment that begins here doesn't end")
        taken = self._buffer[:end]
        if first and len(self.opening) < _KEPT_OF_COMMENTS:
            self.opening += taken[:_KEPT_OF_COMMENTS]
        if end:
            self.closing = taken[-_KEPT_OF_COMMENTS:]
        self._drop(end)
        if _OPEN_COMMENT.match(self._buffer):
            raise fault(self._file, self.line, "the comment that begins here doesn't end")
        return bool(self._buffer)

    def _change_delimiter(self) -> bool:
        while _DELIMITER_MAY_COME.match(self._buffer) and self._read():
            pass
        found = _DELIMITER.match(self._buffer)
        if found is None:
            return False
        if found[1][:1] in b"'\"`\\" or found[1].startswith((b"/*", b"--", b"#")):
            raise fault(self._file, self.line, "no dump has such a DELIMITER")
        self._delimiter = found[1]
        self._drop(found.end())
        return True

    def _take_statement(self) -> bytes:
        code, at = _code(self._delimiter, escapes=self._escapes), 0
        while True:
            found = code.match(self._buffer, at)
            at = found.end() if found else at
            if self._buffer.startswith(self._delimiter, at):
                text = self._buffer[:at]
                self._drop(at + len(self._delimiter))
                return text
            rest = self._buffer[at : at + 2]
            if rest[:1] == b"\\" and len(rest) == 2:
                self._refuse_backslash(at)
            elif not self._read(len(self._buffer) - at):
                raise fault(self._file, self.line, "the dump ends inside the statement that begins here", "Dump it again.")
            elif len(self._buffer) > LONGEST_STATEMENT:
                raise fault(self._file, self.line, "the statement that begins here is longer than any server takes")

    def _refuse_backslash(self, at: int) -> None:
        command = self._buffer[at : at + 2].decode(errors="replace")
        line = self.line + self._buffer.count(b"\n", 0, at)
        raise fault(
            self._file, line, f"{command} is a command of the mysql client, not SQL", "No dump program writes such a thing."
        )

    def _see_quoting(self, text: bytes) -> None:
        """Programs set the sql_mode in which a trigger was made, and with it what a backslash means."""
        head = text[:1000].lower()
        if b"sql_mode" in head and b"set" in head[:40]:
            self._escapes = b"no_backslash_escapes" not in head

    def _read(self, least: int = 0) -> bool:
        """Read on, as much again as has been waited with, so that a long value isn't searched again and again."""
        if self._ended:
            return False
        read = self._source.read(max(_AHEAD, least))
        if not read:
            self._ended = True
            read = b"\n"  # ends a comment, and is what the expressions look ahead to
        self._buffer += read
        return True

    def _drop(self, end: int) -> None:
        self.line += self._buffer.count(b"\n", 0, end)
        self._buffer = self._buffer[end:]


def _code(delimiter: bytes, *, escapes: bool) -> re.Pattern[bytes]:
    """What belongs to a statement up to its delimiter, a backslash, or what is cut in two by the end of what was read."""
    stop, more = re.escape(delimiter[:1]), len(delimiter) - 1
    quoted = rb"'(?:[^'\\]++|\\.)*+'|" + rb'"(?:[^"\\]++|\\.)*+"' if escapes else rb"'[^']*+'|" + rb'"[^"]*+"'
    return re.compile(
        rb"(?:[^'\"`;\#/*\-\\" + stop + rb"]++|" + quoted + rb"|`[^`]*+`|"
        rb"(?!" + re.escape(delimiter) + rb")(?:" + _LINE_COMMENT + rb"|--(?=[^\x00-\x20])|-(?=[^-])|"
        rb"/\*(?=[^M!]|M[^!])(?:[^*]++|\*(?!/))*+\*/|/\*(?=M?!)|/(?=[^*])|\*/|\*(?=[^/])|"
        rb"[;" + stop + rb"](?=.{%d}))" % more + rb")*+",
        re.DOTALL,
    )

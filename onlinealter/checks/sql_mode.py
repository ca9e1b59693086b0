"""Modes of the server by which the plan's words or a column's values mean something that this tool can't follow."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from onlinealter.checks.check import ChangeInput, refusal
from onlinealter.model.findings import Finding
from onlinealter.model.plan import Plan
from onlinealter.mysql.meaning import modes_of
from onlinealter.mysql.server import Server
from onlinealter.sql import quoting
from onlinealter.tables.alter_clause import lex

NAME = "sql-mode"
_OTHER_LANGUAGES = ("ORACLE", "MSSQL", "DB2", "MAXDB", "POSTGRESQL")
_NOT_BEFORE = frozenset({"NULL", "ENFORCED", "IN", "LIKE", "BETWEEN", "REGEXP", "RLIKE", "EXISTS"})
_PADDING = "PAD_CHAR_TO_FULL_LENGTH"


def check_words(plan: Plan, server: Server) -> list[Finding]:
    """What stands in the plan and means another thing to a new session of the server than to this tool."""
    texts = [*plan.alter, *plan.columns.values(), *plan.reverse.values(), plan.where or "", plan.precondition or ""]
    modes = modes_of(server)
    found = [
        _refused(
            mode,
            "types and functions mean something else there",
            f"Use the server's own ALTER TABLE, or take {mode} out of the global sql_mode for the run.",
        )
        for mode in _OTHER_LANGUAGES
        if mode in modes
    ]
    return found or [finding for text in texts if text for finding in _of_text(text, modes)]


def check(context: ChangeInput) -> list[Finding]:
    """Blanks at the end of a CHAR are part of its value, wherever it is read."""
    if _PADDING not in modes_of(context.server):
        return []
    names = [column.name for column in context.original.columns if column.kind == "char"]
    return [
        _refused(
            _PADDING,
            f"the values of the CHAR column {name} have blanks at their end when they are read, and the new table would "
            "get them without",
            f"Leave {name} a CHAR that nothing is computed from, or take {_PADDING} out of the global sql_mode for the run.",
        )
        for name in names
        if _is_read(context, name)
    ]


def _is_read(context: ChangeInput, name: str) -> bool:
    """Whether the column goes into another type or into something computed."""
    for each in context.forward.columns:
        if name in each.expression.columns and (each.source is None or each.target.kind != "char"):
            return True
    words = {value.strip("`").lower() for _, value in lex(context.plan.where or "")}
    computed = (" AS (", " CHECK (", " CHECK(", "((")
    lines = [*context.original.create_statement.splitlines(), *context.shadow.create_statement.splitlines()]
    return name.lower() in words or any(
        quoting.name(name) in line.replace(f"  {quoting.name(name)} ", "", 1) and any(sign in line for sign in computed)
        for line in lines
    )


def _of_text(text: str, modes: frozenset[str]) -> Iterator[Finding]:
    words = [word for _, value in lex(text) for word in ([value] if value[:1] in "'\"`" else value.split())]
    upper = [word.upper() for word in words]
    if "ANSI_QUOTES" in modes and any(word.startswith('"') for word in words):
        yield _refused(
            "ANSI_QUOTES",
            f'"…" is a name there: {text}',
            "Write names in `backquotes` and texts in 'single quotes', which mean the same in every sql_mode.",
        )
    if "NO_BACKSLASH_ESCAPES" in modes and ("\\" in text or "LIKE" in upper):
        yield _refused(
            "NO_BACKSLASH_ESCAPES",
            f"a backslash is an ordinary character there: {text}",
            "Write the text without backslashes and LIKE, or as hexadecimal digits: _utf8mb4 x'…'.",
        )
    nots = [following for word, following in pairwise([*upper, ""]) if word == "NOT"]
    if "HIGH_NOT_PRECEDENCE" in modes and not _NOT_BEFORE.issuperset(nots):
        yield _refused("HIGH_NOT_PRECEDENCE", f"NOT binds more tightly there: {text}", "Write it without NOT, as = 0 or <>.")
    if "EMPTY_STRING_IS_NULL" in modes and ("''" in words or '""' in words):
        yield _refused("EMPTY_STRING_IS_NULL", f"'' is NULL there: {text}", "Write NULL, or a text that isn't empty.")


def _refused(mode: str, why: str, remedy: str) -> Finding:
    return refusal(NAME, f"the server's sql_mode has {mode}: {why}", remedy)

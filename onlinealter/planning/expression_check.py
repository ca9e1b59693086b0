"""The plan's expressions, tried on an empty temporary table: can the server read them, and does each mean the same whenever
it is computed? Triggers, copy and verification each compute it.
"""

from __future__ import annotations

from collections.abc import Mapping

from onlinealter.model.errors import Refused, ServerError, UsageFault
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Connection
from onlinealter.planning import statements
from onlinealter.sql import quoting
from onlinealter.tables.alter_clause import lex
from onlinealter.tables.expression import parse
from onlinealter.tables.facts import Column

# Refused by one server or the other for the session's time zone or language; ours are fixed wherever they are computed.
_FIXED_BY_US = frozenset({"UNIX_TIMESTAMP", "FROM_UNIXTIME", "DATE_FORMAT"})
# Accepted by a server, and depending on the session or on chance all the same. What can be set for a trigger's statement is
# set there (triggers/statements.py); on MySQL these variables can't be.
_LANGUAGE, _WEEK, _MODE = "lc_time_names", "default_week_format", "block_encryption_mode"
_OF_SESSION = {"MONTHNAME": _LANGUAGE, "DAYNAME": _LANGUAGE, "PS_THREAD_ID": "the connection"}
_OF_SESSION_ANYWHERE = {
    "AES_ENCRYPT": _MODE, "AES_DECRYPT": _MODE, "PASSWORD": "old_passwords", "OLD_PASSWORD": "old_passwords",
    "ENCRYPT": "chance", "DES_ENCRYPT": "the server's key file", "DES_DECRYPT": "the server's key file",
}  # fmt: skip
_FORMATTING = frozenset({"DATE_FORMAT", "TIME_FORMAT", "FROM_UNIXTIME"})
_NAMES_IN_FORMATS = ("%a", "%b", "%M", "%W")
_REMEDY = (
    "Triggers, copy and verification each compute it, at different moments in different sessions: write constants instead "
    "of NOW(), RAND() and the like, and no variables, subqueries, stored functions, or functions that depend on a variable."
)


def check_expressions(
    connection: Connection, schema: str, table: str, columns: tuple[Column, ...], expressions: Mapping[str, str]
) -> None:
    """Try expressions over a table's columns; the mapping's keys say where each stands in the plan.

    Raises UsageFault where the server can't read one, Refused where one isn't fixed by its row.
    """
    if not expressions:
        return
    names = [column.name for column in columns]
    for place, sql in expressions.items():
        if why := _of_session(sql, mariadb=connection.mariadb):
            raise Refused(f"{place} is not fixed by its row: {sql} ({why})", remedy=_REMEDY)
        connection.execute(statements.drop_words(schema))
        connection.execute(statements.create_words(schema, table, names))
        try:
            connection.execute(statements.check_expression(schema, parse(_with_fixed(sql), names).over(quoting.name)))
        except ServerError as error:
            raise _complaint(place, sql, error, names) from None
        finally:
            connection.execute(statements.drop_words(schema))


def _of_session(sql: str, *, mariadb: bool) -> str:
    """Why an expression comes to something else in another session, or empty. Functions that the server refuses itself are
    left to it.
    """
    values = [value for _, value in lex(sql) if value.strip() and not value.startswith(("/*", "--", "#"))]
    words = [value.upper() for value in values]
    for place, word in enumerate(words):
        if words[place + 1 : place + 2] != ["("]:
            continue
        arguments = _arguments(words, values, place + 1)
        variable = _OF_SESSION_ANYWHERE.get(word, "") or ("" if mariadb else _of_mysql(word, arguments))
        if variable:
            return f"{word} depends on {variable}, which the application's sessions may have set otherwise"
    return ""


def _of_mysql(word: str, arguments: list[str]) -> str:
    """The variable that a call depends on in MySQL and that can't be set for a statement; empty if none."""
    if word == "WEEK" and len(arguments) == 1:
        return f"{_WEEK} (say WEEK(…, mode))"
    if word == "EXTRACT" and arguments and arguments[0].upper().startswith("WEEK "):
        return f"{_WEEK} (say WEEK(…, mode))"
    if word in _FORMATTING and len(arguments) > 1:
        is_plain = arguments[1][:1] in "'\"" and not any(name in arguments[1] for name in _NAMES_IN_FORMATS)
        return "" if is_plain else _LANGUAGE
    return _OF_SESSION.get(word, "")


def _arguments(words: list[str], values: list[str], place: int) -> list[str]:
    """The arguments of the call whose bracket is at a place."""
    depth, found = 0, [""]
    for word, value in zip(words[place:], values[place:], strict=True):
        depth += (word == "(") - (word == ")")
        if depth == 0:
            break
        if word == "," and depth == 1:
            found.append("")
        elif not (word == "(" and depth == 1 and not found[-1] and len(found) == 1):
            found[-1] += f"{value} " if not found[-1].endswith("'") else value
    return [each.strip() for each in found]


def _with_fixed(sql: str) -> str:
    """The expression with another function in place of those that are fixed by us; without arguments they stay."""
    parts = list(lex(sql))
    written = []
    for place, (_, value) in enumerate(parts):
        after = "".join(text for _, text in parts[place + 1 : place + 6]).replace(" ", "")
        takes_something = after.startswith("(") and not after.startswith("()")
        written.append("COALESCE" if value.upper() in _FIXED_BY_US and takes_something else value)
    return "".join(written)


def _complaint(place: str, sql: str, error: ServerError, names: list[str]) -> Exception:
    if error.number in error_numbers.NOT_FIXED:
        return Refused(
            f"{place} is not fixed by its row: {sql} (the server: {error.text})",
            remedy=_REMEDY,
        )
    if error.number == error_numbers.UNKNOWN_COLUMN:
        return UsageFault(f"{place} names an unknown column: {error.text}", remedy=f"The row has: {', '.join(names)}.")
    return UsageFault(
        f"the server can't read {place}: {sql} (error {error.number}: {error.text})", remedy="Fix it in the plan."
    )

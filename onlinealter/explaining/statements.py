"""How a server is asked for a plan."""

from __future__ import annotations


def explain(query: str, *, mariadb: bool) -> str:
    """As a table, which both servers have; EXTENDED is what adds the column ``filtered`` on MariaDB."""
    return f"EXPLAIN {'EXTENDED' if mariadb else 'FORMAT=TRADITIONAL'} {query}"


def at_most(seconds: int, *, mariadb: bool) -> str:
    """No statement of the session takes longer; on MySQL that holds for SELECT."""
    return f"SET SESSION max_statement_time = {seconds}" if mariadb else f"SET SESSION max_execution_time = {seconds * 1000}"


def begin() -> str:
    return "START TRANSACTION"


def stored_functions() -> str:
    return (
        "SELECT LOWER(routine_name) FROM information_schema.routines WHERE routine_type = 'FUNCTION' AND routine_schema = %s"
    )


def loadable_functions() -> str:
    return "SELECT LOWER(name) FROM mysql.func"


def is_explaining() -> str:
    """Whether the session of this id is still at it: after a restart of the server the number may be another's."""
    return "SELECT COUNT(*) FROM information_schema.processlist WHERE id = %s AND info LIKE 'EXPLAIN %%'"

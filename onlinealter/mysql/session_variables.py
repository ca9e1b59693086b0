"""What every session of ours sets for itself, whatever the server's global values say.

A session begins with the global values. Those listed here change what our statements do, cut what they read, or end them;
all can be set without a privilege. What isn't listed changes how fast a statement is at most, protects the server (sizes of
temporary tables, memory), or decides what a definition means, where the server's own ALTER would go by it as well
(``explicit_defaults_for_timestamp``, ``innodb_strict_mode``, ``old_mode`` …).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from onlinealter.model.errors import ServerError
from onlinealter.mysql import error_numbers
from onlinealter.sql import quoting

if TYPE_CHECKING:
    from onlinealter.mysql.connection import Connection

# Strict, so that no error becomes a warning; id 0 stays 0; dates are copied as they are.
SQL_MODE = "STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES"

NAMES = "NAMES utf8mb4"  # with the collation that the server has for it

_NO_LIMIT = "18446744073709551615"
_DAY = "86400"

# By name, each as the server shows it.
_FIXED: Mapping[str, str] = {
    "sql_mode": SQL_MODE,
    # What cuts or ends a statement
    "sql_select_limit": _NO_LIMIT,
    "max_execution_time": "0",
    "max_statement_time": "0.000000",
    "max_join_size": _NO_LIMIT,
    "sql_big_selects": "ON",
    "max_sort_length": "8192",
    "sql_safe_updates": "OFF",
    # What a statement means
    "sql_auto_is_null": "OFF",
    "sql_if_exists": "OFF",
    "alter_algorithm": "DEFAULT",
    "old_alter_table": "OFF",
    "default_storage_engine": "InnoDB",
    "default_tmp_storage_engine": "InnoDB",
    "use_secondary_engine": "OFF",
    # What expressions mean: as in the triggers, which set them for themselves
    "div_precision_increment": "4",
    "lc_time_names": "en_US",
    "default_week_format": "0",
    "default_regex_flags": "",
    # What is shown
    "sql_quote_show_create": "ON",
    "show_create_table_verbosity": "OFF",
    "show_create_table_skip_secondary_engine": "OFF",
    "show_gipk_in_create_table_and_information_schema": "ON",
    "information_schema_stats_expiry": "0",
    "sql_notes": "ON",
    # Transactions: READ COMMITTED, so that only the rows read are locked
    "transaction_isolation": "READ-COMMITTED",
    "tx_isolation": "READ-COMMITTED",
    "transaction_read_only": "OFF",
    "tx_read_only": "OFF",
    "completion_type": "NO_CHAIN",
    "autocommit": "ON",
    "innodb_snapshot_isolation": "OFF",  # else a copy that has waited for a row fails with 1020
    "foreign_key_checks": "ON",
    "unique_checks": "ON",
    "check_constraint_checks": "ON",
    # When a session is ended
    "wait_timeout": _DAY,
    "net_read_timeout": "60",
    "net_write_timeout": "60",
    "idle_transaction_timeout": "0",
    "idle_readonly_transaction_timeout": "0",
    "idle_write_transaction_timeout": "0",
}
# Newer names, beside which some servers still have the old one.
_REPLACED = {
    "tx_isolation": "transaction_isolation",
    "tx_read_only": "transaction_read_only",
    "old_alter_table": "alter_algorithm",
}

# What expressions and definitions depend on: a session on a replica has them as the primary has.
AS_ON_PRIMARY = (
    "group_concat_max_len",
    "block_encryption_mode",
    "explicit_defaults_for_timestamp",
    "old_mode",
    "character_set_collations",
)


def first_statement(*, mariadb: bool) -> str:
    """What has to be so before anything can be read without being cut or ended; all supported servers know these.

    The collation of texts is the server's own for utf8mb4: MySQL writes the texts in a CHECK or a generated column down as
    _utf8mb4'…', which has that one wherever it is read, and no other can be compared with it.
    """
    longest = "max_statement_time" if mariadb else "max_execution_time"
    return f"SET {NAMES}, SESSION sql_select_limit = {_NO_LIMIT}, {longest} = 0"


def show_known() -> str:
    """The listed variables that this server has, and what expressions depend on, as the session has them."""
    among = ", ".join(quoting.text(name) for name in (*_FIXED, *AS_ON_PRIMARY))
    return f"SHOW SESSION VARIABLES WHERE Variable_name IN ({among})"


def set_fixed(shown: Mapping[str, str]) -> str:
    """The statement that sets all that differs from what is wanted; empty where nothing does."""
    return set_differing(_fixed(shown), shown)


def set_all(known: Mapping[str, str]) -> str:
    """The statement that sets what is listed, and what expressions depend on as it was when these variables were shown."""
    values = {**{name: value for name, value in _fixed(known).items() if name in known}, **as_on_primary(known)}
    return _set(values).replace("SET ", f"SET {NAMES}, ", 1)


def as_on_primary(shown: Mapping[str, str]) -> dict[str, str]:
    """What expressions depend on, of variables that were shown."""
    return {name: shown[name] for name in AS_ON_PRIMARY if name in shown}


def _fixed(there: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in _FIXED.items() if _REPLACED.get(name) not in there}


def set_differing(wanted: Mapping[str, str], shown: Mapping[str, str]) -> str:
    """The same for any variables; one that this server doesn't have is left out."""
    return _set({name: value for name, value in wanted.items() if name in shown and shown[name] != value})


def _set(values: Mapping[str, str]) -> str:
    return f"SET SESSION {', '.join(f'{name} = {_literal(value)}' for name, value in values.items())}" if values else ""


def bounded(lock_wait: int, sql_mode: str) -> str:
    """Set how many seconds to wait for a lock, and the session's mode, which is kept for the way back from another one."""
    waits = f"SESSION lock_wait_timeout = {lock_wait}, SESSION innodb_lock_wait_timeout = {lock_wait}"
    return f"SET {waits}, @_oa_sql_mode = '{sql_mode}', SESSION sql_mode = '{sql_mode}'"


def kept_sql_mode(otherwise: str) -> str:
    """The mode that was kept, as a value."""
    return f"COALESCE(@_oa_sql_mode, '{otherwise}')"


def as_mapping(rows: Iterable[tuple[object, ...]]) -> dict[str, str]:
    """Rows of SHOW VARIABLES by name."""
    return {str(name).lower(): str(value) for name, value in rows}


def settle(connection: Connection) -> dict[str, str]:
    """Set all that is listed; gives what the session had. A statement that somebody ends is run again."""
    connection.retry(lambda: connection.execute(first_statement(mariadb=connection.mariadb)))
    shown = as_mapping(connection.retry(lambda: connection.rows(show_known())))
    if sets := set_fixed(shown):
        connection.retry(lambda: connection.execute(sets))
    return shown


def settle_like(connection: Connection, known: Mapping[str, str]) -> dict[str, str]:
    """The same on a server whose variables are known from an earlier session, by a single statement: asking for them costs
    more than setting them. A server that lacks one, of another version say, or lets only some set it, is asked.
    """
    try:
        connection.retry(lambda: connection.execute(set_all(known)))
    except ServerError as error:
        if error.number not in (error_numbers.UNKNOWN_SYSTEM_VARIABLE, error_numbers.SPECIFIC_ACCESS_DENIED):
            raise
        return settle(connection)
    return dict(known)


def _literal(value: str) -> str:
    return value if re.fullmatch(r"[\d.]+", value) else quoting.text(value)

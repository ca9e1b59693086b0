"""SET as dumps have it: the session's own settings and variables of the user's, with plain values."""

from __future__ import annotations

import re
from enum import Enum

from onlinealter.dumps.text import code_parts


class SetKind(Enum):
    """What is done with a SET."""

    RUN = "run"
    OF_THE_SERVER = "of the server"
    UNKNOWN = "unknown"


# None of them reaches anything outside of the session.
_OF_THE_SESSION = frozenset(
    {"autocommit", "character_set_client", "character_set_connection", "character_set_results", "check_constraint_checks",
     "collation_connection", "collation_database", "default_storage_engine", "explicit_defaults_for_timestamp",
     "foreign_key_checks", "information_schema_stats_expiry", "innodb_strict_mode", "max_statement_time", "note_verbosity",
     "show_create_table_skip_secondary_engine", "sql_generate_invisible_primary_key", "sql_mode", "sql_notes",
     "sql_quote_show_create", "sql_require_primary_key", "system_versioning_insert_history", "time_zone",
     "transaction_isolation", "unique_checks", "wait_timeout", "net_read_timeout", "net_write_timeout", "timestamp"}
)  # fmt: skip
# They are about the binlog, which the load isn't written to.
_OF_THE_SERVER = frozenset({"gtid_purged", "sql_log_bin", "gtid_slave_pos", "gtid_seq_no", "gtid_domain_id", "server_id"})
# In these a quote or a backslash may be the second byte of a character, which a search for quotes would take for one.
_UNSAFE_CHARSETS = frozenset({"big5", "cp932", "gb18030", "gbk", "sjis", "ucs2", "utf16", "utf16le", "utf32"})

_NAMES = re.compile(r"(?:NAMES|CHARACTER\s+SET|CHARSET)\s+'?(\w+)'?(?:\s+COLLATE\s+'?\w+'?)?$", re.IGNORECASE)
_USERS = re.compile(r"@[\w$.]+\s*:?=\s*(.*)$", re.DOTALL)
_SYSTEM = re.compile(
    r"(?:(?:@@)?(SESSION|LOCAL|GLOBAL|PERSIST|PERSIST_ONLY)(?:\s+|\.)|@@)?(\w+)\s*:?=\s*(.*)$", re.I | re.DOTALL
)
# No parenthesis: neither a function nor a subquery.
_PLAIN = re.compile(r"(?:[+-]?[\w.]++|@@?[\w$.]++|'[^'\\]*+'|\"[^\"\\]*+\"|\s++)++$")


def kind_of_set(text: str) -> SetKind:
    """What is done with the SET whose text, without comments, is given from behind the word on."""
    kinds = {_kind(part.strip()) for part in code_parts(text)}
    if SetKind.UNKNOWN in kinds or not kinds:
        return SetKind.UNKNOWN
    return SetKind.OF_THE_SERVER if SetKind.OF_THE_SERVER in kinds else SetKind.RUN


def _kind(part: str) -> SetKind:
    if named := _NAMES.match(part):
        return _of_charset(named[1])
    if users := _USERS.match(part):
        return SetKind.RUN if _PLAIN.match(users[1]) else SetKind.UNKNOWN
    system = _SYSTEM.match(part)
    if system is None:
        return SetKind.UNKNOWN
    scope, name, value = (system[1] or "").upper(), system[2].lower(), system[3].strip()
    if name in _OF_THE_SERVER:
        return SetKind.OF_THE_SERVER
    if scope not in ("", "SESSION", "LOCAL") or name not in _OF_THE_SESSION or not _PLAIN.match(value):
        return SetKind.UNKNOWN
    return _of_charset(value.strip("'\"")) if name.startswith("character_set") else SetKind.RUN


def _of_charset(name: str) -> SetKind:
    return SetKind.UNKNOWN if name.lower() in _UNSAFE_CHARSETS else SetKind.RUN

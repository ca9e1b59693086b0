"""What is done with each statement of a dump: run, left out, or the whole dump refused.

Run is what dump programs write to bring schemas, tables and rows back; left out what is about accounts, replication and
events. Whatever else there is was put in by somebody, and the dump isn't touched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from onlinealter.dumps.faults import fault
from onlinealter.dumps.scanner import Statement
from onlinealter.dumps.session_settings import SetKind, kind_of_set
from onlinealter.dumps.text import bare, without_strings


class Deed(Enum):
    """What a statement does to the schema."""

    ROWS = "rows"
    DATABASE = "database"
    USE = "use"
    TABLE = "table"
    VIEW = "view"
    ROUTINE = "routine"
    TRIGGER = "trigger"
    OTHER = "other"


@dataclass(frozen=True)
class Judged:
    """A statement that may be run; ``name`` is what it makes or uses, as ``schema`` and name. One that is ``left_out`` says
    what is left out with it.
    """

    deed: Deed
    schema: str = ""
    name: str = ""
    left_out: str = ""


def judge(file: Path, statement: Statement) -> Judged:
    """What to do with it. Raises DumpFault for what no dump holds."""
    if _ROWS.match(statement.text):
        return Judged(Deed.ROWS)
    code = bare(statement.text, _LONGEST)
    for pattern, judged in _SIMPLE:
        if pattern.match(code):
            return judged
    if _SET.match(code):
        return _set(file, statement, code)
    if database := _DATABASE.match(code):
        return Judged(Deed.DATABASE, schema=unquoted(database[1]))
    if use := _USE.match(code):
        return Judged(Deed.USE, schema=unquoted(use[1]))
    if created := _CREATE.match(code):
        return _created(file, statement, created, code)
    raise _refused(file, statement, code)


def without_definer(text: bytes) -> bytes:
    """A CREATE without its DEFINER, whose account may be missing here: who loads it takes its place."""
    return _DEFINER.sub(rb"\1", text, count=1)


def unquoted(name: str) -> str:
    return name[1:-1].replace("``", "`") if name.startswith("`") else name


_LONGEST = 1 << 20  # bytes that are looked at: rows aside, no statement of a dump is longer
_SHOWN = 60
_NAME = r"(`(?:[^`]|``)+`|[\w$]+)"
_DOTTED = rf"(?:{_NAME}\s*\.\s*)?{_NAME}"
_ACCOUNT = r"(?:`[^`]*`|'[^']*'|\"[^\"]*\"|[\w$]+(?:\(\))?)(?:\s*@\s*(?:`[^`]*`|'[^']*'|\"[^\"]*\"|[\w.%-]+))?"

_ROWS = re.compile(rb"(?:INSERT|REPLACE)(?:\s+(?:IGNORE|DELAYED|LOW_PRIORITY))*\s+INTO\s", re.IGNORECASE)
_SET = re.compile(r"SET\s", re.IGNORECASE)
_USE = re.compile(rf"USE\s+{_NAME}$", re.IGNORECASE)
_DATABASE = re.compile(
    rf"(?:CREATE\s+(?:DATABASE|SCHEMA)\s+(?:IF\s+NOT\s+EXISTS\s+)?|DROP\s+(?:DATABASE|SCHEMA)\s+IF\s+EXISTS\s+){_NAME}", re.I
)
_MODIFIER = r"(?:OR\s+REPLACE|AGGREGATE|UNDO|ALGORITHM\s*=\s*\w+|SQL\s+SECURITY\s+\w+|DEFINER\s*=\s*" + _ACCOUNT + r")\s+"
_CREATE = re.compile(
    rf"CREATE\s+(?:{_MODIFIER})*(TABLE|VIEW|TRIGGER|PROCEDURE|FUNCTION|EVENT|SEQUENCE|PACKAGE(?:\s+BODY)?)\s+"
    rf"(?:IF\s+NOT\s+EXISTS\s+)?{_DOTTED}",
    re.IGNORECASE,
)
_DEFINER = re.compile(
    rb"^((?:\s|/\*M?!\d*|\*/|CREATE\b|OR\s+REPLACE\b|AGGREGATE\b|ALGORITHM\s*=\s*\w+)*)DEFINER\s*=\s*" + _ACCOUNT.encode(),
    re.IGNORECASE,
)
_CLIENT = re.compile(
    r"(?:source|system|tee|notee|pager|nopager|edit|ego|go|clear|connect|charset|delimiter|exit|quit|help|print|prompt|rehash"
    r"|status|nowarning|warnings|resetconnection|query_attributes|ssl_session_data_print|sandbox|\?)(?:\s|$)",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"\b(?:DATA|INDEX)\s+DIRECTORY\b|\bCONNECTION\s*=|\bSONAME\b|\bTABLESPACE(?:\s*=\s*|\s+)(?!`?innodb_)[`\w]", re.I
)


def _left_out(pattern: str, what: str) -> tuple[re.Pattern[str], Judged]:
    return re.compile(pattern, re.IGNORECASE), Judged(Deed.OTHER, left_out=what)


def _run(pattern: str) -> tuple[re.Pattern[str], Judged]:
    return re.compile(pattern, re.IGNORECASE), Judged(Deed.OTHER)


_OBJECT = r"(?:TABLE|VIEW|TRIGGER|PROCEDURE|FUNCTION|SEQUENCE|PACKAGE(?:\s+BODY)?)"
_SIMPLE = (
    _run(r"$"),  # only comments, or what another version would run
    _run(rf"DROP\s+{_OBJECT}\s+IF\s+EXISTS\s+{_DOTTED}$"),
    _run(r"(?:UN)?LOCK\s+TABLES?\b"),
    _run(rf"ALTER\s+TABLE\s+{_DOTTED}\s+(?:DISABLE|ENABLE)\s+KEYS$"),
    _run(rf"ALTER\s+TABLE\s+{_DOTTED}\s+ADD\s(?!.*\bDIRECTORY\b)"),
    _run(rf"ALTER\s+(?:DATABASE|SCHEMA)\s+{_NAME}\s+(?:DEFAULT\s+)?(?:CHARACTER\s+SET|COLLATE)\b"),
    _run(rf"ANALYZE\s+(?:NO_WRITE_TO_BINLOG\s+|LOCAL\s+)?TABLE\s+{_DOTTED}"),
    _run(r"START\s+TRANSACTION\b|BEGIN$|COMMIT$"),
    _run(rf"DO\s+SETVAL\s*\(\s*{_DOTTED}\s*,[\s\d,-]*\)$"),
    _left_out(r"DROP\s+EVENT\s+IF\s+EXISTS\b", "events"),
    _left_out(r"(?:CREATE|ALTER|DROP)\s+(?:OR\s+REPLACE\s+)?(?:USER|ROLE)\b|GRANT\s|REVOKE\s", "accounts"),
    _left_out(r"SET\s+(?:DEFAULT\s+)?ROLE\b|FLUSH\s+(?:LOCAL\s+)?PRIVILEGES$", "accounts"),
    _left_out(r"CHANGE\s+(?:MASTER|REPLICATION)\b", "replication"),
    _left_out(r"(?:START|STOP|RESET)\s+(?:ALL\s+)?(?:SLAVE|SLAVES|REPLICA)\b", "replication"),
)  # fmt: skip
_KINDS = {
    "TABLE": Deed.TABLE,
    "VIEW": Deed.VIEW,
    "TRIGGER": Deed.TRIGGER,
    "PROCEDURE": Deed.ROUTINE,
    "FUNCTION": Deed.ROUTINE,
    "PACKAGE": Deed.ROUTINE,
    "SEQUENCE": Deed.OTHER,
}


def _set(file: Path, statement: Statement, code: str) -> Judged:
    match kind_of_set(code[3:]):
        case SetKind.RUN:
            return Judged(Deed.OTHER)
        case SetKind.OF_THE_SERVER:
            return Judged(Deed.OTHER, left_out="replication")
        case SetKind.UNKNOWN:
            raise _refused(file, statement, code)


def _created(file: Path, statement: Statement, created: re.Match[str], code: str) -> Judged:
    kind = created[1].upper().split()[0]
    if kind == "EVENT":
        return Judged(Deed.OTHER, left_out="events")
    if kind in ("TABLE", "FUNCTION") and (outside := _OUTSIDE.search(without_strings(code))):
        raise fault(
            file,
            statement.line,
            f"{outside[0].strip()} leads outside of the server's own folder: {_shortened(code)}",
            "Take it out of the dump.",
        )
    return Judged(_KINDS[kind], unquoted(created[2] or ""), unquoted(created[3]))


def _refused(file: Path, statement: Statement, code: str) -> Exception:
    if _CLIENT.match(code):
        return fault(
            file,
            statement.line,
            f"'{_shortened(code)}' is a command of the mysql client, not SQL",
            "No dump program writes such a thing.",
        )
    return fault(
        file,
        statement.line,
        f"'{_shortened(code)}' isn't what dump programs write to bring back tables",
        "If you know who wrote it, take it out of the dump.",
    )


def _shortened(code: str) -> str:
    line = " ".join(code.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"

"""What is to be done, as a value: target, ALTER, transforms, settings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

from onlinealter.model import window

MAX_WORKERS = 4  # of those that nobody asked for


class Strategy(StrEnum):
    """How the table gets its new definition."""

    AUTO = "auto"
    METADATA = "metadata"
    NATIVE = "native"
    SHADOW = "shadow"


class Deferral(StrEnum):
    """Whether secondary indexes are built after the copy."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class LossSearch(StrEnum):
    """How much of the table prepare scans for values that the new definition would lose."""

    WHOLE = "whole"
    SAMPLE = "sample"
    OFF = "off"


class Rollback(StrEnum):
    """Whether the old table is kept in step after the cutover, so that rollback loses nothing."""

    KEEP = "keep"
    NONE = "none"


class VerifyOn(StrEnum):
    """Where original and shadow are compared."""

    AUTO = "auto"
    REPLICA = "replica"
    PRIMARY = "primary"
    BOTH = "both"


class WorseQueries(StrEnum):
    """What becomes of the alteration when one of the application's statements gets a worse plan."""

    REPORT = "report"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Form:
    """How a setting's text has to look: in words, and by a reader that raises ValueError."""

    expected: str
    read: Callable[[str], object]


def setting(
    default: Any,  # noqa: ANN401 - settings are of many types
    sentence: str,
    *,
    least: float | None = None,
    most: float | None = None,
    live: bool = False,
    local: bool = False,
    form: Form | None = None,
) -> Any:  # noqa: ANN401
    """A field of :class:`Settings`: its default, what it means, the values it may take, whether it may be changed while a
    run is at work (``online-alter set``), and whether it is ``local``: what the operator's machine runs, or the server by
    his account, comes from the plan file or the command line alone, never from the journal.
    """
    known = {"sentence": sentence, "least": least, "most": most, "live": live, "local": local, "form": form}
    return field(default=default, metadata=known)


@dataclass(frozen=True)
class Settings:
    """How the work is done. Each default stands here and nowhere else; docs/plan-file.md is made from this class."""

    strategy: Strategy = setting(
        Strategy.AUTO,
        "metadata: the server changes the definition without a look at the rows; native: it also reads them to build new"
        " indexes; shadow: rows are copied; auto takes the first of these that is possible and loses nothing.",
    )
    workers: int = setting(
        0,
        "Connections that copy and verify in parallel. 0: tuned automatically; one while the application is busy.",
        least=0,
        most=64,
        live=True,
    )
    chunk_time: float = setting(
        0.1,
        "Seconds that one chunk should take; the longest that a write to its rows waits. A busy server gets shorter ones.",
        least=0.01,
        most=10,
        live=True,
    )
    chunk_rows: int = setting(1000, "Rows of the first chunk; later ones follow the time.", least=1, most=100_000)
    max_chunk_rows: int = setting(20_000, "No chunk has more rows than this.", least=1, most=1_000_000, live=True)
    max_chunk_bytes: int = setting(
        16_000_000,
        "No chunk has more bytes than this, by the mean of the table's rows: what one transaction writes to the binlog.",
        least=1000,
        most=1_000_000_000,
        live=True,
    )
    compress_binlog: bool = setting(
        True,
        "Whether the copy's transactions are compressed in the binlog, where the server can (MySQL) and the account may;"
        " false for readers of the binlog that don't know such transactions.",
    )
    deferred_indexes: Deferral = setting(
        Deferral.AUTO,
        "Whether secondary indexes are built after the copy; auto builds them first when replicas would stand still"
        " too long, or an application that leaves CPUs free would have to wait.",
    )
    max_index_build: float = setting(
        300.0, "With replicas: seconds of estimated index build up to which auto defers the indexes.", least=0
    )
    verify_on: VerifyOn = setting(
        VerifyOn.AUTO, "Where to compare: replica, primary or both; auto takes the replicas if there are any."
    )
    max_verification_age: float = setting(
        3600.0,
        "Seconds for which a verification counts: before a swap that comes later, the rows are compared again.",
        least=60,
    )
    loss_search: LossSearch = setting(
        LossSearch.WHOLE,
        "How much prepare scans for values that would be lost; sample looks as far as check, off leaves them to the"
        " copy, which stops at each.",
    )
    check_rows: int = setting(200_000, "Rows that check scans for values that would be lost.", least=0)
    check_seconds: float = setting(20.0, "Seconds that check looks for them.", least=0)
    rollback: Rollback = setting(
        Rollback.KEEP,
        "Whether writes after the cutover go to the old table too; with none there is no rollback.",
    )
    worse_queries: WorseQueries = setting(
        WorseQueries.REPORT,
        "What becomes of the alteration when a statement of the file PLAN.queries.sql loses its index, reads ten times the"
        " rows or fails: report says so, refuse keeps the table as it is.",
    )
    lock_wait: float = setting(
        1.0,
        "Seconds that a statement of ours may queue for a table's lock, and the application behind it.",
        least=0.05,
        most=10,
    )
    lock_timeout: float = setting(3600.0, "Seconds to go on trying when somebody holds a lock that we need.", least=1)
    old_transaction_timeout: float = setting(
        600.0, "Seconds to wait before the swap for transactions older than the copy's end.", least=0
    )
    cutover_window: str = setting(
        "",
        "When the swap may be made, each day, such as 02:00-04:00 or 22:30-01:00 Europe/Berlin; empty for any time.",
        live=True,
        form=Form(window.EXPECTED, window.Window.parse),
    )
    kill_blockers: bool = setting(
        False, "Whether a session may be killed that holds the table's lock while a statement of ours tries for it."
    )
    kill_grace: float = setting(
        10.0, "With kill_blockers: seconds that such a session may hold the lock while we try.", least=1
    )
    max_lag: float = setting(5.0, "Seconds of replica lag above which the copy pauses.", least=0.1, live=True)
    max_threads_running: int = setting(
        100, "Threads at work on the server, ours not counted, above which the copy pauses.", least=1, live=True
    )
    max_lock_waits: int = setting(
        5,
        "Sessions of the application waiting for row locks of ours, above which the copy pauses; each one makes the"
        " chunks smaller.",
        least=0,
        live=True,
    )
    max_history_length: int = setting(
        1_000_000,
        "Old row versions that wait to be purged (history list length), above which the copy pauses.",
        least=1,
        live=True,
    )
    max_conflicts: int = setting(
        100,
        "Rows that the new definition can't hold, old ones and those that the application writes, at which the copy stops,"
        " resumable; the next call looks at them again first.",
        least=1,
        most=100_000,
        live=True,
    )
    binlog_budget: float = setting(
        0.0, "Megabytes of binlog that the copy may write in all; the run stops below it, resumable; 0 for no end.",
        least=0, live=True,
    )  # fmt: skip
    binlog_per_hour: float = setting(
        0.0, "Megabytes of binlog that the copy may write in any hour; it pauses below that; 0 for no bound.",
        least=0, live=True,
    )  # fmt: skip
    disk_floor: float = setting(
        500.0,
        "Megabytes that have to stay free for the server, else the copy pauses; seen where the server is on this machine"
        " or one of the next two tells; 0 doesn't look.",
        least=0,
        live=True,
    )
    disk_query: str = setting(
        "", "SQL that gives the megabytes free for the server, where it is on another machine.", local=True
    )
    disk_command: str = setting(
        "", "A command, run here without a shell, that prints the megabytes free for the server.", local=True
    )
    throttle_query: str = setting(
        "", "SQL that gives a number; while it is above throttle_limit the copy pauses.", local=True
    )
    throttle_limit: float = setting(0.0, "The limit of throttle_query.", live=True)
    max_pause: float = setting(
        0.0, "Seconds of one pause after which the run stops, resumable; 0 waits for ever.", least=0, live=True
    )
    pause_file: str = setting("", "A file; while it exists the copy pauses.", local=True)


@dataclass(frozen=True)
class Notes:
    """What people say of a plan, to be shown beside its run. Nothing is decided by it."""

    description: str = ""
    owner: str = ""
    ticket: str = ""


@dataclass(frozen=True)
class Plan:
    """One alteration of one table.

    ``columns`` gives new or changed columns as SQL over the original row, ``reverse`` original columns as SQL over the new
    row (needed by rollback where they can't be read off), ``allow`` losses by kind and column, such as ``round:price``.
    ``where`` is a condition over the original row: rows for which it isn't true are left out. ``precondition`` is a SELECT
    whose value says whether a run is to begin at all. ``notes`` are for people.
    """

    table: str
    alter: tuple[str, ...]
    name: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    reverse: Mapping[str, str] = field(default_factory=dict)
    allow: tuple[str, ...] = ()
    where: str = ""
    precondition: str = ""
    settings: Settings = Settings()
    notes: Notes = Notes()

    @property
    def change_digest(self) -> str:
        """A digest of what makes two plans the same change; settings and notes may differ."""
        what: list[object] = [self.table, list(self.alter), dict(self.columns), dict(self.reverse), list(self.allow)]
        if self.where:
            what.append(self.where)
        return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()

    def as_json(self) -> str:
        """The plan as the journal keeps it: of what comes from the plan file or the command line alone only the names of
        those settings that are given.
        """
        given = asdict(self)
        del given["precondition"]
        given["notes"] = {name: text for name, text in given["notes"].items() if text}
        local = [each.name for each in fields(Settings) if each.metadata["local"]]
        given["local"] = [name for name in local if given["settings"].pop(name)]
        return json.dumps(given, sort_keys=True)

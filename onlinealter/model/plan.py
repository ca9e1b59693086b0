"""What is to be done, as a value: target, ALTER, transforms, settings."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any, Self


class Strategy(StrEnum):
    """How the table gets its new definition."""

    AUTO = "auto"
    SHADOW = "shadow"


class Deferral(StrEnum):
    """Whether secondary indexes are built after the copy."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class VerifyOn(StrEnum):
    """Where original and shadow are compared."""

    AUTO = "auto"
    REPLICA = "replica"
    PRIMARY = "primary"
    BOTH = "both"


def setting(default: Any, sentence: str, *, least: float | None = None, most: float | None = None) -> Any:  # noqa: ANN401
    """A field of :class:`Settings`: its default, what it means, and the numbers it may take."""
    return field(default=default, metadata={"sentence": sentence, "least": least, "most": most})


@dataclass(frozen=True)
class Settings:
    """How the work is done. Each default stands here and nowhere else; docs/plan-file.md is made from this class."""

    strategy: Strategy = setting(
        Strategy.AUTO,
        "auto takes the server's own INSTANT change where it can; shadow always copies (and can roll back).",
    )
    workers: int = setting(2, "How many connections copy and verify at the same time.", least=1, most=64)
    chunk_time: float = setting(
        0.1, "Seconds that one chunk should take; the longest that a write to its rows waits.", least=0.01, most=10
    )
    chunk_rows: int = setting(1000, "Rows of the first chunk; later ones follow the time.", least=1, most=100_000)
    most_chunk_rows: int = setting(20_000, "No chunk has more rows than this.", least=1, most=1_000_000)
    deferred_indexes: Deferral = setting(
        Deferral.AUTO,
        "Whether secondary indexes are built after the copy; auto builds them first when replicas would stand still"
        " too long.",
    )
    longest_index_build: float = setting(
        300.0, "With replicas: seconds of estimated index build up to which auto defers the indexes.", least=0
    )
    verify_on: VerifyOn = setting(
        VerifyOn.AUTO, "Where to compare: replica, primary or both; auto takes the replicas if there are any."
    )
    lock_wait: float = setting(
        1.0,
        "Seconds that a statement of ours may queue for a table's lock, and the application behind it.",
        least=0.05,
        most=10,
    )
    patience: float = setting(3600.0, "Seconds to go on trying when somebody holds a lock that we need.", least=1)
    old_transactions: float = setting(
        600.0, "Seconds to wait before the swap for transactions older than the copy's end.", least=0
    )
    longest_lag: float = setting(5.0, "Seconds of replica lag above which the copy pauses.", least=0.1)
    most_threads_running: int = setting(
        100, "Threads at work on the server, ours not counted, above which the copy pauses.", least=1
    )
    longest_pause: float = setting(
        0.0, "Seconds of one pause after which the run stops, resumable; 0 waits for ever.", least=0
    )
    pause_file: str = setting("", "A file; while it exists the copy pauses.")


@dataclass(frozen=True)
class Plan:
    """One alteration of one table.

    ``columns`` gives new or changed columns as SQL over the original row, ``reverse`` original columns as SQL over the new
    row (needed by rollback where they can't be read off), ``allow`` losses by kind and column, such as ``round:price``,
    ``precondition`` a SELECT whose value says whether a run is to begin at all.
    """

    table: str
    alter: tuple[str, ...]
    name: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    reverse: Mapping[str, str] = field(default_factory=dict)
    allow: tuple[str, ...] = ()
    precondition: str = ""
    settings: Settings = Settings()

    @property
    def change_digest(self) -> str:
        """A digest of what makes two plans the same change; settings may differ."""
        what = [self.table, list(self.alter), dict(self.columns), dict(self.reverse), list(self.allow)]
        return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).hexdigest()

    def as_json(self) -> str:
        """The plan as the journal keeps it."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The plan as it was journalled; settings unknown to this version are left out."""
        given = json.loads(text)
        known: dict[str, Any] = {each.name: each.default for each in fields(Settings)}
        chosen: dict[str, Any] = {
            key: type(known[key])(value) for key, value in given.pop("settings").items() if key in known
        }
        lists = {key: tuple(given[key]) for key in ("alter", "allow")}
        return cls(**{**given, **lists, "settings": Settings(**chosen)})

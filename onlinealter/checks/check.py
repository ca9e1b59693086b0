"""The shape of a check: what it may look at, and the findings it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from onlinealter.model.findings import Finding, Severity
from onlinealter.model.plan import Plan, Settings
from onlinealter.mysql.connection import Connection
from onlinealter.mysql.server import Server
from onlinealter.tables.children import ChildKey
from onlinealter.tables.column_map import ColumnMap
from onlinealter.tables.copy_key import CopyKey
from onlinealter.tables.existing_triggers import ExistingTrigger
from onlinealter.tables.facts import TableFacts
from onlinealter.tables.table_keys import TableKeys


@dataclass(frozen=True)
class TableInput:
    """What is known before the new definition is: the table as it stands, read only."""

    connection: Connection
    server: Server
    original: TableFacts
    run: str
    settings: Settings = Settings()


@dataclass(frozen=True)
class ChangeInput:
    """What is known with the new definition: how a row gets across and back."""

    plan: Plan
    server: Server
    original: TableFacts
    shadow: TableFacts
    forward: ColumnMap
    back: ColumnMap
    key: CopyKey | None
    keys: TableKeys
    connection: Connection
    children: tuple[ChildKey, ...] = ()
    triggers: tuple[ExistingTrigger, ...] = ()


TableCheck = Callable[[TableInput], list[Finding]]
ChangeCheck = Callable[[ChangeInput], list[Finding]]


def refusal(check: str, message: str, remedy: str) -> Finding:
    """A finding that stands against the alteration."""
    return Finding(check, Severity.REFUSAL, message, remedy)


def warning(check: str, message: str, remedy: str = "") -> Finding:
    """A finding that the operator should know."""
    return Finding(check, Severity.WARNING, message, remedy)


def note(check: str, message: str, remedy: str = "") -> Finding:
    """A finding that says what will be done."""
    return Finding(check, Severity.NOTE, message, remedy)

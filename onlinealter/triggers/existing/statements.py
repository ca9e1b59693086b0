"""The text that moves the application's triggers to the other table: stand-ins, drops and creations.

A trigger's name is free for the new table only when it is gone from the original. Meanwhile its stand-ins fire: copies
under names of ours, one on each of the two tables, that work only while the trigger itself is nowhere and while their table
bears the application's name. Whether that is so a guard asks, a trigger of ours that fires first, since the application's
definer may see neither.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from onlinealter.mysql import session
from onlinealter.mysql.server import Server
from onlinealter.sql import quoting
from onlinealter.sql.statement import Statement
from onlinealter.tables.existing_triggers import ExistingTrigger, SwappedTriggers
from onlinealter.tables.names import Names

_WORD = r"""(`(?:[^`]|``)+`|"(?:[^"]|"")+"|'(?:[^']|'')*'|[\w$]+)"""
_PLACED = rf"(?:{_WORD}\s*\.\s*)?{_WORD}"
_HEAD = re.compile(
    rf"\s*CREATE\s+(?:DEFINER\s*=\s*{_WORD}(?:\s*@\s*{_WORD})?\s*)?TRIGGER\s*(?:IF\s+NOT\s+EXISTS\s+)?{_PLACED}"
    rf"\s*(BEFORE|AFTER)\s+(INSERT|UPDATE|DELETE)\s+ON\s*{_PLACED}\s*FOR\s+EACH\s+ROW",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class TriggerMove:
    """The application's triggers of a table, in their order, on their way."""

    schema: str
    names: Names
    server: Server
    turn: SwappedTriggers

    @property
    def triggers(self) -> tuple[ExistingTrigger, ...]:
        return self.turn.triggers

    def strange_among(self, there: Sequence[ExistingTrigger]) -> list[str]:
        """Names of the triggers that neither are there nor have a stand-in there, of the same text, definer and settings."""
        found = []
        for number, trigger in enumerate(self.triggers, start=1):
            copies = {
                self._copy(number, of_new=of_new): self._stand_in_body(trigger, number, of_new=of_new)
                for of_new in (False, True)
            }
            alike = [each for each in there if each.settings == trigger.settings]
            itself = any((each.name, each.head, each.body) == (trigger.name, trigger.head, trigger.body) for each in alike)
            stand_in = any(each.body.strip() == copies.get(each.name) for each in alike)
            if not (itself or stand_in):
                found.append(trigger.name)
        return found

    def _head(self, trigger: ExistingTrigger) -> str:
        """The head as it was, which may come from the journal; written again where more could stand in it."""
        if self._heads(trigger):
            return trigger.head
        return (
            f"CREATE DEFINER = {trigger.sql_definer} TRIGGER {quoting.name(trigger.name)} {trigger.timing} {trigger.event}"
            f" ON {self._name(self.names.original)} FOR EACH ROW"
        )

    def _heads(self, trigger: ExistingTrigger) -> bool:
        """Whether the head is that of a trigger of this name, on the run's table, in its definer's name, and no more."""
        found = _HEAD.fullmatch(trigger.head)
        if not found:
            return False
        user, host, schema, name, timing, event, on_schema, table = (_unquoted(part or "") for part in found.groups())
        return (
            (not user or f"{user}@{host}".rstrip("@") == trigger.definer.rstrip("@"))
            and name == trigger.name
            and (timing.upper(), event.upper()) == trigger.group
            and table.lower() == self.names.original.lower()
            and all(place.lower() in ("", self.schema.lower()) for place in (schema, on_schema))
        )

    def _stand_in_body(self, trigger: ExistingTrigger, number: int, *, of_new: bool) -> str:
        return f"BEGIN IF {self._flag(number, of_new=of_new)} = 1 THEN {trigger.plain_body}\n; END IF; END"

    def stand_ins(self, on_table: str, *, of_new: bool) -> dict[str, Statement]:
        """Trigger name to the statement that makes it: guards first. ``of_new`` tells the new table from the original."""
        found = {
            self._guard(group, of_new=of_new): self._create_guard(group, on_table, of_new=of_new) for group in self._groups()
        }
        for number, trigger in enumerate(self.triggers, start=1):
            sql = (
                f"CREATE DEFINER = {trigger.sql_definer} TRIGGER {self._name(self._copy(number, of_new=of_new))}"
                f" {trigger.timing} {trigger.event} ON {self._name(on_table)} FOR EACH ROW"
                f" {self._stand_in_body(trigger, number, of_new=of_new)}"
            )
            purpose = f"create a stand-in of the trigger {trigger.name}"
            found[self._copy(number, of_new=of_new)] = _exclusive(purpose, sql, on_table, _as_made(trigger))
        return found

    def drop_stand_ins(self, on_table: str, *, of_new: bool) -> dict[str, Statement]:
        """Trigger name to the statement that drops it: guards last, or a stand-in would go by a stale answer."""
        names = [self._copy(number, of_new=of_new) for number in range(1, len(self.triggers) + 1)]
        names += [self._guard(group, of_new=of_new) for group in self._groups()]
        return {name: self._drop(name, on_table, f"drop the stand-in {name}") for name in names}

    def drop_originals(self, on_table: str) -> dict[str, Statement]:
        """The last first: stand-ins fire after the triggers that are still there."""
        return {
            trigger.name: self._drop(trigger.name, on_table, f"free the name of the trigger {trigger.name}")
            for trigger in reversed(self.triggers)
        }

    def create_originals(self, on_table: str, *, of_new: bool) -> dict[str, Statement]:
        """The first first, each before the stand-ins that still fire; text, order and settings are those they had."""
        found = {}
        for trigger in self.triggers:
            before = f" PRECEDES {quoting.name(self._guard(trigger.group, of_new=of_new))} "
            purpose = f"create the trigger {trigger.name}"
            made = _exclusive(purpose, self._head(trigger) + before + trigger.body.lstrip(), on_table, _as_made(trigger))
            found[trigger.name] = replace(made, last_in_message=not trigger.ends_by_itself)
        return found

    def _create_guard(self, group: tuple[str, str], on_table: str, *, of_new: bool) -> Statement:
        timing, event = group
        named = self.names.shadow if of_new else self.names.retired
        guard = self._guard(group, of_new=of_new)
        live = self._live(of_new=of_new)
        flags = {
            self._flag(number, of_new=of_new): trigger.name
            for number, trigger in enumerate(self.triggers, start=1)
            if trigger.group == group
        }
        # A snapshot from before the guard can't say what is gone since; but what it stands for was there when it was made.
        there = "" if self.server.is_mariadb else f"{self._is_there(guard)} AND "
        asked = "; ".join(f"SET {flag} = {there}NOT {self._is_there(name)}" for flag, name in flags.items())
        silent = ", ".join(f"{flag} = 0" for flag in flags)
        asked = f"IF {live} = 1 THEN {asked}; ELSE SET {silent}; END IF"
        sql = (
            f"CREATE TRIGGER {self._name(guard)} {timing} {event}"
            f" ON {self._name(on_table)} FOR EACH ROW BEGIN {self._ask_live(named, of_new=of_new)}; {asked}; END"
        )
        return _exclusive("create a guard of the stand-ins", sql, on_table)

    def _ask_live(self, named: str, *, of_new: bool) -> str:
        """Whether the table bears the application's name: then there is none of the other name, in any snapshot.

        MySQL's information_schema is read from the transaction's snapshot; error 1146 is not. MariaDB's is always fresh,
        but 1146 may come of a table that was not there yet when a statement began to wait.
        """
        live = self._live(of_new=of_new)
        if self.server.is_mariadb:
            return (
                f"SET {live} = NOT EXISTS (SELECT 1 FROM information_schema.tables"
                f" WHERE table_schema = {quoting.text(self.schema)} AND table_name = {quoting.text(named)})"
            )
        return (
            f"DECLARE CONTINUE HANDLER FOR 1146 SET {live} = 1;"
            f" SET {live} = (SELECT COUNT(*) FROM (SELECT 1 FROM {self._name(named)} LIMIT 0) AS nothing)"
        )

    def _is_there(self, trigger: str) -> str:
        return (
            f"EXISTS (SELECT 1 FROM information_schema.triggers WHERE trigger_schema = {quoting.text(self.schema)}"
            f" AND trigger_name = {quoting.text(trigger)} AND event_object_schema = {quoting.text(self.schema)}"
            f" AND event_object_table = {quoting.text(self.names.original)})"
        )

    def _groups(self) -> Sequence[tuple[str, str]]:
        return list(dict.fromkeys(trigger.group for trigger in self.triggers))

    def _guard(self, group: tuple[str, str], *, of_new: bool) -> str:
        return self.names.stand_in("_".join(group).lower(), self.turn.number, of_new=of_new)

    def _copy(self, number: int, *, of_new: bool) -> str:
        return self.names.stand_in(str(number), self.turn.number, of_new=of_new)

    def _live(self, *, of_new: bool) -> str:
        return f"@{self.names.stand_in('live', self.turn.number, of_new=of_new)}"

    def _flag(self, number: int, *, of_new: bool) -> str:
        return f"@{self._copy(number, of_new=of_new)}"

    def _name(self, name: str) -> str:
        return quoting.table_name(self.schema, name)

    def _drop(self, name: str, on_table: str, purpose: str) -> Statement:
        return _exclusive(purpose, f"DROP TRIGGER IF EXISTS {self._name(name)}", on_table)


def _exclusive(purpose: str, sql: str, on_table: str, settings: tuple[str, ...] = ()) -> Statement:
    return Statement(purpose, sql, (on_table,), exclusive=True, settings=settings)


def _as_made(trigger: ExistingTrigger) -> tuple[str, ...]:
    return session.as_made(trigger.sql_mode, trigger.character_set, trigger.collation)


def _unquoted(word: str) -> str:
    if word[:1] not in ("`", '"', "'"):
        return word
    return word[1:-1].replace(word[0] * 2, word[0])

"""What a run's objects are called: the run's id in front, never longer than the server allows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

LONGEST_NAME = 64  # characters
PREFIX = "_oa_"
RUN_TABLE, CHUNK_TABLE, CONFLICT_TABLE, LEDGER_TABLE = "_oa_run", "_oa_chunk", "_oa_conflict", "_oa_ledger"
JOURNAL_TABLES = (RUN_TABLE, CHUNK_TABLE, CONFLICT_TABLE, LEDGER_TABLE)
ANSWER_TABLE = "_oa_answer"  # of a fleet's questions; made when the first is asked

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without signs that look alike
_ID_LENGTH = 8
_ROOM = 9  # characters for what the server appends when it names a table's constraints, such as _ibfk_12


@dataclass(frozen=True)
class Names:
    """The names of one run's objects.

    Shadow and old table sort behind the original: RENAME takes its locks in the order of the names, and holding the
    shadow's while it waits for the original's would make deadlocks with writes that come by trigger.
    """

    run: str
    original: str

    @property
    def shadow(self) -> str:
        """The new table, before the swap."""
        return self._beside_original("new")

    @property
    def retired(self) -> str:
        """The original, after the swap."""
        return self._beside_original("old")

    def trigger(self, event: str, *, back: bool) -> str:
        """The trigger for ``insert``, ``update`` or ``delete``; ``back`` for the reverse one."""
        return f"{PREFIX}{self.run}_{'back_' if back else ''}{event}"

    def key(self, key: str, role: str) -> str:
        """The name of a foreign key that stands in for the one called ``key``, by its role: new, old or child.

        It sorts behind that one: cascades and checks then come to the table in front first (decision 10).
        """
        ending = f"{PREFIX}{self.run}_{_digest(key)[:4]}{role[0]}"
        return _behind(key, ending, LONGEST_NAME)

    def stand_in(self, role: str, turn: int, *, of_new: bool) -> str:
        """A trigger that stands in for one of the application's while the names are exchanged, for the n-th time."""
        return f"{PREFIX}{self.run}_{turn}_{'new' if of_new else 'old'}_{role}"

    @property
    def prefix(self) -> str:
        """What the names of the run's triggers begin with."""
        return f"{PREFIX}{self.run}_"

    def _beside_original(self, role: str) -> str:
        return _behind(self.original, f"{PREFIX}{self.run}_{role}", LONGEST_NAME - _ROOM)


def _behind(name: str, ending: str, longest: int) -> str:
    made = name[: longest - len(ending)] + ending
    return made if made > name else f"~{name}"[: longest - len(ending)] + ending


def run_id(*what: object) -> str:
    """The id of a run, made from what it is about: 'plan' shows the very names that the next run will use."""
    return _digest("\0".join(map(str, what)))[:_ID_LENGTH]


def _digest(text: str) -> str:
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in hashlib.sha256(text.encode()).digest())

"""Scanning the old rows, before the shadow is made, for what the new definition would lose or refuse.

By short reads along the copy key. Conditions count what can be told by one; then the server has the last word: the rows of
each chunk are put into a temporary table that has the new definition, and what it refuses is found by halving. Duplicates of
a new unique key are found by the key itself, in a temporary table of the keys' columns alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from onlinealter.checks import statements
from onlinealter.checks.check import refusal
from onlinealter.checks.data_check import Suspect, has_to_be_tried, new_unique_keys, suspects
from onlinealter.checks.finds import Finds, Tally
from onlinealter.checks.statements import Looked
from onlinealter.load.chunk_size import ChunkSize
from onlinealter.model.errors import ServerError
from onlinealter.model.findings import Finding
from onlinealter.model.plan import Plan
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Connection
from onlinealter.tables.chunks import KeyRange
from onlinealter.tables.copy_key import Key
from onlinealter.tables.expression import Expression
from onlinealter.tables.facts import Index, TableFacts

NAME = "losses"
APART = "_oa_apart"
_MOST_REFUSED = 20  # rows that only the server tells: each takes a dozen statements to find
_MOST_TRIES = 400  # of one chunk
_FIRST_ROWS, _MOST_ROWS = 1_000, 20_000


@dataclass(frozen=True)
class Bounds:
    """How far to look (None: to the end), and how long a chunk may take."""

    chunk_seconds: float
    rows: int | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Search:
    """What to look for. ``preview`` is a temporary table of the connection that has the new definition; ``duplicates`` says
    whether those of new unique keys are looked for, which takes a temporary table of all values.
    """

    plan: Plan
    looked: Looked
    shadow: TableFacts
    preview: str
    duplicates: bool = True

    @property
    def suspects(self) -> tuple[Suspect, ...]:
        """Conditions that tell rows."""
        return suspects(self.looked.original, self.shadow, self.looked.columns, self.plan.allow)

    @property
    def unique_keys(self) -> tuple[Index, ...]:
        """New unique keys whose values can be put apart: over columns that the tool fills."""
        return self.new_unique_keys if self.duplicates else ()

    @property
    def new_unique_keys(self) -> tuple[Index, ...]:
        """The same, scanned or not."""
        filled = {each.target.name.lower() for each in self.looked.columns.columns}
        found = new_unique_keys(self.shadow, self.looked.original, self.looked.columns)
        known_by = self.looked.key.names(of_shadow=True)
        return tuple(key for key in found if all(name.lower() in filled for name in (*key.columns, *known_by)))

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.suspects or self.unique_keys or self.looked.where or self.is_to_be_tried)

    @property
    def is_to_be_tried(self) -> bool:
        """Whether the server has to be asked about each row."""
        return has_to_be_tried(self.looked.original, self.shadow, self.looked.columns)


@dataclass(frozen=True)
class Pace:
    """What is called before each chunk, and after it with its rows, its seconds and all that is found by then. Either may
    wait, and raises where the work has to stop.
    """

    before: Callable[[], None]
    after: Callable[[int, float, Finds], None]


class Searcher:
    """Scans a table once, over one connection."""

    def __init__(self, connection: Connection, search: Search, bounds: Bounds, pace: Pace, finds: Finds) -> None:
        """``finds`` are what an earlier look ended with; duplicates are only found among rows of the same look."""
        self._connection = connection
        self._search = search
        self._looked = search.looked
        self._bounds = bounds
        self._pace = pace
        self._finds = finds
        self.size = ChunkSize(_FIRST_ROWS, _MOST_ROWS, bounds.chunk_seconds)
        self._suspects = search.suspects
        self._keys = search.unique_keys
        self._try = search.is_to_be_tried
        self._conditions = [each.condition for each in self._suspects]
        mariadb = connection.mariadb
        self._but = [each.condition for each in self._suspects if not (mariadb and each.only_read)]
        self._columns = [each.target.name for each in self._looked.columns.columns]

    def look(self) -> Finds:
        """Scan chunk after chunk."""
        self._make_apart()
        began, rows = time.monotonic(), 0
        while not self._finds.whole and not self._is_enough(rows, time.monotonic() - began):
            self._pace.before()
            at = time.monotonic()
            high = self._look_ahead(self._finds.low)
            before = self._finds
            found, out = self._look_at(KeyRange(before.low, high, 1))
            self._finds = replace(
                self._finds, low=high, whole=high is None, rows=before.rows + found, left_out=before.left_out + out
            )
            rows, seconds = rows + found, time.monotonic() - at
            self.size.took(found, seconds)
            self._pace.after(found, seconds, self._finds)
        return self._finds

    def _is_enough(self, rows: int, seconds: float) -> bool:
        bounds = self._bounds
        return (bounds.rows is not None and rows >= bounds.rows) or (
            bounds.seconds is not None and seconds >= bounds.seconds
        )

    def _look_ahead(self, low: Key | None) -> Key | None:
        rows = self.size.rows if self._bounds.rows is None else min(self.size.rows, max(1, self._bounds.rows))
        row = self._connection.row(statements.look_ahead(self._looked, low, rows))
        return tuple(str(value) for value in row) if row else None

    def _look_at(self, key_range: KeyRange) -> tuple[int, int]:
        counts = self._connection.row(statements.count_suspects(self._looked, key_range, self._conditions)) or (0, 0)
        for place, (suspect, count) in enumerate(zip(self._suspects, counts[2:], strict=True)):
            if count:
                wanted = self._finds.suspects.get(place, Tally()).wanted
                keys = self._first_keys(key_range, suspect.condition, wanted) if wanted else []
                self._finds = replace(self._finds, suspects=_with(self._finds.suspects, place, int(count), keys))
        if self._try:
            self._try_rows(key_range)
        for place in range(len(self._keys)):
            self._look_for_duplicates(key_range, place)
        return int(counts[0]), int(counts[1] or 0)

    def _first_keys(self, key_range: KeyRange, condition: Expression, most: int) -> list[Key]:
        rows = self._connection.rows(statements.first_keys(self._looked, key_range, condition, most))
        return [tuple(str(value) for value in row) for row in rows]

    def _try_rows(self, key_range: KeyRange) -> None:
        """Let the server take the rows; what it refuses is halved until it is a single row."""
        waiting, tries = [key_range], 0
        sql, schema = statements.try_rows, self._looked.original.schema
        while waiting:
            if tries >= _MOST_TRIES or sum(tally.count for tally in self._finds.errors.values()) >= _MOST_REFUSED:
                self._finds = replace(self._finds, are_more=True)
                return
            part, tries = waiting.pop(), tries + 1
            try:
                self._connection.execute(sql(self._looked, part, self._search.preview, self._columns, self._but, ""))
            except ServerError as error:
                if error.number not in error_numbers.VALUE_REFUSED:
                    raise
                waiting += self._halved(part, error)
            finally:
                self._connection.execute(statements.empty(schema, self._search.preview))

    def _halved(self, part: KeyRange, error: ServerError) -> list[KeyRange]:
        keys = self._first_keys(part, Expression(("TRUE",)), _MOST_ROWS + 1)
        if len(keys) < 2:
            if self._is_known(part):
                return []
            self._finds = replace(self._finds, errors=_with(self._finds.errors, error.number, 1, keys, error.text))
            return []
        first, second = part.cut(keys[len(keys) // 2 - 1])
        return [second, first]

    def _is_known(self, part: KeyRange) -> bool:
        """Whether a condition has told the row already."""
        if len(self._but) == len(self._conditions):
            return False
        counts = self._connection.row(statements.count_suspects(self._looked, part, self._conditions)) or ()
        return any(counts[2:])

    def _make_apart(self) -> None:
        schema = self._looked.original.schema
        for place, key in enumerate(self._keys):
            names = self._apart_columns(key)
            own = self._own_key()
            known = set(self._looked.key.names(of_shadow=True)) <= set(key.columns) or key == own
            keys = [key] if known else [key, own]
            self._connection.execute(statements.drop_tried(schema, f"{APART}{place}"))
            self._connection.execute(
                statements.create_apart(self._looked, f"{APART}{place}", self._search.preview, names, keys)
            )

    def _own_key(self) -> Index:
        return next(index for index in self._search.shadow.indexes if index.name == self._looked.key.shadow_index)

    def _apart_columns(self, key: Index) -> list[str]:
        return list(dict.fromkeys([*self._looked.key.names(of_shadow=True), *key.columns]))

    def _look_for_duplicates(self, key_range: KeyRange, place: int) -> None:
        """Twice, so that a row which is written meanwhile doesn't count."""
        table, names = f"{APART}{place}", self._apart_columns(self._keys[place])
        found: set[Key] | None = None
        for _ in range(2):
            self._connection.execute(statements.try_rows(self._looked, key_range, table, names, self._but, "IGNORE "))
            rows = self._connection.rows(statements.missing_keys(self._looked, key_range, table, self._but))
            keys = [tuple(str(value) for value in row) for row in rows]
            if not keys:
                return
            found = set(keys) if found is None else found & set(keys)
        ordered = [key for key in keys if key in (found or set())]
        if ordered:
            self._finds = replace(self._finds, duplicates=_with(self._finds.duplicates, place, len(ordered), ordered))


def findings(search: Search, finds: Finds) -> list[Finding]:
    """The rows that were found, as findings."""
    looked = search.looked
    of = "" if finds.whole else f" of the first {finds.rows:,} rows"
    found = []
    for place, suspect in enumerate(search.suspects):
        if tally := finds.suspects.get(place):
            see = statements.see_rows(looked, suspect.condition, suspect.column)
            allowed = f' or say allow = ["{suspect.allowance}"]' if suspect.allowance else ""
            change = f", say in [columns] what they become{allowed}" if suspect.column else " or the condition"
            found.append(_refused(f"{suspect.what}: {_told(looked, tally, of)}", f"Fix them{change}. See them all: {see}"))
    for number, tally in finds.errors.items():
        least = "at least " if finds.are_more else ""
        message = f"the server refuses {least}{_told(looked, tally, of)} (error {number}: {tally.text})"
        found.append(_refused(message, "Fix these rows, or say in [columns] what they become."))
    for place, key in enumerate(search.unique_keys):
        if tally := finds.duplicates.get(place):
            message = f"the unique key {key.name} ({', '.join(key.columns)}) has duplicates: {_told(looked, tally, of)}"
            see = statements.see_duplicates(looked, key)
            found.append(_refused(message, f"Decide which of them stay, or leave the key out. See them all: {see}"))
    return found


def _with(tallies: Mapping[int, Tally], at: int, count: int, keys: Sequence[Key], text: str = "") -> dict[int, Tally]:
    before = tallies.get(at, Tally(text=text))
    return {**tallies, at: before.plus(count, keys)}


def _told(looked: Looked, tally: Tally, of: str) -> str:
    keys = "; ".join(looked.key.readable(key) for key in tally.keys)
    rows = f"{tally.count:,} row{'s' if tally.count != 1 else ''}"
    return f"{rows}{of}, {'first ' if tally.count > len(tally.keys) else ''}{keys}"


def _refused(message: str, remedy: str) -> Finding:
    return refusal(NAME, message, remedy)

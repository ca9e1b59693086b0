"""Looking through the old rows, before anything is made, for what the new definition would lose or refuse.

By short reads along the copy key. Conditions count what can be told by one; then the server has the last word: the rows of
each chunk are put into a temporary table that has the new definition, and what it refuses is found by halving. Duplicates of
a new unique key are found by the key itself, in a temporary table of the keys' columns alone.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from onlinealter.checks import statements
from onlinealter.checks.check import refusal
from onlinealter.checks.statements import Looked
from onlinealter.checks.suspects import Suspect, has_to_be_tried, new_unique_keys, suspects
from onlinealter.model.errors import ServerError
from onlinealter.model.findings import Finding
from onlinealter.model.plan import Plan
from onlinealter.mysql import error_numbers
from onlinealter.mysql.connection import Connection
from onlinealter.tables.chunk_size import ChunkSize
from onlinealter.tables.copy_key import Key
from onlinealter.tables.expression import Expression
from onlinealter.tables.facts import Index, TableFacts
from onlinealter.tables.ranges import Segment

NAME = "losses"
APART = "_oa_apart"
_SHOWN = 5
_MOST_REFUSED = 20  # rows that only the server tells: each takes a dozen statements to find
_MOST_TRIES = 400  # of one chunk
_LISTED = 1000  # duplicates of one chunk
_FIRST_ROWS, _MOST_ROWS = 1_000, 20_000


@dataclass(frozen=True)
class Bounds:
    """How far to look (None: to the end), how long a chunk may take, and how long to rest for each second of work."""

    chunk_seconds: float
    rest: float
    rows: int | None = None
    seconds: float | None = None


@dataclass(frozen=True)
class Search:
    """What to look for. ``preview`` is a temporary table of the connection that has the new definition."""

    plan: Plan
    looked: Looked
    shadow: TableFacts
    preview: str

    @property
    def suspects(self) -> tuple[Suspect, ...]:
        """Conditions that tell rows."""
        return suspects(self.looked.original, self.shadow, self.looked.columns, self.plan.allow)

    @property
    def unique_keys(self) -> tuple[Index, ...]:
        """New unique keys whose values can be put apart: over columns that the tool fills."""
        filled = {each.target.name.lower() for each in self.looked.columns.columns}
        found = new_unique_keys(self.shadow, self.looked.original, self.looked.columns)
        return tuple(key for key in found if all(name.lower() in filled for name in key.columns))

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.suspects or self.unique_keys or self.looked.where or self.is_to_be_tried)

    @property
    def is_to_be_tried(self) -> bool:
        """Whether the server has to be asked about each row."""
        return has_to_be_tried(self.looked.original, self.shadow, self.looked.columns)


class _Tally:
    """Rows of one kind: how many, and the first of them."""

    def __init__(self) -> None:
        self.count = 0
        self.keys: list[Key] = []

    def add(self, count: int, keys: Sequence[Key]) -> None:
        self.count += count
        self.keys += list(keys)[: _SHOWN - len(self.keys)]


@dataclass(frozen=True)
class Searched:
    """What was found, in how many rows, how many of them the plan's ``where`` leaves out, and whether those were all."""

    findings: tuple[Finding, ...]
    rows: int
    left_out: int
    whole: bool


class Searcher:
    """Looks through a table once."""

    def __init__(self, connection: Connection, search: Search, bounds: Bounds, rest: Callable[[float], None]) -> None:
        """``rest`` sleeps some seconds and raises where the work has to stop."""
        self._connection = connection
        self._search = search
        self._looked = search.looked
        self._bounds = bounds
        self._rest = rest
        self._size = ChunkSize(_FIRST_ROWS, _MOST_ROWS, bounds.chunk_seconds)
        self._suspects = search.suspects
        self._keys = search.unique_keys
        self._try = search.is_to_be_tried
        self._conditions = [each.condition for each in self._suspects]
        mariadb = connection.mariadb
        self._but = [each.condition for each in self._suspects if not (mariadb and each.only_read)]
        self._columns = [each.target.name for each in self._looked.columns.columns]
        self._of_suspect = [_Tally() for _ in self._suspects]
        self._of_key = [_Tally() for _ in self._keys]
        self._of_error: dict[int, tuple[str, _Tally]] = {}

    def look(self) -> Searched:
        """Look through chunk after chunk."""
        self._make_apart()
        began, rows, left_out = time.monotonic(), 0, 0
        low: Key | None = None
        whole = False
        while not whole and not self._is_enough(rows, time.monotonic() - began):
            at = time.monotonic()
            high = self._look_ahead(low)
            segment = Segment(low, high, 1)
            found, out = self._look_at(segment)
            rows, left_out, low, whole = rows + found, left_out + out, high, high is None
            seconds = time.monotonic() - at
            self._size.took(found, seconds)
            self._rest(seconds * self._bounds.rest)
        return Searched(tuple(self._findings(rows, whole=whole)), rows, left_out, whole)

    def _is_enough(self, rows: int, seconds: float) -> bool:
        bounds = self._bounds
        return (bounds.rows is not None and rows >= bounds.rows) or (
            bounds.seconds is not None and seconds >= bounds.seconds
        )

    def _look_ahead(self, low: Key | None) -> Key | None:
        rows = self._size.rows if self._bounds.rows is None else min(self._size.rows, max(1, self._bounds.rows))
        row = self._connection.row(statements.look_ahead(self._looked, low, rows))
        return tuple(str(value) for value in row) if row else None

    def _look_at(self, segment: Segment) -> tuple[int, int]:
        counts = self._connection.row(statements.count_suspects(self._looked, segment, self._conditions)) or (0, 0)
        for suspect, tally, count in zip(self._suspects, self._of_suspect, counts[2:], strict=True):
            if count:
                wanted = _SHOWN - len(tally.keys)
                tally.add(int(count), self._first_keys(segment, suspect.condition, wanted) if wanted else ())
        if self._try and sum(tally.count for _, tally in self._of_error.values()) < _MOST_REFUSED:
            self._try_rows(segment)
        for place, tally in enumerate(self._of_key):
            self._look_for_duplicates(segment, place, tally)
        return int(counts[0]), int(counts[1] or 0)

    def _first_keys(self, segment: Segment, condition: Expression, most: int) -> list[Key]:
        rows = self._connection.rows(statements.first_keys(self._looked, segment, condition, most))
        return [tuple(str(value) for value in row) for row in rows]

    def _try_rows(self, segment: Segment) -> None:
        """Let the server take the rows; what it refuses is halved until it is a single row."""
        waiting, tries = [segment], 0
        sql, schema = statements.try_rows, self._looked.original.schema
        while waiting and sum(tally.count for _, tally in self._of_error.values()) < _MOST_REFUSED and tries < _MOST_TRIES:
            part, tries = waiting.pop(), tries + 1
            try:
                self._connection.execute(sql(self._looked, part, self._search.preview, self._columns, self._but, ""))
            except ServerError as error:
                if error.number not in error_numbers.VALUE_REFUSED:
                    raise
                waiting += self._halved(part, error)
            finally:
                self._connection.execute(statements.empty(schema, self._search.preview))

    def _halved(self, part: Segment, error: ServerError) -> list[Segment]:
        keys = self._first_keys(part, Expression(("TRUE",)), _MOST_ROWS + 1)
        if len(keys) < 2:
            if self._is_known(part):
                return []
            self._of_error.setdefault(error.number, (error.text, _Tally()))[1].add(1, keys)
            return []
        first, second = part.cut(keys[len(keys) // 2 - 1])
        return [second, first]

    def _is_known(self, part: Segment) -> bool:
        """Whether a condition has told the row already."""
        if len(self._but) == len(self._conditions):
            return False
        counts = self._connection.row(statements.count_suspects(self._looked, part, self._conditions)) or ()
        return any(counts[2:])

    def _make_apart(self) -> None:
        schema = self._looked.original.schema
        for place, key in enumerate(self._keys):
            names = self._apart_columns(key)
            keys = [key] if set(self._looked.key.names(of_shadow=True)) <= set(key.columns) else [key, self._own_key()]
            self._connection.execute(statements.drop_tried(schema, f"{APART}{place}"))
            self._connection.execute(
                statements.create_apart(self._looked, f"{APART}{place}", self._search.preview, names, keys)
            )

    def _own_key(self) -> Index:
        return next(index for index in self._search.shadow.indexes if index.name == self._looked.key.shadow_index)

    def _apart_columns(self, key: Index) -> list[str]:
        return list(dict.fromkeys([*self._looked.key.names(of_shadow=True), *key.columns]))

    def _look_for_duplicates(self, segment: Segment, place: int, tally: _Tally) -> None:
        """Twice, so that a row which is written meanwhile doesn't count."""
        table, names = f"{APART}{place}", self._apart_columns(self._keys[place])
        found: set[Key] | None = None
        for _ in range(2):
            self._connection.execute(statements.try_rows(self._looked, segment, table, names, self._but, "IGNORE "))
            rows = self._connection.rows(statements.missing_keys(self._looked, segment, table, self._but, _LISTED))
            keys = [tuple(str(value) for value in row) for row in rows]
            if not keys:
                return
            found = set(keys) if found is None else found & set(keys)
        ordered = [key for key in keys if key in (found or set())]
        tally.add(len(ordered), ordered)

    def _findings(self, rows: int, *, whole: bool) -> list[Finding]:
        of = "" if whole else f" of the first {rows:,} rows"
        found = []
        for suspect, tally in zip(self._suspects, self._of_suspect, strict=True):
            if tally.count:
                see = statements.see_rows(self._looked, suspect.condition, suspect.column)
                allowed = f' or say allow = ["{suspect.allowance}"]' if suspect.allowance else ""
                change = f", say in [columns] what they become{allowed}" if suspect.column else " or the condition"
                found.append(_refused(f"{suspect.what}: {self._told(tally, of)}", f"Mend them{change}. See them all: {see}"))
        for number, (text, tally) in self._of_error.items():
            least = "at least " if tally.count >= _MOST_REFUSED else ""
            message = f"the server refuses {least}{self._told(tally, of)} (error {number}: {text})"
            found.append(_refused(message, "Mend these rows, or say in [columns] what they become."))
        for key, tally in zip(self._keys, self._of_key, strict=True):
            if tally.count:
                message = f"the unique key {key.name} ({', '.join(key.columns)}) has duplicates: {self._told(tally, of)}"
                see = statements.see_duplicates(self._looked, key)
                found.append(_refused(message, f"Decide which of them stay, or leave the key out. See them all: {see}"))
        return found

    def _told(self, tally: _Tally, of: str) -> str:
        keys = "; ".join(self._looked.key.readable(key) for key in tally.keys)
        rows = f"{tally.count:,} row{'s' if tally.count != 1 else ''}"
        return f"{rows}{of}, {'first ' if tally.count > len(tally.keys) else ''}{keys}"


def _refused(message: str, remedy: str) -> Finding:
    return refusal(NAME, message, remedy)

"""The tables that are altered, each of a kind of its own; all have a column ``v4`` that the alteration widens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

SCHEMA, TABLE, PRISTINE = "bench", "measured", "pristine"
ALTERATION = "MODIFY v4 VARCHAR(300)"
WIDENED = 300

_PART = 50_000  # rows of one INSERT
_DIGIT = "(SELECT 0 AS d UNION ALL " + " UNION ALL ".join(f"SELECT {n}" for n in range(1, 10)) + ")"
_WORDS = (
    "the", "of", "and", "a", "to", "in", "is", "was", "for", "that", "on", "as",
    "with", "by", "it", "from", "at", "his", "an", "were", "are", "which", "this", "or",
    "had", "not", "have", "her", "they", "one", "been", "be", "but", "their", "has", "who",
    "all", "when", "other", "time", "more", "will", "there", "new", "first", "also", "between", "after",
    "many", "some", "over", "most", "these", "during", "about", "years", "world", "may", "then", "such",
    "made", "people", "where", "year", "city", "only", "used", "can", "including", "known",
)  # fmt: skip


@dataclass(frozen=True)
class Shape:
    """A kind of table: its columns and keys, and each column's value for row number ``n``.

    ``share`` of the rows asked for are made. ``written`` says whether the application can work on it.
    """

    name: str
    sentence: str
    columns: tuple[tuple[str, str, str], ...]  # name, definition, value
    keys: tuple[str, ...] = ("PRIMARY KEY (id)",)
    share: float = 1.0
    written: bool = False

    def rows(self, asked: int) -> int:
        """How many rows it gets."""
        return max(1000, round(asked * self.share))

    def create(self) -> str:
        """The table that all others of this shape are made from."""
        parts = [f"{name} {definition}" for name, definition, _ in self.columns]
        return f"CREATE TABLE {PRISTINE} ({', '.join((*parts, *self.keys))}) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4"

    def fill(self, rows: int) -> Iterator[str]:
        """Statements that make the rows, one number after the other: pages are full where that is the key's order."""
        names = ", ".join(name for name, _, _ in self.columns)
        values = ", ".join(value for _, _, value in self.columns)
        for low in range(0, rows, _PART):
            numbers = f"SELECT {low} + 1 + a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d AS n FROM " + ", ".join(
                f"{_DIGIT} AS {alias}" for alias in "abcef"
            )
            most = min(rows, low + _PART)
            some = f"({numbers}) AS numbers WHERE n <= {most} ORDER BY n"
            yield f"INSERT INTO {PRISTINE} ({names}) SELECT {values} FROM {some}"


def _hex(length: int) -> str:
    return f"LEFT(HEX(RANDOM_BYTES({(length + 1) // 2})), {length})"


def _sentence(words: int) -> str:
    listed = ", ".join(f"'{word}'" for word in _WORDS)
    return "CONCAT_WS(' ', " + ", ".join([f"ELT(1 + FLOOR(RAND() * {len(_WORDS)}), {listed})"] * words) + ")"


_ID = ("id", "BIGINT NOT NULL AUTO_INCREMENT", "n")
_V4 = ("v4", "VARCHAR(63)", _hex(60))
_RANDOM = (
    _ID,
    ("k", "INT NOT NULL", "n % 1000000"),
    ("a", "INT NOT NULL", "FLOOR(RAND() * 1000000)"),
    ("b", "INT NOT NULL", "0"),
    ("v1", "VARCHAR(80) NOT NULL", _hex(70)),
    ("v2", "VARCHAR(80) NOT NULL", _hex(70)),
    ("v3", "VARCHAR(80) NOT NULL", _hex(70)),
    _V4,
)

SHAPES = {
    shape.name: shape
    for shape in (
        Shape(
            "random-1", "290 bytes of random hex, 1 secondary index", _RANDOM,
            ("PRIMARY KEY (id)", "KEY by_k (k)"), written=True,
        ),
        Shape(
            "random-5", "290 bytes of random hex, 5 secondary indexes", _RANDOM,
            ("PRIMARY KEY (id)", "KEY by_k (k)", "KEY by_a (a, k)", "KEY by_v1 (v1)", "KEY by_v2 (v2)", "KEY by_v3 (v3, a)"),
            written=True,
        ),
        Shape(
            "composite", "key of two texts, in random order",
            (
                ("tenant", "VARCHAR(20) NOT NULL", "CONCAT('tenant-', n % 100)"),
                ("code", "VARCHAR(40) NOT NULL", f"CONCAT({_hex(16)}, '-', n)"),
                ("k", "INT NOT NULL", "n % 1000000"),
                ("v1", "VARCHAR(80) NOT NULL", _hex(70)),
                _V4,
            ),
            ("PRIMARY KEY (tenant, code)", "KEY by_k (k)"),
        ),
        Shape("narrow", "30 bytes a row", (_ID, ("a", "INT NOT NULL", "n % 97"), ("v4", "VARCHAR(63)", _hex(8)))),
        Shape(
            "wide", "2 KB a row, one in 500 of 64 KB; a tenth of the rows",
            (
                _ID,
                ("body", "MEDIUMTEXT NOT NULL", "REPEAT(HEX(RANDOM_BYTES(1024)), IF(n % 500 = 0, 32, 1))"),
                _V4,
            ),
            share=0.1,
        ),
        Shape(
            "sparse", "an integer key with large gaps",
            (("id", "BIGINT NOT NULL", "n * 1009 + 7000000000 * FLOOR(n / 10000)"), *_RANDOM[1:]),
            ("PRIMARY KEY (id)", "KEY by_k (k)"),
        ),
        Shape(
            "text", "words of English, 290 bytes a row",
            (_ID, ("k", "INT NOT NULL", "n % 1000000"), ("v1", "VARCHAR(600) NOT NULL", _sentence(42)), _V4),
            ("PRIMARY KEY (id)", "KEY by_k (k)"),
        ),
    )
}  # fmt: skip

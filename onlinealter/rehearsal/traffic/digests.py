"""Which table a digest's text is about, and what it does there. The text is read, and kept nowhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

from onlinealter.model.traffic import Kind
from onlinealter.sql import quoting
from onlinealter.tables.query_names import names_table

_KINDS = {
    "SELECT": Kind.SELECT, "WITH": Kind.SELECT, "INSERT": Kind.INSERT, "REPLACE": Kind.INSERT, "LOAD": Kind.INSERT,
    "UPDATE": Kind.UPDATE, "DELETE": Kind.DELETE,
}  # fmt: skip
_END_OF_TARGET = re.compile(r"\(|\b(?:SELECT|VALUES?|SET)\b")


@dataclass(frozen=True)
class Subject:
    """A table, and whether the server takes names in any case. ``word`` is what digests have in its place where the name is
    one of the server's own words and stands without quotes: MySQL writes FROM SYSTEM_USER of a table ``user``.
    """

    schema: str
    table: str
    any_case: bool
    word: str

    @property
    def patterns(self) -> tuple[str, str]:
        """For LIKE: the name as digests have it, quoted, or as that word."""
        name, word = (re.sub(r"([\\%_])", r"\\\1", each) for each in (self.table.replace("`", "``"), self.word))
        return f"%`{name}`%", f"%{word}%"

    def quoted(self, text: str) -> str:
        """A digest's text with the names quoted that are such words."""
        for name, word in ((self.schema, self.schema.upper()), (self.table, self.word)):
            parts = re.split(rf"(?<![`\w]){re.escape(word)}(?![`\w])", text)
            text = quoting.name(name).join(parts)
        return text


def kind_of(text: str, default_schema: str, subject: Subject) -> Kind | None:
    """What the statement does to the table's rows; None where it does nothing to them.

    An INSERT … SELECT that only reads from the table is a SELECT of it. An UPDATE or DELETE of several tables counts for
    each of them.
    """
    first = re.match(r"[\s(]*(\w+)", text)
    kind = _KINDS.get(first[1].upper()) if first else None
    text = subject.quoted(text)
    if kind is None or not _names(text, default_schema, subject):
        return None
    if kind is Kind.INSERT and not _names(_END_OF_TARGET.split(text, maxsplit=1)[0], default_schema, subject):
        return Kind.SELECT
    return kind


def _names(text: str, default_schema: str, subject: Subject) -> bool:
    here = default_schema.lower() == subject.schema.lower() if subject.any_case else default_schema == subject.schema
    return names_table(text, subject.schema, subject.table, any_case=subject.any_case, with_schema=not here)

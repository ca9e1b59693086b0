"""Clauses that no temporary table can take, so that the preview leaves them out: what the server would refuse of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from onlinealter.checks import statements
from onlinealter.checks.check import ChangeInput, refusal
from onlinealter.model.errors import ServerError
from onlinealter.model.findings import Finding
from onlinealter.tables.alter_clause import VERBS, Clause, split_clauses, unquoted

NAME = "storage"
_KEY_BLOCKS = frozenset({"0", "1", "2", "4", "8", "16"})
_COMPRESSIONS = frozenset({"", "none", "zlib", "lz4"})
_RESERVED_TABLESPACES = frozenset({"mysql", "innodb_temporary"})
_VALUE = re.compile(r"^[`'\"]?(.*?)[`'\"]?$")


def check(context: ChangeInput) -> list[Finding]:
    """What the shadow would be refused for, told before anything is made."""
    return [finding for alter in context.plan.alter for clause in split_clauses(alter) for finding in _of(context, clause)]


def options_of(clause: Clause) -> dict[str, str]:
    """The options of a clause about the whole table, by their names in upper case, without quotes."""
    if clause.words[0].upper() in VERBS:
        return {}
    words = [word for word in clause.words if word != "="]
    return {name.upper(): _VALUE.sub(r"\1", value) for name, value in pairwise(words)}


def _of(context: ChangeInput, clause: Clause) -> Iterator[Finding]:
    options = options_of(clause)
    size, row_format = options.get("KEY_BLOCK_SIZE", "0"), options.get("ROW_FORMAT", "COMPRESSED").upper()
    if size not in _KEY_BLOCKS or int(size) * 1024 > _page_size(context):
        yield _refused(clause, f"KEY_BLOCK_SIZE = {size} isn't possible here", "Use 1, 2, 4, 8 or 16, up to the page size.")
    elif size != "0" and row_format not in ("COMPRESSED", "DEFAULT"):
        yield _refused(clause, f"KEY_BLOCK_SIZE doesn't go with ROW_FORMAT = {row_format}", "Leave one of them out.")
    if context.server.is_mariadb:
        return
    if options.get("COMPRESSION", "").lower() not in _COMPRESSIONS:
        yield _refused(clause, f"there is no COMPRESSION '{options['COMPRESSION']}'", "Use 'zlib', 'lz4' or 'none'.")
    if options.get("ENCRYPTION", "").upper() == "Y" and not _may_encrypt(context):
        yield _refused(clause, "no keyring is active on the server", "Install a keyring component first.")
    if unquoted(options.get("TABLESPACE", "")).lower() in _RESERVED_TABLESPACES:
        yield _refused(clause, "no table may be put there", "Name a general tablespace, or innodb_file_per_table.")


def _refused(clause: Clause, why: str, remedy: str) -> Finding:
    return refusal(NAME, f"'{clause.text}': {why}", remedy)


def _page_size(context: ChangeInput) -> int:
    return int(context.connection.value(statements.page_size()))


def _may_encrypt(context: ChangeInput) -> bool:
    """Whether a keyring is there; what can't be asked is left to the server."""
    try:
        return bool(context.connection.value(statements.count_keyrings()))
    except ServerError:
        return True

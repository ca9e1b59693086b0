"""docs/privileges.md lists what `check` asks for."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from onlinealter.checks.definer import NEEDED as NEEDED_BY_TRIGGERS
from tests.docs.generate import DOCS

CHECKS = DOCS.parent / "onlinealter" / "checks"
PAGE = (DOCS / "privileges.md").read_text(encoding="utf-8")
NEEDED = PAGE.partition("## Needed")[2].partition("\n## ")[0]


def tried_privileges() -> set[str]:
    """The keys of the one dictionary that says how each privilege is tried."""
    found = [keys for file in CHECKS.glob("*.py") for keys in _dictionaries(file) if "SELECT" in keys]
    assert len(found) == 1, "the privileges are tried in another place"
    return found[0]


def _dictionaries(file: Path) -> list[set[str]]:
    return [
        {key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Dict)
    ]


def test_every_privilege_that_is_tried_is_explained() -> None:
    """And no other is said to be needed."""
    explained = re.findall(r"^\| ([A-Z ]+) \| (.+) \|$", NEEDED, re.MULTILINE)
    assert {privilege for privilege, _ in explained} == tried_privileges()
    assert all(reason.strip() for _, reason in explained)


def test_the_grant_gives_them_all() -> None:
    """It can be copied as it stands."""
    grant = re.search(r"^GRANT (.+) ON `shop`", NEEDED, re.MULTILINE)
    assert grant
    assert set(grant[1].split(", ")) == tried_privileges()


def test_what_triggers_need_is_said() -> None:
    """The privileges that no role can give."""
    said = PAGE.partition("## The account owns the triggers")[2].partition("\n## ")[0]
    assert set(NEEDED_BY_TRIGGERS) <= set(re.findall(r"[A-Z]+", said.partition("have to be granted")[0]))

"""SQL text is made in statements.py files, by pure functions that unit tests compare whole."""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.source import SourceFile, imports, literals, source_files

VERBS = (
    "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "ALTER", "DROP", "RENAME", "TRUNCATE", "LOCK", "UNLOCK",
    "SHOW", "SET", "KILL", "ANALYZE", "GRANT", "CHANGE", "START", "STOP", "FLUSH", "INSTALL", "PURGE", "BEGIN NOT",
)  # fmt: skip
STATEMENT = re.compile(rf"\s*(/\*.*\*/\s*)?({'|'.join(VERBS)})\s+\S")
# A message for a person ends as a sentence does, or continues in plain words.
MESSAGE = re.compile(r"\.\s*$|\bcan't\b")
# Homes that aren't called statements.py, each with its reason.
HOMES = {
    "mysql/session_variables.py": "what a session is set to is its subject",
    "mysql/session.py": "what a session is set to is its subject",
    "tables/alter_clause.py": "clauses of the user's ALTER are its subject",
    "tables/inverse.py": "the clauses that undo an ALTER are its subject",
    "tables/changes.py": "it names changes by the clauses that make them",
}


def is_statement(text: str) -> bool:
    """Whether a string begins as a statement does. BEGIN, COMMIT and ROLLBACK alone bracket what others have written."""
    return bool(STATEMENT.match(text)) and not MESSAGE.search(text)


def is_home(file: SourceFile) -> bool:
    """Whether statements may be written there."""
    return file.path.name == "statements.py" or file.place in HOMES


@pytest.mark.parametrize("text", ["SELECT 1 FROM {}", "/* why */ UPDATE t SET a = 1", "KILL QUERY {}", "SELECT th.id FROM"])
def test_a_statement_is_known_by_its_first_word(text: str) -> None:
    """Comments before it don't hide it."""
    assert is_statement(text)


@pytest.mark.parametrize("text", ["COMMIT", "GRANT PROCESS ON *.* to the account.", "selects nothing", "UPDATE"])
def test_words_and_advice_are_no_statements(text: str) -> None:
    """An error's remedy may quote what an administrator is to type."""
    assert not is_statement(text)


def test_statements_are_written_in_their_homes() -> None:
    """No string elsewhere begins as a statement does."""
    strays = [
        f"{file.place}:{line}: {text[:70]}"
        for file in source_files()
        if not is_home(file)
        for line, text in literals(file)
        if is_statement(text)
    ]
    assert not strays, "\n".join(strays)


def test_making_a_statement_reaches_no_server() -> None:
    """A file of statements knows what a server is, not how to reach it."""
    reaching = ("onlinealter.mysql.connection", "onlinealter.mysql.reconnecting", "onlinealter.mysql.ddl")
    wrong = [
        found.place
        for file in source_files()
        if file.path.name == "statements.py"
        for found in imports(file)
        if found.module in reaching
    ]
    assert not wrong, "\n".join(wrong)


# Questions about InnoDB's list of transactions that need not know what is so just now.
OLD_LIST_WILL_DO = {"count_transactions": "it only shows whether the account may look"}


def _about_transactions() -> set[str]:
    """The functions that write a question about InnoDB's list of transactions."""
    return {
        node.name
        for file in source_files()
        if file.path.name == "statements.py"
        for node in file.tree.body
        if isinstance(node, ast.FunctionDef) and "information_schema.innodb_trx" in (ast.unparse(node))
    }


def test_the_list_of_transactions_is_read_when_it_is_new() -> None:
    """InnoDB renews it only when nobody has read it for a tenth of a second; read_list waits so long."""
    names = _about_transactions()
    assert {"old_transactions", "transactions_without_client", "holders_anywhere"} <= names
    wrong = [
        f"{file.place}:{call.lineno}"
        for file in source_files()
        for call in ast.walk(file.tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in ("rows", "row", "value")
        for argument in call.args
        if isinstance(argument, ast.Call) and ast.unparse(argument.func).rpartition(".")[2] in names - set(OLD_LIST_WILL_DO)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_named_homes_exist() -> None:
    """The list of homes holds nothing that is gone."""
    assert set(HOMES) <= {file.place for file in source_files()}

"""What a fleet keeps beside the shards' journals: the questions between waves; and the slots of a server."""

from __future__ import annotations

from onlinealter.sql import quoting
from onlinealter.tables.names import ANSWER_TABLE

MOST_ANSWERS = 50


def _answers(schema: str) -> str:
    return quoting.table_name(schema, ANSWER_TABLE)


def create_answers(schema: str) -> str:
    return (
        f"CREATE TABLE IF NOT EXISTS {_answers(schema)} (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,"
        " run VARCHAR(16) NOT NULL, question TEXT NOT NULL, asked_by VARCHAR(255) NOT NULL, asked_at DATETIME(6) NOT NULL,"
        " answer VARCHAR(8) NOT NULL DEFAULT '', answered_by VARCHAR(255) NOT NULL DEFAULT '', answered_at DATETIME(6) NULL,"
        " KEY by_run (run, id)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin ROW_FORMAT=DYNAMIC"
    )


def insert_question(schema: str) -> str:
    """A question that waits; run, question and who asked are parameters."""
    return f"INSERT INTO {_answers(schema)} (run, question, asked_by, asked_at) VALUES (%s, %s, %s, UTC_TIMESTAMP(6))"


def insert_answer(schema: str) -> str:
    """A question with its answer; run, question, who asked, the answer and who gave it are parameters."""
    return (
        f"INSERT INTO {_answers(schema)} (run, question, asked_by, asked_at, answer, answered_by, answered_at)"
        " VALUES (%s, %s, %s, UTC_TIMESTAMP(6), %s, %s, UTC_TIMESTAMP(6))"
    )


def give_answer(schema: str) -> str:
    """The answer to a question that waits; the answer, who gave it and the question's id are parameters."""
    return (
        f"UPDATE {_answers(schema)} SET answer = %s, answered_by = %s, answered_at = UTC_TIMESTAMP(6)"
        " WHERE id = %s AND answer = ''"
    )


def select_answers(schema: str) -> str:
    """A run's questions, the newest first, texts bounded since others may write there; the run is a parameter."""
    return (
        "SELECT id, LEFT(question, 1000), LEFT(asked_by, 100), asked_at, answer, LEFT(answered_by, 100), answered_at"
        f" FROM {_answers(schema)} WHERE run = %s ORDER BY id DESC LIMIT {MOST_ANSWERS}"
    )

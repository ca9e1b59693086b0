"""Wrong input, and the same input as the remedy has it: the next call gets further, up to a server that isn't there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from onlinealter.cli.exits import run_command_line

Captured = pytest.CaptureFixture[str]

_DSN = "mysql://clerk@127.0.0.1:1/shop"
_T = ("--dsn", _DSN, "--table", "t")
_A = ("--alter", "ADD a INT")
_FILES = {
    "plan.toml": 'table = "t"\nalter = "ADD a INT"\n',
    "shards.toml": f'[[shard]]\nname = "one"\nprimary = "{_DSN}"\n',
    "folder/001.toml": 'table = "t"\nalter = "ADD a INT"\n',
    "one.sql": "ALTER TABLE t ADD a INT;\n",
    "record.json": "no JSON",
    "client.cnf": "[client]\nuser=clerk\n",
}


@dataclass(frozen=True)
class Mistyped:
    """Words of the message; what is typed and what instead; and files or variables that are wrong at first."""

    words: str
    wrong: tuple[str, ...]
    right: tuple[str, ...]
    files: Mapping[str, str] = field(default_factory=dict)
    then: Mapping[str, str] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)


def _alter(wrong: str, right: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return ("check", *_T, "--alter", wrong), ("check", *_T, "--alter", right)


def _sql(wrong: str, right: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return ("sql", "--dsn", _DSN, wrong), ("sql", "--dsn", _DSN, right)


def _file(name: str, wrong: str, right: str) -> dict[str, dict[str, str]]:
    return {"files": {name: wrong}, "then": {name: right}}


_PLAN = ("check", "--dsn", _DSN, "plan.toml")
_ALL = (
    # The target.
    Mistyped("is wrong", ("check", "--dsn", "mysql//h", "--table", "t", *_A), ("check", *_T, *_A)),
    Mistyped("cli/target.py:_usage_fault", ("check", "--dsn", _DSN, *_A), ("check", *_T, *_A)),
    Mistyped("names no clear target", ("check", "--dsn", _DSN, "--only", "x", *_A), ("check", *_T, *_A)),
    Mistyped(
        "the schema is not named", ("check", "--dsn", "mysql://u@127.0.0.1:1", "--table", "t", *_A), ("check", *_T, *_A)
    ),
    Mistyped(
        "docs/plan-file.md lists the settings.",
        ("check", *_T, *_A, "--set", "a=1"),
        ("check", *_T, *_A, "--set", "workers=1"),
    ),
    Mistyped("no setting is given", ("set", *_T), ("set", *_T, "chunk-time=0.05")),
    Mistyped("the option file", ("check", *_T, *_A, "--defaults-file", "no"), ("check", *_T, *_A)),
    Mistyped(
        "the option files' port is not a number",
        ("check", "--defaults-file", "client.cnf", "--table", "shop.t", *_A),
        ("check", *_T, *_A),
        **_file("client.cnf", "[client]\nport=x\n", "[client]\n"),
    ),
    Mistyped(
        "the option files' ssl-mode is",
        ("check", *_T, *_A, "--defaults-file", "client.cnf"),
        ("check", *_T, *_A, "--defaults-file", "client.cnf"),
        **_file("client.cnf", "[client]\nssl-mode=SOME\n", "[client]\nssl-mode=REQUIRED\n"),
    ),
    Mistyped("MYSQL_TCP_PORT is not a number", ("check", *_T, *_A), ("check", *_T, *_A), variables={"MYSQL_TCP_PORT": "x"}),
    Mistyped("--ask-password needs a terminal", ("check", *_T, *_A, "--ask-password"), ("check", *_T, *_A)),
    Mistyped("a replica's DSN names no host", ("check", *_T, *_A, "--replica", "mysql:///"), ("check", *_T, *_A)),
    Mistyped(
        "is given with the schema",
        ("check", *_T, *_A, "--replica", "mysql://h/other"),
        ("check", *_T, *_A, "--replica", "mysql://h"),
    ),
    # Plan files.
    Mistyped("there is no plan file", ("check", "--dsn", _DSN, "plam.toml"), _PLAN),
    Mistyped("A plan is a TOML file in UTF-8.", _PLAN, _PLAN, **_file("plan.toml", "\udcff", _FILES["plan.toml"])),
    Mistyped("planning/plan_file_faults.py:_fault", _PLAN, _PLAN, **_file("plan.toml", "tabel = 1", _FILES["plan.toml"])),
    # The ALTER.
    Mistyped("the ALTER holds a semicolon", *_alter("ADD a INT; ADD b INT", "ADD a INT, ADD b INT")),
    Mistyped("an empty clause in the ALTER", *_alter("ADD a INT,,", "ADD a INT")),
    Mistyped("renames the table", *_alter("ADD a INT, RENAME TO u", "ADD a INT")),
    Mistyped("DROP PARTITION takes rows away", *_alter("DROP PARTITION p", "ADD a INT")),
    Mistyped("Take the clause out of the ALTER.", *_alter("ADD a INT, ORDER BY a", "ADD a INT")),
    Mistyped("the ALTER has no clauses", *_alter("ALTER TABLE t", "ALTER TABLE t ADD a INT")),
    Mistyped("Leave … out of the ALTER.", *_alter("ALTER TABLE t NOWAIT ADD a INT", "ALTER TABLE t ADD a INT")),
    Mistyped("but the table to alter is", *_alter("ALTER TABLE u ADD a INT", "ALTER TABLE t ADD a INT")),
    # Whole statements.
    Mistyped("is not what online-alter runs", *_sql("SELECT 1", "CREATE INDEX a ON t (a)")),
    Mistyped("is not expected after DROP INDEX", *_sql("DROP INDEX a ON t WHATEVER", "DROP INDEX a ON t")),
    Mistyped("how long a run waits for a lock is the setting", *_sql("DROP INDEX a ON t NOWAIT", "DROP INDEX a ON t")),
    Mistyped(
        "a … is not closed", *_sql("ALTER TABLE t ADD a CHAR(9) DEFAULT 'x", "ALTER TABLE t ADD a CHAR(9) DEFAULT 'x'")
    ),
    Mistyped("a comment is not closed", *_sql("ALTER TABLE t ADD a INT /* why", "ALTER TABLE t ADD a INT /* why */")),
    Mistyped("the server would run what is in the comment", *_sql("ALTER TABLE t /*!80000 FORCE */", "ALTER TABLE t FORCE")),
    Mistyped("Look at the statement's syntax.", *_sql("CREATE INDEX a", "CREATE INDEX a ON t (a)")),
    Mistyped("no statement is given", ("sql", "--dsn", _DSN, ""), ("sql", "--dsn", _DSN, "ALTER TABLE t FORCE")),
    Mistyped("statements are given (", *_sql("ALTER TABLE t ADD a INT; ALTER TABLE t ADD b INT", "ALTER TABLE t ADD a INT")),
    Mistyped(
        "a statement and --file are given",
        ("sql", "--dsn", _DSN, "--file", "one.sql", "ALTER TABLE t FORCE"),
        ("sql", "--dsn", _DSN, "--file", "one.sql"),
    ),
    Mistyped(
        "It is to hold one SQL statement in UTF-8.",
        ("sql", "--dsn", _DSN, "--file", "no.sql"),
        ("sql", "--dsn", _DSN, "--file", "one.sql"),
    ),
    # Folders and shards.
    Mistyped("there is no folder", ("pending", "--dsn", _DSN, "none"), ("pending", "--dsn", _DSN, "folder")),
    Mistyped(
        "can't be applied",
        ("pending", "--dsn", _DSN, "folder"),
        ("pending", "--dsn", _DSN, "folder"),
        **_file("folder/002.sql", "DROP TABLE t;", "ALTER TABLE t ADD b INT;"),
    ),
    Mistyped(
        "there is no shards file",
        ("status", "--table", "t", "--shards", "no"),
        ("status", "--table", "t", "--shards", "shards.toml"),
    ),
    Mistyped(
        "A shards file is TOML in UTF-8.",
        ("status", "--table", "t", "--shards", "."),
        ("status", "--table", "t", "--shards", "shards.toml"),
    ),
    Mistyped(
        "that --only and --group leave over",
        ("status", "--table", "t", "--shards", "shards.toml", "--only", "x"),
        ("status", "--table", "t", "--shards", "shards.toml", "--only", "one"),
    ),
    Mistyped(
        "--scheduler needs --shards FILE", ("run", "--yes", *_T, *_A, "--scheduler", "tls://h:1"), ("run", "--yes", *_T, *_A)
    ),
    # Files that are written, and reports.
    Mistyped("the log file", ("prepare", *_T, *_A, "--log-file", "no/log"), ("prepare", *_T, *_A, "--log-file", "log")),
    Mistyped("either ids or --all is needed", ("sandbox", "stop"), ("sandbox", "status")),
    Mistyped("is not JSON", ("report", "record.json"), ("report", "--help")),
    Mistyped("names no host", ("candidate", "mark", "mysql:///shop"), ("candidate", "mark", _DSN)),
    Mistyped("the mark is kept there", ("candidate", "mark", "mysql://u@127.0.0.1:1"), ("candidate", "mark", _DSN)),
)


def _shown(words: tuple[str, ...], capsys: Captured) -> str:
    capsys.readouterr()
    run_command_line(words)
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    return " ".join((captured.out + captured.err).split())


def _write(files: Mapping[str, str]) -> None:
    for name, text in files.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_bytes(text.encode("utf-8", "surrogateescape"))


@pytest.mark.parametrize("case", _ALL, ids=lambda case: case.words.replace(" ", "-").replace("/", "-")[:50])
def test_what_the_remedy_asks_for_gets_further(
    case: Mistyped, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    """The message isn't shown again, and nothing else is wrong."""
    monkeypatch.chdir(tmp_path)
    _write({**_FILES, **case.files})
    with monkeypatch.context() as wrongly:
        for name, value in case.variables.items():
            wrongly.setenv(name, value)
        wrong = _shown(case.wrong, capsys)
    parts = [] if ".py:" in case.words else [" ".join(part.split()) for part in case.words.split("…")]
    assert all(part in wrong for part in parts), wrong
    assert "[usage]" in wrong
    _write(case.then)
    right = _shown(case.right, capsys)
    assert "[usage]" not in right, right

"""The words of docs/plan-file.md that the code has no place for."""

from __future__ import annotations

INTRODUCTION = """
# Plan file

A plan is a TOML file: which table, which ALTER, and how the work is done. `online-alter new-plan --table NAME` writes a
commented one for a table it looks at; `plans/` holds examples, which the tests run.

```toml
table = "customer"
alter = "MODIFY name VARCHAR(200) NOT NULL"
```

The whole file is checked at once: every unknown key with the nearest known one, every value of a wrong type, each with its
line. A plan holds no password: see `online-alter run --help` for where passwords come from.

`PLAN.queries.sql` beside `PLAN.toml` holds statements of the application, whose
[query plans are compared](query-plans.md) before anything is copied, and before the swap.
"""

KEYS = {
    "name": ("text", "How `status` calls the plan. If left out, the file's name."),
    "table": ("`NAME` or `SCHEMA.NAME`", "The table. Needed."),
    "alter": (
        "text or a list of texts",
        "What follows `ALTER TABLE` and its name, or the whole statement. Needed. Several run one after the other on the"
        " empty shadow, and make one alteration.",
    ),
    "precondition": (
        "a SELECT",
        "Run before the start. If it returns 0, NULL or no row, there is nothing to do and the command succeeds. An error"
        " refuses the run.",
    ),
    "allow": (
        "a list of texts",
        "Losses that are allowed, by kind and column: `round:price` allows that `price` is rounded to its new type."
        " `unchanged:id` promises that the application never changes `id`, to which keys with ON UPDATE lead."
        " [What would be lost](losses.md) lists the kinds.",
    ),
    "where": (
        "a condition as text",
        'Rows for which it is not true are left out: `deleted_at IS NULL`. Needs `allow = ["rows"]` or `rollback = "none"`.',
    ),
    "description": (
        "text, at most 2,000 characters",
        "For people: what the change is for. `status`, `history`, `--json` and reports show it. Changing it does not make"
        " another plan.",
    ),
    "owner": ("text, at most 200 characters", "For people: who answers for the change. Shown and kept like `description`."),
    "ticket": ("text, at most 200 characters", "For people: where it was agreed. Shown and kept like `description`."),
    "include": (
        "a file's name or a list of them",
        "What several plans have in common: [below](#shared-files).",
    ),
}

INCLUDES = """
## Shared files

`include = "../shared.toml"` takes settings from another file; its name is relative to the file that includes it. It may hold
`[settings]`, `[server]`, `owner`, `ticket` and `include`, and nothing that says what is altered.

```toml
# shared.toml
owner = "the shop's team"

[settings]
max_lag = 2
cutover_window = "02:00-04:00 Europe/Berlin"
```

The plan's own values go before included ones, setting by setting; of a list, a later file before an earlier one. A plan that
names its `dsn` takes no included replicas. Files may include others, five deep and 50 in all; a circle is refused. All
faults of all files are told at once.

Included settings are settings of the plan: the journal keeps them as such when a run begins, and another machine's tool asks
about a journalled plan that isn't the same. They don't decide whether it is the same change; neither do the plan's own.

`online-alter apply FOLDER` knows a shared file by its being included by another file of the folder.
"""

SECTIONS = {
    "columns": """
One line per column: `column = "SQL over the original row"`. It fills a new column, or a changed one in another way than the
server's own conversion would.

```toml
[columns]
first_name = "SUBSTRING_INDEX(full_name, ' ', 1)"
```

A word is a column of the original when it is spelt like one, is not followed by a bracket and is not the unit of an
`INTERVAL`; backquotes make sure. The expression reads one row: no other tables, nothing that changes from call to call,
such as `NOW()` or `RAND()`, because triggers, copy and verification each compute it.
""",
    "reverse": """
One line per column of the original: `column = "SQL over the new row"`. Rows written after the cutover are kept in the
old table too, so that `rollback` loses nothing. `[reverse]` says how to compute an old column that no longer exists in the
new table. It is required where the column has no default or its value went into `[columns]`; `rollback = "none"` in
`[settings]` gives up rollback instead.

```toml
[reverse]
full_name = "CONCAT_WS(' ', first_name, last_name)"
```
""",
    "settings": """
How the work is done. Another setting does not make another change: it may be altered while a run is under way, and
`--set KEY=VALUE` goes before the file. Those marked *live* can be changed while a run is at work:
`online-alter set PLAN.toml chunk-time=0.05`. They then hold until they are set again, also for later commands on this run.
""",
    "server": """
Where the table is. The command line goes before it.
""",
}

SERVER_KEYS = {
    "dsn": (
        "`mysql://USER@HOST:PORT/DATABASE`",
        "The primary. What is missing comes from the environment and the option files of MySQL's clients.",
    ),
    "replicas": ("a list of DSNs", "Replicas to watch and to verify on. What is missing is taken from `dsn`."),
}

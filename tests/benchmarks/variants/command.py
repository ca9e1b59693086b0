"""``python -m tests.benchmarks variants``: all cells on the servers asked for, then the decision's page."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from onlinealter.mysql.connection import Account
from onlinealter.sandbox import Sandbox, ServerKind, start_sandbox
from tests.benchmarks.machine import describe_machine
from tests.benchmarks.records import RESULTS, as_json, read_json, write_json
from tests.benchmarks.variants import statements
from tests.benchmarks.variants.cells import cells, try_cell
from tests.benchmarks.variants.page import decision_page

PAGE = Path(__file__).parents[3] / "docs/decisions/0009-trigger-variants-measured.md"
_SETTINGS = {"innodb_buffer_pool_size": "512M"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.add_argument("--servers", default="mysql,mariadb-10.11", help="kinds of server, with commas between")
    parser.add_argument("--isolations", default="REPEATABLE READ,READ COMMITTED", help="of the application")
    parser.add_argument("--seconds", type=float, default=20.0, help="of copying in each cell")
    parser.add_argument("--rows", type=int, default=statements.ROWS, help="of the table that is copied")
    parser.add_argument("--results", type=Path, default=RESULTS / "variants.json", help="the JSON file to write")
    parser.add_argument("--page", type=Path, default=PAGE, help="the page to write")
    parser.add_argument("--page-only", action="store_true", help="write the page from the JSON that is there")


def run(arguments: argparse.Namespace) -> None:
    """Measure, unless only the page is wanted, and write. A server measured again takes the place of what was there."""
    if not arguments.page_only:
        for kind in [ServerKind(name.strip()) for name in arguments.servers.split(",")]:
            with start_sandbox(kind, settings=_SETTINGS, report=_say) as sandbox:
                _measure(sandbox, arguments)
    arguments.page.write_text(decision_page(read_json(arguments.results)), encoding="utf-8")


def _measure(sandbox: Sandbox, arguments: argparse.Namespace) -> None:
    server = _server_name(sandbox)
    held: dict[str, Any] = {"machine": describe_machine(), "rows": arguments.rows, "seconds": arguments.seconds, "cells": []}
    held["cells"] = [each for each in read_json(arguments.results).get("cells", []) if each["server"] != server]
    primary = sandbox.primary
    with primary.connect() as connection:
        connection.run_all([f"CREATE DATABASE {statements.SCHEMA}", f"USE {statements.SCHEMA}"])
        connection.run_all(statements.fill(arguments.rows))
    account = Account(host=primary.host, port=primary.port, user=primary.user, password=primary.password)
    isolations = [name.strip() for name in arguments.isolations.split(",")]
    for cell in cells(sandbox.kind.is_mariadb, isolations):
        tried = try_cell(account, server, cell, arguments.rows, arguments.seconds)
        _say(f"{server}, {cell.isolation}, {cell.triggers}, {cell.copy}: {tried.transactions} transactions, {tried.errors}")
        held["cells"] += as_json([tried])
        write_json(arguments.results, held)


def _server_name(sandbox: Sandbox) -> str:
    return f"{'MariaDB' if sandbox.kind.is_mariadb else 'MySQL'} {sandbox.version.split('-')[0]}"


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")

"""A candidate whose table has many kinds of columns and no trigger of its own, so that the load makes all its statements."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from click.testing import Result

from tests.integration.rehearsal.candidates import Candidate

ALTER = "MODIFY name VARCHAR(60), ADD COLUMN note VARCHAR(20) NOT NULL DEFAULT 'new', ADD INDEX by_name (name)"
ROWS = 500


@dataclass(frozen=True)
class BusyCandidate(Candidate):
    """Keys, a parent and a child, computed columns, an ENUM, and what dates itself."""

    def fill(self) -> None:
        """Make it, with rows that all differ."""
        with self.schema.connect() as connection:
            connection.run_all(
                [
                    "CREATE TABLE regions (id INT PRIMARY KEY)",
                    "INSERT INTO regions VALUES (1), (2), (3)",
                    "CREATE TABLE customers (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, code VARCHAR(20) NOT NULL UNIQUE,"
                    " name VARCHAR(20) NOT NULL, mood ENUM('good', 'bad') NOT NULL, tags SET('a', 'b'), born DATE,"
                    " balance DECIMAL(10,2) NOT NULL DEFAULT 0, picture VARBINARY(40), weight DOUBLE, region INT,"
                    " seen DATETIME(3) NOT NULL, changed TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE"
                    " CURRENT_TIMESTAMP, shout VARCHAR(20) AS (UPPER(name)) STORED, KEY (name), KEY (mood, born),"
                    " CONSTRAINT lives_in FOREIGN KEY (region) REFERENCES regions (id)) ENGINE=InnoDB"
                    " AUTO_INCREMENT=100",
                    "INSERT INTO customers (code, name, mood, tags, born, balance, picture, weight, region, seen, changed)"
                    f" WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < {ROWS})"
                    " SELECT CONCAT('code ', i), CONCAT('name ', i), 1 + i % 2, i % 4, '2001-01-01' + INTERVAL i DAY,"
                    " i / 4, IF(i % 5, UNHEX(SHA2(i, 256)), NULL), i / 7, 1 + i % 3, '2020-01-01' + INTERVAL i HOUR,"
                    " '2020-02-02' + INTERVAL i MINUTE FROM n",
                    "CREATE TABLE orders (id INT AUTO_INCREMENT PRIMARY KEY, customer INT UNSIGNED,"
                    " FOREIGN KEY (customer) REFERENCES customers (id))",
                    "INSERT INTO orders (customer) SELECT id FROM customers WHERE id % 7 = 0",
                ]
            )

    @property
    def words(self) -> tuple[str, ...]:
        """The change, on this candidate."""
        return ("--table", "customers", "--alter", ALTER, "--against", self.dsn, "--set", "strategy=shadow")

    def rehearse_into(self, file: Path, *words: str) -> tuple[Result, dict[str, object]]:
        """Rehearse; gives what the command said and the result that it wrote."""
        came = self.rehearse(*words, "-o", str(file))
        return came, json.loads(file.read_text()) if file.exists() else {}

"""The text of what the demo asks its server for."""

from __future__ import annotations

from onlinealter.sql import quoting
from onlinealter.tables.names import JOURNAL_TABLES, PREFIX

SCHEMA, TABLE, TWIN = "shop", "customers", "customers_twin"
ALTER = (
    "MODIFY id BIGINT NOT NULL AUTO_INCREMENT, MODIFY name VARCHAR(120) NOT NULL,"
    " ADD COLUMN loyalty_points INT NOT NULL DEFAULT 0 AFTER balance,"
    " DROP KEY by_city, ADD KEY by_country_and_city (country, city)"
)
COLUMNS = ("id", "name", "email", "city", "country", "balance", "state", "changed_at")
BATCH = 20_000


def create_schema() -> str:
    """A schema of the demo's own."""
    return f"CREATE DATABASE {quoting.name(SCHEMA)}"


def create_table(table: str) -> str:
    return (
        f"CREATE TABLE {_of_shop(table)} (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(60) NOT NULL,"
        " email VARCHAR(80) NOT NULL, city VARCHAR(40) NOT NULL, country CHAR(2) NOT NULL,"
        " balance DECIMAL(12,2) NOT NULL DEFAULT 0, state ENUM('new', 'active', 'dormant') NOT NULL DEFAULT 'new',"
        " changed_at DATETIME(3) NOT NULL, KEY by_email (email), KEY by_city (city), KEY by_state (state, changed_at))"
        " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4"
    )


def fill(table: str, first: int, rows: int) -> str:
    """So many customers with ids from ``first`` on, the same at every call; at most ``BATCH`` of them."""
    digits = " UNION ALL ".join(f"SELECT {digit}" + (" AS n" if digit == 0 else "") for digit in range(10))
    places = ", ".join(f"({digits}) AS {place}" for place in "abcde")
    number = "a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n"
    return (
        f"INSERT INTO {_of_shop(table)} ({quoting.names(COLUMNS)})"
        " SELECT id, CONCAT(ELT(1 + id % 7, 'Ada', 'Grace', 'Edgar', 'Zoë', 'Jürgen', '明子', 'Ольга'), ' ', id),"
        " CONCAT('customer', id, '@example.com'), ELT(1 + id % 5, 'Oslo', 'Lima', 'Graz', 'Kyoto', 'Accra'),"
        " ELT(1 + id % 5, 'NO', 'PE', 'AT', 'JP', 'GH'), id % 1000 / 4, 1 + id % 3,"
        " '2026-01-01' + INTERVAL id % 20000000 SECOND"
        f" FROM (SELECT {first} + {number} AS id FROM {places} WHERE {number} < {rows}) AS numbered"
    )


def alter(table: str) -> str:
    """The server's own way."""
    return f"ALTER TABLE {_of_shop(table)} {ALTER}"


def definition(table: str) -> str:
    """How the server writes the table down."""
    return f"SHOW CREATE TABLE {_of_shop(table)}"


def columns_of(table: str) -> str:
    """The table's columns in their order."""
    return (
        "SELECT column_name FROM information_schema.columns"
        f" WHERE table_schema = {quoting.text(SCHEMA)} AND table_name = {quoting.text(table)} ORDER BY ordinal_position"
    )


def count_rows(table: str) -> str:
    return f"SELECT COUNT(*) FROM {_of_shop(table)}"


def count_changed(columns: tuple[str, ...]) -> str:
    """How many rows of the table are missing in the twin, or not the same there, byte for byte."""
    same = " AND ".join(
        f"CAST(here.{quoting.name(column)} AS BINARY) <=> CAST(there.{quoting.name(column)} AS BINARY)" for column in columns
    )
    return (
        f"SELECT COUNT(*) FROM {_of_shop(TABLE)} AS here LEFT JOIN {_of_shop(TWIN)} AS there ON here.id = there.id"
        f" WHERE NOT ({same})"
    )


def count_missing() -> str:
    """How many rows of the twin are not in the table."""
    return (
        f"SELECT COUNT(*) FROM {_of_shop(TWIN)} AS there LEFT JOIN {_of_shop(TABLE)} AS here ON here.id = there.id"
        " WHERE here.id IS NULL"
    )


def leftover_tables(schema: str) -> str:
    """Tables that the tool made and that are not its journal."""
    journal = ", ".join(map(quoting.text, JOURNAL_TABLES))
    return (
        f"SELECT table_name FROM information_schema.tables WHERE table_schema = {quoting.text(schema)}"
        f" AND LOCATE({quoting.text(PREFIX)}, table_name) > 0 AND table_name NOT IN ({journal})"
    )


def leftover_triggers(schema: str) -> str:
    """Triggers that the tool made."""
    return (
        f"SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = {quoting.text(schema)}"
        f" AND LOCATE({quoting.text(PREFIX)}, trigger_name) > 0"
    )


def look_up(table: str, customer: int) -> str:
    """A customer's account, to change it: what is read stays so until it is written."""
    return f"SELECT name, city, balance FROM {quoting.name(table)} WHERE id = {customer} FOR UPDATE"


def pay(table: str, customer: int, cents: int, moment: str) -> str:
    """Put something on a customer's account, or take it off."""
    return (
        f"UPDATE {quoting.name(table)} SET balance = balance + {cents} / 100, state = 'active',"
        f" changed_at = {quoting.text(moment)} WHERE id = {customer}"
    )


def sign_up(table: str, customer: int, moment: str) -> str:
    return (
        f"INSERT INTO {quoting.name(table)} ({quoting.names(COLUMNS)}) VALUES ({customer}, 'New {customer}',"
        f" 'new{customer}@example.com', 'Oslo', 'NO', 0, 'new', {quoting.text(moment)})"
    )


def move(table: str, first: int, last: int, city: str, moment: str) -> str:
    """Several customers move."""
    return (
        f"UPDATE {quoting.name(table)} SET city = {quoting.text(city)}, changed_at = {quoting.text(moment)}"
        f" WHERE id BETWEEN {first} AND {last}"
    )


def leave(table: str, customer: int) -> str:
    return f"DELETE FROM {quoting.name(table)} WHERE id = {customer}"


def _of_shop(table: str) -> str:
    return quoting.table_name(SCHEMA, table)

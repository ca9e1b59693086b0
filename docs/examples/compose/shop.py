"""Stands for an application: adds customers until it is stopped, and prints the number of each that the server has taken."""

import os
import time
from pathlib import Path

import mysql.connector

PASSWORD = Path(os.environ["PASSWORD_FILE"]).read_text(encoding="utf-8").strip()
LONG_NAME = "A company whose name is longer than twenty characters"  # needs the wider column


def main() -> None:
    while True:
        try:
            server = mysql.connector.connect(
                host="database", user="application", password=PASSWORD, database="shop", autocommit=True
            )
            cursor = server.cursor()
            while True:
                cursor.execute("INSERT INTO customer (name) VALUES (%s)", (LONG_NAME,))
                print(cursor.lastrowid, flush=True)
                time.sleep(0.02)
        except mysql.connector.Error as error:
            if error.errno == 1406:  # the name doesn't fit: the tables aren't as this program needs them
                raise
            print(f"waits for the database: {error}", flush=True)
            time.sleep(1)


if __name__ == "__main__":
    main()

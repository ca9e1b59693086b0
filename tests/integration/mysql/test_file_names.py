"""Letters beyond ASCII in the names of tables, as a server writes them."""

from __future__ import annotations

from onlinealter.mysql.server import read_server
from onlinealter.sql import quoting
from onlinealter.tables import identity
from onlinealter.tables.file_names import _CODES
from tests.servers import Schema

_OTHERS = "東京한국€אبक_$ "
_IN_A_NAME = 40  # of 64 letters, and of InnoDB's 255 bytes


def test_each_letter_is_known_as_the_server_writes_it(schema: Schema) -> None:
    """Tables with all of them in their names are found among InnoDB's."""
    with schema.connect() as connection:
        server = read_server(connection)
        letters = "".join(_CODES) + _OTHERS
        names = [f"{letters[first : first + _IN_A_NAME]}x" for first in range(0, len(letters), _IN_A_NAME)]
        for name in names:
            connection.execute(f"CREATE TABLE {quoting.name(name)} (id INT PRIMARY KEY)")
        unknown = [name for name in names if not identity.table_id(connection, server, schema.name, name)]
        assert not unknown
        assert len(names) > 20

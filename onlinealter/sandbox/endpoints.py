"""How a server of a sandbox is reached."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import quote

from onlinealter.mysql.connection import Account, Connection, connect


@dataclass(frozen=True)
class Endpoint:
    """A server's address and the account that may do everything there."""

    host: str
    port: int
    user: str
    password: str = field(repr=False)

    def dsn(self, database: str = "") -> str:
        """The endpoint as a URL, password included."""
        account = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}"
        return f"mysql://{account}@{self.host}:{self.port}/{quote(database, safe='')}"

    def connect(self, database: str | None = None) -> Connection:
        """A session as this account, with the server's own settings as an application's has them."""
        account = Account(host=self.host, port=self.port, user=self.user, password=self.password)
        return connect(account, database=database, connect_timeout=5, ours=False)

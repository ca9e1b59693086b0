"""What one source says of a server and of who we are there."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace

_LOCAL = (None, "localhost")


@dataclass(frozen=True)
class AccountParts:
    """Parts of an account; None is what the source leaves to others. The password never shows in ``repr``."""

    user: str | None = None
    password: str | None = field(default=None, repr=False)
    host: str | None = None
    port: int | None = None
    database: str | None = None
    socket: str | None = None
    ssl_mode: str | None = None
    ssl_ca: str | None = None
    ssl_cert: str | None = None
    ssl_key: str | None = None

    def filled_from(self, other: AccountParts) -> AccountParts:
        """Its own parts, and the other's where it has none; the other's socket only if no server is named here."""
        if self.host not in _LOCAL or self.port is not None:
            other = replace(other, socket=None)
        own = {part.name: getattr(self, part.name) for part in fields(self)}
        return replace(other, **{name: value for name, value in own.items() if value is not None})

    def with_one_address(self) -> AccountParts:
        """Without the socket when another machine is named, as MySQL's clients read one source."""
        return self if self.host in _LOCAL else replace(self, socket=None)


def as_port(text: str) -> int | None:
    """A port's number, or None where the text is none."""
    return int(text) if text.isascii() and text.isdigit() and 1 <= int(text) <= 65535 else None

"""Values as the driver gives them."""

from __future__ import annotations


def text_of(value: object) -> str:
    """A column's text: for some, by their type and the connection's character set, the driver gives bytes, or a set."""
    if isinstance(value, set | frozenset):
        return ",".join(sorted(map(str, value)))
    return value.decode() if isinstance(value, bytes | bytearray) else str(value)

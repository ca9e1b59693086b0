"""Which servers answered when this process last tried. That is about servers and no run: all runs may share it."""

from __future__ import annotations

import threading
from collections import Counter


class _Reachability:
    def __init__(self) -> None:
        self.gone: set[str] = set()
        self.downs: Counter[str] = Counter()
        self.lock = threading.Lock()


_SEEN = _Reachability()


def came(address: str, *, answered: bool) -> None:
    """Somebody answered there, or nobody did."""
    with _SEEN.lock:
        if not answered:
            _SEEN.gone.add(address)
        elif address in _SEEN.gone:
            _SEEN.gone.remove(address)
            _SEEN.downs[address] += 1


def is_gone(address: str) -> bool:
    """Whether nobody answered there when this process last tried."""
    with _SEEN.lock:
        return address in _SEEN.gone


def times_down(address: str) -> int:
    """How often this process has seen the server gone, and there again."""
    with _SEEN.lock:
        return _SEEN.downs[address]

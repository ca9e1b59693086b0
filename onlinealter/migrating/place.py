"""From what a framework knows of its database to a target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

import onlinealter.library as oa

_FILES = ("ssl_ca", "ssl_cert", "ssl_key")
_TRUE = ("true", "1", "yes", "on")


@dataclass(frozen=True)
class Place:
    """A database and how to get in; ``options`` are the drivers' own, as text."""

    host: str
    port: int | None
    socket: str
    user: str
    password: str
    database: str
    options: Mapping[str, str]


def target_of(place: Place, replicas: Sequence[str]) -> oa.Target:
    """The place as a target; what is only the driver's is left out."""
    options = place.options
    words = {name.replace("_", "-"): options[name] for name in _FILES if options.get(name)}
    if mode := _ssl_mode(options):
        words["ssl-mode"] = mode
    if place.socket:
        words["socket"] = place.socket
    host = "" if place.socket else f"[{place.host}]" if ":" in place.host else quote(place.host, safe="")
    port = f":{place.port}" if place.port and not place.socket else ""
    parameters = "&".join(f"{name}={quote(value, safe='')}" for name, value in words.items())
    dsn = f"mysql://{quote(place.user, safe='')}@{host}{port}/{quote(place.database, safe='')}"
    return oa.Target(f"{dsn}?{parameters}" if parameters else dsn, tuple(replicas), place.password)


def _ssl_mode(options: Mapping[str, str]) -> str:
    """What the drivers' own parameters ask for; empty where they say nothing."""
    if mode := options.get("ssl_mode"):
        return mode
    if options.get("ssl_disabled", "").lower() in _TRUE:
        return "DISABLED"
    if any(options.get(name, "").lower() in _TRUE for name in ("ssl_verify_identity", "ssl_check_hostname")):
        return "VERIFY_IDENTITY"
    return "VERIFY_CA" if options.get("ssl_ca") else ""

"""From SQLAlchemy's URL to a target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import onlinealter.library as oa

_FILES = ("ssl_ca", "ssl_cert", "ssl_key")
_TRUE = ("true", "1", "yes", "on")


def target_of(url: Any, chosen: Mapping[str, Any]) -> oa.Target:  # noqa: ANN401 - SQLAlchemy's
    """The server of the URL, or the ``target`` that ``context.configure`` was given for us; with its ``replicas``."""
    given = chosen.get("target")
    if isinstance(given, oa.Target):
        return given
    query = {name: value for name, value in url.query.items() if isinstance(value, str)}
    words = {name.replace("_", "-"): query[name] for name in _FILES if query.get(name)}
    if mode := _ssl_mode(query):
        words["ssl-mode"] = mode
    if socket := query.get("unix_socket"):
        words["socket"] = socket
    host = "" if socket else f"[{url.host}]" if ":" in (url.host or "") else quote(url.host or "", safe="")
    port = f":{url.port}" if url.port and not socket else ""
    parameters = "&".join(f"{name}={quote(value, safe='')}" for name, value in words.items())
    dsn = f"mysql://{quote(url.username or '', safe='')}@{host}{port}/{quote(url.database or '', safe='')}"
    return oa.Target(f"{dsn}?{parameters}" if parameters else dsn, tuple(chosen.get("replicas", ())), url.password or "")


def _ssl_mode(query: Mapping[str, str]) -> str:
    """What the drivers' own parameters ask for; empty where they say nothing."""
    if mode := query.get("ssl_mode"):
        return mode
    if query.get("ssl_disabled", "").lower() in _TRUE:
        return "DISABLED"
    if any(query.get(name, "").lower() in _TRUE for name in ("ssl_verify_identity", "ssl_check_hostname")):
        return "VERIFY_IDENTITY"
    return "VERIFY_CA" if query.get("ssl_ca") else ""

"""A server as a URL: ``mysql://USER[:PASSWORD]@HOST[:PORT]/DATABASE?ssl-mode=…``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote

from onlinealter.model.errors import UsageFault
from onlinealter.planning.account_parts import AccountParts, as_port
from onlinealter.planning.nearest import did_you_mean

FORM = "mysql://USER[:PASSWORD]@HOST[:PORT]/DATABASE"
SSL_MODES = ("DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY")

_PARAMETERS = {name.replace("_", "-"): name for name in ("ssl_mode", "ssl_ca", "ssl_cert", "ssl_key", "socket")}
_DSN = re.compile(
    r"(?P<scheme>[a-z][a-z0-9+.-]*)://"
    r"(?:(?P<account>[^/?#]*)@)?"
    r"(?P<host>\[[^\]@]*\]|[^/?#:@\[\]]*)"
    r"(?::(?P<port>[^/?#@]*))?"
    r"(?:/(?P<database>[^/?#@]*))?"
    r"(?:\?(?P<query>[^#]*))?",
    re.IGNORECASE,
)


def parse_dsn(text: str, source: str) -> AccountParts:
    """Read a DSN. Raises UsageFault naming its source and all its faults, never its text."""
    parts, faults = read_dsn(text)
    if faults:
        raise UsageFault(
            f"the DSN of {source} is wrong",
            faults=faults,
            remedy=f"Write it as {FORM}; special characters percent-encoded, such as %40 for @.",
        )
    return parts


def read_dsn(text: str) -> tuple[AccountParts, tuple[str, ...]]:
    """What a DSN says, and its faults; none of them quotes what may be a password."""
    found = _DSN.fullmatch(text.strip())
    if found is None:
        return AccountParts(), (f"it is not of the form {FORM}",)
    if found["scheme"].lower() not in ("mysql", "mariadb"):
        return AccountParts(), (f"it begins with '{found['scheme']}://', expected 'mysql://'",)
    user, _, password = (found["account"] or "").partition(":")
    parameters, faults = _read_parameters(found["query"] or "")
    if found["port"] and as_port(found["port"]) is None:
        faults = ("the port is not a number from 1 to 65535", *faults)
    parts = AccountParts(
        user=unquote(user) or None,
        password=unquote(password) if ":" in (found["account"] or "") else None,
        host=unquote(found["host"].strip("[]")) or None,
        port=as_port(found["port"] or ""),
        database=unquote(found["database"] or "") or None,
    )
    return replace(parts, **parameters), faults


def as_dsn(parts: AccountParts) -> str:
    """The parts as a DSN, without the password."""
    user = f"{quote(parts.user, safe='')}@" if parts.user else ""
    host = parts.host or ""
    address = f"[{host}]" if ":" in host else quote(host, safe="")
    port = f":{parts.port}" if parts.port else ""
    given = [(name, getattr(parts, field)) for name, field in _PARAMETERS.items()]
    query = "&".join(f"{name}={quote(value)}" for name, value in given if value)
    return f"mysql://{user}{address}{port}/{quote(parts.database or '', safe='')}{'?' if query else ''}{query}"


def ssl_mode(text: str) -> str | None:
    """An ``ssl-mode`` as MySQL's clients know it, or None."""
    mode = text.upper().replace("-", "_")
    return mode if mode in SSL_MODES else None


def _read_parameters(query: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    values: dict[str, Any] = {}
    faults = []
    for given in filter(None, query.split("&")):
        key, _, raw = given.partition("=")
        name = unquote(key).lower().replace("_", "-")
        value = unquote(raw)
        if name not in _PARAMETERS:
            faults.append(f"unknown parameter '{name}'{did_you_mean(name, _PARAMETERS)}")
        elif name == "ssl-mode" and ssl_mode(value) is None:
            faults.append(f"ssl-mode: expected one of {', '.join(SSL_MODES)}, found '{value}'")
        else:
            values[_PARAMETERS[name]] = ssl_mode(value) or value if name == "ssl-mode" else value
    return values, tuple(faults)

"""From an entry of Django's DATABASES to a target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import onlinealter.library as oa
from onlinealter.migrating.place import Place, target_of

KEY = "ONLINE_ALTER"
"""Of an entry of DATABASES: what we are told for all migrations of this database."""


def chosen_for(connection: Any) -> Mapping[str, Any]:  # noqa: ANN401 - Django's
    """What the project has set for the database."""
    chosen = connection.settings_dict.get(KEY) or {}
    known = {"cleanup", "min_rows", "on_event", "replicas", "settings", "target"}
    if strange := sorted(set(chosen) - known):
        raise oa.UsageFault(
            f"{KEY} of database '{connection.alias}' has no {', '.join(strange)}",
            remedy=f"It may have {', '.join(sorted(known))}.",
        )
    return dict(chosen)


def target_for(connection: Any, chosen: Mapping[str, Any]) -> oa.Target:  # noqa: ANN401 - Django's
    """Where the connection leads, or the ``target`` that the project has set for us; with its ``replicas``."""
    given = chosen.get("target")
    if isinstance(given, oa.Target):
        return given
    found = connection.get_connection_params()
    socket = found.get("unix_socket", "")
    if not found.get("user"):
        raise oa.UsageFault(
            f"the settings of database '{connection.alias}' name no USER",
            remedy=f"Where the driver reads it from a file, give {KEY} there a target: onlinealter.Target(…).",
        )
    options = {name: str(value) for name, value in found.items() if isinstance(value, str | bool)}
    tls = found.get("ssl")
    if isinstance(tls, Mapping):
        options |= {f"ssl_{name}": str(value) for name, value in tls.items() if value is not None}
    host, port = found.get("host") or "localhost", found.get("port")
    password, database = found.get("password") or found.get("passwd"), found.get("database") or found.get("db")
    place = Place("" if socket else host, port and int(port), socket, found["user"], password or "", database or "", options)
    return target_of(place, chosen.get("replicas", ()))

"""From SQLAlchemy's URL to a target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import onlinealter.library as oa
from onlinealter.migrating.place import Place
from onlinealter.migrating.place import target_of as target_at


def target_of(url: Any, chosen: Mapping[str, Any]) -> oa.Target:  # noqa: ANN401 - SQLAlchemy's
    """The server of the URL, or the ``target`` that ``context.configure`` was given for us; with its ``replicas``."""
    given = chosen.get("target")
    if isinstance(given, oa.Target):
        return given
    query = {name: value for name, value in url.query.items() if isinstance(value, str)}
    socket = query.get("unix_socket", "")
    place = Place(url.host or "", url.port, socket, url.username or "", url.password or "", url.database or "", query)
    return target_at(place, chosen.get("replicas", ()))

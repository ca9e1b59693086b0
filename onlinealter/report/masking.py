"""What is taken out of a record before anybody else sees it: rows' keys, and where asked for hosts and accounts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

MASKED = "•••"
LEFT_OUT = "left out: it may name anything"

LOSSES = "losses"
"""The check whose findings name rows."""

_QUOTED = r"""`[^`]*`|'[^']*'|"[^"]*\""""
_ACCOUNT = re.compile(rf"""(?:{_QUOTED}|[^\s`'"@/=,;()]+)@(?:{_QUOTED}|[^\s`'"@/,;()]+)""")
_IPV4 = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?(?![\d.])")
_IPV6 = re.compile(r"\[[0-9a-fA-F:]*:[0-9a-fA-F:.%\w]*\](?::\d+)?")
_SERVER = re.compile(r"^(?P<server>.+ at ).+$", re.DOTALL)
_LAG = re.compile(r"^lag of .+$", re.DOTALL)
_KEY = re.compile(r"""(?P<name>[\w$]+)=(?:x?'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"|[^\s;,()]+)""")
"""How errors and findings write a row's key: ``id=7, born='2001-02-03'``."""
_COMMAND_TEXTS = re.compile(r"(?P<option>--(?:test|load|against) )(?P<text>'(?:[^']|'\"'\"')*'|\S+)")


def shareable(line: Mapping[str, object], *, show_keys: bool, anonymous: bool) -> dict[str, object]:
    """The record as it may be passed on."""
    found = dict(line)
    if anonymous:
        found = _mapped(found, _anonymous(line))
        for name in {"begun_by", "owner"} & found.keys():
            found[name] = ""
        found["server"] = _SERVER.sub(r"\g<server>host", str(line["server"]))
        _without_outputs(found)
        _without_hosts(found)
    if not show_keys:
        found = {name: _without_keys(name, value) for name, value in found.items()}
    return found


def _without_keys(name: str, value: object) -> object:
    if name in ("failure", "notes"):
        return [_in_text(each) for each in value] if isinstance(value, list) else _in_text(value)
    if isinstance(value, dict) and value.get("check") == LOSSES:
        return value | {"message": _in_text(value.get("message"))}
    if name in ("key", "keys"):
        return [MASKED for _ in value] if isinstance(value, list) else MASKED
    if isinstance(value, dict):
        return {inner: _without_keys(inner, each) for inner, each in value.items()}
    return [_without_keys("", each) for each in value] if isinstance(value, list) else value


def _in_text(text: object) -> object:
    return _KEY.sub(rf"\g<name>={MASKED}", text) if isinstance(text, str) else text


def _mapped(value: dict[str, object], change: Callable[[str], str]) -> dict[str, object]:
    def walked(each: object) -> object:
        if isinstance(each, str):
            return change(each)
        if isinstance(each, dict):
            return {change(name): walked(inner) for name, inner in each.items()}
        return [walked(inner) for inner in each] if isinstance(each, list) else each

    return {name: walked(each) for name, each in value.items()}


def _anonymous(line: Mapping[str, object]) -> Callable[[str], str]:
    """Known hosts wherever they stand, and whatever looks like an account or an address."""
    details = line.get("details")
    hosts = details.get("hosts", []) if isinstance(details, dict) else []
    known = sorted({str(each) for each in hosts if each}, key=len, reverse=True)
    host = re.compile("|".join(rf"(?<![\w-]){re.escape(each)}(?::\d+)?(?![\w-])" for each in known)) if known else None

    def change(text: str) -> str:
        text = _COMMAND_TEXTS.sub(rf"\g<option>'{MASKED}'", text)
        text = _ACCOUNT.sub("user@host", text)
        text = host.sub("host", text) if host else text
        text = _LAG.sub("lag of a replica", text)
        return _IPV6.sub("host", _IPV4.sub("host", text))

    return change


def _without_outputs(line: dict[str, object]) -> None:
    load, tests = line.get("load"), line.get("tests")
    for run in [load, *(tests if isinstance(tests, list) else [])]:
        if isinstance(run, dict) and run.get("output"):
            run["output"] = LEFT_OUT


def _without_hosts(line: dict[str, object]) -> None:
    details = line.get("details")
    if isinstance(details, dict):
        details["hosts"] = []
        if "machine" in details:
            details["machine"] = ""
        if isinstance(about := details.get("about"), dict) and about.get("owner"):
            about["owner"] = MASKED

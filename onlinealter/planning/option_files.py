"""MySQL's option files, read as its own clients read them (compared with ``my_print_defaults``)."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from onlinealter.model.errors import UsageFault
from onlinealter.planning.account_parts import AccountParts, as_port
from onlinealter.planning.dsn import SSL_MODES, ssl_mode

_GROUPS = ("client", "client-server", "client-mariadb")
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "s": " ", '"': '"', "'": "'", "\\": "\\"}
_TEXTS = ("user", "password", "host", "socket", "database", "ssl_ca", "ssl_cert", "ssl_key")
_NO = ("0", "off", "false")
_DEEPEST_INCLUDE = 10


def usual_files() -> tuple[Path, ...]:
    """The option files that MySQL's clients read, later ones before earlier ones in rank."""
    return Path("/etc/my.cnf"), Path("/etc/mysql/my.cnf"), Path.home() / ".my.cnf"


def read_option_files(defaults_file: Path | None) -> AccountParts:
    """What the usual files say, or only the one that was named."""
    options: dict[str, str] = {}
    for file in (defaults_file,) if defaults_file else usual_files():
        try:
            options |= parse_options(_text(file))
        except OSError as error:
            if defaults_file:
                raise UsageFault(
                    f"the option file {file} can't be read: {error.strerror}",
                    remedy="Look at the path given with --defaults-file.",
                ) from error
    return _as_parts(options)


def parse_options(text: str, depth: int = 0) -> dict[str, str]:
    """The clients' options in an option file; dashes are underscores, an option without a value has an empty one."""
    options: dict[str, str] = {}
    group = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("!"):
            options |= _included(line, depth)
        elif line.startswith("["):
            group = line[1:].partition("]")[0].rstrip()
        elif line and line[0] not in "#;" and group in _GROUPS:
            name, _, value = _without_comment(line).partition("=")
            options[name.strip().replace("-", "_")] = _value(value.strip())
    return options


def _as_parts(options: dict[str, str]) -> AccountParts:
    port = as_port(options["port"]) if options.get("port") else None
    if port is None and options.get("port"):
        raise UsageFault("the option files' port is not a number from 1 to 65535", remedy="Fix it, or give --dsn.")
    texts = {name: options[name] for name in _TEXTS if options.get(name)}
    return AccountParts(port=port, ssl_mode=_ssl_mode(options), **texts).with_one_address()


def _ssl_mode(options: dict[str, str]) -> str | None:
    given = options.get("ssl_mode")
    if given:
        if (mode := ssl_mode(given)) is None:
            raise UsageFault(f"the option files' ssl-mode is '{given}'", remedy=f"It is one of {', '.join(SSL_MODES)}.")
        return mode
    if "skip_ssl" in options or options.get("ssl", "").lower() in _NO:
        return "DISABLED"
    if "ssl_verify_server_cert" in options and options["ssl_verify_server_cert"].lower() not in _NO:
        return "VERIFY_IDENTITY"
    return None


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="surrogateescape")


def _included(line: str, depth: int) -> dict[str, str]:
    """What ``!include FILE`` or ``!includedir FOLDER`` brings in; what can't be read is left out, as the clients do."""
    options: dict[str, str] = {}
    word, _, name = line.partition(" ")
    place = Path(name.strip())
    files = {"!include": [place], "!includedir": sorted(place.glob("*.cnf"))}.get(word, [])
    for file in files if depth < _DEEPEST_INCLUDE else []:
        with suppress(OSError):
            options |= parse_options(_text(file), depth + 1)
    return options


def _without_comment(line: str) -> str:
    """A ``#`` outside of quotes begins a comment, wherever it stands; a ``;`` within a line doesn't."""
    quote, escaped = "", False
    for at, letter in enumerate(line):
        if letter in "'\"" and not escaped:
            quote = letter if not quote else "" if quote == letter else quote
        if letter == "#" and not quote:
            return line[:at]
        escaped = bool(quote) and letter == "\\" and not escaped
    return line


def _value(raw: str) -> str:
    if len(raw) > 1 and raw[0] in "'\"" and raw[0] == raw[-1]:
        raw = raw[1:-1]
    letters = iter(raw)
    found = []
    for letter in letters:
        if letter == "\\" and (following := next(letters, "")):
            found.append(_ESCAPES.get(following, "\\" + following))
        else:
            found.append(letter)
    return "".join(found)

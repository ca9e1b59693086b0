"""Which Debian mirror this machine uses, as its own apt configuration says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

APT_FOLDER = Path("/etc/apt")
DEBIAN_KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


@dataclass(frozen=True)
class Mirror:
    """An archive's address and the keyring that its signatures are checked with."""

    address: str
    keyring: Path | None


def debian_mirror(apt_folder: Path = APT_FOLDER) -> Mirror | None:
    """The first Debian archive named in either of apt's two formats."""
    for file in _source_files(apt_folder):
        read = _read_stanzas if file.suffix == ".sources" else _read_lines
        for mirror in read(file.read_text(encoding="utf-8", errors="replace")):
            if _DEBIAN.search(mirror.address):
                return mirror
    return None


# Security and vendors' archives do not hold the suites; the main archive's path is /debian.
_DEBIAN = re.compile(r"^https?://\S+/debian/?$")
_ONE_LINE = re.compile(r"^\s*deb\s+(?:\[(?P<options>[^\]]*)\]\s+)?(?P<address>\S+)\s")


def _source_files(apt_folder: Path) -> Iterator[Path]:
    parts = apt_folder / "sources.list.d"
    named = [*sorted(parts.glob("*.sources")), apt_folder / "sources.list", *sorted(parts.glob("*.list"))]
    yield from (file for file in named if file.is_file())


def _read_lines(text: str) -> Iterator[Mirror]:
    for line in text.splitlines():
        found = _ONE_LINE.match(line)
        if found is not None:
            options = dict(option.partition("=")[::2] for option in (found["options"] or "").split())
            yield Mirror(found["address"], _keyring(options.get("signed-by", "")))


def _read_stanzas(text: str) -> Iterator[Mirror]:
    for paragraph in re.split(r"\n\s*\n", text):
        fields = _fields(paragraph)
        disabled = fields.get("enabled", "yes").lower() in {"no", "false", "0", "off"}
        if "deb" in fields.get("types", "").split() and not disabled:
            keyring = _keyring(fields.get("signed-by", ""))
            yield from (Mirror(address, keyring) for address in fields.get("uris", "").split())


def _fields(paragraph: str) -> Mapping[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in paragraph.splitlines():
        if line.startswith("#"):
            continue
        if line[:1].isspace():
            fields[name] = f"{fields.get(name, '')} {line.strip()}"
        elif ":" in line:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            fields[name] = value.strip()
    return fields


def _keyring(signed_by: str) -> Path | None:
    """A keyring that is a file; keys written into the configuration itself give way to Debian's own file."""
    first = signed_by.replace(",", " ").split()[:1]
    named = Path(first[0]) if first else DEBIAN_KEYRING
    if named.is_absolute() and named.is_file():
        return named
    return DEBIAN_KEYRING if DEBIAN_KEYRING.is_file() else None

"""Which versions count as which kind."""

from __future__ import annotations

import pytest

from onlinealter.sandbox.kinds import ServerKind, parse_version

MYSQL, MARIADB, OLD_MARIADB = ServerKind.MYSQL, ServerKind.MARIADB, ServerKind.MARIADB_10_11


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("9.7.4-2 for Linux on x86_64 ((Debian))", {MYSQL}),
        ("8.0.46 for Linux on x86_64 (Source distribution)", {MYSQL}),
        ("8.0.25 for Linux on x86_64 (Source distribution)", set()),
        ("5.7.44 for Linux on x86_64 (MySQL Community Server)", set()),
        ("11.8.6-MariaDB-0+deb13u1 from Debian for debian-linux-gnu", {MARIADB}),
        ("10.11.18-MariaDB-0+deb12u1 for debian-linux-gnu on x86_64", {MARIADB, OLD_MARIADB}),
    ],
)
def test_a_version_fits_its_kinds_only(line: str, kinds: set[ServerKind]) -> None:
    """MariaDB is never MySQL, and the old MariaDB is asked for by its series."""
    version = parse_version(line)
    assert version is not None
    assert {kind for kind in ServerKind if version.fits(kind)} == kinds


def test_the_version_keeps_its_whole_text() -> None:
    """Two builds of one release are two versions."""
    version = parse_version("10.11.18-MariaDB-0+deb12u1 for debian-linux-gnu")
    assert version is not None
    assert version.text == "10.11.18-MariaDB-0+deb12u1"
    assert version.numbers == (10, 11, 18)


def test_a_text_without_a_version_is_none() -> None:
    """What can't be read is not guessed."""
    assert parse_version("no such program") is None

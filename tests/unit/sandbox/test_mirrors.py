"""The mirror as the machine's apt configuration names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlinealter.sandbox import mirrors
from onlinealter.sandbox.mirrors import Mirror, debian_mirror

STANZAS = """\
# what the machine was made with
Types: deb deb-src
URIs: http://archive.invalid/debian
Suites: stable stable-updates
Components: main
Signed-By: {keyring}

Types: deb
URIs: http://archive.invalid/debian-security
Suites: stable-security
Components: main
"""


@pytest.fixture
def apt_folder(tmp_path: Path) -> Path:
    (tmp_path / "sources.list.d").mkdir()
    return tmp_path


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(mirrors, "DEBIAN_KEYRING", tmp_path / "absent.gpg")
    (tmp_path / "keyring.gpg").touch()
    return tmp_path / "keyring.gpg"


def test_the_mirror_is_read_from_deb822_sources(apt_folder: Path, keyring: Path) -> None:
    """A stanza gives the main archive's address and the keyring it is signed with."""
    (apt_folder / "sources.list.d/debian.sources").write_text(STANZAS.format(keyring=keyring))
    assert debian_mirror(apt_folder) == Mirror("http://archive.invalid/debian", keyring)


def test_the_mirror_is_read_from_one_line_sources(apt_folder: Path, keyring: Path) -> None:
    """A line gives the same, with its options in brackets."""
    (apt_folder / "sources.list").write_text(
        "# deb http://commented.invalid/debian stable main\n"
        "deb-src http://sources.invalid/debian stable main\n"
        f"deb [arch=amd64 signed-by={keyring}] https://archive.invalid/mirror/debian/ stable main\n"
    )
    assert debian_mirror(apt_folder) == Mirror("https://archive.invalid/mirror/debian/", keyring)


def test_a_line_in_the_folder_of_parts_counts_as_well(apt_folder: Path) -> None:
    """The file `sources.list` need not be there."""
    (apt_folder / "sources.list.d/old.list").write_text("deb http://archive.invalid/debian stable main\n")
    assert debian_mirror(apt_folder) is not None


def test_a_disabled_stanza_is_passed_over(apt_folder: Path) -> None:
    """What apt does not use is not used here."""
    text = "Types: deb\nURIs: http://archive.invalid/debian\nSuites: stable\nEnabled: no\n"
    (apt_folder / "sources.list.d/off.sources").write_text(text)
    assert debian_mirror(apt_folder) is None


def test_several_addresses_may_stand_on_folded_lines(apt_folder: Path) -> None:
    """A field continues in the lines that begin with a blank."""
    text = "Types: deb\nURIs:\n http://vendor.invalid/packages\n http://archive.invalid/debian\nSuites: stable\n"
    (apt_folder / "sources.list.d/two.sources").write_text(text)
    found = debian_mirror(apt_folder)
    assert found is not None
    assert found.address == "http://archive.invalid/debian"


def test_keys_inside_the_configuration_give_way_to_the_keyring_of_debian(
    apt_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An embedded key is no file that could be named."""
    own = tmp_path / "debian.gpg"
    own.touch()
    monkeypatch.setattr(mirrors, "DEBIAN_KEYRING", own)
    key = "Signed-By:\n -----BEGIN PGP PUBLIC KEY BLOCK-----\n .\n mQIN\n"
    text = f"Types: deb\nURIs: http://archive.invalid/debian\n{key}"
    (apt_folder / "sources.list.d/key.sources").write_text(text)
    assert debian_mirror(apt_folder) == Mirror("http://archive.invalid/debian", own)


def test_archives_of_other_systems_and_vendors_are_no_mirror(apt_folder: Path) -> None:
    """Only the main Debian archive has the suites."""
    lines = ("https://vendor.invalid/apt stable main", "http://archive.invalid/ubuntu noble main")
    (apt_folder / "sources.list").write_text("".join(f"deb {line}\n" for line in lines))
    assert debian_mirror(apt_folder) is None

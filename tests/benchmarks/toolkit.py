"""pt-online-schema-change from Debian's packages, unpacked into the cache folder with a Perl of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from onlinealter.model.errors import SandboxError
from onlinealter.sandbox import packages
from onlinealter.sandbox.mirrors import debian_mirror
from onlinealter.sandbox.paths import cache_folder, made_once

# The version of MySQL 9.7 needs the toolkit of the same suite.
SUITE = "sid"
_WANTED = ("percona-toolkit", "perl", "libdbi-perl", "libdbd-mysql-perl", "libterm-readkey-perl")
_UNNEEDED = ("gdb", "libpython", "tzdata", "gcc", "libsource-highlight", "libdebuginfod", "media-types", "mariadb-common")


@dataclass(frozen=True)
class Toolkit:
    """The words that run it, and the variables it needs."""

    command: tuple[str, ...]
    environment: dict[str, str]


def unpacked_toolkit(report: Callable[[str], None]) -> Toolkit:
    """The toolkit, downloaded when it is not there yet."""
    folder = made_once(cache_folder() / "packages" / f"percona-toolkit-{SUITE}", lambda target: _download(target, report))
    [libraries] = folder.glob("usr/lib/*-linux-gnu")
    perl = packages.run_through_loader(folder, folder / "usr/bin/perl")
    modules = [
        *libraries.glob("perl5/5.*"), folder / "usr/share/perl5", *libraries.glob("perl/5.*"),
        *folder.glob("usr/share/perl/5.*"), libraries / "perl-base",
    ]  # fmt: skip
    return Toolkit(
        (*perl, str(folder / "usr/bin/pt-online-schema-change")),
        {
            "PERL5LIB": ":".join(map(str, modules)),
            # The plugin for caching_sha2_password; the library would look for it where Debian installs it.
            "MARIADB_PLUGIN_DIR": str(libraries / "libmariadb3/plugin"),
        },
    )


def _download(folder: Path, report: Callable[[str], None]) -> None:
    mirror = debian_mirror()
    if mirror is None or shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        raise SandboxError(
            "this machine's apt names no Debian archive to take percona-toolkit from",
            remedy="Leave pt-osc out of --rivals.",
        )
    state = folder / ".apt"
    # The sandbox's own way to ask apt, private to it, for other packages than a server's.
    configuration = packages._write_apt_state(state, mirror, SUITE)
    report(f"downloading percona-toolkit from {SUITE}")
    packages._apt(configuration, "update")
    packages._apt(configuration, "install", "--no-install-recommends", "--download-only", "--yes", *_WANTED)
    for archive in sorted((state / "archives").glob("*.deb")):
        if not archive.name.startswith(_UNNEEDED):
            packages._run(["dpkg-deb", "-x", str(archive), str(folder)])
    shutil.rmtree(state)

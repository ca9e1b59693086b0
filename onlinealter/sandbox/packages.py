"""Servers from Debian packages, unpacked into the cache folder without being installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from onlinealter.model.errors import SandboxError
from onlinealter.sandbox.kinds import ServerKind
from onlinealter.sandbox.mirrors import Mirror, debian_mirror
from onlinealter.sandbox.paths import cache_folder, made_once

Report = Callable[[str], None]


@dataclass(frozen=True)
class PackageSet:
    """The packages that make a server, and the suite they come from."""

    suite: str
    names: tuple[str, ...]


PACKAGES = {
    ServerKind.MYSQL: PackageSet("sid", ("mysql-server-core",)),
    ServerKind.MARIADB: PackageSet("trixie", ("mariadb-server-core",)),
    ServerKind.MARIADB_10_11: PackageSet("bookworm", ("mariadb-server-core",)),
}


def unpacked_server(kind: ServerKind, report: Report) -> Path:
    """The folder with the server's packages and all they need, downloaded when it is not there yet."""
    wanted = PACKAGES[kind]
    return made_once(
        cache_folder() / "packages" / f"{kind}-{wanted.suite}",
        lambda folder: unpack(wanted, folder, report),
    )


def run_through_loader(folder: Path, program: Path) -> tuple[str, ...]:
    """The words that run an unpacked program with the libraries it was built for."""
    loaders = sorted(folder.glob("usr/lib*/ld-linux*.so*")) or sorted(folder.glob("lib*/ld-linux*.so*"))
    if not loaders:
        raise SandboxError(f"no program loader among the packages unpacked in {folder}", remedy=_UNPACK_AGAIN)
    libraries = [*folder.glob("usr/lib/*-linux-gnu*"), *folder.glob("lib/*-linux-gnu*")]
    path = ":".join(str(library) for library in sorted(libraries))
    return (str(loaders[0]), "--library-path", path, str(program))


_UNPACK_AGAIN = "Remove that folder; it is made again by the next start."
_OTHER_WAYS = "Install a server so that it is on PATH, or start a container engine."
# Only the server itself is run: no tools, no manuals, no Perl.
_APT_STATE = ".apt"
_UNNEEDED = ("usr/bin", "usr/share/doc", "usr/share/man", "usr/share/perl*", "usr/lib/*/perl*")


def unpack(wanted: PackageSet, folder: Path, report: Report, unneeded: Sequence[str] = _UNNEEDED) -> None:
    """Unpack packages and all they need into an empty folder, without what matches the patterns of what isn't needed."""
    mirror = debian_mirror()
    if mirror is None or shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        raise SandboxError("this machine's apt names no Debian archive to take a server from", remedy=_OTHER_WAYS)
    state = folder / _APT_STATE
    configuration = _write_apt_state(state, mirror, wanted.suite)
    report(f"reading the package lists of {wanted.suite}")
    _apt(configuration, "update")
    report(f"downloading {', '.join(wanted.names)} from {wanted.suite}")
    _apt(configuration, "install", "--no-install-recommends", "--download-only", "--yes", *wanted.names)
    archives = sorted((state / "archives").glob("*.deb"))
    report(f"unpacking {len(archives)} packages")
    for archive in archives:
        _run(["dpkg-deb", "-x", str(archive), str(folder)])
        archive.unlink()
    for pattern in (_APT_STATE, *unneeded):
        for part in folder.glob(pattern):
            shutil.rmtree(part, ignore_errors=True)  # what stays only takes room


def _write_apt_state(state: Path, mirror: Mirror, suite: str) -> Path:
    """Give apt lists, archives and a status of our own, so that the machine's are neither read nor changed."""
    for part in ("lists/partial", "archives/partial"):
        (state / part).mkdir(parents=True)
    (state / "status").touch()
    signed = f"[signed-by={mirror.keyring}] " if mirror.keyring else ""
    (state / "sources.list").write_text(f"deb {signed}{mirror.address} {suite} main\n")
    configuration = state / "apt.conf"
    configuration.write_text(_APT_CONFIGURATION.format(state=state))
    return configuration


# The machine's hooks and preferences are for the machine's own packages.
_APT_CONFIGURATION = """\
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Pre-Install-Pkgs;
Dir::Etc::SourceList "{state}/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
Dir::State "{state}";
Dir::State::Lists "{state}/lists";
Dir::State::status "{state}/status";
Dir::State::extended_states "{state}/extended_states";
Dir::Cache "{state}";
Dir::Cache::Archives "{state}/archives";
Dir::Log "{state}";
APT::Sandbox::User "root";
APT::Keep-Downloaded-Packages "true";
Acquire::Languages "none";
Acquire::Retries "3";
"""


def _apt(configuration: Path, *words: str) -> None:
    _run(["apt-get", "-qq", "-c", str(configuration), *words])


def _run(command: Sequence[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        complaint = (done.stderr or done.stdout).strip()[-1500:]
        raise SandboxError(f"{command[0]} ended with status {done.returncode}:\n{complaint}", remedy=_OTHER_WAYS)

"""A container engine of the tests' own: Debian's dockerd, unpacked into the cache folder without being installed.

It listens on a socket that only this user can open, makes no bridge by itself, and leaves the machine's firewall and routes
alone. An engine of the machine's isn't touched.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from onlinealter.model.errors import SandboxError
from onlinealter.sandbox.packages import PackageSet, Report, run_through_loader, unpack
from onlinealter.sandbox.paths import cache_folder, locked, made_once
from onlinealter.sandbox.processes import die_with_parent, wait_until

FOLDER = "ONLINEALTER_CONTAINERS"
"""The variable that names another folder than the one in the user's cache."""

PAPERS = ("usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/perl*", "usr/lib/*/perl*")
"""What no container or program needs."""

_ENGINE = PackageSet("bookworm", ("docker.io", "iptables"))
_COMPOSE = PackageSet("trixie", ("docker-compose",))
_PROGRAMS = {
    **{name: f"usr/bin/{name}" for name in ("containerd", "containerd-shim-runc-v2", "docker", "docker-init")},
    **{name: f"usr/sbin/{name}" for name in ("dockerd", "docker-proxy", "runc")},
    "iptables": "usr/sbin/xtables-nft-multi",  # for the resolver inside containers' networks
}
# What these programs load beside the C library, which is the machine's own: they start each other.
_LIBRARIES = (
    "cap devmapper gcrypt gpg-error ip4tc ip6tc lz4 lzma mnl nftnl pcre2-8 seccomp selinux systemd udev xtables zstd"
)
_PATIENCE = 60.0  # seconds


class NoEngine(Exception):
    """None can be had on this machine; the text says why."""


@dataclass(frozen=True)
class Engine:
    """One that answers in this environment; ``is_own`` where it was started for the tests and knows their images only."""

    environment: Mapping[str, str]
    is_own: bool

    def docker(self, *words: str, folder: Path | None = None) -> str:
        """Call ``docker``, and give what it printed."""
        return run(["docker", *words], self.environment, folder)


def run(command: list[str], environment: Mapping[str, str], folder: Path | None = None) -> str:
    """A command's output. Raises AssertionError with all that it said where it fails."""
    program = shutil.which(command[0], path=environment["PATH"]) or command[0]
    done = subprocess.run(
        [program, *command[1:]], cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}:\n{said[-4000:]}"
    return done.stdout


def containers_folder() -> Path:
    """Where programs, images and the engine's data are kept."""
    chosen = os.environ.get(FOLDER)
    return Path(chosen).absolute() if chosen else cache_folder() / "containers"


@contextmanager
def engine(report: Report) -> Iterator[Engine]:
    """The engine that DOCKER_HOST names, else one of our own until the end. Raises NoEngine."""
    programs, compose, place = _programs(report), _compose(report), containers_folder()
    environment = {**os.environ, "PATH": f"{programs / 'own/bin'}:{compose / 'own'}:{os.environ['PATH']}"}
    if given := os.environ.get("DOCKER_HOST"):
        if not _answers(environment):
            raise NoEngine(f"no engine answers at {given}, which DOCKER_HOST names")
        yield Engine(environment, is_own=False)
        return
    if os.geteuid() != 0:
        raise NoEngine("only root can start one; to use one that runs, set DOCKER_HOST")
    with locked(place / ".engine.lock"), tempfile.TemporaryDirectory(prefix="oa-") as short:  # a socket's path has to be
        own = {**environment, "DOCKER_HOST": f"unix://{short}/socket"}
        report("starting dockerd")
        process = _start(programs, Path(short), own)
        try:
            if not wait_until(lambda: process.poll() is not None or _answers(own), _PATIENCE) or process.poll() is not None:
                log = Path(short, "log").read_text(errors="replace")
                raise NoEngine(f"dockerd does not come up here:\n{log[-2000:]}")
            found = Engine(own, is_own=True)
            for kind in ("container", "volume", "network"):
                found.docker(kind, "prune", "--force")  # of a call before that was killed
            yield found
        finally:
            _end(process)
            _unmount(Path(short))


def _programs(report: Report) -> Path:
    return _made("engine", lambda folder: _make_programs(folder, report))


def _compose(report: Report) -> Path:
    folder = _made("compose", lambda folder: unpack(_COMPOSE, folder, report, PAPERS))
    starter = folder / "own/docker-compose"
    starter.parent.mkdir(exist_ok=True)
    words = " ".join(run_through_loader(folder, folder / "usr/bin/docker-compose"))
    starter.write_text(f'#!/bin/sh\nexec {words} "$@"\n')
    starter.chmod(0o755)
    return folder


def _made(name: str, make: Callable[[Path], None]) -> Path:
    try:
        return made_once(containers_folder() / name, make)
    except SandboxError as error:
        raise NoEngine(f"its programs can't be had: {error}") from error


def _make_programs(folder: Path, report: Report) -> None:
    unpack(_ENGINE, folder, report, PAPERS)
    for made in (folder / "own/bin", folder / "own/lib"):
        made.mkdir(parents=True)
    for name, program in _PROGRAMS.items():
        (folder / "own/bin" / name).symlink_to(Path("../..", program))
    for name in _LIBRARIES.split():
        for library in folder.glob(f"**/lib{name}.so*"):
            (folder / "own/lib" / library.name).symlink_to(Path("../..", library.relative_to(folder)))


def _start(programs: Path, short: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    libraries = {
        "LD_LIBRARY_PATH": str(programs / "own/lib"),
        "XTABLES_LIBDIR": str(next(programs.glob("usr/lib/*/xtables"))),
    }
    data = containers_folder() / "data"
    words = [f"--data-root={data}", f"--exec-root={short / 'exec'}", f"--pidfile={short / 'pid'}", "--bridge=none",
             f"--host={environment['DOCKER_HOST']}", "--iptables=false", "--ip-forward=false"]  # fmt: skip
    with (short / "log").open("wb") as log:
        return subprocess.Popen(
            [programs / "own/bin/dockerd", *words],
            env={**environment, **libraries},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=die_with_parent(signal.SIGTERM),
        )


def _answers(environment: Mapping[str, str]) -> bool:
    docker = shutil.which("docker", path=environment["PATH"])
    return bool(docker) and not subprocess.run([str(docker), "version"], env=environment, capture_output=True).returncode


def _end(process: subprocess.Popen[bytes]) -> None:
    """It ends its containers first."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _unmount(folder: Path) -> None:
    """What an ended engine leaves mounted keeps its folder from being removed."""
    places = [line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines()]
    for place in reversed(places):
        if Path(place).is_relative_to(folder):
            subprocess.run(["umount", place], check=False, capture_output=True)

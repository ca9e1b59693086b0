"""Images for an engine that can pull none: stand-ins under the names that the examples and the sandbox ask for.

They are made of Debian's packages, unpacked and not installed, and hold what these tests use of the real ones.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from onlinealter.model.errors import SandboxError
from onlinealter.sandbox.containers import IMAGES
from onlinealter.sandbox.kinds import ServerKind
from onlinealter.sandbox.packages import PACKAGES, PackageSet, Report, unpack
from tests.containers.engine import PAPERS, Engine, NoEngine, containers_folder

ROOT = Path(__file__).parents[2]
PYTHON, ONLINE_ALTER = "python:3.13-slim", "online-alter:1"
COMMIT = "0123456789ab"
"""What the image is told that it is built from."""

DATABASES = {ServerKind.MYSQL: "mysql", ServerKind.MARIADB: "mariadb"}

_STAND_IN = Path(__file__).parent / "database"
_TRIED = "oa-tried"
_SYSTEM = ("base-files", "base-passwd", "bash", "coreutils", "dash", "grep", "passwd", "sed")
_CERTIFICATES = Path("etc/ssl/certs/ca-certificates.crt")
_PACKAGES = {
    PYTHON: PackageSet("trixie", (*_SYSTEM, "ca-certificates", "python3", "python3-venv")),
    **{
        IMAGES[kind]: PackageSet(PACKAGES[kind].suite, (*_SYSTEM, f"{brand}-server-core", f"{brand}-client-core"))
        for kind, brand in DATABASES.items()
    },
}


def load_stand_ins(engine: Engine, report: Report) -> None:
    """Let the engine have them; it keeps them in the cache. Raises NoEngine where they can't be made."""
    known = engine.docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}").split()
    for name, packages in _PACKAGES.items():
        root = name if name == PYTHON else f"root-of-{name}"
        if root not in known:
            report(f"making the image {name}")
            _import(engine, packages, root, report)
        if root != name:
            engine.docker("build", "--quiet", "--build-arg", f"ROOT={root}", "--tag", name, str(_STAND_IN))


def see_that_containers_start(engine: Engine) -> None:
    """In a network of their own, too. Raises NoEngine."""
    try:
        engine.docker("network", "create", _TRIED)
        try:
            engine.docker("run", "--rm", "--network", _TRIED, PYTHON, "true")
        finally:
            engine.docker("network", "rm", _TRIED)
    except AssertionError as error:
        raise NoEngine(f"containers don't start here: {error}") from error


def build(engine: Engine, report: Report) -> None:
    """The project's own image, as docs/containers.md says."""
    report(f"building the image {ONLINE_ALTER}")
    network = ["--network", "host"] if engine.is_own else []
    argument = f"COMMIT={COMMIT}"
    engine.docker("build", "--quiet", *network, "--build-arg", argument, "--tag", ONLINE_ALTER, ".", folder=ROOT)
    if engine.is_own:
        engine.docker("image", "prune", "--force", "--filter", "until=48h")  # what earlier builds left in the cache


def _make(packages: PackageSet, folder: Path, report: Report) -> None:
    """Unpack them, and do what the packages' own scripts would do."""
    unpack(packages, folder, report, PAPERS)
    for name, line in (("passwd", "mysql:x:999:999::/nonexistent:/bin/false"), ("group", "mysql:x:999:")):
        text = (folder / f"usr/share/base-passwd/{name}.master").read_text()
        (folder / "etc" / name).write_text(f"{text}{line}\n")
    if Path("/", _CERTIFICATES).exists():  # this machine's: pip comes to its packages as it does here
        (folder / _CERTIFICATES).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(Path("/", _CERTIFICATES), folder / _CERTIFICATES)
    asked = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", "global.index-url"], capture_output=True, text=True
    )
    index = f"index-url = {asked.stdout.strip()}\n" if asked.returncode == 0 else ""
    (folder / "etc/pip.conf").write_text(f"[global]\ncert = /{_CERTIFICATES}\n{index}")
    folder.chmod(0o755)  # or no other account of a container can look up a path


def _import(engine: Engine, packages: PackageSet, name: str, report: Report) -> None:
    docker = str(shutil.which("docker", path=engine.environment["PATH"]))
    with tempfile.TemporaryDirectory(dir=containers_folder()) as folder:
        try:
            _make(packages, Path(folder), report)
        except SandboxError as error:
            raise NoEngine(f"the image {name} can't be made: {error}") from error
        packing = ["tar", "--create", "--directory", folder, "--owner=0", "--group=0", "."]
        with subprocess.Popen(packing, stdout=subprocess.PIPE) as packed:
            command = [docker, "import", "-", name]
            subprocess.run(command, env=engine.environment, stdin=packed.stdout, check=True, capture_output=True)
    assert packed.returncode == 0

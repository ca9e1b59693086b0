"""A Dask scheduler with workers on this machine, by TLS with certificates of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path


class Cluster:
    """Processes of a scheduler and of workers; all that they print is kept."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder, self._environment = folder, {**os.environ, **environment}
        self.ca, self.cert, self.key = folder / "ca.pem", folder / "cert.pem", folder / "key.pem"
        self._make_certificates()
        self._port, self.dashboard_port = _free_port(), _free_port()
        self.address = f"tls://127.0.0.1:{self._port}"
        self._scheduler: subprocess.Popen[bytes] | None = None
        self.workers: dict[int, subprocess.Popen[bytes]] = {}

    @property
    def options(self) -> tuple[str, ...]:
        """What a command line says to use it."""
        files = ("--scheduler-ca", self.ca, "--scheduler-cert", self.cert, "--scheduler-key", self.key)
        return ("--scheduler", self.address, *map(str, files))

    def start_scheduler(self) -> None:
        words = ("scheduler", "--host", "127.0.0.1", "--port", str(self._port), "--protocol", "tls")
        self._scheduler = self._start(*words, "--dashboard-address", f"127.0.0.1:{self.dashboard_port}")
        _wait_for_port(self._port)

    def start_worker(self) -> int:
        """Start a worker with one thread; gives its process's id."""
        process = self._start("worker", self.address, "--nworkers", "1", "--nthreads", "1", "--no-nanny", "--no-dashboard")
        self.workers[process.pid] = process
        return process.pid

    def kill_worker(self, pid: int) -> None:
        """End a worker as a machine that is gone would."""
        os.kill(pid, signal.SIGKILL)
        self.workers.pop(pid).wait()

    def kill_scheduler(self) -> None:
        """End the scheduler the same way."""
        assert self._scheduler is not None
        self._scheduler.kill()
        self._scheduler.wait()

    def page(self, path: str) -> str:
        """A page of the dashboard's web server."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.dashboard_port}/{path}", timeout=20) as answer:
            return str(answer.read().decode(errors="replace"))

    def logs(self) -> str:
        """What all processes have printed."""
        return "".join(file.read_text(errors="replace") for file in self.folder.glob("*.log"))

    def close(self) -> None:
        for process in (self._scheduler, *self.workers.values()):
            if process is not None and process.poll() is None:
                process.kill()
                process.wait()

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        files = ("--tls-ca-file", self.ca, "--tls-cert", self.cert, "--tls-key", self.key)
        log = self.folder / f"{words[0]}-{time.monotonic_ns()}.log"
        with log.open("wb") as out:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *words, *map(str, files)],
                stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=self._environment, cwd=self.folder,
            )  # fmt: skip

    def _make_certificates(self) -> None:
        """A CA, and one certificate for all by it."""
        request = self.folder / "request.pem"
        ca_key = self.folder / "ca-key.pem"
        names = self.folder / "names"
        names.write_text("subjectAltName=IP:127.0.0.1\n")
        rsa = ("-newkey", "rsa:2048", "-nodes")
        for words in (
            ("req", "-x509", *rsa, "-keyout", ca_key, "-out", self.ca, "-days", "2", "-subj", "/CN=ca of a test"),
            ("req", *rsa, "-keyout", self.key, "-out", request, "-subj", "/CN=127.0.0.1"),
            ("x509", "-req", "-in", request, "-CA", self.ca, "-CAkey", ca_key, "-CAcreateserial", "-out", self.cert,
             "-days", "2", "-extfile", names),
        ):  # fmt: skip
            subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def _wait_for_port(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            assert time.monotonic() < deadline, "the scheduler doesn't come up"
            time.sleep(0.1)
        else:
            return

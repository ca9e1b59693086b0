"""Servers in containers, tried with a real engine by `make containers`.

The containers share the host's network, so a server in one is bound to a loopback port and attached exactly like a
process of this machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onlinealter.model.errors import SandboxError
from onlinealter.sandbox.kinds import ServerKind

IMAGES = {
    ServerKind.MYSQL: "mysql:9.7",
    ServerKind.MARIADB: "mariadb:11.8",
    ServerKind.MARIADB_10_11: "mariadb:10.11",
}


def engine_answers() -> bool:
    """Whether testcontainers is installed and a container engine answers it."""
    try:
        import docker
        import testcontainers.core.container  # noqa: F401 - only whether it is there

        client = docker.from_env(timeout=5)
        try:
            return bool(client.ping())
        finally:
            client.close()
    except Exception:  # noqa: BLE001 - whatever is wrong with an engine, it is no source
        return False


class ContainerServer:
    """One server in a container of its own; the same verbs as a server that is a process."""

    def __init__(self, image: str, options: Mapping[str, str], root_password: str, label: str) -> None:
        from testcontainers.core.container import DockerContainer

        self._image = image
        words = [f"--{option}={value}" if value else f"--{option}" for option, value in options.items()]
        self._container: Any = (
            DockerContainer(image)
            .with_command(words)
            .with_env("MYSQL_ROOT_PASSWORD", root_password)
            .with_env("MYSQL_ROOT_HOST", "localhost")
            .with_env("MARIADB_ROOT_PASSWORD", root_password)
            .with_env("MARIADB_ROOT_HOST", "localhost")
            .with_env("MYSQL_INITDB_SKIP_TZINFO", "1")
            .with_env("MARIADB_INITDB_SKIP_TZINFO", "1")
            .with_kwargs(network="host", labels={"onlinealter.sandbox": label})
        )

        self._made: Any = None  # the engine's own object, once it has made the container

    pid: None = None

    def start(self) -> None:
        """Start the container, or start it again after it was killed."""
        try:
            if self._made is None:
                self._made = self._container.start().get_wrapped_container()
            else:
                self._made.start()
        except Exception as error:
            raise SandboxError(
                f"the container engine could not start {self._image}: {error}",
                remedy="Stop the engine and the server is taken from packages, or look why it refuses the image.",
            ) from error

    def is_alive(self) -> bool:
        if self._made is None:
            return False
        self._made.reload()
        return bool(self._made.status in {"created", "running"})

    def kill(self) -> None:
        """End the server as SIGKILL does; its data stay."""
        if self.is_alive():
            self._made.kill()
            self._made.wait()

    def remove(self) -> None:
        """End the container and take its data away."""
        if self._made is not None:
            self._container.stop()

    def log_tail(self) -> str:
        """The last lines the server wrote."""
        lines: bytes = self._made.logs(tail=20) if self._made else b""
        return lines.decode(errors="replace")


class ContainersLeft(SandboxError):
    """The engine that has them can't be reached."""


def remove_containers(label: str) -> None:
    """Remove the containers that a keeper left behind."""
    try:
        import docker

        client = docker.from_env(timeout=20)
        for container in client.containers.list(all=True, filters={"label": f"onlinealter.sandbox={label}"}):
            container.remove(force=True, v=True)
    except Exception as error:
        raise ContainersLeft(
            f"the containers of sandbox {label} could not be removed: {error}",
            remedy="Start the container engine again, or name it by DOCKER_HOST; then: online-alter sandbox stop --all",
        ) from error

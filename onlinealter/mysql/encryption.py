"""Encryption of connections as MySQL's own clients have it (``--ssl-mode``), where the driver does otherwise.

The driver falls back to plain text where the server has no TLS, whatever was wanted; and it trusts the system's authorities
beside the one that is named, so that a certificate of any of them would pass for the server's.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from mysql.connector import MySQLConnection
from mysql.connector.constants import ClientFlag
from mysql.connector.errors import InterfaceError
from mysql.connector.network import MySQLTCPSocket, NetworkBrokerPlain
from mysql.connector.protocol import MySQLProtocol

_TLS_FAILED = 2026  # the client's own number
_SERVER_LOST = 2013
_HEADER = 4  # bytes of length and number before each packet


class _ReadsAhead(NetworkBrokerPlain):
    """Takes from the socket whatever has come; the driver asks the system twice for each packet, of which a result has one
    per column and row.
    """

    _AT_ONCE = 1 << 14

    def __init__(self) -> None:
        super().__init__()
        self._ahead = bytearray()

    def _recv_chunk(self, sock: socket.socket, size: int = 0) -> bytearray:
        while len(self._ahead) < size:
            came = sock.recv(max(self._AT_ONCE, size - len(self._ahead)))
            if not came:
                raise InterfaceError(errno=_SERVER_LOST)
            self._ahead += came
        chunk = self._ahead[:size]
        del self._ahead[:size]
        return chunk


class _Socket(MySQLTCPSocket):
    """Trusts the named authority alone, or the system's where none is named; reads them only where they are needed."""

    def __init__(self, **where: Any) -> None:  # noqa: ANN401 - what the driver's takes
        super().__init__(**where)
        self._netbroker = _ReadsAhead()

    def build_ssl_context(
        self,
        ssl_ca: str | None = None,
        ssl_cert: str | None = None,
        ssl_key: str | None = None,
        ssl_verify_cert: bool | None = False,
        ssl_verify_identity: bool | None = False,
        tls_versions: list[str] | None = None,  # noqa: ARG002
        tls_cipher_suites: list[str] | None = None,  # noqa: ARG002
    ) -> ssl.SSLContext:
        """What the driver calls once the server has said that it can; the last two it is never given."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.check_hostname = bool(ssl_verify_identity)
        context.verify_mode = ssl.CERT_REQUIRED if ssl_verify_cert else ssl.CERT_NONE
        try:
            if ssl_verify_cert and ssl_ca:
                context.load_verify_locations(ssl_ca)
            elif ssl_verify_cert:
                context.load_default_certs()
            if ssl_cert:
                context.load_cert_chain(ssl_cert, ssl_key)
        except (OSError, ssl.SSLError) as error:
            raise InterfaceError(f"{ssl_ca or ssl_cert} can't be read: {error}", errno=_TLS_FAILED) from error
        return context


class _Protocol(MySQLProtocol):
    """Reads a description of columns once: the same statements are run again and again, and a run has forty columns."""

    @staticmethod
    def parse_column(packet: bytes, encoding: str = "utf-8") -> Any:  # noqa: ANN401 - the driver is untyped
        return _column(bytes(packet[_HEADER:]), encoding)


@lru_cache(maxsize=1024)
def _column(described: bytes, encoding: str) -> Any:  # noqa: ANN401 - the driver is untyped
    return MySQLProtocol.parse_column(bytes(_HEADER) + described, encoding)


class _Driver(MySQLConnection):
    def is_connected(self) -> bool:
        """What the driver asks before each statement; its own answer costs a ping, and a statement fails by itself."""
        return self._socket is not None

    def _get_connection(self) -> Any:  # noqa: ANN401 - the driver is untyped
        self._protocol = _Protocol()
        if self._unix_socket:
            return super()._get_connection()
        opened = _Socket(host=self.server_host, port=self.server_port, force_ipv6=self._force_ipv6)
        opened.set_connection_timeout(self._connection_timeout)
        return opened


class _EncryptedDriver(_Driver):
    """Looks at what the server can do before anything of the account is sent to it."""

    def _do_handshake(self) -> None:
        super()._do_handshake()
        handshake: Any = self._handshake
        if not handshake["capabilities"] & ClientFlag.SSL:
            raise InterfaceError("the server offers no encryption", errno=_TLS_FAILED)


def open_driver(options: Mapping[str, Any], *, encrypted: bool) -> Any:  # noqa: ANN401 - the driver is untyped
    """The driver's connection; raises what the driver raises."""
    given = {name: value for name, value in options.items() if name != "use_pure"}
    return (_EncryptedDriver if encrypted and "unix_socket" not in given else _Driver)(**given)


def certificate_fault(error: BaseException | None) -> str:
    """What is wrong with the server's certificate; empty where it failed over something else."""
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message or str(error)
        error = error.__cause__ or error.__context__
    return ""


def is_about_tls(error: BaseException | None) -> bool:
    """Whether it failed over encryption: a certificate that isn't trusted, a version that isn't spoken."""
    while error is not None:
        if isinstance(error, ssl.SSLError) or getattr(error, "errno", None) == _TLS_FAILED:
            return True
        error = error.__cause__ or error.__context__
    return False

"""``ssl-mode`` as MySQL's own clients have it, against servers with and without TLS."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from onlinealter.model.errors import Unreachable
from onlinealter.mysql.connection import Account, Tls, connect
from onlinealter.sandbox import Sandbox, ServerKind, start_sandbox
from tests.servers import chosen_kinds


@dataclass(frozen=True)
class Authority:
    """Who signs certificates, in a folder."""

    folder: Path

    @property
    def certificate(self) -> str:
        """The file that clients are given."""
        return str(self.folder / "ca.pem")

    def issue(self, name: str, alternative: str) -> tuple[str, str]:
        """A server's certificate and its key."""
        key, request, certificate = (self.folder / f"{name}.{ending}" for ending in ("key", "csr", "pem"))
        _openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={name}", "-keyout", key, "-out", request)
        extensions = self.folder / f"{name}.ext"
        extensions.write_text(f"subjectAltName={alternative}\n")
        _openssl(
            "x509", "-req", "-in", request, "-CA", self.certificate, "-CAkey", self.folder / "ca.key", "-CAcreateserial",
            "-days", "2", "-extfile", extensions, "-out", certificate,
        )  # fmt: skip
        return str(certificate), str(key)


def _openssl(*words: object) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


def _authority(folder: Path) -> Authority:
    folder.mkdir()
    _openssl(
        "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=an authority", "-addext",
        "basicConstraints=critical,CA:TRUE", "-keyout", folder / "ca.key", "-out", folder / "ca.pem",
    )  # fmt: skip
    return Authority(folder)


@pytest.fixture(scope="module", params=chosen_kinds(), ids=str)
def kind(request: pytest.FixtureRequest) -> ServerKind:
    return ServerKind(request.param)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The one that signs the server's certificate."""
    return _authority(tmp_path_factory.mktemp("tls") / "authority")


@pytest.fixture(scope="module")
def encrypted(kind: ServerKind, authority: Authority) -> Iterator[Sandbox]:
    """A server whose certificate is for localhost."""
    certificate, key = authority.issue("server", "DNS:localhost")
    settings = {"ssl_ca": authority.certificate, "ssl_cert": certificate, "ssl_key": key}
    with start_sandbox(kind, settings=settings) as sandbox:
        yield sandbox


@pytest.fixture(scope="module")
def plain(kind: ServerKind) -> Iterator[Sandbox]:
    """A server that speaks no TLS."""
    with start_sandbox(kind, settings={"skip_ssl": ""} if kind.is_mariadb else {}) as sandbox:
        if not kind.is_mariadb:
            with sandbox.primary.connect() as connection:  # with TLS: from then on the account is let in without
                connection.execute("SET GLOBAL tls_version = ''")
                connection.execute("ALTER INSTANCE RELOAD TLS NO ROLLBACK ON ERROR")
        yield sandbox


def _account(sandbox: Sandbox, mode: str, **files: str) -> Account:
    there = sandbox.primary
    return Account("localhost", there.port, there.user, there.password, tls=Tls(mode, **files))


def _cipher(account: Account) -> str:
    with connect(account) as connection:
        row = connection.row("SHOW SESSION STATUS LIKE 'Ssl_cipher'")
        assert row is not None
        return str(row[1])


@pytest.mark.remedy("the certificate of … isn't trusted")
def test_modes_against_a_server_with_tls(encrypted: Sandbox, authority: Authority, tmp_path: Path) -> None:
    """The named authority is the only one that counts, and an identity is a name."""
    for mode in ("PREFERRED", "REQUIRED"):
        assert _cipher(_account(encrypted, mode))
    for mode in ("VERIFY_CA", "VERIFY_IDENTITY"):
        assert _cipher(_account(encrypted, mode, ca=authority.certificate))
    # By its address it is another: what signed it is right, its name isn't.
    by_address = replace(_account(encrypted, "VERIFY_CA", ca=authority.certificate), host="127.0.0.1")
    assert _cipher(by_address)
    another = _authority(tmp_path / "another").certificate
    distrusted = (
        replace(by_address, tls=replace(by_address.tls, mode="VERIFY_IDENTITY")),
        _account(encrypted, "VERIFY_CA", ca=another),
        _account(encrypted, "VERIFY_IDENTITY", ca=another),
        _account(encrypted, "VERIFY_CA"),  # the system's authorities don't know it
    )
    unread = _account(encrypted, "VERIFY_CA", ca=str(tmp_path / "nowhere.pem"))
    for account, said in (
        *((each, "the certificate of .* isn't trusted: ") for each in distrusted),
        (unread, "nowhere.pem"),
    ):
        with pytest.raises(Unreachable, match=said) as caught:
            connect(account)
        assert "ssl-ca" in caught.value.remedy
        assert not caught.value.passing  # waiting doesn't help
        assert _cipher(replace(account, tls=replace(account.tls, mode="REQUIRED", ca=None)))


def test_modes_against_a_server_without_tls(plain: Sandbox) -> None:
    """What asks for encryption gets none, and sends nothing."""
    for mode in ("PREFERRED", "DISABLED"):
        assert _cipher(_account(plain, mode)) == ""
    for mode in ("REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY"):
        with pytest.raises(Unreachable, match=r"no encrypted connection .*(offers no|doesn't support)"):
            connect(_account(plain, mode))


def test_the_systems_authorities_do_not_count_beside_a_named_one(
    encrypted: Sandbox, authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A certificate that any of them signed would pass for the server's."""
    monkeypatch.setenv("SSL_CERT_FILE", authority.certificate)
    assert _cipher(_account(encrypted, "VERIFY_CA"))
    another = _authority(tmp_path / "another").certificate
    with pytest.raises(Unreachable, match="isn't trusted"):
        connect(_account(encrypted, "VERIFY_CA", ca=another))

"""What a DSN says."""

from __future__ import annotations

import pytest

from onlinealter.model.errors import UsageFault
from onlinealter.planning.account_parts import AccountParts
from onlinealter.planning.dsn import as_dsn, parse_dsn, read_dsn


def test_a_full_dsn_gives_every_part() -> None:
    """Account, address, schema, and the parameters in the words of MySQL's clients."""
    assert parse_dsn(
        "mysql://ops:pw@db1:3307/shop?ssl-mode=verify_identity&ssl-ca=/etc/ca.pem&ssl_cert=/c&ssl-key=/k", "--dsn"
    ) == AccountParts(
        user="ops",
        password="pw",
        host="db1",
        port=3307,
        database="shop",
        ssl_mode="VERIFY_IDENTITY",
        ssl_ca="/etc/ca.pem",
        ssl_cert="/c",
        ssl_key="/k",
    )


def test_percent_encoded_characters_are_decoded_and_a_plus_stays() -> None:
    """In every part."""
    found = parse_dsn("mysql://o%40ps:p%2Fw%3F%23%25+@db1/my%20shop?socket=/run/my+sql.sock", "--dsn")
    assert found == AccountParts("o@ps", "p/w?#%+", "db1", None, "my shop", "/run/my+sql.sock")


@pytest.mark.parametrize(
    ("text", "password"),
    [("mysql://u:a@b@h/d", "a@b"), ("mysql://u:a:b@h/d", "a:b"), ("mysql://u:@h/d", ""), ("mysql://u@h/d", None)],
)
def test_a_password_reaches_from_the_first_colon_to_the_last_at_sign(text: str, password: str | None) -> None:
    """An empty password is one; none at all is left to other sources."""
    found = parse_dsn(text, "--dsn")
    assert (found.user, found.password, found.host) == ("u", password, "h")


def test_what_a_dsn_leaves_out_stays_open() -> None:
    """Other sources fill it."""
    assert parse_dsn("mariadb:///shop", "--dsn") == AccountParts(database="shop")
    assert parse_dsn("mysql://[::1]:3307", "--dsn") == AccountParts(host="::1", port=3307)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("db1/shop", ("it is not of the form mysql://USER[:PASSWORD]@HOST[:PORT]/DATABASE",)),
        ("postgresql://u@h/d", ("it begins with 'postgresql://', expected 'mysql://'",)),
        ("mysql://u@h:0/d", ("the port is not a number from 1 to 65535",)),
        (
            "mysql://u@h:x/d?ssl-mod=REQUIRED&ssl-mode=always",
            (
                "the port is not a number from 1 to 65535",
                "unknown parameter 'ssl-mod'; did you mean 'ssl-mode'?",
                "ssl-mode: expected one of DISABLED, PREFERRED, REQUIRED, VERIFY_CA, VERIFY_IDENTITY, found 'always'",
            ),
        ),
    ],
)
def test_all_faults_of_a_dsn_are_told(text: str, faults: tuple[str, ...]) -> None:
    """With the nearest known name."""
    assert read_dsn(text)[1] == faults


@pytest.mark.parametrize("text", ["mysql://u:se/cret@h/d", "mysql://u:se#cret@h/d", "mysql://u:12/cret@h"])
def test_a_wrong_dsn_is_never_quoted(text: str) -> None:
    """It may hold a password where nobody expects one."""
    with pytest.raises(UsageFault) as caught:
        parse_dsn(text, "--dsn")
    shown = " ".join((caught.value.message, caught.value.remedy, *caught.value.faults))
    assert caught.value.message == "the DSN of --dsn is wrong"
    assert "cret" not in shown


def test_a_dsn_is_written_without_its_password_and_read_back() -> None:
    """With all else."""
    parts = AccountParts("o@ps", "secret", "::1", 3307, "my shop", None, "REQUIRED", "/etc/ca file")
    text = as_dsn(parts)
    assert text == "mysql://o%40ps@[::1]:3307/my%20shop?ssl-mode=REQUIRED&ssl-ca=/etc/ca%20file"
    assert parse_dsn(text, "--dsn").filled_from(AccountParts(password="secret")) == parts


def test_a_password_shows_in_no_repr() -> None:
    """Parts may be printed by a debugger or an assertion."""
    assert "secret" not in repr(parse_dsn("mysql://u:secret@h/d", "--dsn"))

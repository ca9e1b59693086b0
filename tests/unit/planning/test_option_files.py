"""Option files, read as ``my_print_defaults`` of MariaDB 10.11 reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from onlinealter.model.errors import UsageFault
from onlinealter.planning import option_files
from onlinealter.planning.account_parts import AccountParts
from onlinealter.planning.option_files import parse_options, read_option_files

# The expected values are what my_print_defaults printed for these very lines.
_LINES = r"""
# c
; c
  [client]
user=abc#def
password = "p#;w \"q\" \\x \s|"   # comment
a1=abc ;def
a2='it''s'
a3='it\'s'
a4 = 'half"
a5=back\slash\tTab\n
a6
a7=
a8=""
a9="a" b
a10=a "x # y" z # c
ssl_mode=required
a11 = x'#'y
a12='x' # it's
a13=it's # not a comment?
a14="C:\dir\\"
[other]
b=1
[client ]
c-d=2
[ client]
d=3
"""
_PRINTED = {
    "user": "abc",
    "password": 'p#;w "q" \\x  |',
    "a1": "abc ;def",
    "a2": "it''s",
    "a3": "it's",
    "a4": "'half\"",
    "a5": "back lash\tTab\n",
    "a6": "",
    "a7": "",
    "a8": "",
    "a9": '"a" b',
    "a10": 'a "x # y" z',
    "ssl_mode": "required",
    "a11": "x'#'y",
    "a12": "x",
    "a13": "it's # not a comment?",
    "a14": "C:\\dir\\",
    "c_d": "2",
}


def test_an_option_file_is_read_as_the_clients_read_it() -> None:
    """Quotes, escapes, comments, groups; dashes are underscores."""
    assert parse_options(_LINES) == _PRINTED


def test_a_named_file_is_read_instead_of_the_usual_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All parts of an account may stand there."""
    monkeypatch.setattr(option_files, "usual_files", lambda: (_file(tmp_path, "usual", "user=nobody"),))
    named = _file(
        tmp_path,
        "named",
        "user=ops\npassword=pw\nhost=db1\nport=3307\nssl-ca=/ca\nssl-cert=/c\nssl-key=/k\nssl-mode=required\nx=1",
    )
    assert read_option_files(named) == AccountParts(
        "ops", "pw", "db1", 3307, ssl_mode="REQUIRED", ssl_ca="/ca", ssl_cert="/c", ssl_key="/k"
    )


def test_later_files_overrule_earlier_ones_and_missing_ones_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The user's own file is the last."""
    files = (_file(tmp_path, "a", "user=a\nhost=h"), tmp_path / "none", _file(tmp_path, "b", "user=b"))
    monkeypatch.setattr(option_files, "usual_files", lambda: files)
    assert read_option_files(None) == AccountParts(user="b", host="h")
    assert [str(file) for file in option_files.usual_files()][-1].endswith("b")


def test_included_files_are_followed(tmp_path: Path) -> None:
    """Debian keeps the clients' options there."""
    folder = tmp_path / "conf.d"
    folder.mkdir()
    _file(folder, "1.cnf", "user=included")
    _file(folder, "2.txt", "user=no")
    _file(tmp_path, "more", "host=db1")
    text = f"[client]\nport=1\n!includedir {folder}\n!include {tmp_path / 'more'}\n!include /nowhere\npassword=pw"
    assert parse_options(text) == {"port": "1", "user": "included", "host": "db1", "password": "pw"}


def test_a_file_that_includes_itself_comes_to_an_end(tmp_path: Path) -> None:
    """After some rounds."""
    file = tmp_path / "loop.cnf"
    file.write_text(f"[client]\nuser=u\n!include {file}\n", encoding="utf-8")
    assert read_option_files(file) == AccountParts(user="u")


@pytest.mark.parametrize(
    ("line", "mode"),
    [
        ("ssl-mode=verify-ca", "VERIFY_CA"),
        ("skip-ssl", "DISABLED"),
        ("ssl=0", "DISABLED"),
        ("ssl", None),
        ("ssl-verify-server-cert", "VERIFY_IDENTITY"),
        ("ssl-verify-server-cert=off", None),
    ],
)
def test_both_families_words_for_tls_are_known(tmp_path: Path, line: str, mode: str | None) -> None:
    """MySQL's ssl-mode and MariaDB's switches."""
    assert read_option_files(_file(tmp_path, "f", line)).ssl_mode == mode


@pytest.mark.parametrize("line", ["port=many", "ssl-mode=sometimes"])
def test_an_option_that_makes_no_sense_is_refused(tmp_path: Path, line: str) -> None:
    """Encryption is never left out by mistake."""
    with pytest.raises(UsageFault, match="the option files'"):
        read_option_files(_file(tmp_path, "f", line))


def test_a_named_file_has_to_be_there(tmp_path: Path) -> None:
    """Unlike the usual ones."""
    with pytest.raises(UsageFault, match=r"option file .*none can't be read: No such file"):
        read_option_files(tmp_path / "none")


def _file(folder: Path, name: str, lines: str) -> Path:
    file = folder / name
    file.write_text(f"[client]\n{lines}\n", encoding="utf-8")
    return file

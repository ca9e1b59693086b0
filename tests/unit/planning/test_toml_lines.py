"""On which lines keys are found."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onlinealter.planning.toml_lines import key_lines, line_of

_TEXT = '''\
# table = "a comment"
table = "orders"   # [settings]
alter = [
  "ADD COLUMN a INT", # ]
  """
workers = 3
[settings]
""",
]

[columns]
"a.b" = 'x = "1"'
'c d' = """say ""hi"""""
e = """\\"""q"""

[settings]   # here
workers = 2
server.dsn = "x"
[ server . "sub" ]
inline = { a = 1, b = "}" }
last = 1'''


def test_every_key_has_the_line_where_it_stands() -> None:
    """Whatever looks like a key in a string or a comment has none."""
    assert tomllib.loads(_TEXT)
    assert key_lines(_TEXT) == {
        ("table",): 2,
        ("alter",): 3,
        ("columns",): 11,
        ("columns", "a.b"): 12,
        ("columns", "c d"): 13,
        ("columns", "e"): 14,
        ("settings",): 16,
        ("settings", "workers"): 17,
        ("settings", "server"): 18,
        ("settings", "server", "dsn"): 18,
        ("server",): 19,
        ("server", "sub"): 19,
        ("server", "sub", "inline"): 20,
        ("server", "sub", "last"): 21,
    }


def test_a_key_of_an_inline_table_has_the_line_of_that_table() -> None:
    """And a key that isn't there has none."""
    lines = key_lines("a = 1\nsettings = { workers = 0 }\n")
    assert line_of(("settings", "workers"), lines) == 2
    assert line_of(("table",), lines) is None


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_lines_are_counted_whatever_ends_them(ending: str) -> None:
    """Windows' editors included."""
    assert key_lines(ending.join(["a = 1", "", "[b]", "c = 2"]))[("b", "c")] == 4


_KEYS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=8)
_VALUES = st.sampled_from(["1", '"#"', "'[x]'", '"""\n[t]\nk = 1\n"""', "'''\n'''", "[\n1, # ]\n[2]]", '{ a = "}" }'])


@given(st.dictionaries(_KEYS, st.tuples(_VALUES, st.sampled_from(["", " # k = 1", "\n\n# x"])), max_size=6))
def test_keys_of_any_text_are_found(written: dict[str, tuple[str, str]]) -> None:
    """The finder agrees with where they were written."""
    text, expected = "", {}
    for key, (value, after) in written.items():
        expected[(key,)] = text.count("\n") + 1
        escaped = key.replace("\\", "\\\\").replace('"', '\\"')
        text += f'"{escaped}" = {value}{after}\n'
    assert key_lines(text) == expected

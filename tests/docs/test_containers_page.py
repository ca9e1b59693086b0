"""The page about containers shows files that `make containers` runs, and nothing else."""

from __future__ import annotations

import re

import pytest
import yaml

from onlinealter.cli.apply import apply
from tests.docs.generate import DOCS

_PAGE = (DOCS / "containers.md").read_text(encoding="utf-8")
_EXAMPLES = [*(DOCS / "examples/compose").rglob("*"), *(DOCS / "examples/kubernetes").rglob("*")]
_TEXTS = [file.read_text(encoding="utf-8") for file in _EXAMPLES if file.is_file() and "__pycache__" not in file.parts]


@pytest.mark.parametrize("shown", re.findall(r"^```yaml\n(.+?)^```", _PAGE, re.MULTILINE | re.DOTALL))
def test_what_is_shown_is_part_of_an_example(shown: str) -> None:
    """Word for word."""
    assert any(shown in text for text in _TEXTS)


def test_the_example_knows_the_options_and_the_secrets_that_it_uses() -> None:
    """Without an engine; `make containers` brings it up."""
    found = yaml.safe_load((DOCS / "examples/compose/compose.yaml").read_text(encoding="utf-8"))
    known = {name for parameter in apply.params for name in parameter.opts}
    assert {word for word in found["services"]["tables"]["command"] if word.startswith("--")} <= known
    used = {name for service in found["services"].values() for name in service["secrets"]}
    assert used == set(found["secrets"])
    assert {name for name in used if f"{name} " not in _PAGE and f"{name};" not in _PAGE} == set()

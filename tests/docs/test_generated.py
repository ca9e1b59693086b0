"""The pages that are made from the code say what the code says."""

from __future__ import annotations

import pytest

from onlinealter.model.errors import OnlineAlterError
from onlinealter.model.exit_codes import ExitCode
from onlinealter.planning.plan_file import KEYS
from onlinealter.planning.plan_sections import SERVER_KEYS
from onlinealter.planning.setting_values import SETTINGS
from tests.docs import plan_keys
from tests.docs.generate import DOCS, pages


@pytest.mark.parametrize("name", pages())
def test_a_generated_page_is_as_the_code_has_it(name: str) -> None:
    """`make docs` makes it again."""
    assert (DOCS / name).read_text(encoding="utf-8") == pages()[name]


def test_every_key_of_a_plan_is_described() -> None:
    """The words beside the code name the code's keys, all of them and no others."""
    assert set(plan_keys.KEYS) | set(plan_keys.SECTIONS) == set(KEYS)
    assert set(plan_keys.SERVER_KEYS) == set(SERVER_KEYS)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_says_what_it_means_in_a_sentence(name: str) -> None:
    """It stands in plan files, in help and in docs."""
    assert SETTINGS[name].metadata["sentence"].endswith(".")


@pytest.mark.parametrize("code", ExitCode)
def test_every_exit_code_says_what_it_means(code: ExitCode) -> None:
    """A script's author reads it once and relies on it."""
    assert code.sentence.endswith(".")


def test_every_error_has_a_reference_and_a_code_of_its_own() -> None:
    """The reference is kebab-case and used once; only the tool's own faults end with 1."""
    errors = OnlineAlterError.__subclasses__()
    references = [error.reference for error in errors]
    assert sorted(references) == sorted(set(references))
    assert all(reference == reference.lower().replace("_", "-") for reference in references)
    assert all(error.exit_code not in (ExitCode.DONE, ExitCode.BUG) for error in errors)

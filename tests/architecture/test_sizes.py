"""Files and functions that fit into a reader's head."""

from __future__ import annotations

import ast
import io
import statistics
import tokenize

import pytest

from tests.architecture.source import functions, length, source_files

MOST_LINES_OF_A_FILE, MOST_OF_NINE_IN_TEN, MOST_OF_THE_MEDIAN = 400, 250, 100
MOST_LINES_OF_A_FUNCTION, MOST_OF_NINE_IN_TEN_FUNCTIONS = 60, 30
MOST_LINES_OF_THE_MAIN_FLOW = 40
MOST_FIELDS_OF_A_RUN = 8
MOST_COMMENT_LINES = 0.08


def _ninth_decile(values: list[int]) -> float:
    return statistics.quantiles(values, n=10)[-1]


def test_no_file_is_long() -> None:
    """None over 400 lines, nine in ten under 250, half under 100."""
    sizes = {file.place: file.lines for file in source_files()}
    assert {place: lines for place, lines in sizes.items() if lines > MOST_LINES_OF_A_FILE} == {}
    assert _ninth_decile(list(sizes.values())) <= MOST_OF_NINE_IN_TEN
    assert statistics.median(sizes.values()) <= MOST_OF_THE_MEDIAN


def test_no_function_is_long() -> None:
    """None over 60 lines, nine in ten under 30."""
    sizes = {f"{file.place}: {each.name}": length(each) for file in source_files() for each in functions(file)}
    assert {place: lines for place, lines in sizes.items() if lines > MOST_LINES_OF_A_FUNCTION} == {}
    assert _ninth_decile(list(sizes.values())) <= MOST_OF_NINE_IN_TEN_FUNCTIONS


@pytest.mark.parametrize("name", ["advance", "_enter"])
def test_the_main_flow_fits_on_a_screen(name: str) -> None:
    """The flow of a run and the bracket around a phase."""
    flow = next(file for file in source_files() if file.place == "engine/alteration.py")
    assert [length(each) <= MOST_LINES_OF_THE_MAIN_FLOW for each in functions(flow) if each.name == name] == [True]


def test_a_phase_is_given_a_small_frozen_value() -> None:
    """No context that everybody changes."""
    run = next(file for file in source_files() if file.place == "engine/phase_context.py")
    [given] = [node for node in run.tree.body if isinstance(node, ast.ClassDef) and node.name == "PhaseContext"]
    assert len([node for node in given.body if isinstance(node, ast.AnnAssign)]) <= MOST_FIELDS_OF_A_RUN
    assert [ast.unparse(each) for each in given.decorator_list] == ["dataclass(frozen=True)"]


def test_every_dataclass_is_frozen() -> None:
    """A value that nobody changes can be handed to anybody."""
    loose = []
    for file in source_files():
        for node in ast.walk(file.tree):
            written = [ast.unparse(each) for each in node.decorator_list] if isinstance(node, ast.ClassDef) else []
            loose += [f"{file.place}: @{each}" for each in written if "dataclass" in each and "frozen=True" not in each]
    assert not loose, "\n".join(loose)


def test_comments_are_few() -> None:
    """Names and types carry the sense; comments say why."""
    lines = sum(file.lines for file in source_files())
    comments = sum(_comment_lines(file.text) for file in source_files())
    assert comments / lines <= MOST_COMMENT_LINES


def _comment_lines(text: str) -> int:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return sum(token.type == tokenize.COMMENT and token.line.strip().startswith("#") for token in tokens)

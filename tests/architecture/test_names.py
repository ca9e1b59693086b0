"""Names are nouns of the domain."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source import PACKAGE, source_files

SAY_NOTHING = {
    "util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "base", "core", "lib", "stuff", "tools",
}  # fmt: skip
# One word per thing: what the glossary calls shadow, retired, original.
OTHER_WORDS = re.compile(r"\b(ghost|old_table|new_table|tmp_table|temp_table|migration|migrate)\b", re.IGNORECASE)
ITS_OWN_WORDS = {"django"}  # what a migration is there, Django says


@pytest.mark.parametrize("root", [PACKAGE, PACKAGE.parent / "tests"], ids=lambda root: root.name)
def test_file_and_folder_names_say_what_is_in_them(root: object) -> None:
    """No utils, helpers, managers."""
    assert root in (PACKAGE, PACKAGE.parent / "tests")
    paths = [path for path in (PACKAGE.parent / str(root)).rglob("*") if path.suffix == ".py" or path.is_dir()]
    words = {path: set(path.stem.lower().split("_")) for path in paths}
    assert not [str(path) for path, parts in words.items() if parts & SAY_NOTHING]


def test_the_source_uses_the_glossarys_words() -> None:
    """Not those of other tools for the same thing."""
    used = [
        f"{file.place}:{number}: {found.group()}"
        for file in source_files()
        if file.folder not in ITS_OWN_WORDS
        for number, line in enumerate(file.text.splitlines(), start=1)
        if (found := OTHER_WORDS.search(line))
    ]
    assert not used, "\n".join(used)


def test_no_file_cites_what_is_not_in_the_repository() -> None:
    """A number in a list that a reader doesn't have says nothing: the fact itself does, or a public source."""
    roots = [PACKAGE, PACKAGE.parent / "tests", PACKAGE.parent / "docs"]
    files = [path for root in roots for path in root.rglob("*") if path.suffix in (".py", ".md", ".toml")]
    cited = re.compile(r"\b(FACTS \d|DESIGN (section )?\d|shared/)")
    wrong = [f"{path}: {found.group()}" for path in files for found in cited.finditer(path.read_text(encoding="utf-8"))]
    assert not [each for each in wrong if not each.startswith(__file__)], "\n".join(wrong)

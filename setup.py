"""What pyproject.toml can't say: packages keep the commit that they are built from, for `online-alter --version`."""

from __future__ import annotations

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

sys.path.insert(0, str(Path(__file__).parent))

from onlinealter.cli.commit import FILE, read_commit


class WithCommit(build_py):
    """The package as it is, and the commit beside it."""

    def run(self) -> None:
        """An editable install is asked for its commit when it runs."""
        super().run()
        if not self.editable_mode:
            _write_commit(Path(self.build_lib))


class SourceWithCommit(sdist):
    """So that a wheel built from it knows the commit, too."""

    def make_release_tree(self, base_dir: str, files: list[str]) -> None:
        """Files are links to the originals there; this one has none."""
        super().make_release_tree(base_dir, files)
        _write_commit(Path(base_dir))


def _write_commit(folder: Path) -> None:
    if commit := read_commit():
        file = folder / "onlinealter" / FILE
        file.unlink(missing_ok=True)
        file.write_text(f"{commit}\n", encoding="utf-8")


setup(cmdclass={"build_py": WithCommit, "sdist": SourceWithCommit})

"""How Sphinx makes a site and the man pages of these pages: `make docs-site`, `make man`.

The pages are plain Markdown that reads the same on a code host. What else Sphinx needs is here: its tables of contents are
the lists of links in the two pages of `CONTENTS`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

DOCS = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent))

from onlinealter import __version__  # noqa: E402 - of this checkout

if TYPE_CHECKING:
    from sphinx.application import Sphinx

CONTENTS = ("index", "decisions/README")

project = "onlinealter"
author = "The onlinealter authors"
release = version = __version__
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"onlinealter {release}"
html_copy_source = False
html_show_copyright = False
myst_heading_anchors = 3  # `page.md#a-heading` leads to the same place as on a code host
suppress_warnings = ["misc.highlighting_failure"]  # SQL with … in it is shown all the same
man_pages = [
    ("commands", "online-alter", "alter big, busy MySQL and MariaDB tables online", author, 1),
    ("plan-file", "online-alter-plan", "plan files of online-alter", author, 5),
    ("exit-codes", "online-alter-exit-codes", "exit codes of online-alter", author, 7),
]

_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
_ENTRY = re.compile(r"^\* \[[^\]]+\]\(([^)#]+)\.md\)", re.MULTILINE)
_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(((?!https?:)[^)#\s]+)\)")


def tables_of_contents(text: str) -> list[tuple[str, list[str]]]:
    """The sections of a page of contents, each with the pages whose links begin a line of its list."""
    _, *parts = _SECTION.split(text)
    sections = zip(parts[::2], parts[1::2], strict=True) if parts else [("", text)]
    return [(caption, pages) for caption, part in sections if (pages := _ENTRY.findall(part))]


def without_folder_links(page: str, text: str) -> str:
    """A code host shows a folder as a page, a site has none for it: only the words of such links are left."""
    folder = (DOCS / page).parent
    return _LINK.sub(lambda link: link[1] if (folder / link[2]).is_dir() else link[0], text)


def _as_site_page(_: Sphinx, page: str, source: list[str]) -> None:
    text = without_folder_links(page, source[0])
    if page in CONTENTS:
        for caption, entries in tables_of_contents(source[0]):
            shown = f":caption: {caption}\n" if caption else ""
            text += "\n".join(["\n```{toctree}", f":hidden:\n{shown}", *entries, "```\n"])
    source[0] = text


def setup(app: Sphinx) -> None:
    """Sphinx calls this."""
    app.connect("source-read", _as_site_page)

"""The page as people see it: in Debian's chromium with JavaScript switched off, light, dark, on a phone and on paper."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest
from PIL import Image

from onlinealter.report.html_page import as_html
from onlinealter.report.record_file import recorded_in
from onlinealter.report.rehearsal_sections import page_of
from onlinealter.report.run_sections import page_of_run
from tests.unit.report.record_samples import full_line
from tests.unit.report.run_samples import RUN

pytestmark = pytest.mark.browser

_WITHOUT_SCRIPTS = {"profile": {"default_content_setting_values": {"javascript": 2}}}
_DARK = "--blink-settings=preferredColorScheme=0"
_SCRIPT = "<!DOCTYPE html><p id='p'>off</p><script>document.getElementById('p').textContent = 'on'</script>"
_MARGIN = 8  # pixels at the right edge that belong to no content


@dataclass(frozen=True)
class Browser:
    """Chromium with a profile of its own."""

    program: str
    folder: Path

    def call(self, file: Path, *options: str) -> str:
        """Open the file; gives what is printed."""
        fixed = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={self.folder}"]
        command = [self.program, *fixed, *options, file.as_uri()]
        return subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout

    def picture(self, file: Path, width: int, *options: str) -> Image.Image:
        """The page, as wide as the window."""
        picture = self.folder / "picture.png"
        picture.unlink(missing_ok=True)
        self.call(file, f"--window-size={width},3000", f"--screenshot={picture}", *options)
        with Image.open(picture) as found:
            return found.convert("RGB")


@pytest.fixture
def browser(tmp_path: Path) -> Browser:
    """Installed by `apt-get install chromium`."""
    program = shutil.which("chromium")
    assert program, "chromium is missing; on Debian type: apt-get install chromium"
    folder = tmp_path / "profile"
    (folder / "Default").mkdir(parents=True)
    (folder / "Default" / "Preferences").write_text(json.dumps(_WITHOUT_SCRIPTS))
    return Browser(program, folder)


@pytest.fixture(params=["rehearsal", "run"])
def page(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """The pages of a rehearsal and of a run in which everything has happened."""
    file = tmp_path / "report.html"
    found = page_of(recorded_in(full_line())) if request.param == "rehearsal" else page_of_run(RUN)
    file.write_text(as_html(found), encoding="utf-8")
    return file


def _texts(html: str) -> list[str]:
    """The texts between the elements of the body, in their order."""
    body = html[html.index("<body>") :]
    return [unescape(each).strip() for each in re.findall(r">([^<]+)<", body) if each.strip()]


def test_all_texts_are_there_without_scripts(browser: Browser, page: Path, tmp_path: Path) -> None:
    """The browser has read each of them; that scripts are off is seen first."""
    probe = tmp_path / "probe.html"
    probe.write_text(_SCRIPT)
    assert ">off</p>" in browser.call(probe, "--dump-dom")
    assert _texts(browser.call(page, "--dump-dom")) == _texts(page.read_text(encoding="utf-8"))


def test_it_is_light_or_dark_as_the_reader_has_it(browser: Browser, page: Path) -> None:
    """The style block is in force: its background is seen, and the verdict's colour."""
    light, dark = browser.picture(page, 1100), browser.picture(page, 1100, _DARK)
    assert light.getpixel((2, 2)) == (0xFF, 0xFF, 0xFF)
    assert dark.getpixel((2, 2)) == (0x11, 0x11, 0x13)
    colours = light.getcolors(maxcolors=light.width * light.height) or []
    assert {(0x18, 0x79, 0x4E), (0x3E, 0x63, 0xDD), (0xF7, 0x6B, 0x15)} <= {colour for _, colour in colours}


def test_nothing_runs_over_the_edge_of_a_phone(browser: Browser, page: Path) -> None:
    """At 400 pixels the right margin is empty from top to bottom."""
    picture = browser.picture(page, 400)
    margin = picture.crop((picture.width - _MARGIN, 0, picture.width, picture.height))
    assert margin.getcolors() == [(_MARGIN * picture.height, (0xFF, 0xFF, 0xFF))]


def test_it_can_be_printed(browser: Browser, page: Path, tmp_path: Path) -> None:
    """As a PDF of a few pages."""
    pdf = tmp_path / "report.pdf"
    browser.call(page, f"--print-to-pdf={pdf}")
    content = pdf.read_bytes()
    assert content.startswith(b"%PDF-")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", content)) <= 8

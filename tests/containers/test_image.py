"""The image."""

from __future__ import annotations

import json
import os

import pytest

from onlinealter import __version__
from tests.containers.engine import run
from tests.containers.images import COMMIT, ONLINE_ALTER, PYTHON

pytestmark = pytest.mark.containers


def test_the_image_says_its_version_as_an_account_without_rights() -> None:
    """And stops as the program expects it."""
    said = run(["docker", "run", "--rm", "--network", "none", ONLINE_ALTER, "--version"], os.environ)
    assert said == f"online-alter, version {__version__} (commit {COMMIT})\n"
    (image,) = json.loads(run(["docker", "image", "inspect", ONLINE_ALTER], os.environ))
    assert image["Config"]["User"] == "10001"
    assert image["Config"]["StopSignal"] == "SIGTERM"


def test_the_image_adds_little_to_its_base() -> None:
    """Neither pip nor sources are in it."""
    base, ours = (
        int(run(["docker", "image", "inspect", "--format", "{{.Size}}", name], os.environ))
        for name in (PYTHON, ONLINE_ALTER)
    )
    assert ours - base < 40 << 20

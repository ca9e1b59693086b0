"""What dead sandboxes have left."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from onlinealter.model.errors import SandboxError
from onlinealter.sandbox.cleanup import prune_sandboxes
from onlinealter.sandbox.state import write_state
from tests.unit.sandbox.test_state import STATE


def test_containers_whose_engine_is_gone_keep_no_new_sandbox_from_starting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are told to who wants all of them gone."""
    monkeypatch.setenv("ONLINEALTER_SANDBOXES", str(tmp_path))
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/no.sock")
    for name, in_containers in (("0a1b2c", True), ("0d1e2f", False)):
        (tmp_path / name).mkdir()
        write_state(tmp_path / name, replace(STATE, id=name, in_containers=in_containers, servers=()))
    assert prune_sandboxes(every=False) == ["0d1e2f"]
    with pytest.raises(SandboxError, match="0a1b2c could not be removed"):
        prune_sandboxes()

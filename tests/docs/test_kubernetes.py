"""The Kubernetes examples: what the cluster's own schema takes, and what our commands and exit codes are called.

`make containers` runs the job's container as it is described there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from onlinealter.cli.apply import apply
from onlinealter.model.exit_codes import ExitCode
from tests.docs.generate import DOCS

_FOLDER = DOCS / "examples" / "kubernetes"
_SCHEMA = Path(__file__).with_name("kubernetes.schema.json")
_FILES = sorted(_FOLDER.glob("*.yaml"))
_ALL = [*_FILES, DOCS / "examples" / "one-shard" / "indexed-job.yaml"]


def _read(file: Path) -> Mapping[str, Any]:
    found: Mapping[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return found


def _job(found: Mapping[str, Any]) -> Mapping[str, Any]:
    spec: Mapping[str, Any] = found["spec"]["jobTemplate"]["spec"] if found["kind"] == "CronJob" else found["spec"]
    return spec


def _validate(found: Mapping[str, Any]) -> None:
    schema = json.loads(_SCHEMA.read_text(encoding="utf-8"))
    chosen = {"$ref": f"#/$defs/io.k8s.api.batch.v1.{found['kind']}", "$defs": schema["$defs"]}
    jsonschema.validate(found, chosen, jsonschema.Draft202012Validator)


@pytest.mark.parametrize("file", _ALL, ids=lambda file: file.stem)
def test_the_cluster_takes_it(file: Path) -> None:
    """By the published schema, which takes no field that it doesn't know."""
    found = _read(file)
    assert found["apiVersion"] == "batch/v1"
    _validate(found)


def test_the_schema_takes_no_unknown_field() -> None:
    """Deep inside either."""
    found = json.loads(json.dumps(_read(_FOLDER / "job.yaml")))
    _job(found)["template"]["spec"]["containers"][0]["securityContext"]["runAsNobody"] = True
    with pytest.raises(jsonschema.ValidationError, match="runAsNobody"):
        _validate(found)


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
def test_its_options_exist(file: Path) -> None:
    """A renamed one would be seen by nobody else."""
    (container,) = _job(_read(file))["template"]["spec"]["containers"]
    command, folder, *words = container["args"]
    assert (command, folder) == ("apply", "/changes")
    known = {name for parameter in apply.params for name in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("file", _ALL, ids=lambda file: file.stem)
def test_every_volume_that_is_mounted_is_there(file: Path) -> None:
    """The schema doesn't hold the names together."""
    pod = _job(_read(file))["template"]["spec"]
    (container,) = pod["containers"]
    assert {mount["name"] for mount in container["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}


def test_exit_codes_are_answered_as_they_are_meant() -> None:
    """The next pod goes on where time or a drained node stopped one; where a person has to look, none follows."""
    job = _job(_read(_FOLDER / "job.yaml"))
    codes = {rule["action"]: set(rule["onExitCodes"]["values"]) for rule in job["podFailurePolicy"]["rules"]}
    assert codes["Ignore"] == {ExitCode.UNFINISHED, ExitCode.INTERRUPTED}
    assert codes["FailJob"] == {
        ExitCode.USAGE,
        ExitCode.REFUSED,
        ExitCode.CONFLICT,
        ExitCode.DIFFERENT,
        ExitCode.CHANGED,
        ExitCode.WRONG_PHASE,
    }
    assert job["template"]["spec"]["restartPolicy"] == "Never"  # or Kubernetes takes no such policy

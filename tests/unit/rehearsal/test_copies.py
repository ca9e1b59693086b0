"""What is known of copies without starting a server."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from onlinealter.dumps.reading import Origin
from onlinealter.engine.stop import StopFlag
from onlinealter.model.errors import Refused, UsageFault
from onlinealter.model.ports import NullReporter
from onlinealter.rehearsal.copies import templates
from onlinealter.rehearsal.copies.datadir import origin_of
from onlinealter.rehearsal.copies.likeness import kind_of, likeness
from onlinealter.rehearsal.copies.server import Wanted
from onlinealter.rehearsal.copies.templates import Making, Template
from onlinealter.sandbox import ServerKind
from tests.integration.dumps.samples import dump_of

_DAY = 86_400


@pytest.mark.parametrize(
    ("origin", "kind"),
    [
        (Origin(False, "8.0.36"), ServerKind.MYSQL),
        (Origin(None, ""), ServerKind.MYSQL),
        (Origin(True, "10.5.29-MariaDB"), ServerKind.MARIADB_10_11),
        (Origin(True, "11.4.2-MariaDB-log"), ServerKind.MARIADB),
        (Origin(True, ""), ServerKind.MARIADB),
    ],
)
def test_the_nearest_kind_is_taken(origin: Origin, kind: ServerKind) -> None:
    """By the version that the dump's own header names."""
    assert kind_of(origin) is kind


def test_another_version_is_said() -> None:
    """The first two numbers count."""
    alike = likeness((), Origin(False, "8.0.36"))
    assert alike.notes_on("8.0.40") == alike.notes
    assert alike.notes_on("9.7.4-2")[-1] == "rehearsed on 9.7.4-2, the nearest that is at hand: production has 8.0.36"


@pytest.mark.parametrize(
    ("files", "origin"),
    [
        ({"mysql.ibd": "", "mysql_upgrade_history": '{"upgrade_history":[{"version":"8.4.3"},{"version":"9.7.4"}]}'},
         Origin(False, "9.7.4")),
        ({"aria_log_control": "", "mariadb_upgrade_info": "10.11.18-MariaDB"}, Origin(True, "10.11.18-MariaDB")),
        ({"aria_log_control": ""}, Origin(True, "")),
    ],
)  # fmt: skip
def test_a_data_folder_is_known_by_its_files(tmp_path: Path, files: dict[str, str], origin: Origin) -> None:
    """And its last version too."""
    for name, text in {"ibdata1": "", **files}.items():
        (tmp_path / name).write_text(text)
    assert origin_of(tmp_path) == origin


def test_another_folder_is_no_data_folder(tmp_path: Path) -> None:
    """With what is missing in it."""
    with pytest.raises(UsageFault, match=r"ibdata1, and mysql\.ibd or aria_log_control, are not in it"):
        origin_of(tmp_path)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Template:
    """A template's record without data, ten days old, in a cache of the test's own."""
    monkeypatch.setenv("ONLINEALTER_CACHE", str(tmp_path))
    made = Template("shop", ServerKind.MYSQL, "9.7.4", "/d.sql", "ab", "shop", 5 << 20, time.time() - 10 * _DAY, 30)
    _write(made)
    return made


def _write(template: Template) -> None:
    template.folder.mkdir(parents=True, exist_ok=True)
    (template.folder / "template.json").write_text(json.dumps(asdict(template)))


def test_a_record_is_read_as_it_was_written(kept: Template) -> None:
    """What isn't one is passed over."""
    (templates.templates_folder() / "other").mkdir()
    assert templates.read_templates() == (kept,)
    assert (round(kept.age_days), kept.is_expired) == (10, False)


def test_a_template_that_is_too_old_is_not_used(kept: Template) -> None:
    """The refusal says how to make it again."""
    _write(replace(kept, ttl_days=9))
    with pytest.raises(Refused, match="the template 'shop' is 10 days old, and was to be used for 9") as caught:
        templates.copy_from_template("shop", Wanted("", "t"), NullReporter(), StopFlag()).__enter__()
    assert "template refresh shop" in caught.value.remedy


def test_all_templates_together_keep_the_cap(kept: Template, tmp_path: Path) -> None:
    """Seen before a server is started; one whose time is over is removed first."""
    making = Making("new", dump_of(ServerKind.MYSQL), 30, 5 << 20)
    with pytest.raises(Refused, match=r"all together may take 5 \(shop 5 MiB\)"):
        templates.make_template(making, NullReporter(), StopFlag())
    _write(replace(kept, ttl_days=9))
    with pytest.raises(Refused, match="all together may take 0"):
        templates.make_template(replace(making, max_bytes=100), NullReporter(), StopFlag())
    assert templates.read_templates() == ()
    assert not (tmp_path / "sandboxes").exists()


def test_a_template_is_removed_with_its_data(kept: Template) -> None:
    """And isn't found any more."""
    templates.remove_template("shop")
    assert not kept.folder.exists()
    with pytest.raises(UsageFault, match="there is no template 'shop'"):
        templates.find_template("shop")

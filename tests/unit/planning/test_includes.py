"""What plans have in common, in files of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from onlinealter.model.errors import UsageFault
from onlinealter.model.plan import Notes, Settings
from onlinealter.planning.account_parts import AccountParts
from onlinealter.planning.includes import MOST_LEVELS
from onlinealter.planning.plan_file import PlanFile, read_plan_file

_PLAN = 'table = "t"\nalter = "FORCE"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the plan is; its files have short names."""
    (tmp_path / "plans").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _read(own: str, **others: str) -> PlanFile:
    for name, text in others.items():
        Path(f"{name}.toml").write_text(text)
    Path("plans/p.toml").write_text(own)
    return read_plan_file(Path("plans/p.toml"))


def _faults(own: str, **others: str) -> UsageFault:
    with pytest.raises(UsageFault) as caught:
        _read(own, **others)
    return caught.value


@pytest.mark.usefixtures("folder")
def test_included_values_hold_where_the_plan_has_none_of_its_own() -> None:
    """Setting by setting; names begin at the folder of the file that includes."""
    found = _read(
        f'include = "../a.toml"\nticket = "T-1"\n{_PLAN}[settings]\nworkers = 2\n',
        a='owner = "Anna"\nticket = "T-0"\n[settings]\nworkers = 3\nmax_lag = 2\n[server]\ndsn = "mysql://db1/shop"\n',
    )
    assert found.plan.settings == Settings(workers=2, max_lag=2.0)
    assert found.plan.notes == Notes(owner="Anna", ticket="T-1")
    assert found.server == AccountParts(host="db1", database="shop")


@pytest.mark.usefixtures("folder")
def test_a_later_file_goes_before_an_earlier_one_and_before_what_it_includes() -> None:
    """The same file may come twice by different ways."""
    found = _read(
        f'include = ["../a.toml", "../b.toml"]\n{_PLAN}',
        a='include = "c.toml"\n[settings]\nworkers = 1\nmax_lag = 1\n',
        b='include = "c.toml"\n[settings]\nworkers = 2\n',
        c="[settings]\nmax_lag = 3\nchunk_rows = 7\nworkers = 3\n",
    )
    assert found.plan.settings == Settings(workers=2, max_lag=3.0, chunk_rows=7)


@pytest.mark.usefixtures("folder")
def test_replicas_go_with_their_primary() -> None:
    """Those of another server are watched for nothing."""
    shared = '[server]\ndsn = "mysql://db1/shop"\nreplicas = ["mysql://r1"]\n'
    other = _read(f'include = "../a.toml"\n{_PLAN}[server]\ndsn = "mysql://db2/shop"\n', a=shared)
    assert other.replicas == ()
    same = _read(f'include = "../a.toml"\n{_PLAN}[server]\nreplicas = ["mysql://r2"]\n', a=shared)
    assert (same.server, same.replicas) == (AccountParts(host="db1", database="shop"), (AccountParts(host="r2"),))


@pytest.mark.usefixtures("folder")
def test_included_settings_are_in_what_the_journal_keeps_but_make_no_other_change() -> None:
    """As the plan's own."""
    own = f'include = "../a.toml"\n{_PLAN}'
    first, second = (_read(own, a=f"[settings]\nmax_lag = {lag}\n").plan for lag in (2, 3))
    assert first.as_json() != second.as_json()
    assert first.as_json() == replace(second, settings=replace(second.settings, max_lag=2.0)).as_json()
    assert first.change_digest == second.change_digest


@pytest.mark.usefixtures("folder")
def test_the_faults_of_all_files_are_told_at_once() -> None:
    """Each with its file and line, the plan's first."""
    fault = _faults(
        'include = ["../a.toml", "../b.toml", "../none.toml"]\ntable = "t"\nalter = 3\n',
        a='[settings]\nworkers = true\nmax_lagg = 1\n[server]\ndsn = "mysql://u:secret@h/d"\n',
        b='alter = "FORCE"\nownr = "x"\ninclude = "c.toml"\n',
        c='owner = "x\n',
    )
    assert fault.message == "plans/p.toml and what it includes have 8 faults"
    assert fault.faults == (
        "plans/p.toml:1: 'include': there is no file plans/../none.toml",
        "plans/p.toml:3: 'alter': expected text or a list of texts, found the number 3",
        "plans/../a.toml:2: 'workers' in [settings]: expected a whole number from 0 to 64, found true",
        "plans/../a.toml:3: unknown key 'max_lagg' in [settings]; did you mean 'max_lag'?",
        "plans/../a.toml:5: 'dsn' in [server] holds a password;"
        " leave it out and give it by MYSQL_PWD, --defaults-file or --ask-password",
        "plans/../b.toml:1: 'alter' belongs in the plan, not in a file that it includes",
        "plans/../b.toml:2: unknown key 'ownr'; did you mean 'owner'?",
        "plans/../c.toml:1: not TOML: illegal character '\\n'",
    )


@pytest.mark.parametrize(
    ("include", "fault"),
    [
        ("3", "expected a file's name or a list of them, found the number 3"),
        ('["../a.toml", ""]', "expected a file's name or a list of them, found the text ''"),
        ('"."', "plans can't be read: [Errno 21] Is a directory: 'plans'"),
        (str(["../a.toml"] * 51), "plans/p.toml would include more than 50 files"),
        ('"p.toml"', "a circle: plans/p.toml includes plans/p.toml"),
        ('"../big.toml"', "plans/../big.toml can't be read: it has more than 1,000,000 bytes"),
    ],
)
@pytest.mark.usefixtures("folder")
def test_what_cannot_be_included_is_told_at_its_line(include: str, fault: str) -> None:
    """Whatever stands there."""
    found = _faults(f"{_PLAN}include = {include}\n", a="", big="#" * 1_000_001)
    assert [each.partition(": 'include': ")[::2] for each in found.faults] == [("plans/p.toml:3", fault)]


@pytest.mark.usefixtures("folder")
def test_a_circle_of_several_files_is_refused() -> None:
    """It is told where it closes."""
    fault = _faults(f'include = "../a.toml"\n{_PLAN}', a='include = "b.toml"\n', b='\ninclude = "./a.toml"\n')
    assert fault.faults == (
        "plans/../b.toml:2: 'include': a circle: plans/p.toml includes plans/../a.toml includes plans/../b.toml"
        " includes plans/../a.toml",
    )


@pytest.mark.parametrize(("levels", "faults"), [(MOST_LEVELS, 0), (MOST_LEVELS + 1, 1)])
@pytest.mark.usefixtures("folder")
def test_files_include_each_other_so_deep_and_no_deeper(levels: int, faults: int) -> None:
    """A bound, whoever writes them."""
    others = {f"f{at}": f'include = "f{at + 1}.toml"\n' for at in range(1, levels)} | {f"f{levels}": ""}
    if not faults:
        _read(f'include = "../f1.toml"\n{_PLAN}', **others)
        return
    fault = _faults(f'include = "../f1.toml"\n{_PLAN}', **others)
    assert fault.faults == (f"plans/../f5.toml:1: 'include': plans/../f6.toml would be more than {MOST_LEVELS} files deep",)

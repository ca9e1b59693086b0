"""Triggers run with their definer's own rights: what only a role gives is refused before anything is made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from secrets import token_hex

import pytest

from onlinealter.engine.alteration import check
from onlinealter.engine.target import Target
from onlinealter.model.errors import Refused
from onlinealter.model.findings import Finding, Severity
from onlinealter.model.states import Phase
from onlinealter.mysql.connection import Account, Tls
from tests.integration.engine.alterations import TO_VERIFY, WHOLE, Recorder, make_customers, objects, run, widen
from tests.servers import Schema

_WRITES = "SELECT, INSERT, UPDATE, DELETE"
_OTHERS = "CREATE, DROP, ALTER, INDEX, TRIGGER, LOCK TABLES, CREATE TEMPORARY TABLES ON `{schema}`.*"
_ALL = f"{_WRITES}, {_OTHERS}"


@dataclass(frozen=True)
class Clerk:
    """An account of the test's own, with a role."""

    schema: Schema
    user: str
    role: str

    def allow(self, *statements: str) -> None:
        """Run statements about the account, the role and the schema."""
        with self.schema.connect() as connection:
            connection.execute("SET SESSION sql_log_bin = 0")  # the replica has other settings, and no part in this
            for each in statements:
                connection.execute(each.format(schema=self.schema.name, user=self.user, role=self.role))

    def target(self) -> Target:
        """The table as the account is to alter it."""
        primary = self.schema.primary
        account = Account(primary.host, primary.port, self.user.split("'")[1], "clerk", tls=Tls("PREFERRED"))
        return replace(self.schema.target("customers", widen()), primary=account, replicas=())

    def refusals(self) -> list[Finding]:
        """What `check` refuses."""
        try:
            check(self.target(), Recorder())
        except Refused as error:
            return [finding for finding in error.findings if finding.severity is Severity.REFUSAL]
        return []


@contextmanager
def _clerk(schema: Schema) -> Iterator[Clerk]:
    mark = token_hex(3)
    clerk = Clerk(schema, f"'clerk_{mark}'@'%'", f"desk_{mark}")
    clerk.allow("CREATE ROLE {role}", "CREATE USER {user} IDENTIFIED BY 'clerk'", "GRANT PROCESS ON *.* TO {role}")
    try:
        yield clerk
    finally:
        clerk.allow("DROP USER {user}", "DROP ROLE {role}")


@pytest.fixture
def clerk(schema: Schema) -> Iterator[Clerk]:
    """An account and a role, and a table to alter."""
    make_customers(schema, 20)
    with _clerk(schema) as clerk:
        yield clerk


def _only_by_role(*, mariadb: bool) -> tuple[str, ...]:
    activated = ("SET DEFAULT ROLE {role} FOR {user}",) if mariadb else ("SET GLOBAL activate_all_roles_on_login = ON",)
    return (f"GRANT {_ALL} TO {{role}}", "GRANT {role} TO {user}", *activated)


@pytest.fixture
def _login_as_before(schema: Schema) -> Iterator[None]:
    yield
    if not schema.kind.is_mariadb:
        with schema.connect() as connection:
            connection.execute("SET GLOBAL activate_all_roles_on_login = OFF")
            connection.execute("SET GLOBAL mandatory_roles = ''")
            connection.execute("SET GLOBAL partial_revokes = OFF")


@pytest.mark.usefixtures("_login_as_before")
@pytest.mark.remedy("run with its own privileges and")
def test_rights_that_only_login_activates_are_refused_with_the_grant_that_helps(schema: Schema, clerk: Clerk) -> None:
    """The statement can be pasted; then the run goes through, and the application writes all the time."""
    clerk.allow(*_only_by_role(mariadb=schema.kind.is_mariadb))
    [refusal] = clerk.refusals()
    assert "could not SELECT, INSERT, UPDATE, DELETE, TRIGGER" in refusal.message
    with pytest.raises(Refused):
        run(clerk.target(), [Phase.PREPARE])
    with schema.connect() as connection:
        assert objects(connection, schema) == ({"customers"}, set())
        clerk.allow(refusal.remedy.partition(";")[0])
        run(clerk.target(), [Phase.PREPARE])
        connection.execute("INSERT INTO customers (name) VALUES ('between')")
        connection.execute("UPDATE customers SET name = 'changed' WHERE id = 3")
        connection.execute("DELETE FROM customers WHERE id = 4")
    assert run(clerk.target(), WHOLE).state == "done"


@pytest.mark.usefixtures("_login_as_before")
def test_only_what_the_triggers_lack_is_named(schema: Schema, clerk: Clerk) -> None:
    """TRIGGER is the account's own, and the writes come by role."""
    clerk.allow(f"GRANT {_OTHERS} TO {{user}}", f"GRANT {_WRITES} ON `{{schema}}`.* TO {{role}}")
    clerk.allow(*_only_by_role(mariadb=schema.kind.is_mariadb)[1:])
    [refusal] = clerk.refusals()
    assert "could not SELECT, INSERT, UPDATE, DELETE in" in refusal.message
    assert clerk.user in refusal.remedy


@pytest.mark.usefixtures("_login_as_before")
def test_a_role_that_is_forced_on_all_is_none_of_the_definers(schema: Schema, clerk: Clerk) -> None:
    """MySQL's mandatory_roles; as a default role the same one does."""
    if schema.kind.is_mariadb:
        clerk.allow(f"GRANT {_ALL} TO {{user}}", "GRANT {role} TO {user}", "SET DEFAULT ROLE {role} FOR {user}")
    else:
        clerk.allow(f"GRANT {_ALL} TO {{role}}", "SET GLOBAL mandatory_roles = '{role}'")
        clerk.allow("SET GLOBAL activate_all_roles_on_login = ON")
        assert [finding.check for finding in clerk.refusals()] == ["privileges"]
        clerk.allow("SET DEFAULT ROLE {role} TO {user}")
    assert clerk.refusals() == []
    if not schema.kind.is_mariadb:
        clerk.allow("SET GLOBAL mandatory_roles = ''")  # or the role can't be dropped


def test_rights_on_single_tables_do_not_do(clerk: Clerk) -> None:
    """The triggers write tables that aren't there yet."""
    sessions = "CREATE, DROP, ALTER, INDEX, LOCK TABLES, CREATE TEMPORARY TABLES ON `{schema}`.*"
    clerk.allow(f"GRANT {sessions} TO {{user}}", "GRANT PROCESS ON *.* TO {user}")
    clerk.allow("GRANT ALL ON `{schema}`.customers TO {user}")
    [refusal] = clerk.refusals()
    assert "may not SELECT, INSERT, UPDATE, DELETE, CREATE, TRIGGER" in refusal.message
    assert f"TO {clerk.user};" in refusal.remedy


@pytest.mark.usefixtures("_login_as_before")
@pytest.mark.remedy("… may not … in the schema …")
def test_a_right_taken_back_on_the_schema_is_missed(schema: Schema, clerk: Clerk) -> None:
    """MySQL's partial revokes: everything everywhere, but INSERT here. A GRANT's name has no wildcards then."""
    if schema.kind.is_mariadb:
        clerk.allow(f"GRANT {_ALL.replace('INSERT, ', '')} TO {{user}}", "GRANT PROCESS ON *.* TO {user}")
    else:
        clerk.allow("SET GLOBAL partial_revokes = ON", "GRANT ALL ON *.* TO {user}")
        clerk.allow("REVOKE INSERT ON `{schema}`.* FROM {user}")
    [refusal] = clerk.refusals()
    assert "may not INSERT in" in refusal.message
    clerk.allow(refusal.remedy.rstrip(";"))
    assert clerk.refusals() == []


def test_a_grant_on_a_pattern_goes_on_counting(schema: Schema, clerk: Clerk) -> None:
    """A grant on the exact name keeps one on a pattern from counting: the advice names all that is needed."""
    pattern = _ALL.replace("{schema}", schema.name[:-1] + "_").replace("DELETE, ", "")
    clerk.allow(f"GRANT {pattern} TO {{user}}", "GRANT PROCESS ON *.* TO {user}")
    [refusal] = clerk.refusals()
    assert "may not DELETE in" in refusal.message
    clerk.allow(refusal.remedy.rstrip(";"))
    assert clerk.refusals() == []


@pytest.mark.remedy("without PROCESS the run can't tell")
def test_without_process_nothing_is_begun(clerk: Clerk) -> None:
    """Which table bears a name is told by its id alone."""
    clerk.allow(f"GRANT {_ALL} TO {{user}}")
    [refusal] = clerk.refusals()
    assert refusal.remedy == f"GRANT PROCESS ON *.* TO {clerk.user};"
    clerk.allow(refusal.remedy.rstrip(";"))
    assert clerk.refusals() == []


@pytest.mark.remedy("the account may not read which table is which on")
def test_process_that_is_revoked_in_mid_run_stops_it(schema: Schema, clerk: Clerk) -> None:
    """Which table is which can't be told any more. Given again, the same command continues."""
    clerk.allow(f"GRANT {_ALL} TO {{user}}", "GRANT PROCESS ON *.* TO {user}")
    run(clerk.target(), TO_VERIFY)
    clerk.allow("REVOKE PROCESS ON *.* FROM {user}")
    for phase in (Phase.VERIFY, Phase.CUTOVER):
        with pytest.raises(Refused, match="may not read which table is which") as refused:
            run(clerk.target(), [phase])
    with schema.connect() as connection:
        assert "`name` varchar(20)" in str(connection.rows("SHOW CREATE TABLE customers")[0][1])
    clerk.allow(refused.value.remedy.rstrip(";"))
    assert run(clerk.target(), [Phase.CUTOVER, Phase.CLEANUP]).state == "done"

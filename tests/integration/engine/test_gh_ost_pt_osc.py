"""What other tools left beside a table is named before a run begins."""

from __future__ import annotations

from onlinealter.engine.alteration import check
from onlinealter.model.errors import Refused
from onlinealter.model.events import Found
from tests.integration.engine.alterations import Recorder, make_customers, widen
from tests.integration.engine.test_losses import refused
from tests.servers import Schema


def _said(place: Schema) -> list[str]:
    """Severity, message and remedy of each finding about other tools."""
    recorder = Recorder()
    try:
        check(place.target("customers", widen()), recorder)
        found = [event.finding for event in recorder.events if isinstance(event, Found)]
    except Refused as error:
        found = list(error.findings)
    return [f"{each.severity}: {each.message} → {each.remedy}" for each in found if each.check == "other-tools"]


def test_tables_of_gh_ost_and_pt_online_schema_change_are_named(schema: Schema) -> None:
    """Those that a tool works with are warned of, and those that it keeps the old rows in are noted."""
    make_customers(schema, 5)
    with schema.connect() as connection:
        for name in ("_customers_gho", "_customers_del", "_customers_old", "_clients_gho"):
            connection.execute(f"CREATE TABLE {name} (id INT PRIMARY KEY)")
    said = _said(schema)
    assert len(said) == 3
    assert said[0].startswith("warning: the table _customers_gho is named as gh-ost names its own")
    assert f"DROP TABLE `{schema.name}`.`_customers_gho`;" in said[0]
    assert said[1].startswith("note: the table _customers_del is named as gh-ost names the old table")
    assert said[2].startswith("note: the table _customers_old is named as pt-online-schema-change names the old table")


def test_triggers_of_pt_online_schema_change_refuse_the_run(schema: Schema) -> None:
    """They would be taken along. The remedy, typed as it stands, ends it."""
    make_customers(schema, 5)
    with schema.connect() as connection:
        connection.execute("CREATE TABLE _customers_new LIKE customers")
        connection.execute(
            f"CREATE TRIGGER pt_osc_{schema.name}_customers_del"[:79] + " AFTER DELETE ON customers FOR EACH ROW"
            " DELETE IGNORE FROM _customers_new WHERE _customers_new.id <=> OLD.id"
        )
    said = refused(schema.target("customers", widen()))
    assert "triggers of pt-online-schema-change: pt_osc_" in said
    (finding,) = _said(schema)
    remedy = finding.partition("in this order: ")[2]
    assert [each.split()[1] for each in remedy.split(";")[:-1]] == ["TRIGGER", "TABLE"]
    with schema.connect() as connection:
        for statement in filter(None, map(str.strip, remedy.split(";"))):
            connection.execute(statement)
    assert _said(schema) == []

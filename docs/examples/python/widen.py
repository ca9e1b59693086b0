"""Widens a column: python widen.py mysql://ops@db1/shop"""

import sys
from os import environ

import onlinealter as oa

plan = oa.Plan(table="customer", alter="MODIFY name VARCHAR(200) NOT NULL, ADD KEY by_name (name)")


def tell(event: oa.Event) -> None:
    """Says what a person may want to know; all events are values."""
    match event:
        case oa.PhaseBegan(phase=phase):
            print(phase)
        case oa.CopyAdvanced(fraction=fraction, rows_per_second=rate):
            print(f"{fraction:.0%} copied, {rate:,.0f} rows/s")
        case oa.Paused(reason=reason):
            print("waits:", reason)


def widen(shop: oa.Target) -> None:
    """Alter the table up to the swap; rollback stays possible."""
    checked = oa.check(plan, shop)
    for finding in checked.findings:
        print(finding.severity, finding.message, finding.remedy)
    checked.raise_for_refusals()
    oa.run(plan, shop, until="verified", on_event=tell)
    oa.cutover(plan, shop, on_event=tell)
    print([run.state for run in oa.status(plan, shop)])


if __name__ == "__main__":
    try:
        widen(oa.Target(sys.argv[1], password=environ.get("MYSQL_PWD", "")))
    except oa.OnlineAlterError as error:
        print(error.message, error.remedy)
        sys.exit(error.exit_code)

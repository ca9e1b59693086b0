"""``python -m tests.scenarios``: all scenarios on all chosen servers, as a table."""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass
from random import SystemRandom

from rich.console import Console
from rich.table import Table

from onlinealter.model.errors import OnlineAlterError
from onlinealter.sandbox import ServerKind
from tests.scenarios.life import Lived, live
from tests.scenarios.scenario import Scenario, all_scenarios
from tests.servers import ServerPair, chosen_kinds, started


@dataclass(frozen=True)
class Result:
    """A scenario on a server: what came of it, or what went wrong."""

    scenario: str
    kind: ServerKind
    lived: Lived | None
    fault: str = ""


def main() -> int:
    """Run them; 0 when all came out as expected."""
    parser = argparse.ArgumentParser(prog="python -m tests.scenarios", description=__doc__)
    parser.add_argument("names", nargs="*", help="scenarios to run; all of them by default")
    parser.add_argument("--server", action="append", choices=[kind.value for kind in ServerKind], help="may be repeated")
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1_000_000), help="for the writers")
    words = parser.parse_args()
    kinds = tuple(map(ServerKind, words.server)) if words.server else chosen_kinds()
    known = {scenario.name: scenario for scenario in all_scenarios()}
    unknown = set(words.names) - known.keys()
    if unknown:
        parser.error(f"no scenario called {', '.join(sorted(unknown))}")
    chosen = [known[name] for name in words.names or known]
    console = Console(highlight=False)
    console.print(f"{len(chosen)} scenarios on {', '.join(kinds)}, seed {words.seed}")
    results = [result for kind in kinds for result in _run_on(kind, chosen, words.seed, console)]
    _show(console, chosen, kinds, results)
    return int(any(result.lived is None for result in results))


def _run_on(kind: ServerKind, scenarios: list[Scenario], seed: int, console: Console) -> list[Result]:
    results = []
    with started(kind) as servers:
        for scenario in scenarios:
            if not scenario.applies_to(kind):
                continue
            results.append(_run(servers, scenario, seed))
            if results[-1].lived is None:
                console.print(f"FAILED {scenario.name} on {kind}: {results[-1].fault}", markup=False, soft_wrap=True)
    return results


def _run(servers: ServerPair, scenario: Scenario, seed: int) -> Result:
    try:
        with servers.schema(scenario.name) as schema:
            return Result(scenario.name, servers.kind, live(scenario, schema, seed, counts_deadlocks=True))
    except OnlineAlterError as error:
        return Result(scenario.name, servers.kind, None, f"{error.reference}: {error.message} {_findings(error)}")
    except (AssertionError, TimeoutError) as error:
        return Result(scenario.name, servers.kind, None, str(error) or repr(error))


def _findings(error: OnlineAlterError) -> str:
    return "; ".join(finding.message for finding in getattr(error, "findings", ()))


def _show(console: Console, scenarios: list[Scenario], kinds: tuple[ServerKind, ...], results: list[Result]) -> None:
    by_place = {(result.scenario, result.kind): result for result in results}
    table = Table("scenario", *kinds, title="outcome · seconds · rows · application: transactions, longest")
    for scenario in scenarios:
        table.add_row(scenario.name, *(_cell(by_place.get((scenario.name, kind))) for kind in kinds))
    for kind in kinds:
        seconds = sum(each.lived.seconds for each in results if each.lived and each.kind == kind)
        failed = sum(1 for each in results if each.lived is None and each.kind == kind)
        console.print(f"{kind}: {seconds:.0f} s, {failed} failed")
    console.print(table)


def _cell(result: Result | None) -> str:
    if result is None:
        return "[dim]not for it[/dim]"
    if result.lived is None:
        return "[red]FAILED[/red]"
    lived = result.lived
    seen = f" · {lived.seen.transactions}, {lived.seen.longest * 1000:.0f} ms" if lived.seen.transactions else ""
    return f"[green]{lived.outcome}[/green] · {lived.seconds:.1f} s · {lived.rows}{seen}"


if __name__ == "__main__":
    sys.exit(main())

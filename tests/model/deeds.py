"""What somebody else may do, at any moment.

A deed changes the world; it says no where there is nothing to do it to, or where it would have to wait for a lock of ours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tests.model.server import take_across, target_of, write
from tests.model.world import LIVE, PAYMENTS, REFUSED, Table, Trigger, World

Deed = Callable[[World, frozenset[str]], bool]
# Nobody sees a row being changed in a table that nobody but we should write to; a comparison that comes later does.
BETWEEN_COMMANDS = frozenset({"change a row of new", "change a row of old"})
_THEIRS = "audit_orders"
_LAST_KEY = 14  # its column in `_oa_run`


def all_deeds() -> dict[str, Deed]:
    """Each by what it is called; tables by their role."""
    found: dict[str, Deed] = {}
    for role in ("live", "new", "old"):
        found |= {
            f"DROP {role}": _on(role, _drop),
            f"TRUNCATE {role}": _on(role, _truncate),
            f"ALTER {role}": _on(role, _alter),
            f"rebuild {role}": _on(role, _rebuild),
            f"RENAME {role}": _on(role, _rename_away),
            f"replace {role}": _on(role, _replace),
        }
    found |= {
        "change a row of new": lambda world, locked: not _is_proven(world) and _on("new", _change_row)(world, locked),
        "change a row of old": _on("old", _change_row),
        "exchange live and new": lambda world, locked: _exchange(world, locked, "new"),
        "exchange live and old": lambda world, locked: _exchange(world, locked, "old"),
        "swap by hand": lambda world, locked: _swap(world, locked, "new", "old"),
        "swap back by hand": lambda world, locked: _swap(world, locked, "old", "new"),
        "drop our trigger": lambda world, locked: _drop_trigger(world, locked, again=False),
        "drop our trigger and make it again": lambda world, locked: _drop_trigger(world, locked, again=True),
        "CREATE TRIGGER": _create_trigger,
        "the ledger names payments": _name_payments,
        "a row that does not fit": _write_what_does_not_fit,
    }
    return {
        name: _seen_by_the_application(deed, exchanges=name.startswith(("exchange", "swap"))) for name, deed in found.items()
    }


def first_world() -> World:
    """Before anything."""
    columns = ("id int NOT NULL", "name varchar(20) DEFAULT NULL")
    world = World()
    world.tables[LIVE] = Table(world.number(), columns, frozenset({0}), "original")
    world.tables[PAYMENTS] = Table(world.number(), columns, frozenset(), "somebody's")
    world.truth = replace(world.truth, rows=frozenset({0}))
    return world


def names_of(world: World, role: str) -> list[str]:
    """The tables that bear the name of a role."""
    if role == "live":
        return [LIVE] if LIVE in world.tables else []
    return [name for name in world.tables if name.startswith(f"{LIVE}_oa_") and name.endswith(f"_{role}")]


def _seen_by_the_application(deed: Deed, *, exchanges: bool) -> Deed:
    """What its table holds after somebody's deed is what it knows from then on."""

    def done(world: World, locked: frozenset[str]) -> bool:
        if not deed(world, locked):
            return False
        live = world.tables.get(LIVE)
        world.truth = replace(
            world.truth,
            rows=live.rows if live else frozenset(),
            altered=bool(live and "extra int" in live.columns),
            triggered=any(name == _THEIRS and each.table == LIVE for name, each in world.triggers.items()),
            exchanged=world.truth.exchanged or exchanges,
            gone=live is None,
        )
        return True

    return done


def _on(role: str, work: Callable[[World, str], None]) -> Deed:
    def deed(world: World, locked: frozenset[str]) -> bool:
        names = names_of(world, role)
        if not names or names[0] in locked:
            return False
        work(world, names[0])
        return True

    return deed


def _drop(world: World, name: str) -> None:
    world.drop(name)


def _truncate(world: World, name: str) -> None:
    world.change(name, rows=frozenset(), number=world.number(), known=not _is_identified(world, name))


def _rebuild(world: World, name: str) -> None:
    world.change(name, number=world.number(), known=not _is_identified(world, name))


def _is_identified(world: World, name: str) -> bool:
    """Whether a run has written down that the name leads to this table; which is the original, it looks at again until it
    is prepared.
    """
    run = (world.journal.get("_oa_run", ()) or ((),))[-1]
    return bool(run) and (bool(run[10]) if name != LIVE else run[4] not in ("preparing", "done", "aborted"))


def _is_proven(world: World) -> bool:
    return any(row[4] in ("verified", "swapping") for row in world.journal.get("_oa_run", ()))


def _alter(world: World, name: str) -> None:
    world.change(name, columns=(*world.tables[name].columns, "extra int"))


def _rename_away(world: World, name: str) -> None:
    world.rename([(name, f"{'kept' if name == LIVE else 'kept_' + name}")])


def _replace(world: World, name: str) -> None:
    """Another table of the same definition, with rows of its own."""
    columns, is_theirs = world.tables[name].columns, name != LIVE or _is_identified(world, name)
    world.rename([(name, f"kept_{name}")])
    line = "somebody's" if is_theirs else "original"
    world.tables[name] = Table(world.number(), columns, frozenset({world.fresh_mark()}), line, known=not is_theirs)


def _change_row(world: World, name: str) -> None:
    world.change(name, rows=world.tables[name].rows | {world.fresh_mark()})


def _exchange(world: World, locked: frozenset[str], role: str) -> bool:
    names = names_of(world, role)
    if not names or LIVE not in world.tables or {names[0], LIVE} & locked:
        return False
    world.rename([(LIVE, "passing"), (names[0], LIVE), ("passing", names[0])])
    return True


def _swap(world: World, locked: frozenset[str], coming: str, leaving: str) -> bool:
    names = names_of(world, coming)
    if not names or LIVE not in world.tables or {names[0], LIVE} & locked:
        return False
    behind = names[0].removesuffix(coming) + leaving
    if behind in world.tables:
        return False
    world.rename([(LIVE, behind), (names[0], LIVE)])
    return True


def _drop_trigger(world: World, locked: frozenset[str], *, again: bool) -> bool:
    """The one for INSERT that is at work: a row is lost to the other table."""
    for name, each in sorted(world.triggers.items()):
        if each.event == "INSERT" and each.table == LIVE and target_of(name, each.body) and LIVE not in locked:
            del world.triggers[name]
            if again:
                write(world)
                world.triggers[name] = replace(each, created=world.number())
            return True
    return False


def _create_trigger(world: World, locked: frozenset[str]) -> bool:
    if LIVE not in world.tables or LIVE in locked or _THEIRS in world.triggers:
        return False
    world.triggers[_THEIRS] = Trigger(LIVE, "BEFORE", "INSERT", "SET @seen = 1", world.number())
    return True


def _name_payments(world: World, _locked: frozenset[str]) -> bool:
    lines = world.journal.get("_oa_ledger", ())
    runs = world.journal.get("_oa_run", ())
    if not runs:
        return False
    world.journal = {
        **world.journal, "_oa_ledger": (*lines, (runs[-1][0], 1 + max((int(str(line[1])) for line in lines), default=0),
                                                  "table", PAYMENTS, 1, 0, None)),
    }  # fmt: skip
    return True


def _write_what_does_not_fit(world: World, locked: frozenset[str]) -> bool:
    """The application writes a row that only the definition in front can hold, behind those that are copied."""
    live, runs = world.tables.get(LIVE), world.journal.get("_oa_run", ())
    if live is None or LIVE in locked or live.line not in REFUSED or not runs or runs[-1][_LAST_KEY] in (None, "null"):
        return False
    (mark,) = (mark for line, mark in REFUSED.items() if line != live.line)
    if mark in live.rows or not any(
        each.table == LIVE and target_of(name, each.body) for name, each in world.triggers.items()
    ):
        return False
    world.change(LIVE, rows=live.rows | {mark})
    take_across(world, LIVE, "INSERT", mark, frozenset({LIVE}))
    return True


def mend_rows(world: World) -> bool:
    """The application's rows that don't fit are changed so that they do; False where it can't see them."""
    wrong = world.truth.rows & set(REFUSED.values())
    live = world.tables.get(LIVE)
    if live is None or not wrong <= live.rows:
        return False
    mark = world.fresh_mark()
    rows = live.rows - wrong | {mark}
    world.change(LIVE, rows=rows)
    world.truth = replace(world.truth, rows=rows)
    take_across(world, LIVE, "UPDATE", mark, frozenset({LIVE}))
    return True

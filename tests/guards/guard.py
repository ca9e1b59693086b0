"""A guard: what in the code holds a promise, and which test fails without it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = "onlinealter"
SCENARIO = "scenario "


@dataclass(frozen=True)
class Promise:
    """One of them: its number, its name, and what it says."""

    number: int
    name: str
    says: str


@dataclass(frozen=True)
class Guard:
    """``taken_out`` is what stands once in ``file`` (within the package), ``in_place`` what stands there without the guard.

    ``test`` is ``path::name`` within the project, or ``scenario NAME``; ``only`` chooses among a test's cases as pytest's
    ``-k`` does. ``server`` is the kind it is tried on; empty where the test needs none.
    """

    promise: int
    does: str
    file: str
    taken_out: str
    in_place: str
    test: str
    only: str = ""
    server: str = "mariadb-10.11"

    @property
    def scenario(self) -> str:
        """The scenario's name; empty where the test is pytest's."""
        return self.test.removeprefix(SCENARIO) if self.test.startswith(SCENARIO) else ""

    @property
    def test_file(self) -> str:
        """The file, or the scenario's folder, within the project."""
        return f"tests/scenarios/{self.scenario}" if self.scenario else self.test.partition("::")[0]

    @property
    def test_name(self) -> str:
        """The test's function; empty for a scenario."""
        return self.test.partition("::")[2]

    def without(self, text: str) -> str:
        """The file's text without the guard. Raises ValueError unless what is to be taken out stands there once."""
        count = text.count(self.taken_out)
        if count != 1:
            raise ValueError(f"{self.file} has {count} times what is to be taken out, instead of once: {self.taken_out!r}")
        return text.replace(self.taken_out, self.in_place)


PROMISES = (
    Promise(
        1,
        "The application never pays",
        "No statement of it fails because of us; it waits for us no longer than the configured bound.",
    ),
    Promise(
        2,
        "Nothing is lost",
        "After the swap the table equals what the server's own ALTER would have given, row for row, byte for byte; proven"
        " before the swap, not assumed.",
    ),
    Promise(3, "The name always resolves", "There is no moment without a table of that name."),
    Promise(
        4,
        "Kill it anywhere",
        "After a kill of the tool, of a connection, or of the server the same command continues; `abort` leaves the table as"
        " it was. Nothing of ours stays behind, nothing of others is touched.",
    ),
    Promise(
        5,
        "No silent loss",
        "What would truncate, merge, reject or reinterpret a value is refused beforehand with the rows' keys, unless the"
        " plan allows it by column.",
    ),
    Promise(
        6,
        "No surprise",
        "Every statement that changes the server can be seen before it is run, and what is run is that; `plan`, `check` and"
        " `status` write nothing.",
    ),
    Promise(7, "The way back is open", "Until cleanup `rollback` swaps back, and loses no write made since the cutover."),
    Promise(
        8,
        "The server is protected",
        "Replica lag, load, lock waits, binlog and disk have budgets, watched from before the first chunk; a signal that"
        " stops arriving pauses the run.",
    ),
    Promise(
        9,
        "Never a dead end",
        "In every state that a kill, a refusal or somebody else's deed can leave, the command that `status` names works, and"
        " `abort` or `rollback` ends at rest. Guards are asked before a state is written; which table is which is asked from"
        " the server, never remembered.",
    ),
    Promise(
        10,
        "No row is copied without need",
        "What the server can change by itself, at no more cost than the plan allows, it changes by itself; with the same "
        "checks and a proven way back.",
    ),
    Promise(
        11,
        "Data are never orders",
        "Who may write to the schema's tables, the journal's included, gains nothing by it but what he could do anyway: no"
        " command, no statement, no name of a thing to drop is taken from there unchecked.",
    ),
)

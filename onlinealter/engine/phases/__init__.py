"""What each phase does; each file's first line says what is true when it ends."""

from collections.abc import Callable

from onlinealter.engine.phases.cleanup import abort, clean_up
from onlinealter.engine.phases.cutover import cutover
from onlinealter.engine.phases.direct import DIRECT_PHASES
from onlinealter.engine.phases.execute import execute
from onlinealter.engine.phases.prepare import prepare
from onlinealter.engine.phases.rollback import roll_back
from onlinealter.engine.phases.verify import verify
from onlinealter.engine.run import Run
from onlinealter.model.states import Phase

__all__ = ["DIRECT_PHASES", "PHASES"]

PHASES: dict[Phase, Callable[[Run], None]] = {
    Phase.PREPARE: prepare,
    Phase.EXECUTE: execute,
    Phase.VERIFY: verify,
    Phase.CUTOVER: cutover,
    Phase.CLEANUP: clean_up,
    Phase.ABORT: abort,
    Phase.ROLLBACK: roll_back,
}

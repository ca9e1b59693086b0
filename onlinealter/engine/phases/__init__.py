"""What each phase does; each file's first line says what is true when it ends."""

from onlinealter.engine.ledger import see_that_it_is_there
from onlinealter.engine.phase_context import Work, nothing
from onlinealter.engine.phases import cleanup, cutover, execute, prepare, rollback, verify
from onlinealter.engine.phases.direct import DIRECT_PHASES
from onlinealter.model.states import Phase

__all__ = ["DIRECT_PHASES", "PHASES"]

PHASES: dict[Phase, Work] = {
    Phase.PREPARE: Work(nothing, prepare.prepare),  # its checks come before there is a run at all
    Phase.EXECUTE: Work(execute.check, execute.execute),
    Phase.VERIFY: Work(verify.check, verify.verify),
    Phase.CUTOVER: Work(cutover.check, cutover.cutover),
    Phase.CLEANUP: Work(see_that_it_is_there, cleanup.clean_up),
    Phase.ABORT: Work(cleanup.check_abort, cleanup.abort),
    Phase.ROLLBACK: Work(rollback.check, rollback.roll_back),
}

"""``python -m tests.guards``: each guard of a promise is taken out once, and its test has to fail."""

from __future__ import annotations

import argparse
import signal
import sys

from rich.console import Console

from tests.guards.guard import Guard
from tests.guards.listed import GUARDS
from tests.guards.removal import copied_project, try_without

_SHOWN = 110  # characters of how a test failed


def main() -> int:
    """Try them; 0 when every test failed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that what was begun is ended
    parser = argparse.ArgumentParser(prog="python -m tests.guards", description=__doc__)
    parser.add_argument("words", nargs="*", help="only guards with one of these in number, description, file or test")
    chosen = [guard for guard in GUARDS if _is_meant(guard, parser.parse_args().words)]
    console = Console(highlight=False, soft_wrap=True, markup=False)
    if not chosen:
        parser.error("no guard has one of these words")
    console.print(f"{len(chosen)} of {len(GUARDS)} guards; each is taken out of a copy of the project, and its test run")
    unseen, seconds = 0, 0.0
    with copied_project() as project:
        for guard in chosen:
            seen = try_without(guard, project)
            unseen, seconds = unseen + (not seen.failed), seconds + seen.seconds
            verdict = "fails as it should" if seen.failed else "NOT NOTICED"
            how = seen.how[:_SHOWN] if seen.failed else seen.how
            console.print(f"{guard.promise} {guard.does}: {verdict} ({seen.seconds:.0f} s; {how})")
    console.print(f"{len(chosen) - unseen} tests failed as they should, {unseen} did not; {seconds:.0f} s")
    return int(bool(unseen))


def _is_meant(guard: Guard, words: list[str]) -> bool:
    """A number is a promise's."""
    text = f"{guard.does} {guard.file} {guard.test}".lower()
    return not words or any(word == str(guard.promise) or (not word.isdigit() and word.lower() in text) for word in words)


if __name__ == "__main__":
    sys.exit(main())

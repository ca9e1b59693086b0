"""``python -m tests.containers``: run the tests that need a container engine, with one of their own if none is named."""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
from pathlib import Path

from tests.containers.engine import Engine, NoEngine, containers_folder, engine
from tests.containers.images import build, load_stand_ins, see_that_containers_start


def main() -> int:
    """What pytest ends with; 0 without an engine if that's allowed."""
    parser = argparse.ArgumentParser(prog="python -m tests.containers", description=__doc__)
    parser.add_argument("--if-possible", action="store_true", help="where no engine can be had, say so and end with 0")
    words, for_pytest = parser.parse_known_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the engine is ended then, too
    try:
        with engine(_say) as found:
            return _test(found, for_pytest)
    except NoEngine as reason:
        _say(f"there is no container engine: {reason}")
        return 0 if words.if_possible else 1


def _test(found: Engine, words: list[str]) -> int:
    # Others that look after sandboxes on this machine don't know this engine.
    environment = {**found.environment, "ONLINEALTER_SANDBOXES": str(containers_folder() / "sandboxes")}
    if found.is_own:
        load_stand_ins(found, _say)
        # Nobody could pull the image of testcontainers' own reaper; the sandbox removes its containers by itself.
        environment["TESTCONTAINERS_RYUK_DISABLED"] = "true"
        see_that_containers_start(found)
    build(found, _say)
    command = [sys.executable, "-m", "pytest", "--quiet", "-m", "containers", str(Path(__file__).parent), *words]
    return subprocess.run(command, env=environment, check=False).returncode


def _say(text: str) -> None:
    sys.stderr.write(f"containers: {text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())

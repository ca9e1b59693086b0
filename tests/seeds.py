"""Where random choices begin: at the same number each time, so that `make test` says the same each time.

ONLINEALTER_SEED is another number, as `make nightly` draws one; a failed test of a night is repeated with it.
"""

from __future__ import annotations

import os

_GIVEN = os.environ.get("ONLINEALTER_SEED", "")

SEED = int(_GIVEN or 1)
SEED_IS_GIVEN = bool(_GIVEN)

"""What a check says."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Whether a finding stands against the alteration."""

    REFUSAL = "refusal"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """One thing a check found: what it is about, what is so, and what to do."""

    check: str
    severity: Severity
    message: str
    remedy: str = ""

"""Pause while a backup keeps all from writing."""

from __future__ import annotations

from onlinealter.mysql.backup_locks.holders import backup_lock
from onlinealter.throttles.signal import Ask, Reading


class BackupLock:
    """FLUSH TABLES WITH READ LOCK, or the last stage of MariaDB's BACKUP STAGE."""

    name, optional = "backup lock", True

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self.reading: Reading | None = None  # a lock is no number

    def reason(self) -> str | None:
        """``FLUSH TABLES WITH READ LOCK, held by connection 12 (backup@host, 5 s)``, or None."""
        return self._ask(lambda c: backup_lock(c, of_writes=True)) or None

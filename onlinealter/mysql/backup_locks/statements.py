"""Who holds a lock on the whole server, or waits for one."""

from __future__ import annotations

from onlinealter.mysql.statements import processes
from onlinealter.sql import quoting

READ_LOCK, BACKUP_LOCK = "FLUSH TABLES WITH READ LOCK", "a backup's lock on definitions"


def backup_lock_holders(*, mariadb: bool) -> list[str]:
    """Who holds a lock on the whole server, with its kind; questions to try in turn.

    MySQL: an explicit shared lock is nobody's but LOCK INSTANCE FOR BACKUP's and FLUSH TABLES WITH READ LOCK's.
    """
    kind = f"IF({{}}, {quoting.text(READ_LOCK)}, {quoting.text(BACKUP_LOCK)})"
    observed = (
        "SELECT th.processlist_id, th.processlist_user, th.processlist_host, th.processlist_time,"
        f" MAX({kind.format('{}')}) FROM performance_schema.metadata_locks l"
        " JOIN performance_schema.threads th ON th.thread_id = l.owner_thread_id WHERE {}"
        " AND l.lock_status = 'GRANTED' AND th.processlist_id <> CONNECTION_ID()"
        " GROUP BY th.processlist_id, th.processlist_user, th.processlist_host, th.processlist_time LIMIT 20"
    )
    if not mariadb:
        held = "l.object_type IN ('GLOBAL', 'BACKUP LOCK') AND l.lock_type = 'SHARED' AND l.lock_duration = 'EXPLICIT'"
        return [observed.format("l.object_type = 'GLOBAL'", held)]
    stages = "('MDL_BACKUP_START', 'MDL_BACKUP_FLUSH', 'MDL_BACKUP_WAIT_FLUSH', 'MDL_BACKUP_WAIT_DDL',"
    stages += " 'MDL_BACKUP_WAIT_COMMIT', 'MDL_BACKUP_FTWRL1', 'MDL_BACKUP_FTWRL2')"
    return [
        f"SELECT p.id, p.user, p.host, p.time, {kind.format(_LIKE_FTWRL.format('l.lock_mode'))}"
        " FROM information_schema.metadata_lock_info l JOIN information_schema.processlist p ON p.id = l.thread_id"
        f" WHERE l.lock_mode IN {stages} AND p.id <> CONNECTION_ID() LIMIT 20",
    ]


_LIKE_FTWRL = "LOCATE('FTWRL', {0}) OR LOCATE('WAIT_COMMIT', {0})"


def count_waiting_for_backup(*, mariadb: bool) -> str:
    """How many sessions wait for such a lock."""
    states = "'Waiting for backup lock', 'Waiting for global read lock', 'Waiting for commit lock'"
    return f"SELECT COUNT(*) FROM {processes(mariadb=mariadb)} WHERE state IN ({states})"

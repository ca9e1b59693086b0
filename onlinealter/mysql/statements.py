"""What is asked of a server about itself, its sessions and its replication."""

from __future__ import annotations

from onlinealter.mysql.session_variables import AS_ON_PRIMARY
from onlinealter.sql import quoting

# From here on a transaction counts as long: the server gives whole seconds only, so that 1 may be a moment.
OLD = 2
# What MySQL's performance schema has to note so that transactions and their metadata locks are seen: table and name.
SWITCHES = (
    ("consumers", "events_transactions_current"),
    ("consumers", "global_instrumentation"),
    ("consumers", "thread_instrumentation"),
    ("instruments", "transaction"),
    ("instruments", "wait/lock/metadata/sql/mdl"),
)


def age(started: str, now: str = "UTC_TIMESTAMP()") -> str:
    """Seconds since a moment in the server's own zone, which ``trx_started`` is in whatever the session's; both as SQL.

    At the end of summer time an hour comes twice. Such a moment counts as the first: rather too old than unseen.
    """
    utc = f"CONVERT_TZ({started}, 'SYSTEM', '+00:00')"
    before = f"{utc} - INTERVAL 1 HOUR"
    is_twice = f"CONVERT_TZ({before}, '+00:00', 'SYSTEM') = {started}"
    return f"TIMESTAMPDIFF(SECOND, IF({is_twice}, {before}, {utc}), {now})"


_AGE = age("t.trx_started")
# MySQL also times a transaction, from its BEGIN on; so it is no older than either says.
_TIMED_AGE = f"LEAST({_AGE}, COALESCE(CEIL(v.timer_wait / 1e12), {_AGE}))"
_TIMES = "LEFT JOIN performance_schema.events_transactions_current v ON v.thread_id = th.thread_id AND v.state = 'ACTIVE'"
_DOING = "th.processlist_command, th.processlist_time"


def show_variables() -> str:
    """Who the server is and what it can do."""
    names = (
        "version", "server_uuid", "server_id", "hostname", "port", "datadir", "read_only", "super_read_only", "log_bin",
        "binlog_format", "innodb_autoinc_lock_mode", "log_bin_trust_function_creators", "innodb_snapshot_isolation",
        "binlog_transaction_compression", "performance_schema", "lower_case_table_names", "sql_mode", *AS_ON_PRIMARY,
    )  # fmt: skip
    return f"SHOW GLOBAL VARIABLES WHERE Variable_name IN ({', '.join(map(quoting.text, names))})"


def identity_and_role(*, mariadb: bool) -> str:
    """What tells the server from any other, and whether it is read-only; costs a quarter of SHOW VARIABLES."""
    place = "CONCAT_WS('/', @@global.hostname, @@global.port, @@global.server_id, @@global.datadir)"
    return f"SELECT {place if mariadb else '@@global.server_uuid'} AS identity, @@global.read_only"


def read_only_now() -> str:
    """Whether the server takes writes of ordinary accounts."""
    return "SELECT @@global.read_only"


def xa_recover(*, mariadb: bool) -> str:
    """The prepared XA transactions, their ids in a form that can be typed again."""
    return "XA RECOVER FORMAT = 'SQL'" if mariadb else "XA RECOVER CONVERT XID"


def transactions_without_client() -> str:
    """InnoDB's numbers of transactions that no client has; those being rolled back, as after a crash, aren't prepared."""
    return (
        "SELECT trx_id FROM information_schema.innodb_trx WHERE trx_mysql_thread_id = 0 AND trx_state <> 'ROLLING BACK'"
        " AND trx_autocommit_non_locking = 0"
    )


def transactions_without_client_on(schema: str, tables: tuple[str, ...]) -> str:
    """MySQL: the same, of those that have used one of these tables."""
    among = ", ".join(quoting.text(table) for table in tables)
    return (
        "SELECT DISTINCT t.trx_id FROM information_schema.innodb_trx t JOIN performance_schema.data_locks l"
        " ON l.engine_transaction_id = t.trx_id AND l.engine = 'INNODB'"
        " WHERE t.trx_mysql_thread_id = 0 AND t.trx_state <> 'ROLLING BACK'"
        f" AND l.object_schema = {quoting.text(schema)} AND l.object_name IN ({among})"
    )


def kill_connection(connection_id: int) -> str:
    return f"KILL CONNECTION {connection_id}"


def kill_query(connection_id: int) -> str:
    """End what a connection is doing."""
    return f"KILL QUERY {connection_id}"


def hold_name() -> str:
    """Let a connection be found by its name for as long as it lives; the name is a parameter."""
    return "SELECT GET_LOCK(%s, 0)"


def holder_of_name() -> str:
    """The connection that bears the name, or NULL; the name is a parameter."""
    return "SELECT IS_USED_LOCK(%s)"


def idle_holder_of_name(*, mariadb: bool) -> str:
    """The connection that bears the name, if it runs nothing; the name is a parameter."""
    return f"SELECT id FROM {processes(mariadb=mariadb)} WHERE command = 'Sleep' AND id = IS_USED_LOCK(%s)"


def find_connection(connection_id: int, *, mariadb: bool) -> str:
    return f"SELECT 1 FROM {processes(mariadb=mariadb)} WHERE id = {connection_id}"


def state_of_connection(connection_id: int, *, mariadb: bool) -> str:
    return f"SELECT state FROM {processes(mariadb=mariadb)} WHERE id = {connection_id}"


def build_progress(connection_id: int, *, mariadb: bool) -> str:
    """What a connection's ALTER is at, how much of the work is done, and how much there is; in MariaDB's own measure, which
    is of all such work on the server.
    """
    if mariadb:
        progress = "SELECT variable_value FROM information_schema.global_status"
        progress += " WHERE variable_name = 'Innodb_onlineddl_pct_progress'"
        return f"SELECT state, ({progress}) FROM information_schema.processlist WHERE id = {connection_id}"
    return (
        "SELECT s.event_name, s.work_completed, s.work_estimated FROM performance_schema.events_stages_current s"
        " JOIN performance_schema.threads t ON t.thread_id = s.thread_id"
        f" WHERE t.processlist_id = {connection_id} AND s.event_name LIKE 'stage/innodb/alter%' AND s.work_estimated > 0"
    )


def session_mark(connection_id: str) -> str:
    """The name of the lock by which a session of ours is known, for a connection id given as SQL."""
    return f"CONCAT('online-alter session ', {connection_id})"


def mark_session() -> str:
    """Let every session of any account see that this one is ours, for as long as it lives and whatever it does."""
    return f"SELECT GET_LOCK({session_mark('CONNECTION_ID()')}, 0)"


def is_ours(connection_id: str) -> str:
    """A condition: whether a connection, its id given as SQL, is a session of this tool, of whichever run."""
    return f"COALESCE(IS_USED_LOCK({session_mark(connection_id)}) = {connection_id}, FALSE)"


def binlog_position(version: tuple[int, ...]) -> str:
    """MySQL: file and position that the binlog has come to; no row where it is off."""
    return "SHOW BINARY LOG STATUS" if version >= (8, 2) else "SHOW MASTER STATUS"


def binlog_files() -> str:
    """The binlog's files with their sizes."""
    return "SHOW BINARY LOGS"


def binlog_written_by_session() -> str:
    """MariaDB: the bytes of binlog that this session has written."""
    return "SHOW SESSION STATUS LIKE 'Binlog_bytes_written'"


def identity_of_blocker(connection_id: int, *, mariadb: bool) -> str:
    """Who a connection is and since when its transaction is open; no row for one that must never be ended: a session of
    this tool, replication, the event scheduler and its events, the server's own threads.
    """
    spared = "'', 'system user', 'event_scheduler', 'unauthenticated user'"
    transaction = "LEFT JOIN information_schema.innodb_trx t ON t.trx_mysql_thread_id ="
    if mariadb:
        return (
            f"SELECT p.id, p.user, p.host, t.trx_started FROM information_schema.processlist p {transaction} p.id"
            f" WHERE p.id = {connection_id} AND p.command IN ('Sleep', 'Query', 'Execute', 'Fetch', 'Init DB', 'Ping')"
            f" AND COALESCE(p.user, '') NOT IN ({spared}) AND NOT {is_ours('p.id')}"
            " AND COALESCE(p.info, '') NOT LIKE '/* online-alter %'"
        )
    return (
        "SELECT th.thread_id, th.processlist_user, th.processlist_host, t.trx_started FROM performance_schema.threads th"
        f" {transaction} th.processlist_id WHERE th.processlist_id = {connection_id} AND th.type = 'FOREGROUND'"
        " AND th.name = 'thread/sql/one_connection'"
        " AND th.processlist_command NOT IN ('Binlog Dump', 'Binlog Dump GTID', 'Daemon')"
        f" AND COALESCE(th.processlist_user, '') NOT IN ({spared}) AND NOT {is_ours('th.processlist_id')}"
        " AND COALESCE(th.processlist_info, '') NOT LIKE '/* online-alter %'"
    )


def executed_position(*, mariadb: bool) -> str:
    """What a primary has written, as a GTID set."""
    return "SELECT @@global.gtid_binlog_pos" if mariadb else "SELECT @@global.gtid_executed"


def wait_for_position(*, mariadb: bool) -> str:
    """Wait on a replica; position and seconds are parameters."""
    return "SELECT MASTER_GTID_WAIT(%s, %s)" if mariadb else "SELECT WAIT_FOR_EXECUTED_GTID_SET(%s, %s)"


def show_replica_status(*, mariadb: bool) -> str:
    """Whose replica a server is, and how it does: a row for each source."""
    return "SHOW ALL REPLICAS STATUS" if mariadb else "SHOW REPLICA STATUS"


def find_appliers(*, mariadb: bool) -> str:
    """The server's threads that fetch or apply another's binlog, as who may see all connections sees them."""
    if mariadb:
        return "SELECT id FROM information_schema.processlist WHERE command IN ('Slave_IO', 'Slave_SQL', 'Slave_worker')"
    return (
        "SELECT id FROM performance_schema.processlist WHERE user = 'system user' AND command IN ('Connect', 'Query')"
        " AND state REGEXP 'source|master|replica|slave|relay log|coordinator'"
    )


def count_group_primaries() -> str:
    """MySQL: the members that take writes, of the group that this server is an active member of."""
    members = "performance_schema.replication_group_members"
    return (
        f"SELECT COUNT(*) FROM {members} WHERE member_role = 'PRIMARY' AND EXISTS (SELECT 1 FROM {members}"
        " WHERE member_id = @@server_uuid AND member_state IN ('ONLINE', 'RECOVERING'))"
    )


def show_replicas(*, mariadb: bool) -> str:
    """Who is registered as a replica of this server."""
    return "SHOW SLAVE HOSTS" if mariadb else "SHOW REPLICAS"


def find_readers(*, mariadb: bool) -> str:
    """From where the binlog is read."""
    return (
        f"SELECT host FROM {processes(mariadb=mariadb)} WHERE command IN ('Binlog Dump', 'Binlog Dump GTID') ORDER BY host"
    )


def processes(*, mariadb: bool) -> str:
    """The table of connections. MySQL's older one fails while any statement with a 4-byte character runs (error 3854)."""
    return "information_schema.processlist" if mariadb else "performance_schema.processlist"


def unlock_tables() -> str:
    """Give up what LOCK TABLES took."""
    return "UNLOCK TABLES"


def lock_tables(schema: str, tables: tuple[str, ...]) -> str:
    """Take the tables for this session alone."""
    return "LOCK TABLES " + ", ".join(f"{quoting.table_name(schema, table)} WRITE" for table in tables)


def tables_of_triggers(schema: str, tables: tuple[str, ...], ours: str) -> str:
    """Tables whose names stand in the bodies of triggers on these tables, but for those of our own making."""
    among = ", ".join(quoting.text(table) for table in tables)
    return (
        "SELECT DISTINCT t.table_name FROM information_schema.tables t JOIN information_schema.triggers g"
        " ON LOCATE(LOWER(t.table_name), LOWER(g.action_statement)) > 0"
        f" WHERE t.table_schema = {quoting.text(schema)} AND g.event_object_schema = {quoting.text(schema)}"
        f" AND g.event_object_table IN ({among}) AND t.table_name NOT IN ({among})"
        f" AND LOCATE({quoting.text(ours)}, t.table_name) = 0"
    )


_ON = " AND enabled = 'YES'"


def count_switched_on() -> str:
    """MySQL: how many of the SWITCHES are on."""
    return f"SELECT ({') + ('.join(_of_switches('COUNT(*)', _ON))})"


def show_switches() -> str:
    """MySQL: each of the SWITCHES with whether it is on."""
    return " UNION ALL ".join(_of_switches("'{kind}', name, enabled"))


def _of_switches(what: str, condition: str = "") -> list[str]:
    named = {kind: ", ".join(quoting.text(name) for each, name in SWITCHES if each == kind) for kind, _ in SWITCHES}
    source = "performance_schema.setup_"
    return [
        f"SELECT {what.format(kind=kind)} FROM {source}{kind} WHERE name IN ({names}){condition}"
        for kind, names in named.items()
    ]


def count_unseen_sessions() -> str:
    """MySQL: sessions of which the performance schema notes nothing, and accounts whose sessions will be such."""
    return (
        "SELECT (SELECT COUNT(*) FROM performance_schema.threads WHERE name = 'thread/sql/one_connection'"
        " AND instrumented = 'NO') + (SELECT COUNT(*) = 0 FROM performance_schema.setup_actors"
        " WHERE host = '%' AND user = '%' AND enabled = 'YES')"
        " + (SELECT COUNT(*) FROM performance_schema.setup_actors WHERE enabled = 'NO')"
    )


def do_nothing() -> str:
    """A statement that always succeeds."""
    return "DO 0"


def no_upgraders(schema: str, tables: tuple[str, ...], *, mariadb: bool, relatives: tuple[str, ...] = ()) -> str:
    """A query that fails with 1242 while a transaction is there that has only read one of the tables so far, or, where
    they have relatives by foreign keys, that has used any of these; also while MySQL doesn't keep book of them.

    Should it write to it while a statement of ours waits in the queue, the server ends *it* with 1213, at once and
    without a row lock being involved. MariaDB can't tell the table: all transactions count there that have only read.
    """
    users = _users(schema, (*tables, *relatives)) if relatives and not mariadb else ""
    bad = users or _upgraders(schema, tables, mariadb=mariadb)
    blind = "" if mariadb else f" OR ({count_switched_on()}) < {len(SWITCHES)}"
    return f"SELECT IF(EXISTS ({bad}){blind}, (SELECT 1 UNION SELECT 2), 0)"


def lock_holders(schema: str, tables: tuple[str, ...], *, mariadb: bool, age: float = OLD) -> list[tuple[bool, str]]:
    """Who has held a metadata lock on one of the tables for so many seconds or more: questions to try in turn, each with
    whether its answer is certain. Where it isn't, and on MariaDB, two seconds are the least.
    """
    aged = f"{_TIMED_AGE} >= {OLD}" if age >= OLD else f"v.timer_wait >= {age * 1e12:.0f}"
    among = ", ".join(quoting.text(table) for table in tables)
    if not mariadb:
        return [
            (
                True,
                # The transaction's age, not the session's: a session may have set its own clock.
                f"SELECT th.processlist_id, th.processlist_user, th.processlist_host, MAX(COALESCE({_TIMED_AGE}, 1)),"
                f" {_DOING} FROM performance_schema.metadata_locks l JOIN performance_schema.threads th"
                " ON th.thread_id = l.owner_thread_id"
                f" LEFT JOIN information_schema.innodb_trx t ON t.trx_mysql_thread_id = th.processlist_id {_TIMES}"
                f" WHERE l.object_type = 'TABLE' AND l.object_schema = {quoting.text(schema)}"
                f" AND l.object_name IN ({among}) AND l.lock_status = 'GRANTED'"
                " AND th.processlist_id <> CONNECTION_ID()"
                f" AND (l.lock_duration = 'EXPLICIT' OR (l.lock_duration = 'TRANSACTION' AND {aged}))"
                f" GROUP BY th.processlist_id, th.processlist_user, th.processlist_host, {_DOING} ORDER BY 4 DESC LIMIT 20",
            ),
            (False, old_transactions(OLD, mariadb=mariadb)),
        ]
    return [
        (
            True,
            "SELECT p.id, p.user, p.host, p.time, p.command, p.time FROM information_schema.metadata_lock_info l"
            " JOIN information_schema.processlist p ON p.id = l.thread_id"
            f" WHERE l.table_schema = {quoting.text(schema)} AND l.table_name IN ({among})"
            " AND p.id <> CONNECTION_ID() AND p.time >= 2 ORDER BY p.time DESC LIMIT 20",
        ),
        (False, old_transactions(OLD, mariadb=mariadb)),
    ]


def old_transactions(older_than: float, *, mariadb: bool, timed: bool = False) -> str:
    """Transactions that began more than so many seconds ago; prepared ones without a client read nothing any more.

    ``timed`` by MySQL's performance schema as well.
    """
    found = _TIMED_AGE if timed else _AGE
    times = (
        f" LEFT JOIN performance_schema.threads th ON th.processlist_id = t.trx_mysql_thread_id {_TIMES}" if timed else ""
    )
    return (
        f"SELECT t.trx_mysql_thread_id, p.user, p.host, {found}, p.command, p.time FROM information_schema.innodb_trx t"
        f" LEFT JOIN {processes(mariadb=mariadb)} p ON p.id = t.trx_mysql_thread_id{times}"
        f" WHERE t.trx_mysql_thread_id NOT IN (0, CONNECTION_ID()) AND {found} >= {older_than:.0f} ORDER BY 4 DESC LIMIT 20"
    )


def _users(schema: str, tables: tuple[str, ...]) -> str:
    """Transactions that use one of these tables: they may come for another one, which we hold while we wait for theirs."""
    among = ", ".join(quoting.text(table) for table in tables)
    return (
        "SELECT 1 FROM performance_schema.metadata_locks u"
        " JOIN performance_schema.events_transactions_current v ON v.thread_id = u.owner_thread_id AND v.autocommit = 'NO'"
        f" WHERE u.object_type = 'TABLE' AND u.object_schema = {quoting.text(schema)} AND u.object_name IN ({among})"
        " AND u.lock_duration = 'TRANSACTION' AND u.lock_status = 'GRANTED' AND v.state = 'ACTIVE'"
        " AND u.owner_thread_id <> PS_CURRENT_THREAD_ID()"
    )


def old_transactions_by_events(older_than: float) -> str:
    """The same from MySQL's performance schema, which also names transactions that have read nothing yet."""
    return (
        "SELECT th.processlist_id, th.processlist_user, th.processlist_host, t.timer_wait / 1e12,"
        f" {_DOING} FROM performance_schema.events_transactions_current t"
        " JOIN performance_schema.threads th ON th.thread_id = t.thread_id"
        " WHERE t.state = 'ACTIVE' AND th.processlist_id <> CONNECTION_ID()"
        f" AND t.timer_wait / 1e12 >= {older_than:.0f} ORDER BY 4 DESC LIMIT 20"
    )


def _upgraders(schema: str, tables: tuple[str, ...], *, mariadb: bool) -> str:
    """The sooner it answers the better: until our statement stands in the queue, another reader may come."""
    if mariadb:
        return (
            "SELECT 1 FROM information_schema.innodb_trx WHERE trx_autocommit_non_locking = 0"
            " AND trx_tables_locked = 0 AND trx_rows_modified = 0 AND trx_mysql_thread_id <> CONNECTION_ID()"
        )
    among = ", ".join(quoting.text(table) for table in tables)
    of_table = f"object_type = 'TABLE' AND {{0}}.object_schema = {quoting.text(schema)} AND {{0}}.object_name IN ({among})"
    return (
        "SELECT 1 FROM performance_schema.metadata_locks r"
        " JOIN performance_schema.events_transactions_current t ON t.thread_id = r.owner_thread_id AND t.autocommit = 'NO'"
        f" WHERE r.{of_table.format('r')} AND r.lock_type = 'SHARED_READ' AND r.lock_status = 'GRANTED'"
        f" AND NOT EXISTS (SELECT 1 FROM performance_schema.metadata_locks w WHERE w.{of_table.format('w')}"
        " AND w.object_name = r.object_name AND w.owner_thread_id = r.owner_thread_id AND w.lock_type = 'SHARED_WRITE')"
    )


def use(schema: str) -> str:
    return f"USE {quoting.name(schema)}"

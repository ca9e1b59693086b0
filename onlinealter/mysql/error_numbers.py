"""Server error numbers by name, each with the reason why we care."""

from __future__ import annotations

from typing import Final

# Access and existence
ACCESS_DENIED: Final = 1045
DATABASE_ACCESS_DENIED: Final = 1044
UNKNOWN_DATABASE: Final = 1049
NO_SUCH_TABLE: Final = 1146
NO_SUCH_THREAD: Final = 1094
NOT_OWNER: Final = 1095
SPECIFIC_ACCESS_DENIED: Final = 1227
TABLE_ACCESS_DENIED: Final = 1142
COLUMN_ACCESS_DENIED: Final = 1143
PARSE_ERROR: Final = 1064
BINLOG_TRIGGER_NEEDS_SUPER: Final = 1419

# The account was refused: waiting doesn't help
ACCOUNT_REFUSED: Final = frozenset(
    {
        ACCESS_DENIED,
        1698,  # access denied without a password
        1862,  # the password has expired
        3118,  # the account is locked (MySQL)
        4151,  # the account is locked (MariaDB)
    }
)

# No connection more for the account, for now or for this hour; or for anybody
ACCOUNT_USED_UP: Final = frozenset({1203, 1226})
TOO_MANY_CONNECTIONS: Final = 1040

# What the server says of the account's own rights once the account is gone
ACCOUNT_GONE: Final = frozenset({1141, 1960})

# An option of the server forbids the statement: read_only, as before a failover, or --skip-grant-tables and others
OPTION_PREVENTS: Final = 1290

# The server, of another version say, doesn't have the variable
UNKNOWN_SYSTEM_VARIABLE: Final = 1193

# The server has no room left
NO_ROOM: Final = frozenset({1021, 1114})

# MySQL can't list the transactions while one of them runs a statement with a character of four bytes
TRANSACTIONS_UNREADABLE: Final = 3854

# XA RECOVER without the privilege XA_RECOVER_ADMIN (MySQL)
XA_RECOVER_REFUSED: Final = 1401

# Locks
LOCK_WAIT_TIMEOUT: Final = 1205
DEADLOCK: Final = 1213
LOCK_NOWAIT: Final = 3572
RECORD_CHANGED: Final = 1020
QUERY_INTERRUPTED: Final = 1317
DUPLICATE_KEY: Final = 1062
DUPLICATE_KEY_NAMED: Final = 1586

# Temporary tables can't have these (used by the preview)
TEMPORARY_FULLTEXT: Final = 1796
TEMPORARY_PARTITIONS: Final = 1562
TEMPORARY_UNSUPPORTED: Final = 1478  # MariaDB, of partitions; MySQL, of encryption
TEMPORARY_COMPRESSED: Final = 3500
COMPRESSED_READ_ONLY: Final = 4047  # MariaDB, of temporary tables that would be compressed
OPTION_UNSUPPORTED: Final = 1031  # page compression
NOT_PARTITIONED: Final = 1505  # as the preview never is
DUPLICATE_CHECK: Final = 3822  # MySQL, where a schema has a name once
NO_SUCH_CHECK: Final = frozenset({3821, 3940})  # by DROP or ALTER CHECK, by DROP CONSTRAINT (MySQL)
ALGORITHM_UNSUPPORTED: Final = frozenset({1845, 1846, 4135})

TOOK_TOO_LONG: Final = frozenset({3024, 1969})  # MAX_EXECUTION_TIME, max_statement_time

# MySQL says so of an index that isn't unique, when it applies what was written during the build; the next build succeeds
DUPLICATE_WHILE_BUILDING: Final = 1859
TOO_MUCH_WHILE_BUILDING: Final = 1799  # more was written than innodb_online_alter_log_max_size holds
# An expression that isn't fixed by its row: MySQL 3102, 3763, 3772; MariaDB 1901
NOT_FIXED: Final = frozenset({1901, 3102, 3763, 3772})
UNKNOWN_COLUMN: Final = 1054
NO_SUCH_INDEX: Final = 1176

# Never raised by InnoDB: our mark for a key that is used again after the swap while a row left out still has it
KEY_LEFT_OUT: Final = 1022

SEVERAL_ROWS: Final = 1242  # how the DDL runner's guard says no
OUT_OF_RANGE: Final = 1690  # how a statement's proof says that the tables are others than were looked at

# The connection is gone
SERVER_SHUTDOWN: Final = 1053
CONNECTION_KILLED: Final = 1927
SESSION_KILLED: Final = 3169
INACTIVITY: Final = 4031

LOST: Final = frozenset({SERVER_SHUTDOWN, CONNECTION_KILLED, SESSION_KILLED, INACTIVITY})

# A copy statement that met one of these is tried again, smaller
LOCK_CONFLICTS: Final = frozenset({LOCK_WAIT_TIMEOUT, DEADLOCK, LOCK_NOWAIT, RECORD_CHANGED, QUERY_INTERRUPTED})

# A value that the new definition can't hold
VALUE_REFUSED: Final = frozenset(
    {
        DUPLICATE_KEY,
        DUPLICATE_KEY_NAMED,
        1048,  # NULL in a NOT NULL column
        1264,  # out of range
        1265,  # data truncated
        1292,  # incorrect date, time or number
        1364,  # no default value
        1366,  # incorrect value, characters that don't fit the character set
        1406,  # too long
        1411,  # incorrect value for a function
        1416,  # can't be a geometry
        1452,  # no parent row
        1526,  # no partition for the value
        1690,  # arithmetic out of range
        3140,  # invalid JSON
        3141,
        3156,  # JSON can't become this type
        3643,  # wrong spatial reference system
        3819,  # check constraint (MySQL)
        4025,  # check constraint (MariaDB)
    }
)

# A statement whose values a key, a CHECK or a partitioning of the table itself refuses
CONSTRAINT_REFUSED: Final = frozenset({DUPLICATE_KEY, DUPLICATE_KEY_NAMED, 1451, 1452, 1526, 3819, 4025})

# A statement that names a column which the table doesn't have, or which the server computes (MySQL, MariaDB)
COLUMN_REFUSED: Final = frozenset({UNKNOWN_COLUMN, 3105, 1906})

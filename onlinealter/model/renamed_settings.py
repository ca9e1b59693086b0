"""Settings that once had other names. Who writes such a name is told the new one; a journal may still hold it."""

from __future__ import annotations

RENAMED = {
    "longest_index_build": "max_index_build",
    "longest_lag": "max_lag",
    "longest_pause": "max_pause",
    "most_chunk_bytes": "max_chunk_bytes",
    "most_chunk_rows": "max_chunk_rows",
    "most_history": "max_history_length",
    "most_lock_waits": "max_lock_waits",
    "most_threads_running": "max_threads_running",
    "old_transactions": "old_transaction_timeout",
    "patience": "lock_timeout",
    "way_back": "rollback",
}


def present_name(name: str) -> str:
    """The name that a setting has now."""
    return RENAMED.get(name, name)

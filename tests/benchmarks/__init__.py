"""Measurements: ours and the rivals in turn on the same private server, and variants of the triggers."""

import importlib
from contextlib import suppress

# The driver's C extension brings libraries of its own, which have to come before Python's ssl loads the system's.
with suppress(ImportError):
    importlib.import_module("_mysql_connector")

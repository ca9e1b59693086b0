"""Change the definition of a big, busy MySQL or MariaDB table while the applications keep using it."""

__version__ = "0.1.0"

"""The file of the application's statements: the one beside a plan, or any other."""

from __future__ import annotations

from pathlib import Path

from onlinealter.model.errors import UsageFault
from onlinealter.tables.queries import Query, read_queries

ENDING = ".queries.sql"
_MOST_BYTES = 1_000_000


def queries_beside(plan_file: Path) -> Path | None:
    """The file whose name is the plan file's with another ending, if there is one."""
    found = plan_file.with_suffix(ENDING)
    return found if found.is_file() else None


def is_beside_plan(file: Path) -> bool:
    """Whether a plan file stands beside this one, to which its queries belong."""
    return file.name.endswith(ENDING) and file.with_name(file.name.removesuffix(ENDING) + ".toml").is_file()


def read_queries_file(file: Path) -> tuple[Query, ...]:
    """Its statements. Raises UsageFault with all that is wrong with them."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise UsageFault(f"{file} is larger than {_MOST_BYTES:,} bytes", remedy="Leave some of the statements out.")
        return read_queries(file.read_text(encoding="utf-8"), str(file))
    except OSError as error:
        raise UsageFault(f"{file} can't be read: {error.strerror}", remedy="Look at the file.") from error
    except UnicodeDecodeError as error:
        raise UsageFault(f"{file} is not UTF-8", remedy="Write it in UTF-8.") from error

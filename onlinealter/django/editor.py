"""A schema editor that writes what Django would do to a big table, so that it can be one statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import onlinealter.library as oa
from onlinealter.django.statements import Gathering

_REMEDY = "Leave it to Django in an operation of its own, or write it in two migrations."


def collect(connection: Any, operate: Callable[[Any], None]) -> Gathering:  # noqa: ANN401 - Django's
    """What ``operate`` has Django's own editor do, unperformed. Raises UsageFault where it can't be one statement."""
    with _editor(connection) as editor:
        if editor.quote_value("'") not in ("'\\''", "''''"):
            raise oa.UsageFault(
                f"{type(connection).__module__} writes values that aren't quoted",
                remedy="Use django.db.backends.mysql, with mysqlclient or PyMySQL.",
            )
        operate(editor)
    result = Gathering(editor.added, editor.removed)
    for statement in editor.collected_sql:
        result.take(statement.strip().removesuffix(";"))
    if result.apart:
        columns = ", ".join(sorted(result.apart))
        raise oa.UsageFault(f"{columns}: changed in several steps, which can't be one alteration", remedy=_REMEDY)
    return result


def _editor(connection: Any) -> Any:  # noqa: ANN401 - Django's
    """Django's own, but for defaults.

    Django adds a column with a default that it drops afterwards, and fills NULLs by an UPDATE between two ALTERs: here the
    copy fills them. Where a column is removed, its field's default is what rows get that are written later, for a rollback.
    """

    class Editor(connection.SchemaEditorClass):  # type: ignore[misc] # it depends on the driver
        def __init__(self) -> None:
            super().__init__(connection, collect_sql=True, atomic=False)
            self.added: dict[str, str] = {}
            self.removed: dict[str, str] = {}

        def skip_default(self, field: Any) -> bool:  # noqa: ANN401, ARG002 - Django's
            return False  # no UPDATE after a column is added

        def skip_default_on_alter(self, field: Any) -> bool:  # noqa: ANN401, ARG002 - Django's
            return True  # no default that is dropped again

        def column_sql(self, model: Any, field: Any, include_default: bool = False) -> Any:  # noqa: ANN401 - Django's
            stays = super().skip_default_on_alter(field) and not super().skip_default(field)
            value = None if stays or not include_default else self._default(field)
            if value is not None:
                self.added[field.column] = value
            return super().column_sql(model, field, include_default=include_default and value is None)

        def remove_field(self, model: Any, field: Any) -> None:  # noqa: ANN401 - Django's
            value = None if field.null else self._default(field)
            if value is not None:
                self.removed[field.column] = value
            super().remove_field(model, field)

        def _default(self, field: Any) -> str | None:  # noqa: ANN401 - Django's
            value = None if field.column is None or _is_the_servers(field) else self.effective_default(field)
            return None if value is None else str(self.quote_value(value))

    return Editor()


def _is_the_servers(field: Any) -> bool:  # noqa: ANN401 - Django's; both are there since 5.0
    """Whether it is the server that gives the column its value."""
    return bool(getattr(field, "generated", False) or getattr(field, "has_db_default", bool)())

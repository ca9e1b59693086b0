"""The operation as migrations write it."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.migrations import AlterIndexTogether, AlterModelTableComment, AlterUniqueTogether
from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import FieldOperation
from django.db.migrations.operations.models import IndexOperation

import onlinealter.library as oa

_KINDS = (FieldOperation, IndexOperation, AlterUniqueTogether, AlterIndexTogether, AlterModelTableComment)


@dataclass(frozen=True)
class Options:
    """What a migration may say of its alteration; ``columns``, ``reverse``, ``allow`` and ``settings`` are a plan's."""

    min_rows: int | None = None
    cleanup: bool | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    reverse: Mapping[str, str] = field(default_factory=dict)
    allow: Sequence[str] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    name: str = ""


class OnlineAlter(Operation):  # type: ignore[misc] # Django publishes no types
    """Operations on one model, as one online alteration of its table where that is a big one on MySQL or MariaDB.

    Everywhere else, and for state and ``sqlmigrate``, they are what they are without this. A table with fewer than
    ``min_rows`` rows is Django's. ``cleanup`` drops the old table at once. Backwards the alteration is rolled back while
    that is possible; later the operations are run backwards, as one alteration too.
    """

    category = getattr(FieldOperation, "category", None) or getattr(AlterUniqueTogether, "category", None)
    serialization_expand_args = ("operations",)

    def __init__(
        self,
        *given: Any,  # noqa: ANN401 - Django's operations
        operations: Sequence[Any] = (),
        min_rows: int | None = None,
        cleanup: bool | None = None,
        columns: Mapping[str, str] | None = None,
        reverse: Mapping[str, str] | None = None,
        allow: Sequence[str] = (),
        settings: Mapping[str, object] | None = None,
        name: str = "",
    ) -> None:
        """``operations`` are the same as those given without a name; a squashed migration is written so."""
        self.operations = [*given, *operations]
        self.options = Options(min_rows, cleanup, columns or {}, reverse or {}, allow, settings or {}, name)
        self.model_name = _one_model(self.operations)
        self._plain = SeparateDatabaseAndState(self.operations, self.operations)

    @property
    def reversible(self) -> bool:
        """As far as each operation is."""
        return all(each.reversible for each in self.operations)

    def deconstruct(self) -> tuple[str, list[object], dict[str, object]]:
        """As Django writes it into a squashed migration."""
        standard = Options()
        given = {name: value for name, value in vars(self.options).items() if value != getattr(standard, name)}
        return self.__class__.__qualname__, [], {"operations": self.operations, **given}

    def state_forwards(self, app_label: str, state: Any) -> None:  # noqa: ANN401 - Django's
        """Django's own."""
        self._plain.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ANN401 - Django's
        """The alteration, or Django's own operations."""
        if self._is_plain(app_label, schema_editor, to_state):
            self._plain.database_forwards(app_label, schema_editor, from_state, to_state)
            return
        from onlinealter.django.alteration import Step, forwards

        if not forwards(Step(self, self._plain, app_label, schema_editor.connection, from_state, to_state)):
            self._plain.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ANN401 - Django's
        """The alteration rolled back, or the other way round, or Django's own operations."""
        if self._is_plain(app_label, schema_editor, to_state):
            self._plain.database_backwards(app_label, schema_editor, from_state, to_state)
            return
        from onlinealter.django.alteration import Step, backwards

        if not backwards(Step(self, self._plain, app_label, schema_editor.connection, to_state, from_state)):
            self._plain.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """Django's own sentences."""
        return "; ".join(each.describe() for each in self.operations)

    @property
    def migration_name_fragment(self) -> str:
        """Django's own words."""
        return "_".join(each.migration_name_fragment for each in self.operations if each.migration_name_fragment)

    def _is_plain(self, app_label: str, schema_editor: Any, state: Any) -> bool:  # noqa: ANN401 - Django's
        """Whether a run is out of the question: another kind of server, SQL is only written, or the model isn't there."""
        connection = schema_editor.connection
        if connection.vendor != "mysql" or schema_editor.collect_sql:
            return True
        return not self.allow_migrate_model(connection.alias, state.apps.get_model(app_label, self.model_name))


def _one_model(operations: Sequence[Any]) -> str:
    """The model's name, in lower case. Raises UsageFault where the operations can't be one alteration of one table."""
    for each in operations:
        if not isinstance(each, _KINDS):
            raise oa.UsageFault(
                f"OnlineAlter takes no {type(each).__name__}",
                remedy="It takes operations on the fields, indexes and constraints of one model. Write others beside it.",
            )
    models = {str(getattr(each, "model_name", None) or each.name).lower() for each in operations}
    if len(models) != 1:
        raise oa.UsageFault(
            f"OnlineAlter takes operations on one model, found {', '.join(sorted(models)) or 'none'}",
            remedy="Write one OnlineAlter for each model.",
        )
    return models.pop()


def _as_django_writes() -> inspect.Signature:
    """The arguments without the one that stands for several, and none of them by keyword only: 4.2 writes no others."""
    found = inspect.signature(OnlineAlter.__init__)
    named = [each for each in found.parameters.values() if each.kind is not inspect.Parameter.VAR_POSITIONAL]
    return found.replace(parameters=[each.replace(kind=inspect.Parameter.POSITIONAL_OR_KEYWORD) for each in named])


OnlineAlter.__init__.__signature__ = _as_django_writes()  # type: ignore[attr-defined]

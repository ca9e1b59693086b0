"""Names and literals as SQL text."""


def name(identifier: str) -> str:
    """An identifier in backquotes."""
    return "`" + identifier.replace("`", "``") + "`"


def table_name(schema: str, table: str) -> str:
    """A table with its schema, both quoted."""
    return f"{name(schema)}.{name(table)}"


def text(value: str) -> str:
    """A string literal that means the same in every sql_mode and never holds a raw backslash."""
    if value.isascii() and value.isprintable() and "\\" not in value:
        return "'" + value.replace("'", "''") + "'"
    return f"_utf8mb4 x'{value.encode().hex()}'"


def names(identifiers: "list[str] | tuple[str, ...]") -> str:
    """Identifiers, quoted, as a list."""
    return ", ".join(name(identifier) for identifier in identifiers)

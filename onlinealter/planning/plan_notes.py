"""What people say of a plan: free text, of bounded length."""

from __future__ import annotations

from onlinealter.model.plan import Notes

LONGEST_NOTES = {"description": 2000, "owner": 200, "ticket": 200}


class UnfitNote(ValueError):
    """A note that is no text, or too long; the message says what was expected."""


def checked_note(name: str, value: object) -> str:
    """The note as it is kept. Raises UnfitNote; KeyError where there is no note of that name."""
    most = LONGEST_NOTES[name]
    if not isinstance(value, str):
        raise UnfitNote("expected text")
    if len(value) > most:
        raise UnfitNote(f"expected at most {most:,} characters, found {len(value):,}")
    return value.strip()


def told(notes: Notes) -> dict[str, str]:
    """Those that say something, by name."""
    return {name: text for name in LONGEST_NOTES if (text := getattr(notes, name))}

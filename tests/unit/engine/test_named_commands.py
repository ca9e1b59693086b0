"""The commands that an error names."""

import pytest

from onlinealter.engine.named_commands import with_target


@pytest.mark.parametrize(
    ("remedy", "named"),
    [
        ("Call 'online-alter abort', which", "Call 'online-alter abort --table orders', which"),
        ("'online-alter verify --repair' copies them", "'online-alter verify --repair --table orders' copies them"),
        (
            "online-alter abort (after the cutover: cleanup).",
            "online-alter abort --table orders (after the cutover: cleanup).",
        ),
        ("online-alter rollback --repair --table orders", "online-alter rollback --repair --table orders"),
        ("Next: online-alter cutover --table orders, or …", "Next: online-alter cutover --table orders, or …"),
        ("Call 'online-alter status' to see all runs.", "Call 'online-alter status' to see all runs."),
    ],
)
def test_each_is_named_with_its_table(remedy: str, named: str) -> None:
    """Once, and those that aren't about one table are left as they are."""
    assert with_target(remedy, "orders") == named

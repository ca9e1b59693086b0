"""Django's migration operation :class:`OnlineAlter` (docs/django.md)."""

from onlinealter.django.operation import OnlineAlter

__all__ = ["OnlineAlter"]

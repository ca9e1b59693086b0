"""A table with traffic, altered on private servers for somebody to watch."""

from onlinealter.demo.demonstration import demonstrate

__all__ = ["demonstrate"]

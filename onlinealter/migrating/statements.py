"""What is asked on the caller's own connection."""


def longest_idle() -> str:
    """How many seconds the server lets the session be idle."""
    return "SELECT @@wait_timeout"


def sign_of_life() -> str:
    """Nothing, so that the session isn't idle."""
    return "SELECT 1"

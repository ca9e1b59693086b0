"""Who is at the keyboard, as others are told."""

from __future__ import annotations

import os
import pwd
import socket

LONGEST_NAME = 100  # characters


def who_am_i() -> str:
    """The operating system's user and this machine: not what the environment says, which anybody sets."""
    try:
        user = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:  # an account without a name, as in a container
        user = f"uid {os.getuid()}"
    return f"{user}@{socket.gethostname()}"[:LONGEST_NAME]

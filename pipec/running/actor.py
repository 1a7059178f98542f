"""Who does something, as the state records it."""

import getpass


def actor_name() -> str:
    """Return the name of the user; their number where the system has no name for them."""
    import os

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"

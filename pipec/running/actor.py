"""Who does something, as the state records it."""


def actor_name() -> str:
    """Return the name of the process's user; their number where the system has no name for them.

    By the process's own user id: `LOGNAME` and its like are whatever somebody sets.
    """
    import os
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"

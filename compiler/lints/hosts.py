"""Hosts in scripts: which are surely somebody else's, on a network where others listen."""

import re
from typing import Final

_URL: Final = r"(?P<scheme>[a-z+]+)://(?:[^/@\0]*@)?(?P<host>\[[^\]]*\]|[^/:?#\0]+)(?P<port>:\d+)?(?P<rest>\0)?"
_PRIVATE: Final = (
    r"(?:127|10|0)\.[\d.]+|192\.168\.[\d.]+|169\.254\.[\d.]+|172\.(?:1[6-9]|2\d|3[01])\.[\d.]+|\[.*\]|[^.]*"
    r"|.*\.(?:localhost|local|internal|intranet|lan|corp|home|private|test|invalid|svc|arpa|docker)"
)


def public_host(url: str) -> str:
    """Return the host of a URL that is surely on the public network; empty for any other, and where it is not known."""
    found = re.match(_URL, url)
    if found is None or found["rest"] or "\0" in found["host"] or url[found.end("host") :].startswith("\0"):
        return ""
    host = found["host"].lower().rstrip(".")
    return "" if re.fullmatch(_PRIVATE, host) else host


def port_of(url: str) -> str:
    """Return the port that a URL names, with its colon; empty where it names none."""
    found = re.match(_URL, url)
    return (found["port"] or "") if found else ""

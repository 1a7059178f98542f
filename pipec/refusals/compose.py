"""What `docker compose` says of a file: `config`, and every other command before it begins."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from .nodes import along, at, below, children, mentioned
from .statements import Statement, one_line

_FILE = re.compile(r"validating (\S+\.ya?ml): (.*)")
_PATH = re.compile(r"(?:^|[\s'\"(])((?:services|networks|volumes|secrets|configs)(?:[.\[][^\s'\":,]+))")
_EXTRA = re.compile(r"Additional property (\S+) is not allowed")
_SERVICE = re.compile(r'service "([^"]+)"')
_UNDEFINED = re.compile(r"undefined (service|volume|network|secret|config) \"?([^\s\":]+)")
_CYCLE = re.compile(r"dependency cycle detected: (\S+)")
_OUTSIDE = re.compile(r"\b(network|volume) \"?([\w.-]+)\"? not found")
_STARTED = re.compile(r"(\S+) Error (.*)")
_KEYS = {
    "service": "depends_on",
    "volume": "volumes",
    "network": "networks",
    "secret": "secrets",
    "config": "configs",
}


def read(text: str) -> Iterator[Statement]:
    """Yield all that Compose said in a text."""
    for line in text.splitlines():
        file, message = "", one_line(line)
        if named := _FILE.search(message):
            file, message = named[1], named[2]
        if broken := re.search(r"yaml: line (\d+): (.*)", message):
            yield Statement("compose", broken[2], file, int(broken[1]))
        elif started := _STARTED.fullmatch(message):
            yield Statement("compose", started[2], file, locate=partial(_image, service=started[1]))
        elif outside := _OUTSIDE.search(message):
            locate = partial(_outside, kind=f"{outside[1]}s", name=outside[2])
            yield Statement("compose", message, file, locate=locate)
        elif any(each.search(message) for each in (_PATH, _SERVICE, _CYCLE)) or message.startswith("(root)"):
            yield Statement("compose", message, file, locate=partial(_locate, message=message))


def _image(data: Any, *, service: str) -> str:
    """Return the image of a service that could not be started: most often it cannot be pulled."""
    return _existing(data, f"/services/{service}/image") or _existing(data, f"/services/{service}")


def _outside(data: Any, *, kind: str, name: str) -> str:
    """Return the network or volume that is made elsewhere, and is not there; the first mount of a volume."""
    for here, key, value in children(at(data, f"/{kind}"), f"/{kind}"):
        if name in {key, at(value, "/name")}:
            mounts = (node for node, word, text in below(data, "/services") if word == "source" and text == key)
            return next(mounts, here) if kind == "volumes" else here
    return ""


def _locate(data: Any, *, message: str) -> str:
    extra = _EXTRA.search(message)
    if message.startswith("(root)"):
        return f"/{extra[1]}" if extra and at(data, f"/{extra[1]}") is not None else ""
    if path := _PATH.search(message):
        pointer = along(data, path[1])
        if pointer.count("/") < 2:
            return ""
        return f"{pointer}/{extra[1]}" if extra and at(data, f"{pointer}/{extra[1]}") is not None else pointer
    if cycle := _CYCLE.search(message):
        return _existing(data, f"/services/{cycle[1]}/depends_on")
    service = _SERVICE.search(message)
    return _of_service(data, f"/services/{service[1]}", message) if service else ""


def _of_service(data: Any, pointer: str, message: str) -> str:
    if at(data, pointer) is None:
        return ""
    if undefined := _UNDEFINED.search(message):
        return _using(data, f"{pointer}/{_KEYS[undefined[1]]}", undefined[2]) or pointer
    return mentioned(data, pointer, message.partition('"')[2].partition('"')[2]) or pointer


def _using(data: Any, pointer: str, name: str) -> str:
    """Return the item that names something: a key, the text `name:…`, or a mapping with `source: name`."""
    for here, key, value in children(at(data, pointer), pointer):
        if name in {key, str(value).partition(":")[0]}:
            return here
        if any(found == name for _, _, found in below(data, here)):
            return here
    return _existing(data, pointer)


def _existing(data: Any, pointer: str) -> str:
    return pointer if at(data, pointer) is not None else ""

"""The oracle's own reading of quantities, images, paths and commands."""

import posixpath
import re
import shlex

from .functions import Value
from .texts import Scope
from .tree import Data, Leaf, WrongError

HOST = r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
PART = r"[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*"
IMAGE = re.compile(
    rf"(?:({HOST}(?::\d+)?)/)?({PART}(?:/{PART})*)(:[A-Za-z0-9_][\w.-]{{0,127}})?(@sha256:[0-9a-f]{{64}})?"
)
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def mapping(data: Data | None) -> dict[str, Data]:
    """Return a mapping, an empty one for anything else."""
    return data if isinstance(data, dict) else {}


def items(data: Data | None) -> list[Data]:
    """Return a list, an empty one for anything else."""
    return data if isinstance(data, list) else []


def texts(data: Data | None) -> list[str]:
    """Return the texts of a list."""
    return [item.text for item in items(data) if isinstance(item, Leaf)]


def compile_value(data: Data | None, scope: Scope) -> Value:
    """Return a value that must be known when compiling."""
    if not isinstance(data, Leaf):
        return Value("string", "", known=True)
    value = scope.text(data)
    if value.runtime or value.secret:
        raise WrongError(f"{data.text} is known at run time only")
    if "${" not in data.text:
        return value._replace(value=data.text)
    return value


def number(data: Data | None, scope: Scope) -> float | None:
    """Return a number that must be known when compiling."""
    value = compile_value(data, scope)
    if data is None or not value.known:
        return None
    if (
        not re.fullmatch(r"\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?\s*", str(value.value))
        or float(str(value.value)) < 0
    ):
        raise WrongError(f"{value.value} is no number")
    return float(str(value.value))


def whole_number(data: Data | None, scope: Scope) -> float | None:
    """Return a whole number that must be known when compiling."""
    value = number(data, scope)
    if value is not None and not value.is_integer():
        raise WrongError(f"{value} is not whole")
    return value


def timeout(data: Data | None, scope: Scope, default: float) -> float:
    """Return a duration of more than nothing."""
    seconds = duration(data, scope, default)
    if data is not None and seconds <= 0:
        raise WrongError("a timeout of nothing")
    return seconds


def duration(data: Data | None, scope: Scope, default: float) -> float:
    """Return a duration in seconds."""
    value = compile_value(data, scope)
    if data is None or not value.known:
        return default
    text = str(value.value)
    text = text.removesuffix(".0") if isinstance(data, Leaf) and "${" in data.text else text
    if re.fullmatch(r"\d+", text):
        return int(text)
    match = re.fullmatch(r"(?=\d)(\d+d)?(\d+h)?(\d+m)?(\d+s)?", text)
    if match is None:
        raise WrongError(f"{text} is no duration")
    return sum(int(group[:-1]) * UNITS[group[-1]] for group in match.groups() if group)


def check_image(data: Data | None, scope: Scope) -> None:
    """Check that an image is well-formed and has a version."""
    if not isinstance(data, Leaf):
        return
    value = compile_value(data, scope)
    if not value.known:
        return
    match = IMAGE.fullmatch(str(value.value))
    if match is None or not (match[3] or match[4]):
        raise WrongError(f"{value.value} is no image with a version")
    host = match[1] or ""
    if host != host.lower() and not (":" in host or "." in host):
        raise WrongError(f"{value.value} is no image")


def check_path(data: Data | None, scope: Scope) -> None:
    """Check that a path stays inside the workspace."""
    value = compile_value(data, scope)
    if value.known and str(value.value):
        path = posixpath.normpath(str(value.value))
        if path.startswith(("/", "../")) or path == "..":
            raise WrongError(f"{path} leads out")


def check_globs(data: Data | None, scope: Scope) -> None:
    """Check the globs of an artifact."""
    for item in items(data):
        check_path(item, scope)
        if str(compile_value(item, scope).value).startswith("!"):
            raise WrongError("a glob that excludes")


def check_command(data: Data | None, scope: Scope) -> None:
    """Check a command that words are made of."""
    for leaf in data if isinstance(data, list) else [data]:
        value = compile_value(leaf, scope)
        if value.taint:
            raise WrongError("a command from outside")
        if not isinstance(data, list) and value.known:
            try:
                shlex.split(str(value.value))
            except ValueError as error:
                raise WrongError("quotes") from error


def check_health(data: Data | None, scope: Scope, ports: list[str]) -> None:
    """Check a health check of what has these ports, names and numbers."""
    body = mapping(data)
    if not body:
        return
    kind = body["type"]
    assert isinstance(kind, Leaf)
    check_port(body.get("port"), scope, ports)
    if kind.text != "command" and "port" not in body:
        raise WrongError("a health check without port")
    for key in ("timeout", "interval", "start_period"):
        duration(body.get(key), scope, 1)
    for key in ("path", "expected_body"):
        compile_value(body.get(key), scope)
    for leaf in [body.get("command")] if isinstance(body.get("command"), Leaf) else items(body.get("command")):
        assert isinstance(leaf, Leaf)
        if any(
            value.taint or value.runtime or value.secret for value in scope.parts(leaf.text, script=True, status=False)
        ):
            raise WrongError("a value from outside in a command")


def check_port(data: Data | None, scope: Scope, ports: list[str]) -> None:
    """Check that a port that is named exists."""
    if isinstance(data, Leaf) and "${" not in data.text and not data.text.isdigit():
        if data.text not in ports:
            raise WrongError(f"no port {data.text}")
    else:
        number(data, scope)


def numbers(body: dict[str, Data], scope: Scope, **durations: int) -> None:
    """Check that the durations in a mapping are some."""
    for key, default in durations.items():
        duration(body.get(key), scope, default)


def word(data: Data | None, default: str) -> str:
    """Return the text of a scalar, a default for anything else."""
    return data.text if isinstance(data, Leaf) else default

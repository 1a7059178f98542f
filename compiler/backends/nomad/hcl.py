"""Jobs of the API as HCL2 that people read, with exactly the same content.

The table says how each structure of the API is written: attributes, durations, nested blocks, blocks with a label,
blocks of free keys. What it does not know is a KeyError, so that nothing can be lost.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from ...diagnostics import NOWHERE, Span
from ..base import Mapped
from ..traced import Traced, TracedList


class Field(NamedTuple):
    """One field: its name in HCL, how it is written, and the structure of what it holds."""

    name: str
    kind: str = "value"
    shape: str = ""


def _same(*names: str) -> dict[str, Field]:
    """Return plain fields whose names in HCL are those of the API in lower case, words divided by underscores."""
    return {name: Field(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()) for name in names}


SHAPES: Final[dict[str, dict[str, Field]]] = {
    "job": {
        **_same("Name", "Type", "Region", "Namespace", "Datacenters"),
        "Constraints": Field("constraint", "blocks", "constraint"),
        "Meta": Field("meta", "map"),
        "ParameterizedJob": Field("parameterized", "block", "parameterized"),
        "TaskGroups": Field("group", "labelled", "group"),
    },
    "constraint": {"LTarget": Field("attribute"), "RTarget": Field("value"), "Operand": Field("operator")},
    "parameterized": _same("Payload", "MetaRequired", "MetaOptional"),
    "group": {
        **_same("Count", "PreventRescheduleOnLost"),
        "ShutdownDelay": Field("shutdown_delay", "duration"),
        "MaxRunDuration": Field("max_run_duration", "duration"),
        "RestartPolicy": Field("restart", "block", "restart"),
        "ReschedulePolicy": Field("reschedule", "block", "reschedule"),
        "Disconnect": Field("disconnect", "block", "disconnect"),
        "EphemeralDisk": Field("ephemeral_disk", "block", "disk"),
        "Update": Field("update", "block", "update"),
        "Meta": Field("meta", "map"),
        "Networks": Field("network", "blocks", "network"),
        "Services": Field("service", "blocks", "service"),
        "Volumes": Field("volume", "keyed", "volume"),
        "Tasks": Field("task", "labelled", "task"),
    },
    "restart": _same("Attempts", "Mode"),
    "reschedule": _same("Attempts", "Unlimited"),
    "disconnect": {"LostAfter": Field("lost_after", "duration"), **_same("Replace", "Reconcile")},
    "disk": {"SizeMB": Field("size")},
    "update": {
        **_same("MaxParallel", "HealthCheck", "Canary", "AutoRevert", "AutoPromote"),
        "MinHealthyTime": Field("min_healthy_time", "duration"),
        "HealthyDeadline": Field("healthy_deadline", "duration"),
        "ProgressDeadline": Field("progress_deadline", "duration"),
    },
    "network": {
        **_same("Mode"),
        "DynamicPorts": Field("port", "labelled", "port"),
        "ReservedPorts": Field("port", "labelled", "port"),
    },
    "port": {"Value": Field("static"), "To": Field("to")},
    "service": {
        **_same("Name", "Provider", "Tags"),
        "PortLabel": Field("port"),
        "Checks": Field("check", "blocks", "check"),
    },
    "check": {
        **_same("Name", "Type", "Path", "Method"),
        "Interval": Field("interval", "duration"),
        "Timeout": Field("timeout", "duration"),
    },
    "volume": _same("Type", "Source", "ReadOnly"),
    "task": {
        **_same("Driver", "User", "KillSignal"),
        "KillTimeout": Field("kill_timeout", "duration"),
        "Lifecycle": Field("lifecycle", "block", "lifecycle"),
        "Config": Field("config", "map"),
        "Env": Field("env", "map"),
        "Resources": Field("resources", "block", "resources"),
        "LogConfig": Field("logs", "block", "logs"),
        "Vault": Field("vault", "block", "vault"),
        "Artifacts": Field("artifact", "blocks", "artifact"),
        "Templates": Field("template", "blocks", "template"),
        "VolumeMounts": Field("volume_mount", "blocks", "mount"),
    },
    "lifecycle": _same("Hook", "Sidecar"),
    "resources": {"CPU": Field("cpu"), "MemoryMB": Field("memory")},
    "logs": {"MaxFiles": Field("max_files"), "MaxFileSizeMB": Field("max_file_size")},
    "vault": _same("ChangeMode"),
    "artifact": {
        "GetterSource": Field("source"),
        "GetterOptions": Field("options", "map"),
        "GetterMode": Field("mode"),
        "RelativeDest": Field("destination"),
    },
    "template": {
        "DestPath": Field("destination"),
        "EmbeddedTmpl": Field("data"),
        "Envvars": Field("env"),
        "Perms": Field("perms"),
        "ChangeMode": Field("change_mode"),
        "LeftDelim": Field("left_delimiter"),
        "RightDelim": Field("right_delimiter"),
        "ErrMissingKey": Field("error_on_missing_key"),
    },
    "mount": _same("Volume", "Destination", "ReadOnly"),
}

LABELS: Final = {"group": "Name", "task": "Name", "port": "Label"}
_IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_UNSAFE: Final = re.compile(r'[\x00-\x1f"\\\x7f\u0085\u2028\u2029\ufeff]')
_NO_HEREDOC: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_DOUBLED: Final = re.compile(r"\$\$\{|%%\{")
_NAMED: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t", '"': r"\"", "\\": r"\\"}


class Written(NamedTuple):
    """A job's text, and for each traced node the line on which it begins, from 1.

    Where lines of an outer node follow an inner one, the first of them is there again for the outer.
    """

    data: bytes
    lines: tuple[tuple[int, Span], ...]


def job_text(data: Mapping[str, Any]) -> Written:
    """Write `{"Job": {…}}` as HCL2."""
    writer = _Writer()
    job = data["Job"]
    writer.block(f"job {string(job['ID'])}", job, "job", skip="ID")
    return Written(("\n".join(writer.out) + "\n").encode(), tuple(writer.lines))


def mapped(file: str, written: Written) -> list[Mapped]:
    """Return the source map of a written job, pointers being lines."""
    return [Mapped(file, f"/{line}", span) for line, span in written.lines]


class _Writer:
    __slots__ = ("depth", "lines", "out", "spans", "written")

    def __init__(self) -> None:
        self.out: list[str] = []
        self.lines: list[tuple[int, Span]] = []
        self.spans: list[Span] = [NOWHERE]
        self.depth = 0
        self.written = 1

    def line(self, text: str) -> None:
        self.out.append("  " * self.depth + text if text else "")
        self.written += 1 + text.count("\n")

    def enter(self, span: Span) -> None:
        """Let the lines from the next one on come from a span, from the outer one where it is none."""
        self.spans.append(span if span is not NOWHERE else self.spans[-1])
        if span is not NOWHERE:
            self.lines.append((self.written, span))

    def leave(self) -> None:
        """Let the lines from the next one on come from the outer span again."""
        inner = self.spans.pop()
        if self.spans[-1] not in {NOWHERE, inner}:
            self.lines.append((self.written, self.spans[-1]))

    def block(self, header: str, node: Mapping[str, Any], shape: str, skip: str = "") -> None:
        self.enter(node.span if isinstance(node, Traced) else NOWHERE)
        self.line(f"{header} {{")
        self.depth += 1
        fields = SHAPES[shape]
        known = [(name, fields[name], value) for name, value in node.items() if name != skip]
        keys_from = node.keys_from if isinstance(node, Traced) else {}
        for name, field, value in known:
            if field.kind in {"value", "duration"}:
                self.enter(keys_from.get(name, NOWHERE))
                self.attribute(field, value)
                self.leave()
        for _, field, value in known:
            if field.kind not in {"value", "duration"}:
                self.nested(field, value)
        self.depth -= 1
        self.line("}")
        self.leave()

    def attribute(self, field: Field, value: Any) -> None:
        if field.kind == "duration":
            self.line(f"{field.name} = {string(_duration(value))}")
        elif isinstance(value, str) and _heredoc(value):
            body = value.replace("${", "$${").replace("%{", "%%{")
            marker = _marker(body)
            self.line(f"{field.name} = <<{marker}\n{body}{marker}")
        else:
            self.line(f"{field.name} = {expression(value)}")

    def nested(self, field: Field, value: Any) -> None:
        if field.kind == "map":
            self.map(field.name, value)
        elif field.kind == "block":
            self.block(field.name, value, field.shape)
        elif field.kind == "keyed":
            for label, each in value.items():
                self.block(f"{field.name} {string(label)}", each, field.shape)
        elif field.kind == "labelled":
            label = LABELS[field.shape]
            for each, span in _items(value):
                self.enter(span)
                self.block(f"{field.name} {string(each[label])}", each, field.shape, skip=label)
                self.leave()
        else:
            for each, span in _items(value):
                self.enter(span)
                self.block(field.name, each, field.shape)
                self.leave()

    def map(self, name: str, value: Mapping[str, Any]) -> None:
        keys_from = value.keys_from if isinstance(value, Traced) else {}
        self.enter(value.span if isinstance(value, Traced) else NOWHERE)
        plain = all(_IDENTIFIER.fullmatch(key) for key in value)
        self.line(f"{name} {{" if plain else f"{name} = {{")
        self.depth += 1
        for key, each in value.items():
            self.enter(keys_from.get(key, NOWHERE))
            self.line(f"{key if plain else string(key)} = {expression(each)}")
            self.leave()
        self.depth -= 1
        self.line("}")
        self.leave()


def _items(value: list[Any]) -> Iterable[tuple[Any, Span]]:
    """Return the items of a list with their spans."""
    return zip(value, value.spans if isinstance(value, TracedList) else [NOWHERE] * len(value), strict=True)


def expression(value: Any) -> str:
    """Write a value on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return string(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(expression(each) for each in value)}]"
    return "{" + ", ".join(f"{string(key)} = {expression(each)}" for key, each in value.items()) + "}"


def string(text: str) -> str:
    """Write a string so that HCL reads exactly `text` and evaluates nothing in it."""
    if _DOUBLED.search(text):
        from base64 import b64encode

        return f'base64decode("{b64encode(text.encode()).decode()}")'
    quoted = _UNSAFE.sub(lambda found: _NAMED.get(found[0]) or f"\\u{ord(found[0]):04x}", text)
    return '"' + quoted.replace("${", "$${").replace("%{", "%%{") + '"'


def _duration(nanoseconds: int) -> str:
    return f"{nanoseconds // 1_000_000_000}s"


def _heredoc(text: str) -> bool:
    """Tell whether a text can stand as it is between two marker lines."""
    return text.count("\n") > 1 and text.endswith("\n") and not (_NO_HEREDOC.search(text) or _DOUBLED.search(text))


def _marker(body: str) -> str:
    lines = {line.strip() for line in body.split("\n")}
    marker, number = "EOT", 1
    while marker in lines:
        number += 1
        marker = f"EOT{number}"
    return marker

"""Components: what a release consists of, alone or with one environment's settings."""

from collections.abc import Iterator

from ...diagnostics import Span
from ...ir.release import ArtifactReference, Component, ComponentSecret, Port, Route, Volume
from ...ir.values import BuiltImage, Image
from ..context import Context
from ..document import Declaration, as_mapping
from ..fields import Fields
from ..scope import Scope
from ..tree import Mapping, Scalar
from .health import check_health, check_port
from .images import check_image
from .limits import check_resources
from .references import artifact_of_component, output_of_component
from .scripts import check_command
from .variables import own_variables


def check_component(context: Context, declaration: Declaration, body: Mapping, owner: str) -> Component:
    """Check one component with the settings in `body`; `owner` is how messages name it."""
    scope = Scope(context, owner, as_mapping(body.get("environment")))
    scope.system = False
    fields = Fields(body, scope)
    ports = _ports(fields)
    return Component(
        name=declaration.name.text,
        image=_image(fields, declaration),
        artifact=_artifact(fields, declaration),
        command=check_command(fields, "command", shell=False),
        environment=own_variables(scope, None),
        secrets=tuple(_secrets(fields)),
        ports=ports,
        replicas=fields.integer("replicas", 1, 1),
        resources=check_resources(fields.section("resources")),
        volumes=tuple(_volumes(fields)),
        labels=tuple(sorted(fields.pairs("labels"))),
        depends_on=_depends_on(fields, declaration),
        health_check=check_health(fields.section("health_check"), ports),
        routes=tuple(_routes(fields, ports)),
        origin=declaration.name.span,
    )


def _image(fields: Fields, declaration: Declaration) -> Image | BuiltImage | None:
    node = fields.node("image")
    if isinstance(node, Mapping):
        return output_of_component(fields.context, _owner(declaration), node)
    return check_image(fields)


def _artifact(fields: Fields, declaration: Declaration) -> ArtifactReference | None:
    node = fields.node("artifact")
    if not isinstance(node, Scalar):
        return None
    return artifact_of_component(fields.context, _owner(declaration), node)


def _owner(declaration: Declaration) -> str:
    return f"component `{declaration.name.text}`"


def _ports(fields: Fields) -> tuple[Port, ...]:
    ports: dict[str, Port] = {}
    named: dict[str, Span] = {}
    for item in fields.items("ports"):
        if not isinstance(item, Mapping):
            continue
        inner = Fields(item, fields.scope)
        name = inner.text("name")
        if name in ports:
            from ..rules.duplicate_port import duplicate_port

            fields.context.report(duplicate_port(inner.value_span("name"), named[name], name))
        named.setdefault(name, inner.value_span("name"))
        ports[name] = Port(name, inner.integer("container", 0, 1, 65535), inner.optional_integer("publish", 1, 65535))
    return tuple(ports.values())


def _secrets(fields: Fields) -> Iterator[ComponentSecret]:
    for name, item in fields.sections("secrets"):
        yield ComponentSecret(name.text, item.optional_text("env"), item.optional_text("file"), name.span)


def _volumes(fields: Fields) -> Iterator[Volume]:
    seen: dict[str, Span] = {}
    for item in fields.items("volumes"):
        if not isinstance(item, Mapping):
            continue
        inner = Fields(item, fields.scope)
        path = inner.text("path")
        _check_volume_path(inner, path, seen)
        read_only = inner.boolean("read_only", default=False)
        shared = inner.boolean("shared", default=False)
        yield Volume(inner.text("name"), path, read_only, shared, inner.span)


def _check_volume_path(fields: Fields, path: str, seen: dict[str, Span]) -> None:
    from ..rules import volume_path

    node, span = fields.node("path"), fields.value_span("path")
    if not path.startswith("/"):
        written = isinstance(node, Scalar) and node.text == path
        fields.context.report(volume_path.not_absolute(span, path, written=written))
    elif "/../" in f"{path}/":
        fields.context.report(volume_path.leads_up(span, path))
    elif path in seen:
        fields.context.report(volume_path.same_path(span, seen[path], path))
    seen.setdefault(path, span)


def _routes(fields: Fields, ports: tuple[Port, ...]) -> Iterator[Route]:
    for item in fields.items("routes"):
        if isinstance(item, Mapping):
            inner = Fields(item, fields.scope)
            yield Route(
                inner.optional_text("host"), inner.text("path", "/"), check_port(inner, "port", ports), inner.span
            )


def _depends_on(fields: Fields, declaration: Declaration) -> tuple[str, ...]:
    known = fields.context.document.components
    found: dict[str, None] = {}
    for item in fields.items("depends_on"):
        if not isinstance(item, Scalar):
            continue
        if item.text == declaration.name.text:
            from ..rules.self_dependency import own_component

            fields.context.report(own_component(fields.context, item, fields.mapping))
        elif item.text not in known:
            from ..rules.unknown_component import unknown_component

            fields.context.report(unknown_component(fields.context, item))
        else:
            found[item.text] = None
    return tuple(found)

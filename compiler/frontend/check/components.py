"""Components: what a release consists of, alone or with one environment's settings."""

from collections.abc import Iterator

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
        image=_image(fields),
        artifact=_artifact(fields),
        command=check_command(fields, "command", shell=False),
        environment=own_variables(scope, ()),
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


def _image(fields: Fields) -> Image | BuiltImage | None:
    node = fields.node("image")
    if isinstance(node, Mapping):
        return output_of_component(fields.context, node)
    return check_image(fields)


def _artifact(fields: Fields) -> ArtifactReference | None:
    node = fields.node("artifact")
    return artifact_of_component(fields.context, node) if isinstance(node, Scalar) else None


def _ports(fields: Fields) -> tuple[Port, ...]:
    ports: dict[str, Port] = {}
    for item in fields.items("ports"):
        if not isinstance(item, Mapping):
            continue
        inner = Fields(item, fields.scope)
        name = inner.text("name")
        if name in ports:
            from ..rules.duplicate_port import duplicate_port

            fields.context.report(duplicate_port(inner.value_span("name"), name))
        ports[name] = Port(name, inner.integer("container", 0, 1), inner.optional_integer("publish", 1))
    return tuple(ports.values())


def _secrets(fields: Fields) -> Iterator[ComponentSecret]:
    for name, item in fields.sections("secrets"):
        yield ComponentSecret(name.text, item.optional_text("env"), item.optional_text("file"), name.span)


def _volumes(fields: Fields) -> Iterator[Volume]:
    seen: dict[str, str] = {}
    for item in fields.items("volumes"):
        if not isinstance(item, Mapping):
            continue
        inner = Fields(item, fields.scope)
        path = inner.text("path")
        if not path.startswith("/") or "/../" in f"{path}/":
            from ..rules.volume_path import not_absolute

            fields.context.report(not_absolute(inner.value_span("path"), path))
        if path in seen:
            from ..rules.volume_path import same_path

            fields.context.report(same_path(inner.value_span("path"), path))
        seen[path] = path
        read_only = inner.boolean("read_only", default=False)
        shared = inner.boolean("shared", default=False)
        yield Volume(inner.text("name"), path, read_only, shared, inner.span)


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

            fields.context.report(own_component(item))
        elif item.text not in known:
            from ..rules.unknown_component import unknown_component

            fields.context.report(unknown_component(item, tuple(known)))
        else:
            found[item.text] = None
    return tuple(found)

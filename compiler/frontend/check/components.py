"""Components: what a release consists of, alone or with one environment's settings."""

from collections.abc import Iterator

from ...diagnostics import Change, Span
from ...ir.graph import shortest_cycle
from ...ir.release import ArtifactReference, Component, ComponentSecret, Port, Route, Volume
from ...ir.values import BuiltImage, Image
from ..context import Context
from ..document import Declaration, as_mapping, is_vague, scalars
from ..fields import Fields
from ..folding import cause_of
from ..scope import Scope
from ..tree import Broken, Mapping, Node, Scalar, Sequence
from .health import check_health, check_port
from .images import check_image
from .limits import check_resources
from .lists import check_once, numbered
from .references import artifact_of_component, output_of_component
from .scripts import check_command
from .variables import own_variables


def check_component(context: Context, declaration: Declaration, body: Mapping, owner: str) -> Component:
    """Check one component with the settings in `body`; `owner` is how messages name it."""
    scope = Scope(context, owner, body.get("environment"))
    scope.system = False
    scope.release = True
    fields = Fields(body, scope)
    ports = component_ports(fields)
    named = None if _is_nameless(body.get("ports")) else ports
    return Component(
        name=declaration.name.text,
        image=_image(fields, declaration),
        artifact=_artifact(fields, declaration),
        command=check_command(fields, "command", shell=False),
        environment=own_variables(scope, None),
        secrets=_secrets(fields),
        ports=ports,
        replicas=fields.integer("replicas", 1, 1),
        resources=check_resources(fields.section("resources")),
        volumes=tuple(_volumes(fields)),
        labels=tuple(sorted(fields.pairs("labels"))),
        depends_on=_depends_on(fields, declaration),
        health_check=check_health(fields.section("health_check"), named),
        routes=tuple(_routes(fields, named)),
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


def _is_nameless(ports: Node | None) -> bool:
    """Tell whether the name of a port is not known, so that any name may be one."""
    rows = ports.items if isinstance(ports, Sequence) else ()
    return is_vague(ports) or any(isinstance(row, Mapping) and isinstance(row.get("name"), Broken) for row in rows)


def component_ports(fields: Fields) -> tuple[Port, ...]:
    """Return the ports of a component, each name once."""
    ports: dict[str, Port] = {}
    named: dict[str, Span] = {}
    taken = {name.text for item in fields.items("ports") for name in _name_of(item)}
    for item in fields.items("ports"):
        if not isinstance(item, Mapping):
            continue
        inner = Fields(item, fields.scope)
        name = inner.text("name")
        if name in ports:
            from ..rules.duplicate_port import duplicate_port

            change = Change(inner.span, "name", numbered(name, taken))
            fields.context.report(duplicate_port(inner.value_span("name"), named[name], name, change))
        named.setdefault(name, inner.value_span("name"))
        ports[name] = Port(name, inner.integer("container", 0, 1, 65535), inner.optional_integer("publish", 1, 65535))
    return tuple(ports.values())


def _name_of(item: object) -> Iterator[Scalar]:
    name = item.get("name") if isinstance(item, Mapping) else None
    if isinstance(name, Scalar):
        yield name


def _secrets(fields: Fields) -> tuple[ComponentSecret, ...]:
    sections = tuple(fields.sections("secrets"))
    found = tuple(
        ComponentSecret(name.text, item.optional_text("env"), item.optional_text("file"), name.span)
        for name, item in sections
    )
    _one_source(fields, found)
    return found


def _one_source(fields: Fields, secrets: tuple[ComponentSecret, ...]) -> None:
    """Report a variable or file of an instance that would have two sources, and a file at a relative path."""
    environment = as_mapping(fields.node("environment"))
    taken = {f"the variable `{entry.key.text}`": entry.key.span for entry in environment or ()}
    for secret in secrets:
        place = f"the variable `{secret.env}`" if secret.env else f"the file `{secret.file}`"
        if secret.file is not None and (not secret.file.startswith("/") or "/../" in f"{secret.file}/"):
            from ..rules.secret_conflict import not_absolute

            fields.context.report(not_absolute(secret.origin, secret.name, secret.file))
        elif place in taken and (secret.env or secret.file):
            from ..rules.secret_conflict import secret_conflict

            fields.context.report(secret_conflict(secret.origin, secret.name, place, taken[place]))
        taken.setdefault(place, secret.origin)


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
    if isinstance(node, Broken):
        return
    if not path.startswith("/"):
        written = isinstance(node, Scalar) and node.text == path
        fields.context.report(volume_path.not_absolute(span, path, written=written))
    elif "/../" in f"{path}/":
        fields.context.report(volume_path.leads_up(span, path))
    elif path in seen:
        fields.context.report(volume_path.same_path(span, seen[path], path))
    seen.setdefault(path, span)


def _routes(fields: Fields, ports: tuple[Port, ...] | None) -> Iterator[Route]:
    for item in fields.items("routes"):
        if isinstance(item, Mapping):
            inner = Fields(item, fields.scope)
            yield Route(
                inner.optional_text("host"), inner.text("path", "/"), check_port(inner, "port", ports), inner.span
            )


def check_component_order(context: Context, components: tuple[Component, ...], environment: str = "") -> None:
    """Report components that wait for each other, in the release or with the settings of an environment."""
    names = shortest_cycle({component.name: component.depends_on for component in components})
    if not names:
        return
    places = tuple(
        place
        for name, wanted in zip(names, (*names[1:], names[0]), strict=True)
        if (place := _waits(context, name, wanted, environment)) is not None
    )
    if len(places) == len(names):
        from ..rules.component_cycle import component_cycle

        context.report(component_cycle(tuple(names), places, environment))


def _waits(context: Context, name: str, wanted: str, environment: str) -> Scalar | None:
    """Return where a component says that it waits for another: in an environment's settings, else its own."""
    bodies = [context.document.components[name].body]
    if environment:
        overrides = context.document.environments[environment].body.get("overrides")
        over = overrides.get(name) if isinstance(overrides, Mapping) else None
        bodies = [over, *bodies] if isinstance(over, Mapping) else bodies
    items = (item for body in bodies for item in scalars(body.get("depends_on")))
    return next((item for item in items if item.text == wanted), None)


def _depends_on(fields: Fields, declaration: Declaration) -> tuple[str, ...]:
    known = fields.context.document.components
    check_once(fields.context, fields.mapping, "depends_on")
    found: dict[str, None] = {}
    for item in fields.items("depends_on"):
        if not isinstance(item, Scalar):
            continue
        if item.text == declaration.name.text:
            from ..rules.self_dependency import own_component

            fields.context.report(own_component(fields.context, item, fields.mapping))
        elif item.text not in known:
            from ..rules.unknown_component import unknown_component

            cause = cause_of("component", item.text, known)
            fields.context.report(unknown_component(fields.context, item), cause=cause)
        else:
            found[item.text] = None
    return tuple(found)

"""Environments: where releases run, with each component's settings there."""

from collections.abc import Iterator
from typing import Literal, cast

from ...diagnostics import Label
from ...ir.graph import shortest_cycle
from ...ir.release import Component, Environment, SecretSource, Target
from ..context import Context
from ..document import Declaration
from ..fields import Fields
from ..folding import cause_of
from ..scope import Scope
from ..tree import Broken, Mapping, Scalar
from .components import check_component, check_component_order
from .limits import check_approval
from .merging import merge_settings, with_variables

RUNNERS = ("nomad", "compose", "systemd")


def check_environments(context: Context) -> tuple[Environment, ...]:
    """Check every environment and the order in which releases pass through them."""
    known = context.document.environments
    environments = tuple(_environment(context, declaration) for declaration in known.values())
    after = {item.name: (item.after,) for item in environments if item.after in known}
    cycle = shortest_cycle({item.name: tuple(filter(None, after.get(item.name, ()))) for item in environments})
    if cycle:
        from ..rules.environment_cycle import environment_cycle

        context.report(environment_cycle(tuple(known[name] for name in cycle)))
    return environments


def _environment(context: Context, declaration: Declaration) -> Environment:
    scope = Scope(context, f"environment `{declaration.name.text}`")
    scope.system = False
    fields = Fields(declaration.body, scope)
    runner = fields.choice("runner", RUNNERS, "compose")
    router = fields.choice("router", ("nginx", "haproxy", "none"), "none")
    return Environment(
        name=declaration.name.text,
        runner=cast("Literal['nomad', 'compose', 'systemd']", runner),
        target=_target(fields.section("target")),
        router=None if router == "none" else cast("Literal['nginx', 'haproxy']", router),
        components=_components(fields, declaration),
        secrets=tuple(_secrets(fields)),
        approval=check_approval(fields.section("approval")),
        after=_after(fields, declaration),
        origin=declaration.name.span,
    )


def _target(fields: Fields | None) -> Target:
    if fields is None:
        return Target()
    base = Target()
    return Target(
        address=fields.optional_text("address"),
        namespace=fields.optional_text("namespace"),
        region=fields.optional_text("region"),
        datacenters=fields.texts("datacenters"),
        hosts=fields.texts("hosts") or base.hosts,
        directory=fields.optional_text("directory"),
        port_range=_port_range(fields, base.port_range),
    )


def _port_range(fields: Fields, default: tuple[int, int]) -> tuple[int, int]:
    text = fields.optional_text("port_range")
    if text is None:
        return default
    low, _, high = text.partition("-")
    if low.isdigit() and high.isdigit() and 0 < int(low) <= int(high) < 65536:
        return int(low), int(high)
    node = fields.node("port_range")
    if not isinstance(node, Scalar):
        return default
    from ..rules.port_range import bad_range

    fields.context.report(bad_range(node.span, text, written=node.text == text))
    return default


def _components(fields: Fields, declaration: Declaration) -> tuple[Component, ...]:
    context = fields.context
    known = context.document.components
    overrides = fields.node("overrides")
    settings = {entry.key.text: entry for entry in overrides} if isinstance(overrides, Mapping) else {}
    for name, entry in settings.items():
        if name not in known:
            from ..rules.unknown_component import unknown_component

            context.report(unknown_component(context, entry.key), cause=cause_of("component", name, known))
    variables = fields.node("variables")
    found = []
    for name, component in known.items():
        body = with_variables(component.body, variables) if isinstance(variables, Mapping) else component.body
        over = settings[name].value if name in settings else None
        if isinstance(over, Mapping) and not component.broken:
            body = _overridden(context, body, over, declaration)
        owner = f"component `{name}` in environment `{declaration.name.text}`"
        found.append(check_component(context, component, body, owner))
    check_component_order(context, tuple(found), declaration.name.text)
    _know_secrets(context, tuple(found), declaration)
    return tuple(found)


def _overridden(context: Context, body: Mapping, over: Mapping, declaration: Declaration) -> Mapping:
    """Return a component with an environment's settings, its shape checked once more as a whole."""
    from ..shape import check_shape

    shape = context.schema.definition("component")
    merged, problems = check_shape(merge_settings(body, over), shape)
    label = Label(declaration.name.span, "with the settings of this environment")
    known = {(one.code, one.span) for one in check_shape(body, shape)[1]} if problems else ()
    for problem in problems:
        if (problem.code, problem.span) in known:
            continue  # of the component itself, which was said
        context.report(problem._replace(related=(*problem.related, label), fix=None, change=None))
    return merged if isinstance(merged, Mapping) else body


def _know_secrets(context: Context, components: tuple[Component, ...], environment: Declaration) -> None:
    sources = environment.body.get("secrets")
    if environment.broken or isinstance(sources, Broken):
        return
    known = {entry.key.text: entry.key for entry in sources} if isinstance(sources, Mapping) else {}
    wanted = {secret.name for component in components for secret in component.secrets}
    for component in components:
        for secret in component.secrets:
            if secret.name not in known:
                from ..rules.unknown_secret import unknown_in_environment

                found = unknown_in_environment(secret, component.name, environment.name, tuple(known))
                cause = ("source", "", secret.name) if known else ("source", environment.name.text)
                context.report(found, environment.name.text, cause)
    for name, key in known.items() if wanted <= known.keys() else ():
        if name not in wanted:
            from ..rules.unused_secret import unused_in_environment

            context.report(unused_in_environment(key, environment.name.text))


def _secrets(fields: Fields) -> Iterator[SecretSource]:
    for name, item in fields.sections("secrets"):
        for kind in ("env", "file", "nomad", "vault"):
            if item.has(kind):
                yield SecretSource(name.text, _kind(kind), item.text(kind), item.text("key"), name.span)


def _kind(kind: str) -> Literal["env", "file", "nomad", "vault"]:
    return cast("Literal['env', 'file', 'nomad', 'vault']", kind)


def _after(fields: Fields, declaration: Declaration) -> str | None:
    node = fields.node("after")
    name = fields.optional_text("after")
    if name is None or not isinstance(node, Scalar):
        return None
    known = fields.context.document.environments
    if name not in known:
        from ..rules.unknown_environment import unknown_environment

        found = unknown_environment(fields.context, node, name)
        fields.context.report(found, cause=cause_of("environment", name, known))
        return None
    if name == declaration.name.text:
        from ..rules.self_dependency import own_environment

        fields.context.report(own_environment(node))
        return None
    return name

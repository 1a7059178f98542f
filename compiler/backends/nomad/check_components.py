"""What Nomad cannot do of a component, or of the strategy that brings it there."""

from collections.abc import Iterator

from ...diagnostics import Diagnostic
from ...ir.plan import Plan
from ...ir.release import BlueGreen, Canary, Component, Deploy, Rolling
from ...ir.values import Secret, Variable
from .docker import survives
from .names import LONGEST_PATH, component_id, variable_path
from .rules import (
    client_each,
    component_artifact,
    destructive_rolling,
    dynamic_range,
    exact_check,
    fixed_port,
    interpolated_text,
    router_needed,
    run_time_value,
    status_class,
    strategy_conflict,
    unenforced_limit,
    variable_path_length,
    writable_volume,
)
from .service import secret_names
from .templates import fits, interpolated
from .update import Placement
from .values import secret_source


def check_placement(plan: Plan, placement: Placement) -> Iterator[Diagnostic]:
    """Yield what a component in an environment asks for that Nomad cannot give."""
    component = placement.component
    if component.artifact is not None:
        yield component_artifact.no_image(component, component.artifact)
    if component.resources.disk is not None:
        yield unenforced_limit.of_component(component)
    yield from _environment(component)
    yield from _texts(component)
    yield from _health(placement)
    yield from _strategies(placement)
    yield from _ports(placement)
    path = variable_path(component_id(plan.name, component.name))
    if len(path) > LONGEST_PATH and _uses_own_variable(placement):
        yield variable_path_length.too_long(component.origin, component.name, path)


def _ports(placement: Placement) -> Iterator[Diagnostic]:
    fixed = [port for port in placement.component.ports if port.publish is not None]
    for port in fixed:
        if port.publish in dynamic_range.DYNAMIC:
            yield dynamic_range.among_dynamic(placement, port)
    if fixed and placement.component.replicas > 1 and not placement.two_versions:
        yield client_each.client_each(placement, fixed[0])


def _uses_own_variable(placement: Placement) -> bool:
    sources = (secret_source(placement.environment, name) for name in secret_names(placement.component))
    return any(source is None or source.kind not in {"nomad", "vault"} for source in sources)


def _environment(component: Component) -> Iterator[Diagnostic]:
    for each in component.environment:
        if any(not isinstance(part, str | Secret) for part in each.value.parts):
            yield run_time_value.in_component(component, each)
        elif _too_long(each):
            yield interpolated_text.too_long(each)


def _too_long(variable: Variable) -> bool:
    text = variable.value.constant
    return text is not None and interpolated(text) and not fits(variable.name, text)


def _texts(component: Component) -> Iterator[Diagnostic]:
    words = [(component.origin, "`command`", word) for word in component.command]
    words += [(component.origin, f"label `{key}`", value) for key, value in component.labels]
    words += [(each.origin, f"path of secret `{each.name}`", each.file) for each in component.secrets if each.file]
    for span, what, text in words:
        if not survives(text):
            yield interpolated_text.rewritten(span, what)
    for volume in component.volumes:
        if interpolated(volume.path):
            yield interpolated_text.replaced(volume.origin, f"path of volume `{volume.name}`")


def _health(placement: Placement) -> Iterator[Diagnostic]:
    check = placement.component.health_check
    if check is None or placement.environment.router is not None:
        return
    exact = {
        "type": check.type == "command",
        "expected_status": check.type == "http" and check.expected_status != 200,
        "expected_body": check.expected_body is not None,
        "success_threshold": check.success_threshold != 1,
        "failure_threshold": check.failure_threshold != 2,
    }
    wanted = [name for name, differs in exact.items() if differs]
    if wanted:
        yield exact_check.without_router(placement, check, wanted)
    elif check.type == "http":
        yield status_class.any_status(placement.component, check)


def _strategies(placement: Placement) -> Iterator[Diagnostic]:
    for deploy in placement.deploys[1:]:
        if deploy.strategy._replace(origin=placement.deploys[0].strategy.origin) != placement.deploys[0].strategy:
            yield strategy_conflict.two_strategies(placement, deploy)
    for deploy in placement.deploys[:1]:
        if placement.environment.router is None:
            yield from _without_router(placement, deploy)
        elif placement.two_versions:
            yield from _two_versions(placement, deploy)


def _without_router(placement: Placement, deploy: Deploy) -> Iterator[Diagnostic]:
    strategy = deploy.strategy
    if isinstance(strategy, Canary | BlueGreen):
        yield router_needed.without_router(placement, strategy)
    elif isinstance(strategy, Rolling) and strategy.max_unavailable < strategy.batch_size:
        yield destructive_rolling.stops_first(placement, strategy)


def _two_versions(placement: Placement, deploy: Deploy) -> Iterator[Diagnostic]:
    for port in placement.component.ports:
        if port.publish is not None:
            yield fixed_port.two_versions(placement, port, deploy)
    for volume in placement.component.volumes:
        if not volume.read_only and not volume.shared:
            yield writable_volume.two_versions(placement, volume, deploy)

"""What each environment experiences at the next deployment."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from ....ir.digest import component_digest, release_id
from ....ir.release import AllAtOnce, BlueGreen, Canary, Component, Environment, Rolling, Strategy
from ....ir.text_values import duration
from ....ir.values import BuiltImage
from ..case import Case, Edit, pairs
from ..finding import IS, WHO, Finding, Place, Reason, Rule, agreed, verb
from ..graphs import deployments

_REASONS: Final = {
    "outage": Reason("notable", "it does not answer between the stop and the start"),
    "data": Reason("notable", "it keeps data, and what it was doing with them is cut off"),
    "both": Reason("notable", "the old and the new version use its volume at the same time"),
    "gap": Reason("notable", "fewer instances answer meanwhile"),
    "replaced": Reason("low", "instances are replaced while others answer"),
    "by-hand": Reason("low", "no job deploys it there: who deploys it chooses how"),
    "count": Reason("low", "those that run stay as they are"),
    "starts": Reason("low", "it was not there before, and has nothing to roll back to"),
    "anew": Reason("notable", "engines know it by its name: to them it is another thing"),
    "left": Reason("low", "no deployment stops it: whoever removed it has to"),
    "release": Reason("none"),
    "nothing": Reason("none"),
}

_STARTS: Final = verb("starts", "start")


class Effect(NamedTuple):
    """What happens to a component: the key of the reason, and the words."""

    key: str
    text: str


def find(case: Case) -> Iterator[Finding]:
    """Yield a finding for each environment on both sides and each thing that happens to components there."""
    if not case.by_path:
        return
    anew = release_id(case.before.components) != release_id(case.after.components) or any(
        _has_renamed_parts(case, "components", component.name) for component in case.after.components
    )
    for name, before, after in case.environments():
        if before is None or after is None:
            continue
        place = Place("environment", name)
        effects: dict[Effect, list[str]] = {}
        for component, effect in _effects(case, before, after):
            effects.setdefault(effect, []).append(f"`{component}`")
        for effect, components in effects.items():
            text = f"{WHO}, next deployment: {_some(components)} {agreed(effect.text, several=len(components) > 1)}"
            yield _at(after, Finding(_REASONS[effect.key], place, text))
        if anew:
            text = f"{WHO}, next deployment: a new release, and the one that is healthy now to roll back to"
            yield _at(after, Finding(_REASONS["release"], place, text))
        elif not effects and after.components and not _is_touched(case, name):
            built = any(isinstance(component.image, BuiltImage) for component in after.components)
            text = f"{WHO}, next deployment: nothing changes{' but what each run builds' if built else ''}"
            yield _at(after, Finding(_REASONS["nothing"], place, text))


def _is_touched(case: Case, name: str) -> bool:
    """Tell whether a deployment there finds something else than before though all components are the same."""
    return any(case.under("environments", name, field) for field in ("secrets", "router", "target"))


def _at(environment: Environment, finding: Finding) -> Finding:
    return finding._replace(after=environment.origin)


def _some(names: list[str]) -> str:
    return ", ".join(names) if len(names) < 5 else f"{', '.join(names[:3])} and {len(names) - 3} more"


def _effects(case: Case, old: Environment, new: Environment) -> Iterator[tuple[str, Effect]]:
    moved = (old.runner, old.target[:6]) != (new.runner, new.target[:6])
    renamed = _renamed(case, new.name)
    for name, before, after in pairs(old.components, new.components, "name"):
        if after is None:
            yield name, Effect("left", f"{IS} no longer part of it, and left running")
        elif name in renamed:
            yield (
                name,
                Effect("anew", f"{_STARTS} anew with {_instances(after.replicas)}, {renamed[name]} is left running"),
            )
        elif before is None or moved:
            yield name, Effect("starts", f"{_STARTS} with {_instances(after.replicas)}")
        elif component_digest(before) != component_digest(after) or _is_other(case, new.name, name):
            yield from ((name, effect) for effect in _replaced(case, new, before, after))
        elif before.replicas != after.replicas:
            yield (
                name,
                Effect(
                    "count", f"{verb('goes', 'go')} from {before.replicas} to {_instances(after.replicas)}, in place"
                ),
            )


def _renamed(case: Case, environment: str) -> dict[str, str]:
    """Return the components that engines there know by another name, each with what runs there now."""
    here = [component.name for component in case.after.environment(environment).components]
    whole = [*case.under("name"), *_renames(case, "environments", environment)]
    found = {name: "what runs" for name in here if whole}
    for name in here:
        renames = (
            *_renames(case, "components", name),
            *_renames(case, "environments", environment, "components", name),
        )
        for edit in renames:
            found[name] = f"`{edit.before}`"
    return found


def _is_other(case: Case, environment: str, component: str) -> bool:
    """Tell whether parts of a component have other names there, which the old plan of the case has already."""
    return _has_renamed_parts(case, "environments", environment, "components", component)


def _has_renamed_parts(case: Case, *path: str) -> bool:
    return any(edit.kind == "renamed" and len(edit.path) > len(path) for edit in case.under(*path))


def _renames(case: Case, *path: str) -> list[Edit]:
    return [edit for edit in case.under(*path) if edit.kind == "renamed" and edit.path == path]


def _replaced(case: Case, environment: Environment, before: Component, after: Component) -> Iterator[Effect]:
    strategies: dict[Effect, None] = {}
    for job in deployments(case.after, environment.name):
        if job.deploy is not None and after.name in job.deploy.components:
            strategies[_by(job.deploy.strategy, before, after)] = None
    yield from strategies or [
        Effect("by-hand", f"{IS} deployed by no job: by hand, {_instances(after.replicas)} replaced")
    ]


def _by(strategy: Strategy, before: Component, after: Component) -> Effect:
    kept = {volume.name for volume in before.volumes if not volume.read_only}
    keeps = any(volume.name in kept for volume in after.volumes)
    if isinstance(strategy, AllAtOnce):
        count = f"{_instances(before.replicas)} stopped, then {_instances(after.replicas)} started"
        return Effect("data" if keeps else "outage", f"{verb('restarts', 'restart')}: {count}")
    if isinstance(strategy, Rolling):
        effect = _rolling(strategy, after)
    elif isinstance(strategy, BlueGreen):
        old = f", the old one kept for {duration(strategy.keep_old)}"
        text = f"{_STARTS} a second time with {_instances(after.replicas)}, then one switch{old}"
        effect = Effect("replaced", text)
    else:
        effect = Effect("replaced", f"{verb('takes', 'take')} over in stages: {_stages(strategy)}")
    return effect._replace(key="both") if keeps and effect.key == "replaced" else effect


def _rolling(strategy: Rolling, after: Component) -> Effect:
    size = min(strategy.batch_size, max(after.replicas, 1))
    text = f"{verb('rolls', 'roll')} over {_instances(after.replicas)}" + (
        f" in batches of {size}" if after.replicas > 1 else ""
    )
    away = min(strategy.max_unavailable, after.replicas)
    if away:
        return Effect("gap", f"{text}, up to {away} away at a time")
    return Effect("replaced", f"{text}, a new one up before an old one goes")


def _stages(strategy: Canary) -> str:
    return ", ".join(
        f"{stage.weight:g}%{f' for {duration(stage.duration)}' if stage.duration else ''}" for stage in strategy.stages
    )


def _instances(count: int) -> str:
    return f"{count} instance{'' if count == 1 else 's'}"


RULE: Final = Rule("next-deployment", "What each environment experiences at the next deployment.", _REASONS, find)

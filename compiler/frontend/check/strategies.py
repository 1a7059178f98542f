"""The four strategies: their keys, their defaults, and what contradicts itself in them."""

from collections.abc import Callable
from itertools import pairwise
from typing import Literal, cast

from ...diagnostics import Span
from ...ir.release import (
    AllAtOnce,
    Analysis,
    BlueGreen,
    Canary,
    Port,
    Rolling,
    SmokeTest,
    Stage,
    Strategy,
)
from ..document import is_vague
from ..fields import Fields
from ..tree import Mapping, Scalar, Sequence
from .health import check_health
from .limits import check_approval
from .scripts import check_script


def check_strategy(deploy: Fields, ports: tuple[Port, ...]) -> Strategy:
    """Return the strategy of a deployment of components with these ports."""
    fields = deploy.section("strategy")
    if fields is None:
        return AllAtOnce()
    kind = fields.node("type")
    name = kind.text if isinstance(kind, Scalar) else ""
    if name == "blue-green":
        return _blue_green(fields, ports)
    return _STRATEGIES.get(name, _all_at_once)(fields)


def _all_at_once(fields: Fields) -> Strategy:
    return AllAtOnce(origin=fields.span)


def _rolling(fields: Fields) -> Strategy:
    base = Rolling()
    strategy = Rolling(
        batch_size=fields.integer("batch_size", base.batch_size, 1),
        max_unavailable=fields.integer("max_unavailable", base.max_unavailable),
        drain_timeout=fields.duration("drain_timeout", base.drain_timeout),
        health_check_timeout=fields.period("health_check_timeout", base.health_check_timeout),
        health_check_interval=fields.period("health_check_interval", base.health_check_interval),
        success_threshold=fields.integer("success_threshold", base.success_threshold, 1),
        failure_threshold=fields.integer("failure_threshold", base.failure_threshold, 1),
        origin=fields.span,
    )
    needed = strategy.health_check_interval * strategy.success_threshold
    if needed > strategy.health_check_timeout:
        from ..rules.strategy_contradiction import never_healthy

        fields.context.report(never_healthy(_blame(fields, _TIMES), strategy))
    if strategy.max_unavailable > strategy.batch_size:
        from ..rules.strategy_contradiction import more_down_than_batch

        fields.context.report(more_down_than_batch(_blame(fields, ("max_unavailable",)), strategy))
    return strategy


_TIMES = ("health_check_timeout", "success_threshold", "health_check_interval")


def _blame(fields: Fields, keys: tuple[str, ...]) -> Span:
    return next((fields.value_span(key) for key in keys if fields.has(key)), fields.span)


def _blue_green(fields: Fields, ports: tuple[Port, ...]) -> Strategy:
    base = BlueGreen()
    return BlueGreen(
        smoke_test=_smoke_test(fields.section("smoke_test"), ports),
        switch_approval=check_approval(fields.section("switch_approval")),
        monitor=fields.duration("monitor", base.monitor),
        keep_old=fields.duration("keep_old", base.keep_old),
        drain_timeout=fields.duration("drain_timeout", base.drain_timeout),
        origin=fields.span,
    )


def _smoke_test(fields: Fields | None, ports: tuple[Port, ...]) -> SmokeTest | None:
    if fields is None:
        return None
    return SmokeTest(
        check_health(fields.section("health_check"), ports), check_script(fields, variables=False), fields.span
    )


def _canary(fields: Fields) -> Strategy:
    return Canary(
        stages=_stages(fields),
        analysis=tuple(_analysis(item) for item in _analyses(fields)),
        sticky=_sticky(fields),
        drain_timeout=fields.duration("drain_timeout", Canary().drain_timeout),
        origin=fields.span,
    )


def _sticky(fields: Fields) -> Literal["cookie", "header"] | None:
    if not fields.has("sticky"):
        return None
    return cast("Literal['cookie', 'header']", fields.choice("sticky", ("cookie", "header"), "cookie"))


DEFAULT_STAGES = (Stage(5, 600), Stage(25, 900), Stage(50, 1200), Stage(100, 0))


def _stages(fields: Fields) -> tuple[Stage, ...]:
    if not fields.has("stages"):
        return DEFAULT_STAGES
    nodes = [item for item in fields.items("stages") if isinstance(item, Mapping)]
    stages = tuple(_stage(Fields(node, fields.scope)) for node in nodes)
    _rising(fields, stages)
    return stages


def _stage(fields: Fields) -> Stage:
    return Stage(
        weight=fields.percentage("weight", 0),
        duration=fields.duration("duration", 0),
        approval=check_approval(fields.section("approval")),
        origin=fields.value_span("weight"),
    )


def _rising(fields: Fields, stages: tuple[Stage, ...]) -> None:
    from ..rules import canary_stages

    sections = [Fields(item, fields.scope) for item in fields.items("stages") if isinstance(item, Mapping)]
    if (
        not stages
        or is_vague(fields.node("stages"))
        or any(section.optional_percentage("weight") is None for section in sections)
    ):
        return
    if _idle(sections, stages):
        return
    for before, stage in pairwise(stages):
        if stage.weight <= before.weight:
            fields.context.report(canary_stages.not_rising(stage, before))
            return
    if stages[-1].weight != 100:
        fields.context.report(canary_stages.never_whole(stages[-1], fields.span))


def _idle(sections: list[Fields], stages: tuple[Stage, ...]) -> bool:
    """Report stages in which nothing can be learned; tell whether a weight is to blame, which then cannot rise."""
    from ..rules import idle_stage

    for stage, section in zip(stages, sections, strict=True):
        timeless = not section.has("duration") or section.optional_duration("duration") == 0
        if stage.weight == 0:
            section.context.report(idle_stage.no_traffic(stage))
        elif stage.weight == 100 and len(stages) == 1:
            section.context.report(idle_stage.only_whole(stage))
        elif stage.weight < 100 and timeless and stage.approval is None and stage is not stages[-1]:
            given = section.value_span("duration") if section.has("duration") else None
            section.context.report(idle_stage.lasts_no_time(stage, given))
    return any(stage.weight == 0 for stage in stages)


def _analyses(fields: Fields) -> tuple[Fields, ...]:
    node = fields.node("analysis")
    items = node.items if isinstance(node, Sequence) else (node,)
    return tuple(Fields(item, fields.scope) for item in items if isinstance(item, Mapping))


def _analysis(fields: Fields) -> Analysis:
    base = Analysis()
    analysis = Analysis(
        source=cast("Literal['router', 'prometheus', 'http']", fields.choice("source", _SOURCES, base.source)),
        metric=fields.text("metric", base.metric),
        query=fields.text("query"),
        url=fields.text("url"),
        compare=cast("Literal['absolute', 'relative']", fields.choice("compare", _COMPARISONS, base.compare)),
        threshold=fields.number("threshold", base.threshold),
        confidence=fields.number("confidence", base.confidence, 0, 1),
        min_samples=fields.integer("min_samples", base.min_samples, 1),
        origin=fields.span,
    )
    _hopeful(fields, analysis)
    return analysis


def _hopeful(fields: Fields, analysis: Analysis) -> None:
    """Report an analysis that can never pass, or never fail."""
    from ..rules import hopeless_analysis

    if analysis.compare == "relative" and analysis.threshold == 0:
        fields.context.report(hopeless_analysis.relative_zero(fields.value_span("threshold")))
    if analysis.confidence in {0, 1}:
        fields.context.report(hopeless_analysis.certain(fields.value_span("confidence"), analysis.confidence))


_SOURCES = ("router", "prometheus", "http")
_COMPARISONS = ("absolute", "relative")
_STRATEGIES: dict[str, Callable[[Fields], Strategy]] = {
    "all-at-once": _all_at_once,
    "rolling": _rolling,
    "canary": _canary,
}

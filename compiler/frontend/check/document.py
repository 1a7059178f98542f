"""The check stage as a whole: one pass over the document, everything wrong collected."""

from collections.abc import Mapping as AbstractMapping
from typing import NamedTuple

from ...diagnostics import Diagnostic
from ...ir.job import Checkout
from ...source import Source
from ..checked import CheckedDocument
from ..context import Context, Options
from ..document import Document
from ..fields import Fields
from ..folding import fold
from ..parameters import BoundParameter
from ..schema import Schema
from ..scope import Scope
from ..tree import Scalar
from .arrivals import check_arrivals
from .components import check_component, check_component_order
from .deployments import check_deployments
from .environments import check_environments
from .graph import check_graph
from .images import check_image
from .job import Pipeline, check_job
from .limits import check_checkout, check_resources, check_retry_policy
from .paths import check_workspace_path
from .pipeline import check_concurrency, check_retention, check_triggers, run_parameters
from .scripts import check_shell
from .steps import Defaults
from .times import limit_of
from .uses import tell_uses


class Facts(NamedTuple):
    """A pipeline as it is written, what it means (defaults for what is unknown or wrong), and the context."""

    document: Document
    checked: CheckedDocument
    context: Context


class Checked(NamedTuple):
    """The outcome of the stage; `document` is None when something in it is wrong or not known."""

    document: CheckedDocument | None
    diagnostics: tuple[Diagnostic, ...]
    facts: Facts | None = None


def check_document(
    document: Document,
    sources: AbstractMapping[str, Source],
    params: AbstractMapping[str, BoundParameter],
    options: Options,
    schema: Schema,
) -> Checked:
    """Check a document whose shape is right, by `schema`, as far as it is not `Broken`."""
    context = Context(document, sources, params, options, schema)
    result = _check(context)
    errors = any(diagnostic.severity == "error" for diagnostic in context.diagnostics)
    found = tell_uses(document.body, context.diagnostics) if context.diagnostics else ()
    facts = Facts(document, result, context)
    return Checked(None if errors or context.unknown else result, fold(found, context.causes), facts)


def _check(context: Context) -> CheckedDocument:
    document = context.document
    scope = Scope(context, "the pipeline", document.global_env)
    fields = Fields(document.body, scope)
    pipeline = _pipeline(fields, scope)
    jobs = tuple(check_job(pipeline, job) for job in document.jobs.values())
    check_graph(context, jobs)
    check_arrivals(context, jobs)
    components = tuple(
        check_component(context, item, item.body, f"component `{name}`") for name, item in document.components.items()
    )
    check_component_order(context, components)
    environments = check_environments(context)
    check_deployments(context, jobs, environments)
    return CheckedDocument(
        name=document.name,
        description=fields.text("description"),
        timeout=pipeline.timeout.seconds,
        params=tuple(run_parameters(context)),
        triggers=check_triggers(fields),
        concurrency=check_concurrency(fields.section("concurrency")),
        retention=check_retention(fields.section("artifacts")),
        jobs=jobs,
        components=components,
        environments=environments,
        source=document.body.span.path,
        origin=fields.value_span("name"),
    )


def _pipeline(fields: Fields, scope: Scope) -> Pipeline:
    inner = fields.section("defaults")
    policy = fields.section("artifacts")
    return Pipeline(
        scope=scope,
        defaults=_defaults(inner),
        checkout=check_checkout(inner, _CHECKOUT) if inner is not None else _CHECKOUT,
        resources=check_resources(inner.section("resources") if inner is not None else None),
        retry=check_retry_policy(fields.section("retry_policy")),
        timeout=limit_of(fields, fields.period("timeout", 7200), "the pipeline"),
        compression=policy.text("compression", "gzip") if policy is not None else "gzip",
    )


def _defaults(fields: Fields | None) -> Defaults:
    if fields is None:
        return Defaults(None, _SHELL, ".")
    shell = check_shell(fields) or _SHELL
    image = check_image(fields) if isinstance(fields.node("image"), Scalar) else None
    return Defaults(image, shell, check_workspace_path(fields, "working_directory"))


_SHELL = ("/bin/sh", "-e")
_CHECKOUT = Checkout()

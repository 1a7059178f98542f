"""Resources, approvals, retries, checkouts: small records of a job or component."""

from typing import cast

from ...ir.job import Checkout, FailureClass, Retry
from ...ir.values import Approval, Resources
from ..fields import Fields
from ..tree import Mapping, Scalar, Sequence


def check_resources(fields: Fields | None) -> Resources:
    """Return limits; a missing one is no limit."""
    if fields is None:
        return Resources()
    return Resources(fields.cpu("cpu"), fields.size("memory"), fields.size("disk"), fields.span)


def check_approval(fields: Fields | None) -> Approval | None:
    """Return who must agree; more approvals than people who may give them can never be had."""
    if fields is None:
        return None
    approval = Approval(
        required=fields.integer("required", 1, 1),
        approvers=fields.texts("approvers"),
        timeout=fields.optional_period("timeout"),
        message=fields.text("message"),
        origin=fields.span,
    )
    if approval.approvers and approval.required > len(set(approval.approvers)):
        from ..rules.impossible_approval import impossible_approval

        fields.context.report(
            impossible_approval(fields.value_span("required"), approval, fields.value_span("approvers"))
        )
    return approval


def check_checkout(fields: Fields, default: Checkout | None) -> Checkout | None:
    """Return how the workspace begins; None is empty."""
    node = fields.node("checkout")
    if isinstance(node, Mapping):
        inner = Fields(node, fields.scope)
        return Checkout(inner.integer("depth", 1), inner.boolean("submodules", default=False))
    if not isinstance(node, Scalar):
        return default
    return Checkout() if fields.boolean("checkout", default=True) else None


def check_retry_policy(fields: Fields | None) -> Retry:
    """Return the pipeline's policy, the default of every job."""
    if fields is None:
        return Retry()
    base = Retry()
    retry = Retry(
        max_attempts=fields.integer("max_attempts", base.max_attempts, 1),
        initial_delay=fields.duration("initial_delay", base.initial_delay),
        multiplier=fields.number("multiplier", base.multiplier, 1),
        max_delay=fields.duration("max_delay", base.max_delay),
        jitter=fields.number("jitter", base.jitter, 0, 1),
        max_total=fields.duration("max_total", base.max_total),
        retry_on=_classes(fields) if isinstance(fields.node("retry_on"), Sequence) else base.retry_on,
    )
    if retry.initial_delay > retry.max_delay:
        from ..rules.retry_contradiction import delay_above_maximum

        fields.context.report(delay_above_maximum(fields.mapping, retry))
    return retry


def _classes(fields: Fields) -> tuple[FailureClass, ...]:
    return cast("tuple[FailureClass, ...]", tuple(dict.fromkeys(fields.texts("retry_on"))))

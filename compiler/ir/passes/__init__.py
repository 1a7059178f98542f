"""The passes over a plan, in their order. Each is a pure function in a module of its own."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from ..plan import Plan
from ..verify import verify
from .digest_components import digest_components
from .normalize_values import normalize_values
from .reduce_conditionals import reduce_conditionals


class Pass(NamedTuple):
    """A step from plan to plan. The invariants that it `establishes` need not hold before it, and always after."""

    name: str
    run: Callable[[Plan], Plan]
    establishes: frozenset[str] = frozenset()


PASSES: Final = (
    Pass("normalize_values", normalize_values, frozenset({"values"})),
    Pass("reduce_conditionals", reduce_conditionals, frozenset({"conditionals"})),
    Pass("digest_components", digest_components, frozenset({"digests"})),
)


class CompilerBug(Exception):  # noqa: N818 - it is no error of the user's, and says so
    """The compiler broke its own rules: a pass left a plan that does not verify."""

    def __init__(self, stage: str, broken: Sequence[str]) -> None:
        super().__init__(f"after `{stage}` the plan is broken: {'; '.join(broken)}")
        self.stage = stage
        self.broken = tuple(broken)


def run_passes(plan: Plan, passes: Sequence[Pass] = PASSES) -> Plan:
    """Return the finished plan. It is verified before the first pass and after each; a CompilerBug names the pass.

    A pass that changes nothing and establishes nothing leaves a plan that is verified already.
    """
    pending = frozenset[str]().union(*(each.establishes for each in passes))
    _check("lowering", plan, pending)
    for each in passes:
        before, plan = plan, each.run(plan)
        pending -= each.establishes
        if plan is not before or each.establishes:
            _check(each.name, plan, pending)
    return plan


def _check(stage: str, plan: Plan, pending: frozenset[str]) -> None:
    broken = verify(plan, without=pending)
    if broken:
        raise CompilerBug(stage, broken)

"""Whether an environment's range holds a host port for each instance; asked by every target that gives them out."""

from collections.abc import Iterator

from ..diagnostics import Diagnostic
from ..ir.release import Environment
from .slots import needed_ports


def check_port_range(environment: Environment) -> Iterator[Diagnostic]:
    """Yield the diagnostic of a range that is too small, or that others use too."""
    low, high = environment.target.port_range
    wanted = needed_ports(environment)
    if wanted > high - low + 1:
        from .rules.port_range import port_range

        yield port_range(environment, wanted)
    elif wanted:
        from .rules.ephemeral_ports import FIRST, LAST, ephemeral_ports

        if low <= LAST and high >= FIRST:
            yield ephemeral_ports(environment)

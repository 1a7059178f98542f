"""Volumes that several instances write; asked by every target whose instances share those of a host."""

from collections.abc import Iterator

from ..diagnostics import Diagnostic
from ..ir.release import Component


def check_volumes(component: Component) -> Iterator[Diagnostic]:
    """Yield the diagnostics of volumes that all instances of a component may write to."""
    from .rules.volume_of_instances import written_by_all

    for volume in component.volumes if component.replicas > 1 else ():
        if not volume.read_only and not volume.shared:
            yield written_by_all(component, volume)

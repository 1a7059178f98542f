"""A place in an open file, with the pipelines that the file belongs to: what most features begin with."""

from typing import NamedTuple

from compiler.source import Source

from .files import Open
from .model import Model
from .workspace import Workspace


class View(NamedTuple):
    """A pipeline, and a place in one of its files: how spans name the file, and an offset."""

    model: Model
    display: str
    offset: int

    @property
    def source(self) -> Source:
        """The file, without the lines that break it."""
        return self.model.sources[self.display]


def models_of(workspace: Workspace, path: str, opened: Open) -> list[Model]:
    """Return the pipelines that a file belongs to, read for their names."""
    found = (workspace.model(pipeline, opened) for pipeline in workspace.subjects_of(path, opened))
    return [model for model in found if model is not None and path in model.files]


def views_at(workspace: Workspace, path: str, offset: int, opened: Open) -> list[View]:
    """Return the place in each pipeline that the file belongs to."""
    models = models_of(workspace, path, opened)
    shown = ((model, model.display_of(path)) for model in models)
    return [View(model, display, offset) for model, display in shown if display in model.sources]

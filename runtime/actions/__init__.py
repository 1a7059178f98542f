"""Steps that the runtime itself performs: one module for each action."""

from collections.abc import Mapping
from typing import Final

from compiler.ir.job import LAZY

from . import generator, health_check, http_request, logger
from .base import ActionContext, ActionFault, Perform

__all__ = ["ACTIONS", "LAZY", "ActionContext", "ActionFault", "Perform"]

ACTIONS: Final[Mapping[str, Perform]] = {
    "http_request": http_request.perform,
    "logger": logger.perform,
    "health_check": health_check.perform,
    "generator": generator.perform,
}
"""The actions by the names that the language gives them."""

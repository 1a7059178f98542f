"""Spans, diagnostics, rules and fixes: what every stage speaks and what the renderers print."""

from .diagnostic import Change, Diagnostic, Edit, Fix, Label, Severity, sort_key
from .rule import Rule
from .span import NOWHERE, Span

__all__ = ["NOWHERE", "Change", "Diagnostic", "Edit", "Fix", "Label", "Rule", "Severity", "Span", "sort_key"]

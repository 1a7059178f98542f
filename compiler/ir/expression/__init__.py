"""The expression language: text to tree, types, values, folding, printing.

`parse` gives a tree or the Problem; `check` its type and all problems; `fold` computes what is known at compile time;
`evaluate` is the one evaluator, at compile and at run time; `render` prints a tree. Nothing here opens a file, starts a
process or reads an attribute of a Python object.
"""

from .check import check
from .evaluate import Lookup, evaluate
from .fold import ABSENT, MISSING, Missing, fold
from .nearest import nearest, suggestion
from .notation import ROOTS
from .parse import parse
from .problem import EvaluationError, Problem
from .render import render
from .syntax import Binary, Call, Constant, Expression, Index, Literal, Member, Root, Unary
from .types import ANY, BOOLEAN, NULL, NUMBER, STRING, UNKNOWN, Array, Object, Type, type_name, type_of
from .value import Value, to_text
from .walk import MAX_DEPTH, Path, calls, height, path_of, paths, placed

__all__ = [
    "ABSENT",
    "ANY",
    "BOOLEAN",
    "MAX_DEPTH",
    "MISSING",
    "NULL",
    "NUMBER",
    "ROOTS",
    "STRING",
    "UNKNOWN",
    "Array",
    "Binary",
    "Call",
    "Constant",
    "EvaluationError",
    "Expression",
    "Index",
    "Literal",
    "Lookup",
    "Member",
    "Missing",
    "Object",
    "Path",
    "Problem",
    "Root",
    "Type",
    "Unary",
    "Value",
    "calls",
    "check",
    "evaluate",
    "fold",
    "height",
    "nearest",
    "parse",
    "path_of",
    "paths",
    "placed",
    "render",
    "suggestion",
    "to_text",
    "type_name",
    "type_of",
]

"""The list that mutations are entered into."""

from collections.abc import Callable
from random import Random

from compiler.ir.plan import Plan

Mutation = Callable[[Random, Plan], Plan | None]

ENTERED: dict[str, Mutation] = {}


def mutation(function: Mutation) -> Mutation:
    """Enter a mutation into the list."""
    ENTERED[function.__name__] = function
    return function

"""Pieces that edits are made of: new names, numbers and values, and rows with one item changed."""

from random import Random

from compiler.ir.expression.parse import parse
from compiler.ir.values import Approval, Image, Secret, Text


def fresh(random: Random, lead: str) -> str:
    return f"{lead}{random.randrange(10**9)}"


def number(random: Random, other: int | None = None) -> int:
    return next(found for found in iter(lambda: random.randint(1, 5000), None) if found != other)


def replaced(rows, at, **fields):
    return (*rows[:at], rows[at]._replace(**fields), *rows[at + 1 :])


def without(rows, at):
    return (*rows[:at], *rows[at + 1 :])


def inserted(random, rows, item):
    at = random.randint(0, len(rows))
    return (*rows[:at], item, *rows[at:])


def image(random: Random) -> Image:
    tag = number(random)
    return Image(f"registry.example/app:{tag}", f"sha256:{tag:064x}")


def text(random: Random) -> Text:
    expression = parse("env.CI_COMMIT_BRANCH")
    return random.choice([Text((fresh(random, "v"),)), Text(("on ", expression)), Text((Secret("TOKEN"),)), Text(())])


def approval(random: Random) -> Approval:
    return Approval(number(random), (fresh(random, "user"),), None, fresh(random, "why "))

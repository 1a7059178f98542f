"""Which repository we stand in, and what its names stand for."""

import os
from typing import NamedTuple

import click

from .git import GitError, ask
from .objects import Objects, missing_advice

WORKING_TREE = "working tree"

FOR_TWO_SIDES = (
    " What can be compared without one are two files, folders or bundles.",
    "; a file that is gone stands after `--`",
)
"""Advice in errors for who gives both sides and files; it holds for nobody else."""


class Place(NamedTuple):
    """A repository: its absolute working tree, empty where it is bare."""

    top: str


def find_place() -> Place:
    """Return the repository that git finds from here; a GitError that says why there is none."""
    answer = ask("rev-parse", "--is-bare-repository", "--show-toplevel")
    bare, _, top = answer.out.partition(b"\n")
    if bare == b"true":
        return Place("")
    if bare == b"false" and answer.code:
        raise GitError("This is the inside of a `.git` folder; change to the working tree.")
    if answer.code:
        raise GitError(_why_none(answer.errors))
    return Place(os.fsdecode(top.removesuffix(b"\n")))


def _why_none(errors: str) -> str:
    if "not a git repository" in errors:
        return f"This is no git repository.{FOR_TWO_SIDES[0]}"
    return f"Git refuses this repository: {errors.removeprefix('fatal: ')}"


def find_tree(objects: Objects, revision: str) -> tuple[str, str]:
    """Return the tree of a revision, and its commit, empty where it is the name of a tree.

    A GitError where there is no such revision, or it has no files.
    """
    named = objects.find(revision)
    found = named and objects.find(f"{named.id}^{{tree}}")
    if named and found:
        commit = objects.find(f"{named.id}^{{commit}}")
        return found.id, commit.id if commit else ""
    if named is not None:
        raise GitError(f"`{revision}` is no commit, so it has no files; name a commit, a branch or a tag.")
    raise unknown_revision(revision)


def unknown_revision(revision: str) -> click.ClickException:
    """Return the error of a revision that there is not."""
    if revision.startswith("HEAD") and ask("rev-parse", "--verify", "--quiet", "HEAD").code:
        return GitError("This repository has no commit yet, so there is nothing to compare with.")
    if ask("rev-parse", "--is-shallow-repository").out.strip() == b"true":
        return GitError(f"There is no revision `{revision}` here: {missing_advice()}")
    return GitError(
        f"There is no revision and no path `{revision}`. A branch of a remote is fetched with `git fetch`"
        f"{FOR_TWO_SIDES[1]}."
    )


def merge_base(one: str, other: str) -> str:
    """Return the commit that two revisions have grown from; a GitError where there is none."""
    answer = ask("merge-base", "--end-of-options", one, other)
    if answer.code == 0 and answer.out.strip():
        return answer.out.split()[0].decode()
    if answer.code == 1 and not answer.errors:
        if ask("rev-parse", "--is-shallow-repository").out.strip() == b"true":
            raise GitError(f"`{one}` and `{other}` have no commit in common here: {missing_advice()}")
        raise GitError(f"`{one}` and `{other}` have no commit in common; compare them with `{one}..{other}`.")
    raise GitError(f"Git finds no common commit of `{one}` and `{other}`: {answer.errors.removeprefix('fatal: ')}")

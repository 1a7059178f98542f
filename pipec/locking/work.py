"""The row of stages from a pipeline to its lock; nothing is written before all of it is known to work."""

# ruff: noqa: PTH118, PTH120 - pathlib costs 2 ms at start-up

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from compiler.diagnostics import Diagnostic
from compiler.driver import Request
from compiler.frontend.lock import NAME, Lock
from compiler.ir.plan import Plan
from compiler.ir.profile import Profile
from compiler.source import Source

from ..diffs import Change
from ..planning import Planned, read_lock_beside
from .ask import Answers, Wish, ask_engine, ask_registries
from .book import Entries, entries_of, entry, text_of
from .check import check, check_platforms, check_tags
from .choose import choose
from .needs import Beside, Need, needed_beside, needs_of
from .rows import Row, row_of, rows_of

if TYPE_CHECKING:
    from runtime.registry import Settings


class Order(NamedTuple):
    """What is asked for. `update` are names, `settings` how registries are asked."""

    settings: "Settings"
    update: tuple[str, ...] = ()
    update_all: bool = False
    platforms: tuple[str, ...] = ()
    write: bool = False
    from_engine: bool = False
    keep_unused: bool = False
    online: bool = False


class Outcome(NamedTuple):
    """What locking a pipeline came to. `changes` are the pipeline's files, `before` and `after` the lock's texts.

    `before` is None where there was no lock. Where an error was found, nothing of this is to be written.
    """

    planned: Planned
    lock: str = ""
    rows: tuple[Row, ...] = ()
    changes: tuple[Change, ...] = ()
    before: str | None = None
    after: str | None = None
    unclear: tuple[str, ...] = ()
    requests: int = 0

    @property
    def failed(self) -> bool:
        """Whether something is in the way."""
        return any(item.severity == "error" for item in self.planned.diagnostics)

    @property
    def lock_changes(self) -> bool:
        """Whether the lock's file is to be written."""
        return self.after is not None and self.after != self.before

    @property
    def changed(self) -> bool:
        """Whether a file is to be written."""
        return self.lock_changes or bool(self.changes)

    def told(self, found: tuple[Diagnostic, ...], sources: Mapping[str, Source] | None = None) -> "Outcome":
        """Return the outcome with what was found further."""
        planned = self.planned
        merged = {**planned.sources, **(sources or {})}
        return self._replace(planned=planned._replace(diagnostics=(*planned.diagnostics, *found), sources=merged))


class _State(NamedTuple):
    """What all stages look at."""

    request: Request
    plan: Plan
    needs: dict[str, Need]
    pinned: dict[str, Need]
    lock: Lock
    source: Source | None
    beside: Beside
    order: Order


def lock_pipeline(planned: Planned, order: Order) -> Outcome:
    """Return what the lock of a pipeline, planned without one, is to be; registries are asked for what is missing."""
    outcome, state = _read(planned, order)
    if state is None:
        return outcome
    wishes = _wishes(state)
    answers, outcome = _ask(state, outcome, wishes)
    outcome = outcome.told(answers.diagnostics)._replace(requests=answers.requests)
    entries = _entries(state, answers, wishes)
    found = tuple(check_platforms({**state.needs, **state.pinned}, _known(entries, answers, order), order.platforms))
    outcome = outcome.told(found)
    return outcome if outcome.failed else _settled(state, outcome, entries, answers)


def check_lock(planned: Planned, order: Order) -> Outcome:
    """Return what is wrong with the lock of a pipeline, planned without one; only `order.online` makes requests."""
    outcome, state = _read(planned, order)
    if state is None:
        return outcome
    unused = () if state.beside.unclear or order.keep_unused else _superfluous(state)
    outcome = outcome.told(check(state.plan, state.lock, state.source, unused))
    locked = {name: Wish(known=digest) for name, digest in state.lock.digests.items() if name in state.needs}
    if order.platforms:
        platforms = {name: state.lock.platforms.get(name, ()) for name in locked}
        outcome = outcome.told(tuple(check_platforms(state.needs, platforms, order.platforms)))
    rows = tuple(row_of(name, "kept", {"digest": wish.known}) for name, wish in locked.items())
    if order.online and state.source is not None:
        answers, outcome = _ask(state, outcome, locked)
        now = {name: found.digest for name, found in answers.found.items()}
        outcome = outcome.told((*answers.diagnostics, *check_tags(state.needs, state.lock, state.source, now)))
        outcome = outcome._replace(requests=answers.requests)
    return outcome._replace(rows=rows)


def _read(planned: Planned, order: Order) -> tuple[Outcome, _State | None]:
    plan, request = planned.plan, planned.read
    if plan is None or not isinstance(request, Request):
        return Outcome(planned), None
    lock, sources, problems = read_lock_beside(request)
    outcome = Outcome(planned, os.path.join(os.path.dirname(request.path), NAME)).told(problems, sources)
    if lock is None:
        return outcome, None
    source = next(iter(sources.values()), None)
    needs, pinned = needs_of(plan), needs_of(plan, written=True)
    others = order.write or not lock.digests.keys() <= needs.keys()
    beside = needed_beside(request) if others else Beside()
    state = _State(request, plan, needs, pinned, lock, source, beside, order)
    return outcome._replace(before=None if source is None else source.text, unclear=beside.unclear), state


def _wishes(state: _State) -> dict[str, Wish]:
    """Return what is asked: images that are not locked, those to update, and platforms that nobody wrote down."""
    order, lock = state.order, state.lock
    updatable = {*state.needs, *(state.pinned if order.write else ())}
    named = updatable if order.update_all else choose(order.update, sorted(updatable), state.pinned)
    wishes: dict[str, Wish] = {}
    for reference in state.needs:
        digest = lock.digests.get(reference, "")
        if not digest or reference in named:
            wishes[reference] = Wish(known=digest if lock.platforms.get(reference) else "")
        elif order.platforms and not lock.platforms.get(reference) and not order.from_engine:
            wishes[reference] = Wish(digest)
    for reference in sorted(named - set(state.needs)):
        wishes[reference] = Wish(known="" if order.platforms else state.pinned[reference].images[0].digest)
    return wishes


def _ask(state: _State, outcome: Outcome, wishes: Mapping[str, Wish]) -> tuple[Answers, Outcome]:
    if not wishes:
        return Answers({}), outcome
    profiles, found, sources = _profiles(state.request)
    outcome = outcome.told(found, sources)
    if outcome.failed:
        return Answers({}), outcome
    needs = {**state.pinned, **state.needs}
    if state.order.from_engine:
        return ask_engine(wishes, needs, profiles), outcome
    return ask_registries(wishes, needs, profiles, state.order.settings), outcome


def _profiles(request: Request) -> tuple[tuple[Profile, ...], tuple[Diagnostic, ...], Mapping[str, Source]]:
    """Return the profiles, whose mirrors are asked, as compiling chooses them."""
    from ..profiles import choose_profiles

    chosen = choose_profiles(request.root, (), {}, os.path.dirname(request.path))
    return chosen.profiles, chosen.diagnostics, chosen.sources


def _entries(state: _State, answers: Answers, wishes: Mapping[str, Wish]) -> Entries:
    """Return the entries of all images that need the lock here, as far as they are known."""
    before = entries_of(state.source)
    entries: Entries = {}
    for reference in state.needs:
        found = answers.found.get(reference)
        if found is None or (found.digest == wishes[reference].known and not found.platforms):
            if reference in before:
                entries[reference] = before[reference]
        else:
            old = before.get(reference, {})
            kept = {key: value for key, value in old.items() if key not in {"digest", "platforms"}}
            entries[reference] = {**kept, **entry(found.digest, found.platforms)}
    return entries


def _known(entries: Entries, answers: Answers, order: Order) -> dict[str, tuple[str, ...]]:
    """Return the platforms of all images that platforms are wanted of."""
    if not order.platforms:
        return {}
    known = {reference: tuple(each.get("platforms") or ()) for reference, each in entries.items()}
    return {**{name: found.platforms for name, found in answers.found.items()}, **known}


def _superfluous(state: _State) -> tuple[str, ...]:
    return tuple(name for name in state.lock.digests if name not in state.needs and name not in state.beside.references)


def _settled(state: _State, outcome: Outcome, entries: Entries, answers: Answers) -> Outcome:
    """Return the outcome with the texts that are to be written."""
    before = entries_of(state.source)
    gone = set(_superfluous(state))
    others = {name: each for name, each in before.items() if name not in state.needs and name not in gone}
    if state.order.keep_unused or state.beside.unclear:
        others |= {name: before[name] for name in gone}
        gone = set()
    written: frozenset[str] = frozenset()
    if state.order.write:
        from .writing import write_digests

        digests = {reference: str(each["digest"]) for reference, each in entries.items()}
        fresh = {name: found.digest for name, found in answers.found.items() if name in state.pinned}
        done = write_digests(state.request, state.plan, outcome.planned.sources, digests, fresh)
        outcome = outcome.told(done.diagnostics)._replace(changes=done.changes)
        written = done.references
    rows = rows_of(entries, before, gone, written)
    rows += tuple(row_of(name, "written", {"digest": answers.found[name].digest}) for name in written - set(entries))
    kept = {name: each for name, each in entries.items() if name not in written or name in state.beside.references}
    after = text_of({**others, **kept})
    if state.source is None and not others and not kept:
        return outcome._replace(rows=rows)
    return outcome._replace(rows=rows, after=after)

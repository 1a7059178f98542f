"""The document: what a well-shaped tree declares, by name, before anything refers to anything.

It is the index that name resolution works on. The bodies stay located trees; the check stage reads their values.
"""

from typing import NamedTuple, TypeVar

from .tree import Broken, Mapping, Node, Scalar, Sequence

T = TypeVar("T")


class Anything(dict[str, T]):
    """The names of a node in which something was broken: whatever is asked for may be among them."""

    __slots__ = ()

    def __contains__(self, name: object) -> bool:
        """Tell that a name may be there; getting it is another matter."""
        return True

    def __bool__(self) -> bool:
        """Tell that there may be names."""
        return True


class Declaration(NamedTuple):
    """A name in a map and what it stands for; `body` is empty where the value was `broken`."""

    name: Scalar
    body: Mapping
    broken: bool = False


class StepDeclaration(NamedTuple):
    """A step by its name, or by its place (`step 2`) when it has none and is not `named`."""

    name: str
    body: Mapping
    named: bool = True


class JobDeclaration(NamedTuple):
    """A job and the names that other jobs may use of it.

    `vague` says that something in `depends_on` or `inputs` was broken: the job may wait for any other.
    """

    name: Scalar
    body: Mapping
    steps: tuple[StepDeclaration, ...]
    artifacts: dict[str, Scalar]
    outputs: dict[str, Scalar]
    secrets: dict[str, Scalar]
    depends_on: tuple[Scalar, ...]
    inputs: tuple[Node, ...]
    vague: bool = False


class Document(NamedTuple):
    """A whole pipeline: includes merged, shape checked, every declaration by name in the order of the files.

    It is `partial` when a fragment could not be read, or a key of the pipeline was none: any name may be defined there.
    """

    name: str
    body: Mapping
    params: dict[str, Declaration]
    global_env: Node | None
    jobs: dict[str, JobDeclaration]
    components: dict[str, Declaration]
    environments: dict[str, Declaration]
    partial: bool = False


def read_document(tree: Mapping, *, partial: bool = False) -> Document:
    """Index a tree that the shape stage has passed; what it replaced by `Broken` is left out."""
    name = tree.get("name")
    return Document(
        name=name.text if isinstance(name, Scalar) else "",
        body=tree,
        params=_declarations(tree.get("params")),
        global_env=tree.get("global_env"),
        jobs=_jobs(_declarations(tree.get("jobs"))),
        components=_declarations(tree.get("components")),
        environments=_declarations(tree.get("environments")),
        partial=partial,
    )


def lost_keys(written: Node, shaped: Mapping) -> bool:
    """Tell whether the shape stage left out a key of the whole pipeline, or the fragments to include."""
    include = shaped.get("include")
    if not isinstance(written, Mapping) or is_vague(include) or isinstance(include, Scalar):
        return True
    return any(shaped.entry(entry.key.text) is None for entry in written)


def as_mapping(node: Node | None) -> Mapping | None:
    """Return the node if it is a mapping, else None."""
    return node if isinstance(node, Mapping) else None


def scalars(node: Node | None) -> tuple[Scalar, ...]:
    """Return the scalars of a sequence; none when the node is something else."""
    return tuple(item for item in node if isinstance(item, Scalar)) if isinstance(node, Sequence) else ()


def _declarations(node: Node | None) -> dict[str, Declaration]:
    if not isinstance(node, Mapping):
        return Anything() if isinstance(node, Broken) else {}
    return {
        entry.key.text: Declaration(entry.key, _body(entry.value), isinstance(entry.value, Broken)) for entry in node
    }


def _body(node: Node) -> Mapping:
    return node if isinstance(node, Mapping) else Mapping((), node.span)


def _jobs(declarations: dict[str, Declaration]) -> dict[str, JobDeclaration]:
    jobs = {key: _job(declaration) for key, declaration in declarations.items()}
    return Anything(jobs) if isinstance(declarations, Anything) else jobs


def _job(declaration: Declaration) -> JobDeclaration:
    body = declaration.body
    inputs = body.get("inputs")
    return JobDeclaration(
        name=declaration.name,
        body=body,
        steps=_steps(body.get("steps")),
        artifacts=Anything() if declaration.broken else _keys(body.get("artifacts")),
        outputs=Anything() if declaration.broken else _listed(body.get("outputs")),
        secrets=_listed(body.get("secrets")),
        depends_on=scalars(body.get("depends_on")),
        inputs=inputs.items if isinstance(inputs, Sequence) else (),
        vague=declaration.broken or is_vague(body.get("depends_on")) or is_vague(inputs) or _is_nameless(inputs),
    )


def is_vague(node: Node | None) -> bool:
    """Tell whether a node is broken, or a list with something broken in it."""
    return isinstance(node, Broken) or (isinstance(node, Sequence) and any(item.kind == "broken" for item in node))


def _is_nameless(inputs: Node | None) -> bool:
    """Tell whether an input does not say of which artifact it is."""
    rows = inputs.items if isinstance(inputs, Sequence) else ()
    return any(isinstance(row, Mapping) and isinstance(row.get("artifact"), Broken) for row in rows)


def _listed(node: Node | None) -> dict[str, Scalar]:
    names = {scalar.text: scalar for scalar in scalars(node)}
    return Anything(names) if is_vague(node) else names


def _keys(node: Node | None) -> dict[str, Scalar]:
    if not isinstance(node, Mapping):
        return Anything() if isinstance(node, Broken) else {}
    return {entry.key.text: entry.key for entry in node}


def _steps(node: Node | None) -> tuple[StepDeclaration, ...]:
    if not isinstance(node, Sequence):
        return ()
    return tuple(_step(number, item) for number, item in enumerate(node, 1) if isinstance(item, Mapping))


def _step(number: int, body: Mapping) -> StepDeclaration:
    name = body.get("name")
    if isinstance(name, Scalar):
        return StepDeclaration(name.text, body)
    return StepDeclaration(f"step {number}", body, named=False)

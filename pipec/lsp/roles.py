"""What the names at a place of a pipeline mean: the one table that navigation, renaming and completion share.

A path leads from the root to a node: keys, and the numbers of items. `value_role` says what a scalar names, `key_role`
what a key does.
"""

from typing import Literal

Path = tuple[str | int, ...]

Role = Literal[
    "job", "own-job", "artifact", "artifact-glob", "output", "own-output", "component", "environment", "secret",
    "image", "include", "step", "condition", "script", "param", "variable", "axis", "service", "port", "",
]  # fmt: skip
"""What a name is: of a job, of `JOB.ARTIFACT`, of `JOB.OUTPUT`, …; nothing where it is plain text."""

NOT_AXES = frozenset({"include", "exclude", "max_parallel", "fail_fast"})


def value_role(path: Path) -> Role:  # noqa: PLR0911 - one table, read from top to bottom
    """Return what the scalar at a path names."""
    match path:
        case ("include", int()):
            return "include"
        case ("jobs", _, *rest):
            return _job_value(tuple(rest))
        case ("components", _, *rest):
            return _component_value(tuple(rest))
        case ("environments", _, "after"):
            return "environment"
        case ("environments", _, "overrides", _, *rest):
            return _component_value(tuple(rest))
        case ("artifacts", "retention", int(), "pattern"):
            return "artifact-glob"
        case ("defaults", "image"):
            return "image"
        case _:
            return ""


def _job_value(path: Path) -> Role:  # noqa: C901, PLR0911, PLR0912 - as above
    match path:
        case ("depends_on", int()):
            return "job"
        case ("name",):
            return "own-job"
        case ("inputs", int()) | ("inputs", int(), "artifact"):
            return "artifact"
        case ("outputs", int()):
            return "own-output"
        case ("secrets", int()):
            return "secret"
        case ("deploy", "environment"):
            return "environment"
        case ("deploy", "components", int()):
            return "component"
        case ("steps", int(), "name"):
            return "step"
        case ("services", _, "image") | ("steps", int(), "image"):
            return "image"
        case ("conditional",) | ("steps", int(), "conditional"):
            return "condition"
        case ("steps", int(), "script") | ("steps", int(), "script", int()):
            return "script"
        case ("deploy", "strategy", "smoke_test", "script") | ("deploy", "strategy", "smoke_test", "script", int()):
            return "script"
        case _:
            return ""


def _component_value(path: Path) -> Role:
    match path:
        case ("depends_on", int()):
            return "component"
        case ("artifact",):
            return "artifact"
        case ("image",):
            return "image"
        case ("image", "from"):
            return "output"
        case ("routes", int(), "port") | ("health_check", "port"):
            return "port"
        case _:
            return ""


def key_role(path: Path) -> Role:  # noqa: PLR0911 - as above
    """Return what the last key of a path names: a definition, but for axes of combinations and overrides."""
    match path:
        case ("jobs", _):
            return "job"
        case ("jobs", _, "artifacts", _):
            return "artifact"
        case ("jobs", _, "services", _):
            return "service"
        case ("jobs", _, "matrix", str() as axis) if axis not in NOT_AXES:
            return "axis"
        case ("jobs", _, "matrix", "include" | "exclude", int(), _):
            return "axis"
        case ("params", _):
            return "param"
        case ("components", _) | ("environments", _, "overrides", _):
            return "component"
        case ("environments", _):
            return "environment"
        case ("components", _, "secrets", _) | ("environments", _, "secrets", _):
            return "secret"
        case _:
            return "variable" if is_variable(path) else ""


def is_variable(path: Path) -> bool:
    """Tell whether the last key of a path defines a variable."""
    match path:
        case ("global_env", _) | ("components" | "jobs", _, "environment", _) | ("environments", _, "variables", _):
            return True
        case ("jobs", _, "steps", int(), "environment", _) | ("jobs", _, "services", _, "environment", _):
            return True
        case ("environments", _, "overrides", _, "environment", _):
            return True
        case _:
            return False


def is_reference(path: Path) -> bool:
    """Tell whether a key names what is defined elsewhere."""
    match path:
        case ("environments", _, "overrides", _) | ("components", _, "secrets", _):
            return True
        case ("jobs", _, "matrix", "include" | "exclude", int(), _):
            return True
        case _:
            return False

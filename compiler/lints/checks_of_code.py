"""Commands whose outcome is what a job is for: tests, linters, builds."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .commands import Command

_CHECKERS: Final = frozenset(
    {"pytest", "tox", "nox", "mypy", "pyright", "flake8", "pylint", "eslint", "tsc", "jest", "vitest", "golangci-lint"}
    | {"shellcheck", "phpunit", "phpstan", "rspec", "rubocop", "ctest", "hadolint", "yamllint", "staticcheck"}
)
_SUBCOMMANDS: Final[dict[str, frozenset[str]]] = {
    "npm": frozenset({"test", "t"}),
    "yarn": frozenset({"test", "lint"}),
    "pnpm": frozenset({"test", "lint"}),
    "go": frozenset({"test", "vet"}),
    "cargo": frozenset({"test", "clippy"}),
    "make": frozenset({"test", "tests", "check", "lint"}),
    "mvn": frozenset({"test", "verify"}),
    "gradle": frozenset({"test", "check"}),
    "gradlew": frozenset({"test", "check"}),
    "dotnet": frozenset({"test"}),
    "ruff": frozenset({"check"}),
    "terraform": frozenset({"validate"}),
}
_BUILDS: Final[dict[str, frozenset[str]]] = {
    "npm": frozenset({"ci"}),
    "go": frozenset({"build"}),
    "cargo": frozenset({"build"}),
    "make": frozenset({"all", "build", "install", "dist"}),
    "mvn": frozenset({"package", "install", "deploy"}),
    "gradle": frozenset({"build"}),
    "gradlew": frozenset({"build"}),
    "dotnet": frozenset({"build", "publish"}),
    "docker": frozenset({"build", "push"}),
    "podman": frozenset({"build", "push"}),
    "terraform": frozenset({"apply"}),
    "helm": frozenset({"upgrade", "install"}),
}
CHECK_WORDS: Final = _CHECKERS | _SUBCOMMANDS.keys() | {"unittest"}
BUILD_WORDS: Final = CHECK_WORDS | _BUILDS.keys()


def check_of(command: "Command") -> str:
    """Return how a command that tests or lints is called (`npm test`), empty for any other."""
    name, arguments = command.name, command.arguments
    if name in {"npx", "bunx"} or (name in {"poetry", "uv", "pipenv", "bundle", "hatch"} and arguments[:1]):
        rest = arguments[1:] if arguments[:1] in {("run",), ("exec",)} else arguments if name in {"npx", "bunx"} else ()
        return str(rest[0]) if rest and rest[0] in _CHECKERS else ""
    if name.startswith("python") and arguments[:1] == ("-m",) and len(arguments) > 1:
        return str(arguments[1]) if arguments[1] in _CHECKERS | {"unittest"} else ""
    if name in _CHECKERS:
        return "" if {"--version", "-V", "--help", "--exit-zero"} & set(arguments) else name
    return _called(name, arguments, _SUBCOMMANDS)


def build_of(command: "Command") -> str:
    """Return how a command that tests, lints or builds is called, empty for any other."""
    alone = command.name if command.name == "make" and not command.arguments else ""
    return alone or check_of(command) or _called(command.name, command.arguments, _BUILDS)


def _called(name: str, arguments: tuple[str, ...], known: dict[str, frozenset[str]]) -> str:
    words = [word for word in arguments if not word.startswith("-") and "=" not in word]
    if name in {"npm", "yarn", "pnpm"} and words[:1] == ["run"]:
        words = words[1:] if words[1:2] in (["test"], ["lint"], ["build"]) else []
        return f"{name} run {words[0]}" if words else ""
    return f"{name} {words[0]}" if words and words[0] in known.get(name, ()) else ""

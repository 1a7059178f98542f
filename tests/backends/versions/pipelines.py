"""Every golden pipeline and every example, compiled for one version of one engine."""

from pathlib import Path

from tests.golden.bundles import compile_pipeline

ROOT = Path(__file__).parents[3]


def pipelines(target: str) -> list[Path]:
    """Return the pipelines of all committed bundles that hold files of a target."""
    goldens = sorted((ROOT / "golden/plans").glob(f"*/expected/bundle/{target}"))
    examples = sorted((ROOT / "examples").glob(f"*/pipec-out/*/{target}"))
    return [folder.parents[2] / "pipeline.yaml" for folder in (*goldens, *examples)]


def name_of(pipeline: object) -> str:
    """Return a pipeline's folder, by which tests are named."""
    assert isinstance(pipeline, Path)
    return pipeline.parent.name


def compiled(pipeline: Path, out: Path, target: str, version: str, *options: str) -> list[Path]:
    """Compile a pipeline for one version of one target; return the target's files, at least one."""
    given = pipeline.with_name("args")
    arguments = given.read_text().split() if given.exists() else []
    told = compile_pipeline(
        str(pipeline), out, [*arguments, "--target", target, "--target-version", f"{target}={version}", *options]
    )
    assert told.exit_code == 0, told.messages
    files = [path for path in sorted(out.glob(f"*/{target}/**/*")) if path.is_file()]
    assert files
    return files

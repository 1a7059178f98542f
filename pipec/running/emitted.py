"""The Nomad jobs of a run: emitted now from its plan, or taken from its bundle."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from compiler.driver import Request
from compiler.emission import Files, emit_targets
from compiler.ir.plan import Plan
from compiler.ir.profile import Profile
from runtime.errors import BundleFault
from runtime.executors.nomad.emitted import Document, Emitted

from ..output import print_diagnostics
from ..places import show_places
from ..planning import Planned
from ..profiles import choose_profiles

_FOLDER = "nomad/jobs/"
_JSON = {"nomad": (("format", "json"),)}


def emit_jobs(planned: Planned, plan: Plan, request: Request, *, color: str) -> Emitted | None:
    """Emit the jobs of a plan; None when there are findings, which are printed, that stand in the way."""
    chosen = choose_profiles(request.root, ("nomad",), _JSON, str(Path(request.path).parent))
    (profile,) = chosen.profiles
    emitted = emit_targets(plan, chosen.profiles, planned.sources, document=planned.document)
    errors = [item for item in (*chosen.diagnostics, *emitted.diagnostics) if item.severity == "error"]
    if errors:
        shown = show_places(request, planned.path, tuple(errors), {**planned.sources, **chosen.sources})
        print_diagnostics(list(shown[0]), shown[1], color=color, quiet=False, stream=sys.stderr)
        return None
    return Emitted(_jobs(emitted.files), store_of(profile))


def bundled_jobs(directory: str, files: Files, root: str) -> Emitted:
    """Return the jobs of a bundle; where artifacts are handed to nodes is the configuration's to say."""
    jobs = _jobs(files)
    if not jobs:
        raise BundleFault(f"the bundle `{directory}` has no Nomad jobs", "compile it with `--target nomad`")
    (profile,) = choose_profiles(root, ("nomad",), _JSON).profiles
    return Emitted(jobs, store_of(profile))


def store_of(profile: Profile) -> str:
    """Return the address of the profile's artifact store, empty without one."""
    return profile.artifact_store.address if profile.artifact_store else ""


def _jobs(files: Files) -> Mapping[str, Document]:
    found: dict[str, Document] = {}
    for path, (data, _) in files.items():
        if path.startswith(_FOLDER) and Path(path).suffix == ".json":
            document = json.loads(data)
            found[document["Job"]["Meta"]["pipec_job"]] = document
        elif path.startswith(_FOLDER):
            raise BundleFault(
                f"the bundle's `{path}` is not written as JSON", "compile it without `--nomad-format hcl`"
            )
    return found

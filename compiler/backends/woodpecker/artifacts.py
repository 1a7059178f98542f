"""The scripts by which jobs of a chain hand artifacts on: files wait in a folder of the shared volume.

They need what coreutils, findutils, grep and sed have, or busybox, in whatever version. Names with a line break are
beyond them: files are lines of a list.
"""

from ...ir.globs import expression
from ...ir.job import Artifact, Input, Job
from ..shim.quote import quote
from . import names

_INSIDE = """\
root=$(pwd -P)
while IFS= read -r file; do
[ ! -L "$file" ] || case $(readlink -f -- "$file") in
"$root"/*) ;;
*) echo "artifact {name}: $file points out of the workspace" >&2; exit 1 ;;
esac
done <{listed}
"""

_COPY = """\
mkdir -p {kept}
if cp --help 2>&1 | grep -q -e --parents; then
tr '\\n' '\\0' <{listed} | xargs -0 -r sh -c 'cp -P -p --parents -- "$@" "$0"' {kept}
else
while IFS= read -r file; do
case $file in */*) mkdir -p {kept}/"${{file%/*}}" ;; esac
cp -P -p -- "$file" {kept}/"$file"
done <{listed}
fi
"""


def keeping(job: Job, artifact: Artifact) -> str:
    """Return the script that keeps an artifact: an error when no file matches, or a link leads out."""
    kept = names.kept(job, artifact.name)
    listed = quote(f"{kept}.list")
    patterns = " ".join(f"-e {quote(expression(glob))}" for glob in artifact.paths)
    missing = "exit 0" if artifact.optional else f"echo 'artifact {artifact.name} has no file' >&2; exit 1"
    return (
        f"find . \\( -type f -o -type l \\) | sed 's,^[.]/,,' | sort >{listed}.all\n"
        f"grep -Ex {patterns} {listed}.all >{listed} || {{ {missing}; }}\n"
        f"{_INSIDE.format(name=artifact.name, listed=listed)}{_COPY.format(kept=quote(kept), listed=listed)}"
    )


def fetching(item: Input, producer: Job) -> str:
    """Return the script that brings an artifact into the workspace."""
    kept = names.kept(producer, item.artifact)
    absent = "exit 0" if item.optional else f"echo 'there is no artifact {item.artifact} of {item.job}' >&2; exit 1"
    return (
        f"[ -d {quote(kept)} ] || {{ {absent}; }}\nmkdir -p {quote(item.path)}\n"
        f"cp -R -P -p {quote(f'{kept}/.')} {quote(item.path)}\n"
    )

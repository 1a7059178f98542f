"""The drawing as one HTML page that needs nothing else: to search, to zoom, and to see what hangs on a job."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Final

from compiler.diagnostics.terminal import visible

from ..output import counted
from ..pages import page_environment
from .details import details_of
from .facts import Facts
from .groups import Group
from .marks import SIGNS, Marks, counts
from .picture import Picture, picture_of
from .svg import body, described, style
from .words import clock

_TEMPLATES: Final = Path(__file__).parent / "templates"
_PREFIX: Final = "pipec-"


def draw_html(facts: Facts, *, unfolded: bool = False, marks: Marks | None = None) -> str:
    """Return the page, ending in a newline. Everything that comes from people is escaped by the template engine."""
    from markupsafe import Markup

    environment = page_environment(_TEMPLATES)
    picture = picture_of(facts, unfolded=unfolded, marks=marks)
    css, script = style() + _read("page.css"), _read("failures.js") + _read("page.js")
    return environment.get_template("page.html.j2").render(
        facts=facts,
        names=len({job.name for job in facts.plan.jobs}),
        picture=picture,
        marks=marks,
        signs=SIGNS,
        counts={} if marks is None else counts(marks),
        described=described(facts, picture, marks),
        body=Markup("\n".join(body(picture, prefix=_PREFIX, links=True))),  # noqa: S704 - escaped where it is made
        details=details_of(facts, picture),
        clock=clock,
        counted=counted,
        css=Markup(css),  # noqa: S704 - our own
        script=Markup(script),  # noqa: S704 - our own
        data=Markup(_data(facts, picture)),  # noqa: S704 - escaped there
        policy=f"default-src 'none'; style-src '{digest(css)}'; script-src '{digest(script)}'; "
        "base-uri 'none'; form-action 'none'",
    )


def _read(name: str) -> str:
    return (_TEMPLATES / name).read_text("utf-8")


def digest(text: str) -> str:
    """Return how a content security policy names a text that it allows."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _searched(each: Group) -> str:
    """Return what a search finds a box by: names, matrix values, environments."""
    words = [word for job in each.jobs for word in (job.id, job.name)]
    words += [value for job in each.jobs if job.matrix is not None for _, value in job.matrix.values]
    words += [job.deploy.environment for job in each.jobs if job.deploy is not None]
    return "\n".join(dict.fromkeys(words))


def _data(facts: Facts, picture: Picture) -> str:
    """Return as JSON what the page's program works with: jobs and boxes by their places."""
    places = {job.id: place for place, job in enumerate(facts.plan.jobs)}
    found = {
        "jobs": [
            {
                "id": visible(job.id),
                "on": "".join(sorted(word[0] for word in job.runs_on)),
                "after": [places[other.job] for other in job.depends_on if other.job in places],
            }
            for job in facts.plan.jobs
        ],
        "boxes": [
            {
                "jobs": sorted(places[name] for name in box.group.ids),
                "before": [link.before for link in box.group.links if link.mark != "removed"],
                "text": visible(_searched(box.group)).lower(),
            }
            for box in picture.boxes
        ],
        "failing": [] if facts.blast is None else [places[name] for name in facts.blast.failed],
    }
    text = json.dumps(found, ensure_ascii=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")

"""What shellcheck says of the scripts of an open pipeline: a second look, after the quick one."""

from .files import Open
from .findings import Findings, show
from .workspace import Studied, Workspace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..shellcheck.findings import Finding
    from ..shellcheck.masks import Shown
    from ..shellcheck.program import Question

_KEPT = 2_000


class ScriptFindings:
    """Asks shellcheck about scripts, about each text once."""

    def __init__(self) -> None:
        self._answers: dict[Question, Sequence[Finding] | None] = {}

    def find(self, workspace: Workspace, pipeline: str, opened: Open, *, ask: bool) -> Findings | None:
        """Return all that is found in a pipeline; None where there is no shellcheck, no script, or no wish for it.

        Without asking, only scripts count that were asked about before.
        """
        studied = workspace.study(pipeline, opened)
        scripts = () if studied is None else _scripts(studied)
        if studied is None or not scripts:
            return None
        from ..shellcheck.check import Asked, ask_about
        from ..shellcheck.late import Late, finish
        from ..shellcheck.program import NAME, find_program

        if len(self._answers) > _KEPT:
            self._answers.clear()
        new = [shown for shown in scripts if any(each not in self._answers for each in _questions(shown))]
        if ask and new:
            self._answers.update(ask_about(find_program() or NAME, new).findings)
        questions = [question for shown in scripts for question in _questions(shown)]
        asked = Asked({question: self._answers.get(question) for question in questions})
        late = Late(studied.request, studied.analysis.diagnostics, studied.analysis.sources, scripts)
        return show(studied, finish(late, asked))


def _scripts(studied: Studied) -> "tuple[Shown, ...]":
    document, settings = studied.analysis.document, studied.request.settings
    if document is None:
        return ()
    from ..shellcheck.program import find_program

    if (settings is not None and settings.shellcheck is False) or find_program() is None:
        return ()
    from ..shellcheck.masks import show_scripts

    return tuple(show_scripts(document))


def _questions(shown: "Shown") -> "list[Question]":
    from ..shellcheck.program import Question

    return [Question(text, shown.script.shell) for text in shown.masked.texts]

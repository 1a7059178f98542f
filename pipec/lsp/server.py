"""The server: one process for one editor, wired to pygls.

The event loop reads messages and keeps the texts. Questions are answered one after the other in a second thread, on
the texts as they were when the question came, and diagnostics are looked for in a third: nothing that takes long keeps
a message waiting.
"""

import asyncio
import logging
import sys
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, BinaryIO, Final, TypeVar

from lsprotocol import types
from pygls.exceptions import FeatureNotificationError, FeatureRequestError, JsonRpcException
from pygls.lsp.server import LanguageServer

from .._version import __version__
from .buffers import Buffers
from .convert import Converter
from .files import Open, uri_of
from .positions import ENCODINGS, Encoding
from .protocol import Protocol
from .rounds import Rounds, Told
from .workspace import Workspace

T = TypeVar("T")

_HERE: Final = "pipec/lsp"


class Server(LanguageServer):
    """What lives as long as the connection."""

    def __init__(self) -> None:
        super().__init__("pipec", __version__, protocol_cls=Protocol)
        self.buffers = Buffers()
        self.pipelines = Workspace()
        self.rounds = Rounds(self.pipelines, self.publish, self.report)
        self.questions = ThreadPoolExecutor(1, "questions")
        self.stopping = False

    async def answer(self, default: T, question: Callable[[Converter], T]) -> T:
        """Return the answer to a question about the texts as they are now; `default` where answering fails."""
        converter = self.converter(self.buffers.opened)
        try:
            return await asyncio.get_running_loop().run_in_executor(self.questions, question, converter)
        except Exception as error:  # noqa: BLE001 - a bug in one answer must not end the others
            self.report(error)
            return default

    def converter(self, opened: Open) -> Converter:
        """Return what makes the protocol's places of offsets."""
        edits = self.client_capabilities.workspace and self.client_capabilities.workspace.workspace_edit
        return Converter(opened, self.buffers.encoding, versioned=bool(edits and edits.document_changes))

    def agree(self) -> None:
        """Count characters as client and server have agreed."""
        agreed = self.workspace.position_encoding
        name = agreed.value if isinstance(agreed, types.PositionEncodingKind) else agreed
        found: Encoding | None = next((each for each in ENCODINGS if each == name), None)
        self.buffers.encoding = found or "utf-16"

    def publish(self, told: Told, opened: Open) -> None:
        """Tell the editor what is wrong with files; nothing said of one is that nothing is wrong."""
        converter = self.converter(opened)
        for path, items in sorted(told.items()):
            found = [converter.diagnostic(item, findings) for item, findings in items]
            version = opened[path].version if path in opened else None
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri_of(path, opened), found, version))

    def report(self, error: BaseException) -> None:
        """Log a bug: what kind and where, and nothing of what is in the files."""
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if _HERE in frame.filename] or frames
        place = f" at {own[-1].filename.rpartition('/')[2]}:{own[-1].lineno}" if own else ""
        last = f" (in {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno})" if frames else ""
        text = f"pipec {__version__}: internal error: {type(error).__name__}{place}{last}. This is a bug of pipec."
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, text))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log what pygls could not handle: a message that is none, or a notification that failed."""
        if source is FeatureRequestError:
            return
        if isinstance(error, JsonRpcException) and source is not FeatureNotificationError:
            text = f"pipec: a message that cannot be read: {type(error).__name__}"
            self.window_log_message(types.LogMessageParams(types.MessageType.Warning, text))
        else:
            self.report(error)

    def watch(self) -> None:
        """Ask the editor to tell of files that change on disk, if it can."""
        workspace = self.client_capabilities.workspace
        watching = workspace and workspace.did_change_watched_files
        if not (watching and watching.dynamic_registration):
            return
        patterns = ("**/*.yaml", "**/pipec.lock", "**/.pipec.toml", "**/pyproject.toml")
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(each) for each in patterns])
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        self.client_register_capability(types.RegistrationParams([types.Registration("watch", method, options)]))


def serve(stdin: BinaryIO, stdout: BinaryIO) -> int:
    """Serve the editor at the other end until it leaves; return the exit code that the protocol wants."""
    from .features import register

    for name in ("pygls", "asyncio"):
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False
    server = Server()
    register(server)
    sys.stdout = sys.stderr  # what is printed by mistake is no message
    try:
        server.start_io(stdin, stdout)
    finally:
        server.questions.shutdown(wait=False, cancel_futures=True)
    return 0 if server.stopping else 1

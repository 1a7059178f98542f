"""What is asked of a cluster through python-nomad: jobs registered, dispatched, looked at, stopped.

The library works in threads of its own here. It verifies no certificate unless it is told to, ignores NOMAD_CACERT, and
sends a dispatch's idempotency token where Nomad does not look for it: hence the session, and the call by hand.
"""

import asyncio
import functools
import ssl
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final
from urllib.parse import quote

import requests
from nomad import Nomad
from nomad.api.base import Requester
from nomad.api.exceptions import BaseNomadException
from requests.adapters import HTTPAdapter

from .failures import NomadGoneError, answered, as_list, as_object, read_json, unanswered
from .settings import Settings, tls_context

_THREADS: Final = 8
_TIMEOUT: Final = 30

Document = dict[str, Any]


class Control:
    """A cluster. Each method is one request; NomadGoneError when it is not answered, ExecutorError when refused."""

    def __init__(self, settings: Settings) -> None:
        self._address = settings.address
        self._session = _session(settings)
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="nomad")
        self._nomad = Nomad(
            address=settings.address,
            token=settings.token or None,
            namespace=settings.namespace or None,
            region=settings.region or None,
            timeout=_TIMEOUT,
            verify=settings.verifies,
            session=self._session,
        )

    async def leader(self) -> str:
        """Return the address of the leader among the servers."""
        found = await self._ask("the cluster cannot be used", self._nomad.status.leader, method="get")
        if not found or not isinstance(found, str):
            raise NomadGoneError(f"the cluster at {self._address} has no leader", "see `nomad server members`")
        return found

    async def job(self, job: str, namespace: str) -> Document:
        """Return a job; NomadMissingError when there is none."""
        return await self._of_job(f"the job `{job}` cannot be read", job, namespace, method="get", has=("Status",))

    async def plan(self, job: str, namespace: str, document: Document, what: str = "") -> Document:
        """Return what registering would change (`Diff`), and the index to register with; `what` it is asked for."""
        body = {**document, "Diff": True}
        return await self._of_job(
            what or f"the job `{job}` cannot be registered",
            job,
            namespace,
            "plan",
            method="post",
            json=body,
            has=("Diff", "JobModifyIndex"),
        )

    async def register(self, job: str, namespace: str, document: Document, index: int) -> Document:
        """Register a job, unless somebody else did since `index`."""
        body = {**document, "EnforceIndex": True, "JobModifyIndex": index}
        return await self._of_job(f"the job `{job}` cannot be registered", job, namespace, method="post", json=body)

    async def dispatch(self, job: str, namespace: str, meta: Mapping[str, str], token: str) -> str:
        """Return the id of the job that a dispatch makes, or of the one that the same token made before."""
        answer = await self._of_job(
            f"the job `{job}` cannot be dispatched",
            job,
            namespace,
            "dispatch",
            method="post",
            json={"Meta": dict(meta)},
            params={"idempotency_token": token},
            has=("DispatchedJobID",),
        )
        return str(answer["DispatchedJobID"])

    async def stop(self, job: str, namespace: str) -> None:
        """Have a job's allocations end; it stays for people to look at."""
        await self._of_job(f"the job `{job}` cannot be stopped", job, namespace, method="delete")

    async def children(self, prefix: str, namespace: str) -> list[Document]:
        """Return the jobs whose ids begin like this, with their meta."""
        params = {"prefix": prefix, "meta": "true", "namespace": namespace or None}
        what = f"the jobs `{prefix}…` cannot be listed"
        found = await self._ask(what, self._nomad.jobs, params=params, method="get")
        return as_list(found, what, "ID", "Status")

    async def evaluations(self, job: str, namespace: str) -> list[Document]:
        """Return the evaluations of a job, which say why nothing runs."""
        what = f"the job `{job}` cannot be looked at"
        return as_list(await self._asked_of(what, job, namespace, "evaluations", method="get"), what, "CreateIndex")

    async def variable(self, path: str, namespace: str) -> dict[str, str]:
        """Return the items of a variable; NomadMissingError when there is none."""
        what = f"the variable `{path}` cannot be read"
        params = {"namespace": namespace or None}
        found = await self._ask(what, self._nomad.variable, path, params=params, method="get")
        items = as_object(as_object(found, what, "Items")["Items"], what)
        return {name: str(value) for name, value in items.items()}

    def close(self) -> None:
        """Let connections and threads go."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._session.close()

    async def _of_job(self, what: str, job: str, namespace: str, *rest: str, **options: Any) -> Document:
        keys = options.pop("has", ())
        return as_object(await self._asked_of(what, job, namespace, *rest, **options), what, *keys)

    async def _asked_of(self, what: str, job: str, namespace: str, *rest: str, **options: Any) -> object:
        params = {"namespace": namespace or None, **options.pop("params", {})}
        return await self._ask(what, self._nomad.job, quote(job, safe=""), *rest, params=params, **options)

    async def _ask(self, what: str, endpoint: Requester, *path: str, **options: Any) -> object:
        if "params" in options:
            options["params"] = {name: value for name, value in options["params"].items() if value is not None}
        loop = asyncio.get_running_loop()
        asked = functools.partial(self._asked, what, endpoint, path, options)
        return await loop.run_in_executor(self._threads, asked)

    def _asked(self, what: str, endpoint: Requester, path: tuple[str, ...], options: dict[str, Any]) -> object:
        try:
            return read_json(endpoint.request(*path, **options).text, what)
        except BaseNomadException as error:
            response = error.nomad_resp
            if isinstance(response, requests.Response):
                raise answered(response.status_code, response.text, what) from error
            raise unanswered(self._address, response) from error
        except requests.RequestException as error:
            raise unanswered(self._address, error) from error


class _Verified(HTTPAdapter):
    """Connections with the certificates of the settings, whatever else the machine trusts."""

    def __init__(self, context: ssl.SSLContext, server_name: str) -> None:
        self._options: dict[str, Any] = {"ssl_context": context}
        if server_name:
            self._options |= {"server_hostname": server_name, "assert_hostname": server_name}
        super().__init__(pool_maxsize=_THREADS)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, **{**options, **self._options})

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Leave the pool as it is: the context knows what is trusted."""


def _session(settings: Settings) -> requests.Session:
    session = requests.Session()
    session.headers["User-Agent"] = "pipec"
    context = tls_context(settings)
    if context is not None:
        session.mount("https://", _Verified(context, settings.server_name))
    return session

r"""Health checks that run inside a container.

`command` runs as it is. `tcp` and `http` need a program that is in the image, and nobody knows what is in an image:
`tcp` reads the kernel's table of listening sockets, for which `/bin/sh` suffices; `http` takes the first of `curl`,
`wget` and `bash` that the image has, and says so in the check's output (`docker inspect`) when it has none.
The engine ends a check after its timeout: some builds of `wget` crash when they are given one. Thresholds of success
and failure are counted by the deployment, which checks from outside too.
"""

from typing import Any

from ...ir.values import HealthCheck
from ..shim.quote import quote
from ..traced import Traced
from .escape import literal

_TCP = """\
while read -r _ local _ state _; do
  case $local.$state in *:{port:04X}.0A) exit 0 ;; esac
done </proc/net/tcp
[ ! -e /proc/net/tcp6 ] || while read -r _ local _ state _; do
  case $local.$state in *:{port:04X}.0A) exit 0 ;; esac
done </proc/net/tcp6
echo 'nothing listens on port {port}'
exit 1
"""

_HTTP = """\
url={url}
if command -v curl >/dev/null; then
  answer=$(curl -s -i "$url")
elif command -v wget >/dev/null; then
  answer=$(wget -q -S -O - "$url" 2>&1)
elif command -v bash >/dev/null; then
  answer=$(bash -c 'exec 3<>/dev/tcp/127.0.0.1/{port} || exit
    printf "GET %s HTTP/1.0\\r\\nHost: 127.0.0.1\\r\\nConnection: close\\r\\n\\r\\n" "$1" >&3
    cat <&3' check {path})
else
  echo 'this image has none of curl, wget and bash to ask for HTTP' && exit 1
fi
status=${{answer#*HTTP/}} status=${{status#* }} status=${{status%%[!0-9]*}}
[ "$status" = {status} ] || {{ echo "expected status {status}, got ${{status:-no answer}}" && exit 1; }}
"""

_BODY = """\
case $answer in *{body}*) ;; *) echo 'the body has not the expected text' && exit 1 ;; esac
"""


def health_check(check: HealthCheck) -> Traced:
    """Return the `healthcheck` of a service."""
    data: dict[str, Any] = {
        "test": _test(check),
        "interval": f"{check.interval}s",
        "timeout": f"{check.timeout}s",
        "retries": check.retries,
        "start_period": f"{check.start_period}s",
    }
    return Traced(check.origin, data)


def _test(check: HealthCheck) -> list[str]:
    if check.type == "command":
        return ["CMD", *map(literal, check.command)]
    return ["CMD-SHELL", literal(script(check))]


def script(check: HealthCheck) -> str:
    """Return the program of a `tcp` or `http` check, for `/bin/sh`."""
    port = check.port or 0
    if check.type == "tcp":
        return _TCP.format(port=port)
    path, url = quote(check.path), quote(f"http://127.0.0.1:{port}{check.path}")
    text = _HTTP.format(url=url, path=path, port=port, status=check.expected_status)
    return text if check.expected_body is None else text + _BODY.format(body=quote(check.expected_body))

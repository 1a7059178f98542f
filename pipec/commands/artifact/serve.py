"""`pipec artifact serve`: hands artifacts to nodes."""

from pathlib import Path
from urllib.parse import urlsplit

import click

from ...options import PATH, format_option
from ...serving import Lines, is_open, own_url, parse_listen, parse_url, serve
from ...state_options import state_directory, state_option, tells_faults
from ...streams import warn


@click.command()
@click.option(
    "--listen", default="127.0.0.1:7420", show_default=True, metavar="HOST:PORT", help="Where to listen; port 0 is any."
)
@click.option("--url", metavar="URL", help="How nodes reach it, with a prefix if any.  [default: where it listens]")
@click.option("--tls-cert", type=PATH, metavar="FILE", help="Certificate (PEM), those of its authorities behind it.")
@click.option("--tls-key", type=PATH, metavar="FILE", help="Key of the certificate (PEM), without passphrase.")
@state_option
@format_option("text", "json", help="text for people, json (versioned) for machines: one line for each answer.")
@tells_faults
def command(
    listen: str, url: str | None, tls_cert: str | None, tls_key: str | None, state_dir: str | None, format_: str
) -> int:
    """Hand artifacts to the nodes that jobs run on.

    Nodes get an artifact as an archive, at an address that `pipec run` on the same state directory signs and that
    expires. Nothing else is answered. `artifact_store` of the target's profile names this server. SIGTERM ends it
    when the downloads under way have ended.

    \b
    Examples:
      pipec artifact serve
      pipec artifact serve --listen 10.0.0.5:7420 --tls-cert cert.pem --tls-key key.pem
      pipec artifact serve --url https://artifacts.example/pipec    behind a proxy

    Exit codes: 0 ended by a signal, 1 failure, 2 usage, 3 internal error.
    """  # noqa: D301 - click wants the character
    import gc

    from runtime.artifacts.serving.server import ArtifactServer, tls_context

    gc.enable()
    if bool(tls_cert) != bool(tls_key):
        raise click.UsageError("Give `--tls-cert` and `--tls-key` together.")
    address = parse_listen(listen)
    given = parse_url(url) if url else ""
    tls = tls_context(Path(tls_cert), Path(tls_key)) if tls_cert and tls_key else None
    lines = Lines(json=format_ == "json")
    directory = state_directory(state_dir)
    prefix = urlsplit(given).path
    with ArtifactServer(address, directory, lines.access, prefix=prefix, tls=tls) as server:
        shown = given or own_url(address[0], server.server_address[1], tls=tls is not None)
        if is_open(address[0], shown):
            warn("Without TLS whoever sees the network can read artifacts: give --tls-cert and --tls-key.")
        serve(server, lines, shown)
    return 0

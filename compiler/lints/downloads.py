"""What `curl` and `wget` fetch, and where they put it."""

from typing import TYPE_CHECKING, Final, NamedTuple

from .options import Options, read_options

if TYPE_CHECKING:
    from .commands import Command, Word

FETCHES: Final = frozenset({"curl", "wget"})
_CURL_VALUES: Final = (
    "-A -b -c -C -d -D -e -E -F -H -K -m -o -P -Q -r -t -T -u -U -w -x -X -y -Y -z --output --header --data --user"
    " --request --write-out --proxy --max-time --connect-timeout --retry --retry-delay --retry-max-time --user-agent"
    " --cacert --cert --key --form --data-binary --data-raw --data-urlencode --upload-file --url --config --range"
    " --resolve --output-dir --dump-header --cookie --cookie-jar --referer --limit-rate --proto --tls-max --json"
    " --capath --connect-to --interface --netrc-file --noproxy --oauth2-bearer --unix-socket --proto-redir"
    " --max-redirs --speed-limit --speed-time --max-filesize --ciphers --create-file-mode --aws-sigv4"
)
_WGET_VALUES: Final = (
    "-O -o -a -P -t -T -U -e -i -B -Q -l -A -R -D --output-document --output-file --directory-prefix --tries --timeout"
    " --user-agent --header --post-data --post-file --user --password --ca-certificate --limit-rate --wait --waitretry"
    " --method --body-data --body-file --certificate --private-key --read-timeout --connect-timeout"
)
_CURL: Final = frozenset(_CURL_VALUES.split())
_WGET: Final = frozenset(_WGET_VALUES.split())


class Download(NamedTuple):
    """A call of `curl` or `wget`: its options, what it fetches, the file it writes (empty: standard output)."""

    command: "Command"
    options: Options
    urls: "tuple[Word, ...]"
    file: str


def read_download(command: "Command") -> Download:
    """Read the words of a `curl` or `wget`."""
    curl = command.name == "curl"
    options = read_options(command.arguments, _CURL if curl else _WGET)
    redirected = [item.target for item in command.redirections if item.takes_output]
    return Download(command, options, options.operands, _file(options, redirected, curl=curl))


def _file(options: Options, redirected: list[str], *, curl: bool) -> str:
    named = [options.values.get(name, "") for name in (("-o", "--output") if curl else ("-O", "--output-document"))]
    given = next((name for name in named if name), "")
    remote = options.operands[-1].partition("?")[0].rpartition("/")[2] if options.operands else ""
    if given:
        return "" if given == "-" else given
    if redirected:
        return redirected[-1]
    return "" if curl and not options.has("-O", "--remote-name", "--remote-name-all") else remote


def hides_options(script_text: str, command: "Command") -> bool:
    """Tell whether a word without quotes may stand for options: `$CURL_OPTIONS`, `"${args[@]}"`."""
    return any(
        word.startswith("\0")
        and (script_text[word.start] == "$" or "[@]" in script_text[word.start : word.end])
        and not word.upper().replace("CURL", "").strip("\0").endswith(("URL", "URI"))
        for word in command.arguments
    )

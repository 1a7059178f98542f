"""One comment, whatever the forge does."""

import threading

import pytest

from pipec.forges import ForgeError, post
from pipec.forges.posting import MOST, marker_of
from tests.forges.conftest import BODY, MARKER
from tests.forges.fake import hangs_up, reply, says
from tests.forges.fakes import FakeGitea

NEXT = f"{MARKER}\n\nTwo changes.\n"


def test_it_is_made_then_written_anew_then_left_alone(forge, poster):
    first = poster()
    assert first.how == "created"
    assert first.address.startswith(forge.address)
    assert str(forge.comments[0]["id"]) in first.address
    assert forge.bodies() == [BODY]
    assert poster(NEXT) == (first.address, "updated")
    before = len(forge.written())
    assert poster(NEXT) == (first.address, "unchanged")
    assert forge.bodies() == [NEXT]
    assert len(forge.written()) == before
    assert "DELETE" not in forge.written()


def test_it_is_found_among_hundreds(forge, poster):
    for number in range(130):
        forge.add(f"comment {number}")
    mine = forge.add(BODY, "pipec-bot")
    for number in range(130):
        forge.add(f"later {number}")
    assert poster(NEXT).how == "updated"
    assert mine["body"] == NEXT
    assert len(forge.comments) == 261


def test_a_server_of_pages_without_links(forge, poster, monkeypatch):
    if not isinstance(forge, FakeGitea):
        pytest.skip("only Gitea's API might do so")
    monkeypatch.setattr(FakeGitea, "pages", True)
    monkeypatch.setattr(FakeGitea, "most", 50)
    for number in range(120):
        forge.add(f"comment {number}")
    forge.add(BODY, "pipec-bot")
    assert poster(NEXT).how == "updated"


def test_another_persons_comment_with_our_marker_is_left_alone(forge, poster):
    forge.add(f"{MARKER}\n\nAll is well.", "mallory")
    assert poster().how == "created"
    assert forge.bodies("mallory") == [f"{MARKER}\n\nAll is well."]
    assert poster(NEXT).how == "updated"
    assert forge.bodies() == [NEXT]


def test_the_marker_elsewhere_than_in_the_first_line_is_no_marker(forge, poster):
    forge.add(f"> quoted\n{MARKER}\n", "pipec-bot")
    forge.add(f"{MARKER} and more\n", "pipec-bot")
    assert poster().how == "created"


def test_a_token_that_may_not_say_whose_it_is(forge, poster):
    forge.add(f"{MARKER}\n\nAll is well.", "mallory")
    assert poster(token="scoped-token").how == "created"
    assert poster(NEXT, token="scoped-token").how == "updated"
    assert forge.bodies() == [NEXT]
    assert forge.bodies("mallory") == [f"{MARKER}\n\nAll is well."]


def test_a_comment_that_another_marker_names_stays(forge, poster):
    poster()
    assert poster("<!-- pipec diff other.yaml -->\nx\n").how == "created"
    assert len(forge.bodies()) == 2


def test_a_comment_that_was_removed_is_made_again(forge, poster):
    poster()
    forge.comments.clear()
    assert poster(NEXT).how == "created"


@pytest.mark.parametrize("status", [500, 502, 503, 504, 429, 408])
def test_a_failure_that_passes(forge, poster, status):
    forge.faults = [says(status), says(status), None, says(status), None, says(status)]
    assert poster().how == "created"
    assert forge.bodies() == [BODY]
    assert poster.slept


def test_a_comment_that_arrived_though_the_answer_did_not(forge, poster):
    forge.after = [says(502)]
    assert poster().how == "unchanged"
    assert forge.bodies() == [BODY]
    forge.after = [hangs_up]
    assert poster(NEXT).how == "updated"
    forge.comments.clear()
    forge.after = [hangs_up]
    assert poster().how == "unchanged"
    assert forge.bodies() == [BODY]


def test_a_forge_that_stays_down(forge, poster):
    forge.faults = [says(503)] * 40
    with pytest.raises(ForgeError, match="503"):
        poster()
    assert len(forge.asked) == 5


def test_it_waits_as_long_as_it_is_asked_to(forge, poster):
    forge.faults = [says(429, retry_after="17"), None]
    poster()
    assert poster.slept == [17.0]


def test_it_does_not_wait_for_an_hour(forge, poster):
    forge.faults = [says(429, retry_after="3600")]
    with pytest.raises(ForgeError, match="come back in 3600 s"):
        poster()
    assert poster.slept == []


def test_limits_that_github_calls_forbidden(forge, poster):
    forge.faults = [says(403, retry_after="3"), says(403, x_ratelimit_remaining="0", x_ratelimit_reset="1")]
    assert poster().how == "created"
    assert poster.slept == [3.0, 1.0]


def test_a_wrong_token(forge, poster):
    with pytest.raises(ForgeError, match="PIPEC_FORGE_TOKEN is not accepted") as caught:
        poster(token="wrong-secret-token")
    assert "wrong-secret-token" not in caught.value.text
    assert len(forge.asked) == 1


def test_a_pull_request_that_is_not_there(forge, poster):
    with pytest.raises(ForgeError, match="no such pull request"):
        poster(where=poster.where._replace(number=8))


def test_an_answer_that_repeats_the_token(forge, poster):
    echo = {"message": "bad header: bot-token"}
    forge.faults = [None, says(400, echo)]
    with pytest.raises(ForgeError, match=r"bad header: \*\*\*") as caught:
        poster()
    assert "bot-token" not in repr(caught.value)


@pytest.mark.parametrize(
    "lie",
    [
        b"<html>Sign in</html>", b"", b"[" * 100_000, b'{"comments": []}', b"[1, 2]", b'[{"id": "x"}]', b"null",
        b'[{"id": true, "body": "x"}]', b"\xff\xfe",
    ],
)  # fmt: skip
def test_lists_that_are_none(forge, poster, lie):
    forge.faults = [None, says(200, lie)]
    with pytest.raises(ForgeError):
        poster()
    assert forge.written() == []


def test_comments_with_members_that_are_none(forge, poster):
    odd = [
        {"id": 1},
        {"id": 2, "body": None, "user": None, "author": 7},
        {"id": 3, "body": ["x"], "user": {"login": 1}},
    ]
    forge.faults = [None, says(200, odd)]
    assert poster().how == "created"


def test_a_list_without_an_end(forge, poster):
    def again(handler, asked):
        if asked.method != "GET" or asked.path.endswith("/user"):
            return False
        here = f"{forge.address}{asked.path}?page=2"
        fields = {"Link": f'<{here}>; rel="next"', "X-Next-Page": "2", "X-Total-Count": "99"}
        return reply(handler, 200, [{"id": 1, "body": "x"}], fields)

    forge.faults = [again] * 60
    assert poster().how == "created"
    assert len(forge.asked) < 10


def test_the_token_goes_to_no_other_host(forge, poster):
    class Elsewhere(FakeGitea):
        pass

    from tests.forges.fake import serving

    with serving(Elsewhere()) as other:
        for fields in ({"Link": f'<{other.address}/x>; rel="next"'}, {}):
            status = 200 if fields else 302
            forge.faults = [None, says(status, [{"id": 1, "body": "x"}], **(fields or {"Location": other.address}))]
            with pytest.raises(ForgeError, match="where the token does not belong"):
                poster()
        forge.faults = [None, None, says(307, Location=f"{other.address}/x")]
        with pytest.raises(ForgeError, match="where the token does not belong"):
            poster()
        assert other.asked == []


def test_a_redirect_on_the_same_host_is_followed(forge, poster):
    def moved(handler, asked):
        query = "&".join(f"{name}={value}" for name, value in asked.query.items())
        return reply(handler, 307, {}, {"Location": f"{asked.path}?{query}"})

    forge.faults = [None, moved, None, moved]
    assert poster().how == "created"
    assert forge.bodies() == [BODY]
    forge.faults = [None, *[moved] * 8]
    with pytest.raises(ForgeError, match="in a circle"):
        poster()


def test_two_at_the_same_moment(forge, poster):
    """Both see no comment; the one that comes later yields, and both end with the older comment."""
    both = threading.Barrier(2)

    def together(handler, asked):
        if asked.method == "POST":
            both.wait(5)
        return False

    forge.faults = [together] * 40
    found = []
    threads = [threading.Thread(target=lambda: found.append(poster())) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len({each.address for each in found}) == 1
    first, second = forge.bodies()
    assert first == BODY
    assert second.startswith("See [the comment above](")
    assert poster(NEXT).how == "updated"
    assert forge.bodies() == [NEXT, second]


def test_more_than_one_of_ours_become_one(forge, poster):
    for _ in range(3):
        forge.add(BODY, "pipec-bot")
    poster(NEXT)
    assert [body.startswith("See [") for body in forge.bodies()] == [False, True, True]


def test_system_notes_are_no_comments(forge, poster):
    forge.add(BODY, "pipec-bot", system=True)
    if forge.kind == "gitlab":
        assert poster().how == "created"


def test_what_is_too_long_is_not_sent(forge, poster):
    with pytest.raises(ForgeError, match="65536"):
        poster(BODY + "x" * MOST)
    assert forge.asked == []


def test_a_comment_has_a_marker():
    with pytest.raises(ValueError, match="marker"):
        marker_of("Hello\n")


def test_a_jobs_token_of_gitlab_says_what_to_do(forge, poster, monkeypatch):
    if forge.kind != "gitlab":
        pytest.skip("GitLab's")
    environment = {"CI_JOB_TOKEN": "job-token", "CI_SERVER_URL": forge.address}
    with pytest.raises(ForgeError, match="project access token"):
        post(BODY, poster.where, environment, poster.connect)


def test_nobody_there():
    from pipec.forges import Where

    where = Where("gitea", "http://127.0.0.1:9", "http://127.0.0.1:9/api/v1", "a/b", 1)
    from tests.forges.conftest import Poster

    class Nothing:
        kind, address = "gitea", "http://127.0.0.1:9"

    poster = Poster(Nothing())
    with pytest.raises(ForgeError, match="cannot be reached"):
        poster(where=where)
    assert len(poster.slept) == 4


def test_an_answer_without_an_end(forge, poster):
    def drips(handler, asked):
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for _ in range(3):
            poster.clock += 200
            handler.wfile.write(b"1\r\n[\r\n")
            handler.wfile.flush()
        handler.close_connection = True
        return True

    forge.faults = [None, drips]
    with pytest.raises(ForgeError, match="end of its answer"):
        poster()


@pytest.mark.parametrize("location", ["https://[bad", "http://\x7f/", "//", "https:///x"])
def test_redirects_to_nowhere(forge, poster, location):
    forge.faults = [None, *[says(302, Location=location)] * 9]
    with pytest.raises(ForgeError):
        poster()
    assert forge.written() == []


def test_an_address_that_no_terminal_should_obey(forge, poster):
    def lies(handler, asked):
        author = {"login": "pipec-bot", "username": "pipec-bot"}
        data = {"id": 1, "body": BODY, "html_url": "https://x/\x1b[2J) [a](b", "user": author, "author": author}
        return reply(handler, 201, data)

    forge.faults = [None, None, lies]
    posted = poster()
    assert "\x1b" not in posted.address
    assert posted.address.startswith(forge.address)

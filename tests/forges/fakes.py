"""The three forges: paths, fields and answers as their references give them."""

from typing import Any

from tests.forges.fake import UNTOLD, Asked, Fake, Refused, match

REPOSITORY, NUMBER = "acme/shop", 7


class FakeGitHub(Fake):
    """GitHub Enterprise Server: below /api/v3, pages of 30, at most 100, `Link`."""

    prefix = "/api/v3"

    def token(self, fields: dict[str, str]) -> str:
        if not fields.get("user-agent"):
            raise Refused(403, "Request forbidden by administrative rules. Please make sure it has a User-Agent header")
        return fields.get("authorization", "").removeprefix("Bearer ")

    def route(self, asked: Asked, user: str, token: str) -> tuple[int, Any, dict[str, str]]:
        if asked.path == f"{self.prefix}/user":
            if token in UNTOLD:
                raise Refused(403, "Resource not accessible by integration")
            return 200, {"login": user, "type": "User"}, {}
        repository = f"{self.prefix}/repos/{REPOSITORY}"
        if asked.path == f"{repository}/issues/{NUMBER}/comments":
            if asked.method == "POST":
                bot = user == "pipec-bot"
                return 201, self.shown(self.add(asked.body["body"], user, bot=bot)), {}
            every, number, last = self.paged([self.shown(each) for each in self.comments], asked, "per_page")
            return 200, every, self.links(asked, "per_page", number, last)
        if asked.method == "PATCH" and (found := match(f"{repository}/issues/comments/(\\d+)", asked.path)):
            # Who may write to the repository may change everybody's comments.
            comment = next((each for each in self.comments if each["id"] == int(found[0])), None)
            if comment is None:
                raise Refused(404, "Not Found")
            comment["body"] = asked.body["body"]
            return 200, self.shown(comment), {}
        raise Refused(404, "Not Found")

    def shown(self, each: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": each["id"],
            "body": each["body"],
            "user": {"login": each["author"], "type": "Bot" if each.get("bot") else "User"},
            "html_url": f"{self.address}/{REPOSITORY}/pull/{NUMBER}#issuecomment-{each['id']}",
        }


class FakeGitea(Fake):
    """Forgejo and Gitea: below /api/v1; all comments at once, and how many they are in a field."""

    prefix = "/api/v1"
    pages = False

    def token(self, fields: dict[str, str]) -> str:
        kind, _, token = fields.get("authorization", "").partition(" ")
        return token if kind in {"token", "Bearer"} else ""

    def route(self, asked: Asked, user: str, token: str) -> tuple[int, Any, dict[str, str]]:
        if asked.path == f"{self.prefix}/user":
            if token in UNTOLD:
                raise Refused(403, "token does not have at least one of required scope(s): [read:user]")
            return 200, {"id": 5, "login": user, "username": user}, {}
        repository = f"{self.prefix}/repos/{REPOSITORY}"
        if asked.path == f"{repository}/issues/{NUMBER}/comments":
            if asked.method == "POST":
                return 201, self.shown(self.add(asked.body["body"], user)), {}
            every = [self.shown(each) for each in self.comments]
            if self.pages:
                every, _, _ = self.paged(every, asked, "limit")
            return 200, every, {"X-Total-Count": str(len(self.comments))}
        if asked.method == "PATCH" and (found := match(f"{repository}/issues/comments/(\\d+)", asked.path)):
            comment = self.mine(int(found[0]), user)
            comment["body"] = asked.body["body"]
            return 200, self.shown(comment), {}
        raise Refused(404, "The target couldn't be found.")

    def shown(self, each: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": each["id"],
            "body": each["body"],
            "user": {"id": 5, "login": each["author"], "username": each["author"]},
            "html_url": f"{self.address}/{REPOSITORY}/pulls/{NUMBER}#issuecomment-{each['id']}",
        }


class FakeGitLab(Fake):
    """GitLab: notes, the newest first unless asked otherwise, pages of 20, `X-Next-Page`."""

    prefix = "/api/v4"
    page = 20

    def token(self, fields: dict[str, str]) -> str:
        if "job-token" in fields:
            raise Refused(401, "401 Unauthorized")  # no endpoint of notes takes it
        return fields.get("private-token", "")

    def route(self, asked: Asked, user: str, token: str) -> tuple[int, Any, dict[str, str]]:
        if asked.path == f"{self.prefix}/user":
            if token in UNTOLD:
                raise Refused(403, "insufficient_scope")
            return 200, {"id": 5, "username": user}, {}
        notes = f"{self.prefix}/projects/{REPOSITORY.replace('/', '%2F')}/merge_requests/{NUMBER}/notes"
        if asked.path == notes:
            if asked.method == "POST":
                return 201, self.shown(self.add(asked.body["body"], user)), {}
            newest = [self.shown(each) for each in reversed(self.comments)]
            every, number, last = self.paged(newest, asked, "per_page")
            return 200, every, {"X-Next-Page": str(number + 1) if number < last else "", "X-Total": str(len(newest))}
        if asked.method == "PUT" and (found := match(f"{notes}/(\\d+)", asked.path)):
            note = self.mine(int(found[0]), user)
            note["body"] = asked.body["body"]
            return 200, self.shown(note), {}
        raise Refused(404, "404 Not found")

    def shown(self, each: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": each["id"],
            "body": each["body"],
            "author": {"id": 5, "username": each["author"]},
            "system": each.get("system", False),
        }

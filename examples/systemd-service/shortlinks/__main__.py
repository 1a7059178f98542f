"""The program: `python3 shortlinks.pyz`; reads PORT, LINKS_FILE and ADMIN_TOKEN."""

import os
from wsgiref.simple_server import WSGIServer, make_server

from shortlinks.application import Application
from shortlinks.links import Links


class Server(WSGIServer):
    request_queue_size = 128


def main() -> None:
    links = Links(os.environ["LINKS_FILE"])
    application = Application(links, os.environ.get("ADMIN_TOKEN", ""), os.environ.get("RELEASE", "dev"))
    with make_server("127.0.0.1", int(os.environ["PORT"]), application, Server) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()

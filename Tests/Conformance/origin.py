"""The HTTP/1.1 server behind the one that is tried: `origin.py [PORT]` prints the port that it listens on.

What it answers follows from the path:

    /echo          the request as JSON: method, target, fields, body, trailers
    /bytes/N       N bytes of known length         /chunked/N   the same without a length
    /status/N      that status, without a body     /wait        as /, but only after a second
    /trailers      a body with trailers behind it  /early       103 before the response
    /connection    fields that belong to the connection, and names in upper case
    /large-head    fields of 20000 bytes           /unread      takes nothing of the body for some seconds
    any other      200 and `hello`
"""

import json
import socket
import socketserver
import sys
import threading
import time

HOP_BY_HOP = (
    "Connection: X-Hop, Keep-Alive\r\nKeep-Alive: timeout=60\r\nX-Hop: mine\r\nProxy-Connection: keep-alive\r\n"
    "Upgrade: h2c\r\nX-UPPER-Case: Kept As It Is\r\n"
)


class Exchange(socketserver.StreamRequestHandler):
    """One connection, and all requests on it."""

    disable_nagle_algorithm = True

    def handle(self) -> None:
        try:
            while self.answer_one():
                pass
        except (ConnectionError, ValueError):
            pass

    def answer_one(self) -> bool:
        line = self.rfile.readline()
        if not line.strip():
            return False
        self.method, self.target = line.decode("latin-1").split(" ")[:2]
        self.fields = self.read_fields()
        self.lower = {name.lower(): value for name, value in self.fields}
        if self.target == "/unread":
            time.sleep(5)
            return False
        if self.lower.get("expect") == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self.body, self.trailers = self.read_body()
        self.respond()
        return True

    def read_fields(self) -> list[tuple[str, str]]:
        fields = []
        while line := self.rfile.readline().strip():
            name, _, value = line.decode("latin-1").partition(":")
            fields.append((name, value.strip()))
        return fields

    def read_body(self) -> tuple[bytes, list[tuple[str, str]]]:
        if "content-length" in self.lower:
            return self.read_exactly(int(self.lower["content-length"])), []
        if "transfer-encoding" not in self.lower:
            return b"", []
        body = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            body += self.read_exactly(size)
            self.rfile.readline()
        return body, self.read_fields()

    def read_exactly(self, count: int) -> bytes:
        content = self.rfile.read(count)
        if len(content) < count:
            raise ConnectionError("the body was cut short")
        return content

    def respond(self) -> None:
        place, _, rest = self.target.lstrip("/").partition("/")
        if place == "echo":
            self.send(json.dumps(self.description()).encode(), "Content-Type: application/json\r\n")
        elif place == "bytes":
            self.send(b"x" * int(rest))
        elif place == "chunked":
            self.send_chunked(b"x" * int(rest))
        elif place == "trailers":
            self.send_chunked(b"hello", "X-Sum: 42\r\n")
        elif place == "status":
            self.wfile.write(f"HTTP/1.1 {rest} Whatever\r\nX-Mark: kept\r\n\r\n".encode())
        elif place == "early":
            self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n")
            self.send(b"hello")
        elif place == "connection":
            self.send(b"hello", HOP_BY_HOP)
        elif place == "large-head":
            self.send(b"hello", "".join(f"X-Large-{number}: {'v' * 1000}\r\n" for number in range(20)))
        else:
            if place == "wait":
                time.sleep(1)
            self.send(b"hello")

    def description(self) -> dict:
        return {
            "method": self.method, "target": self.target, "fields": self.fields,
            "body": self.body.decode("latin-1"), "trailers": self.trailers,
        }

    def send(self, body: bytes, fields: str = "") -> None:
        head = f"HTTP/1.1 200 OK\r\n{fields}Content-Length: {len(body)}\r\n\r\n".encode()
        self.wfile.write(head if self.method == "HEAD" else head + body)

    def send_chunked(self, body: bytes, trailers: str = "") -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        if self.method != "HEAD":
            chunk = f"{len(body):x}\r\n".encode() + body + b"\r\n" if body else b""
            self.wfile.write(chunk + f"0\r\n{trailers}\r\n".encode())


class Origin(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def get_request(self) -> tuple[socket.socket, object]:
        connection, address = super().get_request()
        # What is not read shall not be taken by the system either.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        return connection, address

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that was cut is nothing to be told of."""


def start(port: int = 0) -> Origin:
    """Serves on threads of its own until the process ends."""
    origin = Origin(("127.0.0.1", port), Exchange)
    threading.Thread(target=origin.serve_forever, daemon=True).start()
    return origin


if __name__ == "__main__":
    print(start(int(sys.argv[1]) if len(sys.argv) > 1 else 0).server_address[1], flush=True)
    threading.Event().wait()

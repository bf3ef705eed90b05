"""Shows before anything is measured that each proxy does the job: right answers, right fields, the same TLS."""

import http.client
import socket
import ssl
import time
import urllib.request

from harness.failure import BenchFailure
from harness.site import SMALL_BODY, UPLOAD_BYTES, file_body

TIMEOUT = 20


def client_context():
    """A TLS client that takes the run's own certificate, HTTP/1.1 only."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["http/1.1"])
    return context


def ask(proxy, method, path, body=None, headers=None):
    connection = http.client.HTTPSConnection("localhost", proxy.port, context=client_context(), timeout=TIMEOUT)
    try:
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    except (OSError, http.client.HTTPException) as problem:
        raise BenchFailure(f"{proxy.name}: {method} {path}: {problem!r}") from None
    finally:
        connection.close()


def expect(proxy, path, body, headers=None):
    """That path must be answered with 200 and exactly that body."""
    status, _, received = ask(proxy, "GET", path, headers=headers)
    if status != 200 or received != body:
        raise BenchFailure(f"{proxy.name}: GET {path}: status {status}, {len(received)} bytes, expected {len(body)}")


def check_answers(proxy):
    """Every kind of request that the rows send."""
    expect(proxy, "/", SMALL_BODY)
    for name in ("10k", "1m"):
        expect(proxy, f"/files/{name}", file_body(name))
    status, headers, received = ask(proxy, "POST", "/upload", b"u" * UPLOAD_BYTES)
    taken = int(headers.get("X-Taken", "0"))
    if status != 200 or received != SMALL_BODY or taken < UPLOAD_BYTES:
        raise BenchFailure(f"{proxy.name}: POST /upload: status {status}, the server took {taken} bytes")


def check_fields(proxy):
    """The server must learn who the client is and how it came."""
    status, _, received = ask(proxy, "GET", "/fields")
    client, scheme, real_ip, _ = (received.decode().split("|") + [""] * 4)[:4]
    real_ip_is_right = real_ip == "127.0.0.1" or not proxy.kind.sets_real_ip
    if status != 200 or client != "127.0.0.1" or scheme != "https" or not real_ip_is_right:
        raise BenchFailure(f"{proxy.name} does not set the fields: status {status}, {received!r}")


def closing_answer_bytes(proxy):
    """Size of the whole answer to the request that s_time sends; it must be the small one, and close."""
    with socket.create_connection(("127.0.0.1", proxy.port), TIMEOUT) as plain:
        with client_context().wrap_socket(plain) as stream:
            stream.sendall(b"GET / HTTP/1.0\r\n\r\n")
            answer = b""
            while part := stream.recv(65536):
                answer += part
    if not answer.startswith(b"HTTP/1.1 200 ") or not answer.endswith(b"\r\n\r\n" + SMALL_BODY):
        raise BenchFailure(f"{proxy.name}: GET / HTTP/1.0 was answered with {answer[:200]!r}")
    return len(answer)


def accepted_connections(room):
    """Connections that the origin has accepted from proxies so far, as its stub_status counts them."""
    url = f"http://127.0.0.1:{room.inner_port}/connections"
    with urllib.request.urlopen(url, timeout=TIMEOUT) as response:
        text = response.read().decode()
    room.status_reads += 1
    return int(text.split("\n")[2].split()[0]) - room.status_reads


def settle(proxy, deadline_seconds=3.0):
    """Returns when the proxy has been idle for a moment: what a load left to do belongs to that load."""
    deadline = time.monotonic() + deadline_seconds
    before = proxy.process.cpu()
    while time.monotonic() < deadline:
        time.sleep(0.1)
        now = proxy.process.cpu()
        if now - before < 1_000_000:
            return
        before = now

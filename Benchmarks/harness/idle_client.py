"""Holds idle TLS connections: `idle_client.py PORT COUNT`, run as a process of its own.

Opens a few at a time, with one request on each, prints `held COUNT`, and for each line that it reads prints how
many are still open. Ends when its input does. Only the sockets are kept, so that ten thousand take little memory here.
"""

import os
import select
import socket
import ssl
import sys
from concurrent.futures import ThreadPoolExecutor

REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
ATTEMPT_SECONDS = 20
AT_ONCE = 8


def open_connection(port, context):
    """The descriptor of a connection that has been answered once. The session's tickets came before the answer."""
    plain = socket.create_connection(("127.0.0.1", port), ATTEMPT_SECONDS)
    stream = context.wrap_socket(plain, server_hostname="localhost")
    stream.sendall(REQUEST)
    answer = b""
    while b"\r\n\r\n" not in answer or len(answer.partition(b"\r\n\r\n")[2]) < content_length(answer):
        part = stream.recv(65536)
        if not part:
            raise SystemExit(f"closed after {answer[:200]!r}")
        answer += part
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise SystemExit(f"answered {answer[:200]!r}")
    # The TLS state here is dropped without a word; the server's stays.
    return stream.detach()


def content_length(answer):
    for line in answer.partition(b"\r\n\r\n")[0].split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise SystemExit(f"no length: {answer[:200]!r}")


def open_count(descriptors):
    """How many have neither ended nor been sent anything: a closing server sends an alert at least."""
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN | select.POLLRDHUP)
    return len(descriptors) - len(poll.poll(0))


def main():
    port, count = int(sys.argv[1]), int(sys.argv[2])
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["http/1.1"])
    with ThreadPoolExecutor(AT_ONCE) as pool:
        descriptors = list(pool.map(lambda _: open_connection(port, context), range(count)))
    print("held", open_count(descriptors), flush=True)
    for _ in sys.stdin:
        print("held", open_count(descriptors), flush=True)
    for descriptor in descriptors:
        os.close(descriptor)


if __name__ == "__main__":
    main()

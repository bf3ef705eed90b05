"""How a server ends a connection (RFC 9113 §6.8); the last case ends the server."""

import os
import signal

from client import Closed, Failure, Server
from wire import GOAWAY, NO_ERROR, PING, PROTOCOL_ERROR, block, data, frame, headers

from .case import case, last_case


@case
def goaway_names_the_last_stream(server: Server) -> None:
    """6.8: GOAWAY names the highest stream that was or may be processed."""
    client = server.connect()
    client.request(1)
    client.expect_status(1)
    client.request(3)
    client.expect_status(3)
    client.send(frame(PING, 0, 1, bytes(8)))
    try:
        item = client.next_of(GOAWAY)
    except Closed:
        return
    client.expect_code(item, (PROTOCOL_ERROR,))
    if item.last_stream < 3:
        raise Failure(f"it names {item.last_stream}")


@case
def nothing_is_served_after_an_error(server: Server) -> None:
    """5.4.1: after a connection error nothing more is processed."""
    client = server.connect()
    client.send(frame(PING, 0, 1, bytes(8)), headers(1, block(client.head())))
    try:
        while True:
            item = client.next()
            if item.stream == 1:
                raise Failure(f"a request behind the error is answered: {item}")
    except Closed:
        return


@last_case
def server_leaves_in_order(server: Server) -> None:
    """6.8: a server that ends says GOAWAY NO_ERROR, ends what is under way, and then closes."""
    client = server.connect()
    idle = server.connect()
    client.request(1, b"POST", b"/wait", end=False)
    client.expect_alive()
    os.kill(server.pid or 0, signal.SIGTERM)
    item = client.next_of(GOAWAY)
    client.expect_code(item, (NO_ERROR,))
    if item.last_stream < 1:
        raise Failure("GOAWAY leaves out a stream that is under way")
    client.send(data(1, b"body", end=True))
    client.expect_status(1, 200)
    client.expect_closed()
    idle.expect_closed()

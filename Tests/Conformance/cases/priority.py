"""Priorities: those of RFC 7540, which are to be ignored, and PRIORITY_UPDATE of RFC 9218."""

from client import Client, Failure, Server, Skipped
from wire import (
    END_HEADERS, END_STREAM, FRAME_SIZE_ERROR, HEADERS, NO_RFC7540_PRIORITIES, PRIORITISED, PRIORITY_UPDATE,
    PROTOCOL_ERROR, block, data, frame, priority, priority_update,
)

from .case import case


@case
def priority_on_idle_stream(server: Server) -> None:
    """5.1, 6.3: PRIORITY is allowed on an idle stream, and does not open it."""
    client = server.connect()
    client.send(priority(1), priority(7, depends_on=1))
    client.request(1)
    client.expect_status(1)


@case
def priority_does_not_close_lower_streams(server: Server) -> None:
    """5.1.1: PRIORITY on a higher stream leaves lower ones idle."""
    client = server.connect()
    client.send(priority(99))
    client.request(3)
    client.expect_status(3)


@case
def priority_on_even_stream(server: Server) -> None:
    """6.3: PRIORITY is allowed in any state, so on any stream but 0."""
    client = server.connect()
    client.send(priority(2))
    client.request(1)
    client.expect_status(1)


@case
def priority_on_open_stream(server: Server) -> None:
    """6.3: PRIORITY between the frames of a request has no effect on it."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send(priority(1, weight=255), data(1, end=True))
    client.response(1)


@case
def priority_in_headers(server: Server) -> None:
    """6.2: HEADERS may carry a priority, exclusive ones too; it is left aside."""
    client = server.connect()
    client.send(frame(
        HEADERS, PRIORITISED | END_HEADERS | END_STREAM, 1, b"\x80\0\0\x63\xff" + block(client.head())))
    client.expect_status(1)


def supporting(server: Server) -> Client:
    client = server.connect()
    if client.server_settings.get(NO_RFC7540_PRIORITIES) != 1:
        raise Skipped("the server does not say that it knows PRIORITY_UPDATE")
    return client


@case
def update_of_idle_stream(server: Server) -> None:
    """RFC 9218 7.1: PRIORITY_UPDATE may come before the request."""
    client = supporting(server)
    client.send(priority_update(1, b"u=0, i"))
    client.request(1)
    client.expect_status(1)


@case
def update_of_open_stream(server: Server) -> None:
    """RFC 9218 7.1: and while the request is under way."""
    client = supporting(server)
    client.request(1, b"POST", end=False)
    client.send(priority_update(1, b"u=7"), data(1, end=True))
    client.response(1)


@case
def update_of_closed_stream(server: Server) -> None:
    """RFC 9218 7.1: for a closed stream it is ignored."""
    client = supporting(server)
    client.request(1)
    client.expect_status(1)
    client.send(priority_update(1))
    client.request(3)
    client.expect_status(3)


@case
def update_on_a_stream(server: Server) -> None:
    """RFC 9218 7.1: PRIORITY_UPDATE not on stream 0 is a connection error PROTOCOL_ERROR."""
    client = supporting(server)
    client.request(1, b"POST", end=False)
    client.send(priority_update(1, on=1))
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def update_of_stream_0(server: Server) -> None:
    """RFC 9218 7.1: one that names stream 0 is a connection error PROTOCOL_ERROR."""
    client = supporting(server)
    client.send(priority_update(0))
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def update_of_idle_pushed_stream(server: Server) -> None:
    """RFC 9218 7.1: one that names a pushed stream which is idle is a connection error PROTOCOL_ERROR."""
    client = supporting(server)
    client.send(priority_update(2))
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def update_too_short(server: Server) -> None:
    """RFC 9218 7.1, RFC 9113 4.2: one shorter than 4 bytes is a connection error FRAME_SIZE_ERROR."""
    client = supporting(server)
    client.send(frame(PRIORITY_UPDATE, payload=bytes(3)))
    client.expect_connection_error(FRAME_SIZE_ERROR)


@case
def update_that_makes_no_sense(server: Server) -> None:
    """RFC 9218 4, 7.1: values out of range or unknown are ignored; ill-formed ones may be an error PROTOCOL_ERROR."""
    client = supporting(server)
    client.send(priority_update(1, b"u=99, x=?1, i=7"), priority_update(1, b""))
    client.request(1)
    client.expect_status(1)
    client.send(priority_update(3, b"\x00\xff(((("))
    try:
        client.expect_alive()
    except Failure as failure:
        if "PROTOCOL_ERROR" not in str(failure):
            raise


@case
def priority_field(server: Server) -> None:
    """RFC 9218 5: the field `priority` is accepted, whatever it holds."""
    client = server.connect()
    client.request(1, b"GET", b"/", (b"priority", b"u=1, i"))
    client.request(3, b"GET", b"/", (b"priority", b"((("))
    client.expect_status(1)
    client.request(5)
    client.expect_status(5)

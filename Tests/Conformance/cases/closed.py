"""Frames on streams that are half-closed or closed (RFC 9113 §5.1)."""

from client import Client, Failure, Server
from wire import (
    CANCEL, CONTINUATION, DATA, END_HEADERS, GOAWAY, INITIAL_WINDOW_SIZE, PROTOCOL_ERROR, RST_STREAM, STREAM_CLOSED,
    WINDOW_UPDATE, block, data, frame, headers, literal, priority, rst_stream, window_update,
)

from .case import case, origin_case


def half_closed(server: Server) -> Client:
    """Stream 1 is half-closed for the client: its request is whole, the response waits for a window."""
    client = server.connect((INITIAL_WINDOW_SIZE, 0))
    client.request(1)
    return client


@case
def data_when_half_closed(server: Server) -> None:
    """5.1: DATA behind END_STREAM is a stream error STREAM_CLOSED."""
    client = half_closed(server)
    client.send(data(1, b"more"))
    client.expect_stream_error(1, STREAM_CLOSED)


@case
def headers_when_half_closed(server: Server) -> None:
    """5.1: HEADERS behind END_STREAM is a stream error STREAM_CLOSED."""
    client = half_closed(server)
    client.send(headers(1, block([(b"x-late", b"1")])))
    client.expect_stream_error(1, STREAM_CLOSED)


@case
def data_behind_trailers(server: Server) -> None:
    """5.1: the same where trailers ended the request."""
    client = server.connect((INITIAL_WINDOW_SIZE, 0))
    client.request(1, b"POST", end=False)
    client.send(headers(1, block([(b"x-sum", b"1")])), data(1, b"more"))
    client.expect_stream_error(1, STREAM_CLOSED)


@case
def continuation_when_half_closed(server: Server) -> None:
    """6.10: CONTINUATION behind END_HEADERS is a connection error PROTOCOL_ERROR."""
    client = half_closed(server)
    client.send(frame(CONTINUATION, END_HEADERS, 1, literal(b"x-late", b"1")))
    client.expect_connection_error(PROTOCOL_ERROR, STREAM_CLOSED)


@case
def window_update_when_half_closed(server: Server) -> None:
    """5.1: WINDOW_UPDATE is allowed there, and lets the response go on."""
    client = half_closed(server)
    client.open_window(1, 65535)
    client.expect_status(1)


@case
def priority_when_half_closed(server: Server) -> None:
    """5.1: PRIORITY is allowed there."""
    client = half_closed(server)
    client.send(priority(1))
    client.open_window(1, 65535)
    client.expect_status(1)


@case
def reset_when_half_closed(server: Server) -> None:
    """5.1: RST_STREAM is allowed there, and closes the stream: no DATA comes any more."""
    client = half_closed(server)
    client.send(rst_stream(1, CANCEL))
    client.expect_alive()
    client.send(window_update(1, 65535))
    for item in client.expect_alive():
        if item.stream == 1 and item.type == DATA:
            raise Failure(f"on a stream that was reset: {item}")


def goes_on_or_says_closed(client: Client, stream: int, next_stream: int) -> None:
    """What 5.1 allows for frames on closed streams: ignore them, or an error STREAM_CLOSED."""
    client.request(next_stream)
    while True:
        item = client.next()
        if item.type == GOAWAY and item.error:
            client.expect_code(item, (STREAM_CLOSED,))
            return client.expect_closed()
        if item.type == RST_STREAM and item.stream == stream:
            client.expect_code(item, (STREAM_CLOSED,))
        elif item.stream == stream:
            raise Failure(f"on a closed stream: {item}")
        elif item.stream == next_stream and item.ends_stream:
            return None


def closed(server: Server) -> Client:
    client = server.connect()
    client.request(1)
    client.expect_status(1)
    return client


@case
def data_when_closed(server: Server) -> None:
    """5.1: DATA on a closed stream may be an error STREAM_CLOSED, and has no other effect."""
    client = closed(server)
    client.send(data(1, b"late"))
    goes_on_or_says_closed(client, 1, 3)


@case
def trailers_when_closed(server: Server) -> None:
    """5.1, 4.3: a header block on a closed stream still changes the compression's state."""
    client = closed(server)
    # Enters the table at index 62, whatever becomes of the frame.
    client.send(headers(1, b"\x40" + b"\x06x-late" + b"\x011"))
    client.send(headers(3, block(client.head()) + b"\xbe"))
    while True:
        item = client.next()
        if item.type == GOAWAY and item.error:
            client.expect_code(item, (STREAM_CLOSED, PROTOCOL_ERROR))
            return client.expect_closed()
        if item.stream == 3 and item.ends_stream:
            return None


@case
def window_update_when_closed(server: Server) -> None:
    """5.1: WINDOW_UPDATE on a closed stream is to be expected, and ignored."""
    client = closed(server)
    client.send(window_update(1, 1000))
    client.request(3)
    client.expect_status(3)


@case
def reset_when_closed(server: Server) -> None:
    """5.1: RST_STREAM on a closed stream is to be expected, and ignored."""
    client = closed(server)
    client.send(rst_stream(1, CANCEL))
    client.request(3)
    client.expect_status(3)


@case
def priority_when_closed(server: Server) -> None:
    """5.1: PRIORITY is allowed in any state."""
    client = closed(server)
    client.send(priority(1))
    client.request(3)
    client.expect_status(3)


@case
def data_after_own_reset(server: Server) -> None:
    """5.1: DATA that a client sends after it has reset the stream may be an error STREAM_CLOSED, no other."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send(rst_stream(1, CANCEL), data(1, b"late"))
    goes_on_or_says_closed(client, 1, 3)


@case
def reset_is_not_answered_by_reset(server: Server) -> None:
    """5.4.2: RST_STREAM must not be answered by RST_STREAM."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send(rst_stream(1, CANCEL))
    for item in client.expect_alive() + client.expect_alive():
        if item.type == RST_STREAM:
            raise Failure(f"{item}")


@case
def reset_of_unknown_code(server: Server) -> None:
    """7: an unknown error code has no special effect."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send(rst_stream(1, 0xDEADBEEF))
    client.request(3)
    client.expect_status(3)


@case
def frames_on_a_stream_the_server_reset(server: Server) -> None:
    """5.1: whoever has reset a stream must take what the other side sent before it knew, and ignore it."""
    client = server.connect()
    client.request(1, b"POST", b"/", (b"connection", b"close"), end=False)
    client.send(data(1, b"x" * 100), data(1, b"y" * 100), window_update(1, 100))
    client.send(headers(1, b"\x40" + b"\x06x-late" + b"\x011"))
    client.expect_malformed()
    client.send(headers(3, block(client.head()) + b"\xbe"))
    client.expect_status(3)


@origin_case
def dropped_data_gives_back_its_window(server: Server) -> None:
    """6.9.1: DATA on streams that are gone still counts towards the connection's window, so it must be given back."""
    client = server.connect()
    room = 65535 + client.credit
    sent, stream = 0, 1
    while sent < 2 * (65535 + client.credit) and stream < 180:
        client.request(stream, b"POST", b"/echo", end=False)
        for _ in range(3):
            while room < 8192:
                item = client.next_of(WINDOW_UPDATE)
                room += item.increment if item.stream == 0 else 0
            client.send(data(stream, bytes(8192)))
            room -= 8192
            sent += 8192
        client.send(rst_stream(stream, CANCEL))
        stream += 2

"""Header blocks in pieces, and padding (RFC 9113 §4.3, §6.1, §6.2, §6.10)."""

from client import Failure, Server
from wire import (
    CONTINUATION, DATA, END_HEADERS, END_STREAM, FRAME_SIZE_ERROR, HEADERS, INITIAL_WINDOW_SIZE, PADDED, PING,
    PRIORITISED, PROTOCOL_ERROR, SETTINGS, UNKNOWN, WINDOW_UPDATE, block, data, frame, headers, literal, priority,
    rst_stream, window_update,
)

from .case import case, origin_case


def interrupted_by(server: Server, *frames: bytes) -> None:
    client = server.connect()
    client.send(frame(HEADERS, END_STREAM, 1, block(client.head())))
    client.send(*frames)
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def data_within_a_block(server: Server) -> None:
    """6.2: HEADERS without END_HEADERS is followed by CONTINUATION; DATA is a connection error PROTOCOL_ERROR."""
    interrupted_by(server, data(1, b"x"))


@case
def headers_within_a_block(server: Server) -> None:
    """6.2: so are HEADERS of another stream."""
    client = server.connect()
    client.send(frame(HEADERS, END_STREAM, 1, block(client.head())), headers(3, block(client.head())))
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def headers_of_the_same_stream_within_a_block(server: Server) -> None:
    """6.2: so are further HEADERS of the same one."""
    interrupted_by(server, headers(1, literal(b"x-more", b"1")))


@case
def ping_within_a_block(server: Server) -> None:
    """4.3: so are frames about the connection: PING."""
    interrupted_by(server, frame(PING, payload=bytes(8)))


@case
def settings_within_a_block(server: Server) -> None:
    """4.3: SETTINGS."""
    interrupted_by(server, frame(SETTINGS))


@case
def window_update_within_a_block(server: Server) -> None:
    """4.3: WINDOW_UPDATE."""
    interrupted_by(server, window_update(0, 1))


@case
def priority_within_a_block(server: Server) -> None:
    """4.3: PRIORITY."""
    interrupted_by(server, priority(3))


@case
def reset_within_a_block(server: Server) -> None:
    """4.3: RST_STREAM."""
    interrupted_by(server, rst_stream(1, 0))


@case
def unknown_frame_within_a_block(server: Server) -> None:
    """5.5: frames of unknown type too, though they are ignored elsewhere."""
    interrupted_by(server, frame(UNKNOWN, 0, 0, b"x"))


@case
def continuation_of_another_stream(server: Server) -> None:
    """6.10: CONTINUATION of another stream is a connection error PROTOCOL_ERROR."""
    interrupted_by(server, frame(CONTINUATION, END_HEADERS, 3, literal(b"x-more", b"1")))


@case
def continuation_behind_a_whole_block(server: Server) -> None:
    """6.10: CONTINUATION behind END_HEADERS is a connection error PROTOCOL_ERROR."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send(frame(CONTINUATION, END_HEADERS, 1, literal(b"x-more", b"1")))
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def continuation_behind_data(server: Server) -> None:
    """6.10: so is one behind DATA."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send(data(1, b"x"), frame(CONTINUATION, END_HEADERS, 1, literal(b"x-more", b"1")))
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def continuation_after_the_last_continuation(server: Server) -> None:
    """6.10: so is one behind a CONTINUATION with END_HEADERS."""
    client = server.connect()
    client.send(frame(HEADERS, 0, 1, block(client.head())), frame(CONTINUATION, END_HEADERS, 1))
    client.send(frame(CONTINUATION, END_HEADERS, 1))
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def block_in_three_pieces(server: Server) -> None:
    """4.3: a block may be cut anywhere, also within a field."""
    client = server.connect()
    fields = block(client.head(b"GET", b"/", (b"x-field", b"value")))
    client.send(frame(HEADERS, END_STREAM, 1, fields[:7]))
    client.send(frame(CONTINUATION, 0, 1, fields[7:30]), frame(CONTINUATION, END_HEADERS, 1, fields[30:]))
    client.expect_status(1)


@case
def empty_pieces(server: Server) -> None:
    """6.10: pieces may be empty, the first too."""
    client = server.connect()
    client.send(frame(HEADERS, END_STREAM, 1), frame(CONTINUATION, 0, 1, block(client.head())))
    client.send(frame(CONTINUATION, END_HEADERS, 1))
    client.expect_status(1)


@case
def end_of_stream_is_said_by_headers(server: Server) -> None:
    """6.2, 6.10: END_STREAM stands on HEADERS; on CONTINUATION its bit means nothing."""
    client = server.connect()
    fields = block(client.head(b"POST"))
    client.send(frame(HEADERS, 0, 1, fields[:10]), frame(CONTINUATION, END_HEADERS | END_STREAM, 1, fields[10:]))
    client.send(data(1, b"content", end=True))
    if client.response(1).status in (400, 500):
        raise Failure("the request fails")


@case
def padding_as_long_as_headers(server: Server) -> None:
    """6.2: padding that leaves no room for the block is a connection error PROTOCOL_ERROR."""
    client = server.connect()
    fields = block(client.head())
    client.send(frame(HEADERS, PADDED | END_HEADERS | END_STREAM, 1, bytes([len(fields) + 1]) + fields))
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def padding_into_the_priority(server: Server) -> None:
    """6.2: the priority counts as what padding must leave room for."""
    client = server.connect()
    client.send(frame(HEADERS, PADDED | PRIORITISED | END_HEADERS | END_STREAM, 1, bytes([4]) + bytes(8)))
    client.expect_connection_error(PROTOCOL_ERROR, FRAME_SIZE_ERROR)


@case
def padding_as_long_as_data(server: Server) -> None:
    """6.1: padding as long as the payload or longer is a connection error PROTOCOL_ERROR."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send(frame(DATA, PADDED, 1, b"\x05" + b"12345"[:4]))
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def padding_without_its_length(server: Server) -> None:
    """6.1, 4.2: empty DATA with PADDED lacks the length: PROTOCOL_ERROR or FRAME_SIZE_ERROR."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send(frame(DATA, PADDED, 1))
    client.expect_connection_error(PROTOCOL_ERROR, FRAME_SIZE_ERROR)


@case
def padded_headers(server: Server) -> None:
    """6.2: padding and priority are left out of the block."""
    client = server.connect()
    fields = bytes([20]) + bytes([0, 0, 0, 0, 200]) + block(client.head()) + bytes(20)
    client.send(frame(HEADERS, PADDED | PRIORITISED | END_HEADERS | END_STREAM, 1, fields))
    client.expect_status(1)


@origin_case
def padded_data(server: Server) -> None:
    """6.1: padding is left out of the body."""
    client = server.connect()
    client.request(1, b"POST", b"/echo", end=False)
    client.send(frame(DATA, PADDED, 1, b"\x04" + b"con" + bytes(4)), frame(DATA, PADDED, 1, b"\0" + b"tent"))
    client.send(frame(DATA, PADDED | END_STREAM, 1, b"\xff" + bytes(255)))
    if b'"content"' not in client.expect_status(1, 200).body:
        raise Failure("the body did not arrive as it was")


@origin_case
def padding_gives_back_its_window(server: Server) -> None:
    """6.1, 6.9.1: padding counts towards the windows, so that it must be given back like content."""
    client = server.connect()
    client.request(1, b"POST", b"/echo", end=False)
    connection_left = 65535 + client.credit
    stream_left = client.server_settings.get(INITIAL_WINDOW_SIZE, 65535)
    for _ in range(2 * max(connection_left, stream_left) // 257 + 1):
        while min(stream_left, connection_left) < 257:
            item = client.next_of(WINDOW_UPDATE)
            stream_left += item.increment if item.stream == 1 else 0
            connection_left += item.increment if item.stream == 0 else 0
        client.send(frame(DATA, PADDED, 1, b"\xff" + b"c" + bytes(255)))
        stream_left -= 257
        connection_left -= 257
    client.send(data(1, end=True))
    client.expect_status(1, 200)

"""Sizes, and what is not known (RFC 9113 §4.1, §4.2, §5.5)."""

from client import Client, Failure, Server, Skipped
from wire import (
    DATA, END_HEADERS, END_STREAM, FRAME_SIZE_ERROR, GOAWAY, HEADERS, MAX_FRAME_SIZE, PING, PRIORITISED, PRIORITY,
    PROTOCOL_ERROR, PUSH_PROMISE, RST_STREAM, UNKNOWN, WINDOW_UPDATE, block, data, frame, headers, literal,
)

from .case import case, origin_case


def limit(client: Client) -> int:
    result = client.server_settings.get(MAX_FRAME_SIZE, 16384)
    if result + 1 >= 1 << 24:
        raise Skipped("no frame is too long for this server")
    return result


def ends_connection(server: Server, *frames: bytes) -> None:
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send(*frames)
    client.expect_connection_error(FRAME_SIZE_ERROR)


@case
def data_too_long(server: Server) -> None:
    """4.2: DATA beyond SETTINGS_MAX_FRAME_SIZE is an error FRAME_SIZE_ERROR, of the stream or the connection."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send(data(1, bytes(limit(client) + 1)))
    client.expect_stream_error(1, FRAME_SIZE_ERROR)


@case
def headers_too_long(server: Server) -> None:
    """4.2: with a header block it is a connection error: the compression's state would be lost."""
    client = server.connect()
    fields = block(client.head()) + literal(b"x-large", b"v" * limit(client))
    client.send(headers(1, fields))
    client.expect_connection_error(FRAME_SIZE_ERROR)


@case
def unknown_frame_too_long(server: Server) -> None:
    """4.2: the limit holds for frames of all types."""
    client = server.connect()
    client.send(frame(UNKNOWN, payload=bytes(limit(client) + 1)))
    client.expect_connection_error(FRAME_SIZE_ERROR)


@origin_case
def data_of_full_length(server: Server) -> None:
    """4.2: frames of up to 2^14 bytes must be taken."""
    client = server.connect()
    client.request(1, b"POST", b"/echo", end=False)
    client.send(data(1, b"d" * 16384, end=True))
    if b"d" * 16384 not in client.expect_status(1, 200).body:
        raise Failure("the body did not arrive")


@case
def headers_of_full_length(server: Server) -> None:
    """4.2: so must a header block in one frame of 2^14 bytes, even if it is refused with a status."""
    client = server.connect()
    fields = block(client.head())
    value = 16384 - len(fields) - len(literal(b"x-large", b"v" * 16000)) + 16000
    fields += literal(b"x-large", b"v" * value)
    client.send(frame(HEADERS, END_HEADERS | END_STREAM, 1, fields))
    if len(fields) != 16384 or client.response(1).status not in (200, 204, 400, 404, 413, 431, 494):
        raise Failure("no answer that fits")


@case
def priority_of_four(server: Server) -> None:
    """6.3: PRIORITY of another length than 5 is a stream error FRAME_SIZE_ERROR."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send(frame(PRIORITY, 0, 1, bytes(4)))
    client.expect_stream_error(1, FRAME_SIZE_ERROR)


@case
def priority_of_six(server: Server) -> None:
    """6.3: the same for a longer one."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send(frame(PRIORITY, 0, 1, bytes(6)))
    client.expect_stream_error(1, FRAME_SIZE_ERROR)


@case
def reset_of_three(server: Server) -> None:
    """6.4: RST_STREAM of another length than 4 is a connection error FRAME_SIZE_ERROR."""
    ends_connection(server, frame(RST_STREAM, 0, 1, bytes(3)))


@case
def reset_of_five(server: Server) -> None:
    """6.4: the same for a longer one."""
    ends_connection(server, frame(RST_STREAM, 0, 1, bytes(5)))


@case
def window_update_of_three(server: Server) -> None:
    """6.9: WINDOW_UPDATE of another length than 4 is a connection error FRAME_SIZE_ERROR."""
    ends_connection(server, frame(WINDOW_UPDATE, 0, 0, b"\0\0\1"))


@case
def window_update_of_five_on_a_stream(server: Server) -> None:
    """6.9: also on a stream, and for a longer one."""
    ends_connection(server, frame(WINDOW_UPDATE, 0, 1, b"\0\0\0\1\0"))


@case
def ping_of_seven(server: Server) -> None:
    """6.7: PING of another length than 8 is a connection error FRAME_SIZE_ERROR."""
    ends_connection(server, frame(PING, payload=bytes(7)))


@case
def ping_of_nine(server: Server) -> None:
    """6.7: the same for a longer one."""
    ends_connection(server, frame(PING, payload=bytes(9)))


@case
def empty_ping(server: Server) -> None:
    """6.7: and for an empty one."""
    ends_connection(server, frame(PING))


@case
def goaway_of_seven(server: Server) -> None:
    """6.8, 4.2: GOAWAY too short for what it must hold is a connection error FRAME_SIZE_ERROR."""
    ends_connection(server, frame(GOAWAY, payload=bytes(7)))


@case
def headers_without_their_priority(server: Server) -> None:
    """4.2, 6.2: HEADERS too short for the priority that its flags announce is a connection error."""
    client = server.connect()
    client.send(frame(HEADERS, END_HEADERS | END_STREAM | PRIORITISED, 1, bytes(4)))
    client.expect_connection_error(FRAME_SIZE_ERROR)


@case
def unknown_frame_on_the_connection(server: Server) -> None:
    """4.1, 5.5: a frame of unknown type is ignored, whatever its flags."""
    client = server.connect()
    client.send(frame(UNKNOWN, 0xFF, 0, b"whatever"))
    client.request(1)
    client.expect_status(1)


@case
def unknown_frames_on_streams(server: Server) -> None:
    """5.5: also on streams: idle, open and closed ones."""
    client = server.connect()
    client.send(frame(UNKNOWN, 0, 1, b"idle"))
    client.request(1, b"POST", end=False)
    client.send(frame(UNKNOWN, 0xFF, 1, b"open"))
    client.send(data(1, end=True))
    client.response(1)
    client.send(frame(UNKNOWN, 0, 1, b"closed"))
    client.expect_alive()


@case
def unknown_frame_does_not_open_a_stream(server: Server) -> None:
    """5.5: an unknown frame has no effect: a lower stream can still be opened after one on a higher stream."""
    client = server.connect()
    client.send(frame(UNKNOWN, 0, 99, b""))
    client.request(1)
    client.expect_status(1)


@case
def unknown_flags_of_headers(server: Server) -> None:
    """4.1: flags that a type does not define are ignored."""
    client = server.connect()
    client.send(frame(HEADERS, END_HEADERS | END_STREAM | 0x52, 1, block(client.head())))
    client.expect_status(1)


@origin_case
def unknown_flags_of_data(server: Server) -> None:
    """4.1: the same for DATA."""
    client = server.connect()
    client.request(1, b"POST", b"/echo", end=False)
    client.send(frame(DATA, END_STREAM | 0xF6, 1, b"content"))
    if b"content" not in client.expect_status(1, 200).body:
        raise Failure("the body did not arrive")


@case
def unknown_flags_of_ping(server: Server) -> None:
    """4.1: the same for PING."""
    client = server.connect()
    client.send(frame(PING, 0xFE, 0, b"12345678"))
    item = client.next_of(PING)
    if not item.is_ack or item.payload != b"12345678":
        raise Failure(f"the answer is {item}")


@case
def reserved_bit_of_stream(server: Server) -> None:
    """4.1: the bit before the stream identifier is ignored."""
    client = server.connect()
    client.send(headers(1 | 1 << 31, block(client.head())))
    client.expect_status(1)


@case
def push_promise_of_a_client(server: Server) -> None:
    """8.4: PUSH_PROMISE from a client is a connection error PROTOCOL_ERROR."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send(frame(PUSH_PROMISE, END_HEADERS, 1, b"\0\0\0\2" + block(client.head())))
    client.expect_connection_error(PROTOCOL_ERROR)

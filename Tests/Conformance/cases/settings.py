"""SETTINGS (RFC 9113 §6.5)."""

from client import Failure, Server, Skipped
from wire import (
    ACK, DATA, ENABLE_PUSH, FLOW_CONTROL_ERROR, FRAME_SIZE_ERROR, HEADER_TABLE_SIZE, INITIAL_WINDOW_SIZE,
    MAX_CONCURRENT_STREAMS, MAX_FRAME_SIZE, MAX_HEADER_LIST_SIZE, NO_RFC7540_PRIORITIES, PROTOCOL_ERROR, SETTINGS,
    frame, settings,
)

from .case import case


def fails_with(server: Server, code: int, *frames: bytes) -> None:
    client = server.connect()
    client.send(*frames)
    client.expect_connection_error(code)


@case
def acknowledgement_with_payload(server: Server) -> None:
    """6.5: an acknowledgement that is not empty is a connection error FRAME_SIZE_ERROR."""
    fails_with(server, FRAME_SIZE_ERROR, frame(SETTINGS, ACK, payload=bytes(6)))


@case
def on_a_stream(server: Server) -> None:
    """6.5: SETTINGS on a stream is a connection error PROTOCOL_ERROR."""
    fails_with(server, PROTOCOL_ERROR, frame(SETTINGS, stream=1))


@case
def acknowledgement_on_a_stream(server: Server) -> None:
    """6.5: so is an acknowledgement on one."""
    fails_with(server, PROTOCOL_ERROR, frame(SETTINGS, ACK, stream=1))


@case
def length_of_five(server: Server) -> None:
    """6.5: a length that is no multiple of 6 is a connection error FRAME_SIZE_ERROR."""
    fails_with(server, FRAME_SIZE_ERROR, frame(SETTINGS, payload=bytes(5)))


@case
def length_of_seven(server: Server) -> None:
    """6.5: also where one setting would be whole."""
    fails_with(server, FRAME_SIZE_ERROR, frame(SETTINGS, payload=b"\0\4\0\0\1\0\0"))


@case
def push_of_two(server: Server) -> None:
    """6.5.2: SETTINGS_ENABLE_PUSH other than 0 and 1 is a connection error PROTOCOL_ERROR."""
    fails_with(server, PROTOCOL_ERROR, settings((ENABLE_PUSH, 2)))


@case
def push_of_all_bits(server: Server) -> None:
    """6.5.2: the same for its largest value."""
    fails_with(server, PROTOCOL_ERROR, settings((ENABLE_PUSH, 0xFFFFFFFF)))


@case
def window_of_two_gibibytes(server: Server) -> None:
    """6.5.2: SETTINGS_INITIAL_WINDOW_SIZE above 2^31-1 is a connection error FLOW_CONTROL_ERROR."""
    fails_with(server, FLOW_CONTROL_ERROR, settings((INITIAL_WINDOW_SIZE, 1 << 31)))


@case
def largest_window(server: Server) -> None:
    """6.5.2: 2^31-1 is allowed."""
    client = server.connect((INITIAL_WINDOW_SIZE, (1 << 31) - 1))
    client.request(1)
    client.expect_status(1)


@case
def frame_size_too_small(server: Server) -> None:
    """6.5.2: SETTINGS_MAX_FRAME_SIZE below 2^14 is a connection error PROTOCOL_ERROR."""
    fails_with(server, PROTOCOL_ERROR, settings((MAX_FRAME_SIZE, (1 << 14) - 1)))


@case
def frame_size_too_large(server: Server) -> None:
    """6.5.2: SETTINGS_MAX_FRAME_SIZE above 2^24-1 is a connection error PROTOCOL_ERROR."""
    fails_with(server, PROTOCOL_ERROR, settings((MAX_FRAME_SIZE, 1 << 24)))


@case
def frame_sizes_at_the_limits(server: Server) -> None:
    """6.5.2: 2^14 and 2^24-1 are allowed."""
    client = server.connect((MAX_FRAME_SIZE, 1 << 14))
    client.change_settings((MAX_FRAME_SIZE, (1 << 24) - 1))
    client.request(1)
    client.expect_status(1)


@case
def wrong_value_behind_good_ones(server: Server) -> None:
    """6.5.3: values are processed in order, and each counts."""
    fails_with(
        server, PROTOCOL_ERROR, settings((INITIAL_WINDOW_SIZE, 100), (ENABLE_PUSH, 0), (MAX_FRAME_SIZE, 1)))


@case
def unknown_settings(server: Server) -> None:
    """6.5.2: an unknown setting is ignored."""
    client = server.connect((0x00FF, 1), (0xFFFF, 0xFFFFFFFF), (0, 7))
    client.request(1)
    client.expect_status(1)


@case
def every_frame_is_acknowledged(server: Server) -> None:
    """6.5.3: each SETTINGS is answered by one acknowledgement, which is empty and on stream 0."""
    client = server.connect()
    client.send(settings() * 5)
    frames = [item for item in client.expect_alive() if item.type == SETTINGS]
    if len(frames) != 5 or not all(item.is_ack and not item.payload and item.stream == 0 for item in frames):
        raise Failure(f"{len(frames)} answers: {', '.join(map(str, frames))}")


@case
def an_acknowledgement_is_not_acknowledged(server: Server) -> None:
    """6.5: an acknowledgement wants no answer."""
    client = server.connect()
    client.send(frame(SETTINGS, ACK))
    # One that nobody asked for need not be accepted; answered it must not be.
    try:
        frames = client.expect_alive()
    except Failure:
        return
    if any(item.type == SETTINGS for item in frames):
        raise Failure("it is answered")


@case
def unknown_flags(server: Server) -> None:
    """4.1: flags without a meaning for the type are ignored."""
    client = server.connect()
    client.send(frame(SETTINGS, 0xFE))
    if not any(item.type == SETTINGS and item.is_ack for item in client.expect_alive()):
        raise Failure("not acknowledged")


@case
def the_last_of_equal_settings_holds(server: Server) -> None:
    """6.5.3: of several values for one setting the last is in force once they are processed."""
    client = server.connect()
    client.change_settings((INITIAL_WINDOW_SIZE, 1), (INITIAL_WINDOW_SIZE, 0), (INITIAL_WINDOW_SIZE, 3))
    client.request(1)
    item = client.next_of(DATA)
    if len(item.payload) != 3:
        raise Failure(f"{len(item.payload)} bytes instead of 3")


@case
def client_allows_no_streams(server: Server) -> None:
    """6.5.2: SETTINGS_MAX_CONCURRENT_STREAMS of 0 binds the server's streams, not the client's."""
    client = server.connect((MAX_CONCURRENT_STREAMS, 0), (ENABLE_PUSH, 0))
    client.request(1)
    client.expect_status(1)


@case
def small_header_list_is_advice(server: Server) -> None:
    """6.5.2: SETTINGS_MAX_HEADER_LIST_SIZE is advisory; the connection goes on."""
    client = server.connect((MAX_HEADER_LIST_SIZE, 16384))
    client.request(1)
    client.expect_status(1)


@case
def no_table_for_the_server(server: Server) -> None:
    """6.5.2, RFC 7541 4.2: with SETTINGS_HEADER_TABLE_SIZE of 0 the server must do without a table."""
    client = server.connect((HEADER_TABLE_SIZE, 0))
    for stream in (1, 3, 5):
        client.request(stream)
        client.expect_status(stream)
    if client.decoder.header_table_size != 0:
        raise Failure("the server does not say that it uses a smaller table")


@case
def smaller_table_for_the_server(server: Server) -> None:
    """RFC 7541 4.2: a table that is made smaller on the way is said at the start of the next block."""
    client = server.connect()
    client.request(1)
    client.expect_status(1)
    client.change_settings((HEADER_TABLE_SIZE, 64))
    client.request(3)
    client.expect_status(3)
    if client.decoder.header_table_size > 64:
        raise Failure("the server does not say that it uses a smaller table")


@case
def priorities_of_two(server: Server) -> None:
    """RFC 9218 2.1: SETTINGS_NO_RFC7540_PRIORITIES other than 0 and 1 is a connection error PROTOCOL_ERROR."""
    client = server.connect()
    if NO_RFC7540_PRIORITIES not in client.server_settings:
        raise Skipped("the server does not know the setting")
    client.send(settings((NO_RFC7540_PRIORITIES, 2)))
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def change_while_a_stream_is_open(server: Server) -> None:
    """6.5.3: settings are processed at any time."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.change_settings((MAX_FRAME_SIZE, 20000), (INITIAL_WINDOW_SIZE, 100000))
    client.send(frame(DATA, 1, 1))
    if client.response(1).status >= 500:
        raise Failure("the request fails")


@case
def too_long_for_a_frame(server: Server) -> None:
    """4.2: SETTINGS beyond the server's SETTINGS_MAX_FRAME_SIZE is a connection error FRAME_SIZE_ERROR."""
    client = server.connect()
    limit = client.server_settings.get(MAX_FRAME_SIZE, 16384)
    if limit + 6 >= 1 << 24:
        raise Skipped("no frame is too long for this server")
    client.send(frame(SETTINGS, payload=bytes(6 * (limit // 6 + 1))))
    client.expect_connection_error(FRAME_SIZE_ERROR)

"""Flow control (RFC 9113 §5.2, §6.9)."""

import select

from client import Closed, Failure, Server, Skipped
from wire import (
    DATA, FLOW_CONTROL_ERROR, GOAWAY, HEADERS, INITIAL_WINDOW_SIZE, PROTOCOL_ERROR, RST_STREAM, STREAM_CLOSED, data,
    frame, settings, window_update, WINDOW_UPDATE,
)

from .case import case, origin_case

LARGEST = (1 << 31) - 1


@case
def zero_increment_on_the_connection(server: Server) -> None:
    """6.9: an increment of 0 for the connection is a connection error PROTOCOL_ERROR."""
    client = server.connect()
    client.send(window_update(0, 0))
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def zero_increment_on_a_stream(server: Server) -> None:
    """6.9: an increment of 0 for a stream is a stream error PROTOCOL_ERROR."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send(window_update(1, 0))
    client.expect_stream_error(1, PROTOCOL_ERROR)


@case
def overflow_of_the_connection(server: Server) -> None:
    """6.9.1: a window beyond 2^31-1 is a connection error FLOW_CONTROL_ERROR."""
    client = server.connect()
    client.send(window_update(0, LARGEST))
    client.expect_connection_error(FLOW_CONTROL_ERROR)


@case
def overflow_of_the_connection_in_steps(server: Server) -> None:
    """6.9.1: also where several increments make it so."""
    client = server.connect()
    client.send(window_update(0, 1 << 30), window_update(0, 1 << 30))
    client.expect_connection_error(FLOW_CONTROL_ERROR)


@case
def overflow_of_a_stream(server: Server) -> None:
    """6.9.1: a stream's window beyond 2^31-1 is a stream error FLOW_CONTROL_ERROR."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send(window_update(1, LARGEST))
    client.expect_stream_error(1, FLOW_CONTROL_ERROR)


@case
def overflow_by_settings(server: Server) -> None:
    """6.9.2: an initial window that lifts a stream's beyond 2^31-1 is a connection error FLOW_CONTROL_ERROR."""
    client = server.connect((INITIAL_WINDOW_SIZE, 0))
    client.request(1, b"POST", end=False)
    client.send(window_update(1, 1 << 30), settings((INITIAL_WINDOW_SIZE, LARGEST)))
    client.expect_connection_error(FLOW_CONTROL_ERROR)


@case
def largest_windows(server: Server) -> None:
    """6.9.1: exactly 2^31-1 is allowed."""
    client = server.connect()
    client.send(window_update(0, LARGEST - 65535))
    client.request(1, b"POST", end=False)
    client.send(window_update(1, LARGEST - 65535), data(1, end=True))
    client.response(1)


@case
def reserved_bit_of_increment(server: Server) -> None:
    """6.9: the bit before the increment is ignored."""
    client = server.connect((INITIAL_WINDOW_SIZE, 0))
    client.request(1)
    client.send(frame(WINDOW_UPDATE, 0, 1, (1 << 31 | 2).to_bytes(4, "big")))
    client.stream_windows[1] = 2
    item = client.next_of(DATA)
    if len(item.payload) not in (1, 2):
        raise Failure(f"{len(item.payload)} bytes instead of 2")


@case
def no_window_no_data(server: Server) -> None:
    """6.9.2: with an initial window of 0 the head comes, and no DATA."""
    client = server.connect((INITIAL_WINDOW_SIZE, 0))
    client.request(1)
    client.next_of(HEADERS)
    client.expect_silence(1)


@case
def as_much_data_as_window(server: Server) -> None:
    """6.9.1: the server sends no more than the stream's window."""
    client = server.connect((INITIAL_WINDOW_SIZE, 0))
    client.request(1)
    client.next_of(HEADERS)
    for _ in range(3):
        client.open_window(1, 1)
        if len(client.next_of(DATA).payload) != 1:
            raise Failure("not one byte")
        client.expect_silence(1)
    client.open_window(1, 100_000)
    while not client.next_of(DATA).ends_stream:
        pass


@case
def larger_initial_window_lets_streams_go_on(server: Server) -> None:
    """6.9.2: a changed initial window changes the windows of all streams."""
    client = server.connect((INITIAL_WINDOW_SIZE, 0))
    client.request(1)
    client.request(3)
    heads = {client.next_of(HEADERS).stream, client.next_of(HEADERS).stream}
    if heads != {1, 3}:
        raise Failure("the heads do not come")
    client.change_settings((INITIAL_WINDOW_SIZE, 2))
    parts = {item.stream: len(item.payload) for item in (client.next_of(DATA), client.next_of(DATA))}
    if parts != {1: 2, 3: 2}:
        raise Failure(f"what comes is {parts}")


@case
def negative_window(server: Server) -> None:
    """6.9.2: a smaller initial window may make a window negative; what was sent beyond it has to be made up for."""
    client = server.connect((INITIAL_WINDOW_SIZE, 3))
    client.request(1)
    if len(client.next_of(DATA).payload) != 3:
        raise Failure("not three bytes")
    client.change_settings((INITIAL_WINDOW_SIZE, 0))
    client.open_window(1, 2)
    client.expect_silence(1)
    client.open_window(1, 1)
    client.expect_silence(1)
    client.open_window(1, 1)
    if len(client.next_of(DATA).payload) != 1:
        raise Failure("not one byte")


@origin_case
def connection_window_is_respected(server: Server) -> None:
    """6.9.1: with ample windows of streams the connection's 65535 bytes are the limit, for all streams together."""
    client = server.connect((INITIAL_WINDOW_SIZE, 1 << 20))
    client.request(1, path=b"/bytes/50000")
    client.request(3, path=b"/bytes/50000")
    received = ended = 0
    while received < 65535:
        item = client.next_of(DATA)
        received += len(item.payload)
        ended += item.ends_stream
    client.expect_silence(1)
    client.expect_silence(3)
    client.open_window(0, 100_000)
    while ended < 2:
        ended += client.next_of(DATA).ends_stream


@origin_case
def settings_do_not_change_the_connection_window(server: Server) -> None:
    """6.9.2: SETTINGS_INITIAL_WINDOW_SIZE does not change the connection's window."""
    client = server.connect()
    client.change_settings((INITIAL_WINDOW_SIZE, 1 << 20))
    client.request(1, path=b"/bytes/200000")
    received = 0
    while received < 65535:
        received += len(client.next_of(DATA).payload)
    client.expect_silence(1)


@origin_case
def large_response_in_small_windows(server: Server) -> None:
    """6.9: a large response comes whole as its windows are opened bit by bit."""
    client = server.connect()
    client.request(1, path=b"/bytes/1000000")
    if client.response(1, opens_windows=True).body != b"x" * 1_000_000:
        raise Failure("the body did not arrive as it was")


@origin_case
def upload_gets_credit(server: Server) -> None:
    """6.9.1: what the server has taken it gives credit for, so that a large body gets through."""
    client = server.connect()
    client.request(1, b"POST", b"/echo", end=False)
    client.upload(1, b"u" * 1_500_000)
    response = client.response(1, opens_windows=True)
    if response.body.count(b"u") < 1_500_000:
        raise Failure("the body did not arrive as it was")


@case
def heads_need_no_window(server: Server) -> None:
    """5.2.1: flow control concerns DATA only: a head comes without any window."""
    client = server.connect((INITIAL_WINDOW_SIZE, 0))
    client.request(1, b"HEAD")
    client.next_of(HEADERS)


@case
def window_update_opens_nothing_for_others(server: Server) -> None:
    """6.9.1: a stream's credit is its own."""
    client = server.connect((INITIAL_WINDOW_SIZE, 0))
    client.request(1)
    client.request(3)
    client.next_of(HEADERS)
    client.next_of(HEADERS)
    client.open_window(3, 100_000)
    while True:
        item = client.next_of(DATA)
        if item.stream == 1 and item.payload:
            raise Failure(f"without credit: {item}")
        if item.ends_stream:
            break
    client.expect_silence(1)


@case
def a_blocked_stream_does_not_block_frames(server: Server) -> None:
    """5.2.1: flow control concerns DATA only: heads of other streams come though a window is used up."""
    client = server.connect((INITIAL_WINDOW_SIZE, 0))
    for stream in (1, 3, 5):
        client.request(stream)
    heads = {client.next_of(HEADERS).stream for _ in range(3)}
    if heads != {1, 3, 5}:
        raise Failure(f"heads came on {heads}")


@origin_case
def more_than_the_window_allows(server: Server) -> None:
    """6.9.1: DATA beyond the window that the server gave is an error FLOW_CONTROL_ERROR."""
    client = server.connect()
    # The origin takes nothing, so that credit comes to an end.
    client.request(1, b"POST", b"/unread", end=False)
    sent, credit = 0, client.server_settings.get(INITIAL_WINDOW_SIZE, 65535)
    while sent < 64 << 20:
        client.send(data(1, bytes(16384)))
        sent += 16384
        if not select.select([client.socket], [], [], 0)[0]:
            continue
        try:
            item = client.next()
        except Closed:
            return
        if item.type in (GOAWAY, RST_STREAM):
            return client.expect_code(item, (FLOW_CONTROL_ERROR, STREAM_CLOSED))
        credit += item.increment if item.type == WINDOW_UPDATE and item.stream == 1 else 0
    if sent <= credit:
        raise Skipped("the server takes whatever comes")
    raise Failure(f"{sent} bytes were taken, and {credit} allowed")

"""Identifiers of streams, and frames on streams that are idle (RFC 9113 §5.1, §5.1.1, §5.1.2)."""

from client import Closed, Failure, Server, Skipped
from wire import (
    CONTINUATION, DATA, END_HEADERS, GOAWAY, HEADERS, MAX_CONCURRENT_STREAMS, PREFACE, PRIORITY, PROTOCOL_ERROR,
    REFUSED_STREAM, RST_STREAM, STREAM_CLOSED, CANCEL, block, data, frame, headers, rst_stream, settings, window_update,
)

from .case import case


def ends_connection(server: Server, *frames: bytes, codes: tuple[int, ...] = (PROTOCOL_ERROR,)) -> None:
    client = server.connect()
    client.send(*frames)
    client.expect_connection_error(*codes)


@case
def headers_on_stream_0(server: Server) -> None:
    """6.2: HEADERS must be on a stream."""
    client = server.connect()
    client.send(headers(0, block(client.head())))
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def data_on_stream_0(server: Server) -> None:
    """6.1: DATA must be on a stream."""
    ends_connection(server, data(0, b"x"))


@case
def priority_on_stream_0(server: Server) -> None:
    """6.3: PRIORITY must be on a stream."""
    ends_connection(server, frame(PRIORITY, 0, 0, bytes(5)))


@case
def reset_on_stream_0(server: Server) -> None:
    """6.4: RST_STREAM must be on a stream."""
    ends_connection(server, rst_stream(0, CANCEL))


@case
def continuation_on_stream_0(server: Server) -> None:
    """6.10: CONTINUATION must be on a stream."""
    client = server.connect()
    client.send(frame(HEADERS, 0, 1, block(client.head())), frame(CONTINUATION, END_HEADERS, 0))
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def even_stream(server: Server) -> None:
    """5.1.1: a client opens odd streams only."""
    client = server.connect()
    client.send(headers(2, block(client.head())))
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def lower_stream_than_before(server: Server) -> None:
    """5.1.1: a new stream has a higher number than all before; else it is a connection error PROTOCOL_ERROR."""
    client = server.connect()
    client.request(5)
    client.expect_status(5)
    client.request(3)
    # The lower one was closed by the higher one, so that 5.1 has another name for it.
    client.expect_connection_error(PROTOCOL_ERROR, STREAM_CLOSED)


@case
def numbers_may_be_left_out(server: Server) -> None:
    """5.1.1: numbers may be left out; the highest is 2^31-1."""
    client = server.connect()
    for stream in (3, 101, (1 << 31) - 1):
        client.request(stream)
        client.expect_status(stream)


@case
def closed_stream_is_not_opened_again(server: Server) -> None:
    """5.1.1: identifiers cannot be used again: no second response comes."""
    client = server.connect()
    client.request(1)
    client.expect_status(1)
    client.request(1)
    client.request(3)
    try:
        while True:
            item = client.next()
            if item.type == GOAWAY and item.error:
                client.expect_code(item, (PROTOCOL_ERROR, STREAM_CLOSED))
                return
            if item.type == HEADERS and item.stream == 1:
                raise Failure("the stream is used again")
            if item.stream == 3 and item.ends_stream:
                return
    except Closed:
        return


@case
def data_on_idle_stream(server: Server) -> None:
    """5.1: DATA on an idle stream is a connection error PROTOCOL_ERROR (STREAM_CLOSED by 6.1)."""
    ends_connection(server, data(1, b"x"), codes=(PROTOCOL_ERROR, STREAM_CLOSED))


@case
def data_on_idle_stream_of_the_server(server: Server) -> None:
    """5.1: streams of the server are idle too as long as it opened none."""
    ends_connection(server, data(2, b"x"), codes=(PROTOCOL_ERROR, STREAM_CLOSED))


@case
def reset_on_idle_stream(server: Server) -> None:
    """6.4: RST_STREAM on an idle stream is a connection error PROTOCOL_ERROR."""
    ends_connection(server, rst_stream(1, CANCEL))


@case
def reset_on_idle_stream_of_the_server(server: Server) -> None:
    """6.4: also on one of the server's."""
    ends_connection(server, rst_stream(2, CANCEL))


@case
def window_update_on_idle_stream(server: Server) -> None:
    """5.1: WINDOW_UPDATE on an idle stream is a connection error PROTOCOL_ERROR."""
    ends_connection(server, window_update(1, 100))


@case
def window_update_on_idle_stream_of_the_server(server: Server) -> None:
    """5.1: also on one of the server's."""
    ends_connection(server, window_update(2, 100))


@case
def continuation_on_idle_stream(server: Server) -> None:
    """6.10: CONTINUATION without HEADERS before it is a connection error PROTOCOL_ERROR."""
    client = server.connect()
    client.send(frame(CONTINUATION, END_HEADERS, 1, block(client.head())))
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def frames_above_the_highest_stream(server: Server) -> None:
    """5.1: streams above the highest one are idle also when others have been served."""
    client = server.connect()
    client.request(1)
    client.expect_status(1)
    client.send(data(3, b"x"))
    client.expect_connection_error(PROTOCOL_ERROR, STREAM_CLOSED)


@case
def more_streams_than_allowed(server: Server) -> None:
    """5.1.2: a stream beyond SETTINGS_MAX_CONCURRENT_STREAMS is a stream error PROTOCOL_ERROR or REFUSED_STREAM."""
    client = server.connect()
    limit = client.server_settings.get(MAX_CONCURRENT_STREAMS)
    if limit is None or limit > 1000:
        raise Skipped("the server allows any number of streams")
    client.expect_alive()  # The acknowledgement of its settings has been heard.
    for number in range(limit):
        client.request(1 + 2 * number, b"POST", end=False)
    client.request(1 + 2 * limit)
    client.expect_stream_error(1 + 2 * limit, PROTOCOL_ERROR, REFUSED_STREAM)


@case
def more_streams_than_the_client_knew_of(server: Server) -> None:
    """5.1.2, 5.4.2: those beyond a limit that the client had not heard of are refused; the others go on."""
    limit = server.connect().server_settings.get(MAX_CONCURRENT_STREAMS)
    if limit is None or limit > 1000:
        raise Skipped("the server allows any number of streams")
    client = server.connect_raw()
    block_of_post = block(client.head(b"POST"))
    client.send(PREFACE, settings(), *(headers(1 + 2 * number, block_of_post, False) for number in range(limit + 3)))
    refused = set()
    while len(refused) < 3:
        item = client.next_of(RST_STREAM)
        client.expect_code(item, (PROTOCOL_ERROR, REFUSED_STREAM))
        refused.add(item.stream)
    if refused != {1 + 2 * number for number in range(limit, limit + 3)}:
        raise Failure(f"refused were {sorted(refused)}")
    client.send(data(1, end=True))
    client.response(1)


@case
def closed_streams_do_not_count(server: Server) -> None:
    """5.1.2: only streams that are open or half-closed count towards the limit."""
    client = server.connect()
    limit = client.server_settings.get(MAX_CONCURRENT_STREAMS)
    if limit is None or limit > 1000:
        raise Skipped("the server allows any number of streams")
    for number in range(limit):
        client.request(1 + 2 * number, b"POST", end=False)
    client.send(rst_stream(1, CANCEL))
    client.request(1 + 2 * limit)
    client.expect_status(1 + 2 * limit)


@case
def many_streams_at_once(server: Server) -> None:
    """5.1.2: as many requests at once as the server allows are all answered."""
    client = server.connect()
    count = min(client.server_settings.get(MAX_CONCURRENT_STREAMS, 100), 100)
    streams = {1 + 2 * number for number in range(count)}
    for stream in sorted(streams):
        client.request(stream)
    while streams:
        item = client.next_of(HEADERS, DATA, RST_STREAM)
        if item.type == RST_STREAM:
            raise Failure(f"{item}")
        if item.ends_stream:
            streams.discard(item.stream)

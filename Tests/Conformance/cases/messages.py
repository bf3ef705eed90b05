"""Messages as a whole: lengths and trailers (RFC 9113 §8.1)."""

from client import Failure, Server
from wire import INITIAL_WINDOW_SIZE, STREAM_CLOSED, block, data, headers

from .case import case, origin_case


def post(server: Server, length: bytes, *parts: bytes, end_with_head: bool = False) -> None:
    client = server.connect()
    client.request(1, b"POST", b"/", (b"content-length", length), end=end_with_head)
    for number, part in enumerate(parts):
        client.send(data(1, part, end=number == len(parts) - 1))
    client.expect_malformed()


@case
def body_longer_than_its_length(server: Server) -> None:
    """8.1.1: a body longer than `content-length` makes the request malformed."""
    post(server, b"3", b"four")


@case
def body_shorter_than_its_length(server: Server) -> None:
    """8.1.1: a shorter one too."""
    post(server, b"5", b"four")


@case
def body_longer_in_its_second_frame(server: Server) -> None:
    """8.1.1: what counts is the sum of all DATA."""
    post(server, b"5", b"four", b"more")


@case
def body_shorter_in_two_frames(server: Server) -> None:
    """8.1.1: also where it is too small."""
    post(server, b"9", b"four", b"more")


@case
def length_without_body(server: Server) -> None:
    """8.1.1: a request that ends with its head has no body."""
    post(server, b"1", end_with_head=True)


@case
def empty_body_for_a_length(server: Server) -> None:
    """8.1.1: neither has one with empty DATA."""
    post(server, b"1", b"")


@case
def trailers_before_the_length_is_there(server: Server) -> None:
    """8.1.1: trailers end the body as well."""
    client = server.connect()
    client.request(1, b"POST", b"/", (b"content-length", b"9"), end=False)
    client.send(data(1, b"four"), headers(1, block([(b"x-sum", b"1")])))
    client.expect_malformed()


@case
def length_that_is_no_number(server: Server) -> None:
    """8.1.1, RFC 9110 8.6: `content-length` is a number."""
    post(server, b"four", b"four")


@case
def length_with_sign(server: Server) -> None:
    """8.1.1, RFC 9110 8.6: of digits only."""
    post(server, b"+4", b"four")


@case
def two_lengths(server: Server) -> None:
    """8.1.1, RFC 9110 8.6: two lengths that differ cannot both be right."""
    client = server.connect()
    client.request(1, b"POST", b"/", (b"content-length", b"4"), (b"content-length", b"5"), end=False)
    client.send(data(1, b"four", end=True))
    client.expect_malformed()


@case
def length_of_nothing(server: Server) -> None:
    """8.1.1: `content-length: 0` fits a request without DATA."""
    client = server.connect()
    client.request(1, b"POST", b"/", (b"content-length", b"0"))
    if client.response(1).status in (400, 411):
        raise Failure("the request is refused")


@origin_case
def body_of_its_length(server: Server) -> None:
    """8.1.1: DATA of the right sum is taken, however it is cut, empty frames too."""
    client = server.connect()
    client.request(1, b"POST", b"/echo", (b"content-length", b"7"), end=False)
    client.send(data(1, b"con"), data(1), data(1, b"tent"), data(1, end=True))
    if b'"content"' not in client.expect_status(1, 200).body:
        raise Failure("the body did not arrive as it was")


@origin_case
def body_of_unknown_length(server: Server) -> None:
    """8.1: a body needs no `content-length`."""
    client = server.connect()
    client.request(1, b"POST", b"/echo", end=False)
    client.send(data(1, b"con"), data(1, b"tent", end=True))
    if b'"content"' not in client.expect_status(1, 200).body:
        raise Failure("the body did not arrive as it was")


@case
def trailers_that_do_not_end_the_stream(server: Server) -> None:
    """8.1: HEADERS behind a request's head without END_STREAM make it malformed."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send(data(1, b"body"), headers(1, block([(b"x-sum", b"1")]), end=False))
    client.expect_malformed()


@case
def second_head(server: Server) -> None:
    """8.1: a second head on a stream is no trailers."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.request(1, b"POST")
    client.expect_malformed()


@case
def connection_field_in_trailers(server: Server) -> None:
    """8.2.2: fields about connections make trailers malformed as well."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send_fields(1, [(b"connection", b"close")])
    client.expect_malformed()


@origin_case
def trailers_arrive_or_are_dropped(server: Server) -> None:
    """8.1: trailers with END_STREAM end a request; they are never part of its head (RFC 9110 6.5.1)."""
    client = server.connect()
    client.request(1, b"POST", b"/echo", end=False)
    client.send(data(1, b"body"), headers(1, block([(b"x-sum", b"42")])))
    body = client.expect_status(1, 200).body
    if b'"body"' not in body or b"x-sum" in body.lower().partition(b'"trailers"')[0]:
        raise Failure(f"what arrived is {body.decode()}")


@case
def data_behind_the_end(server: Server) -> None:
    """8.1, 5.1: nothing follows END_STREAM."""
    client = server.connect((INITIAL_WINDOW_SIZE, 0))
    client.request(1, b"POST", end=False)
    client.send(data(1, b"body", end=True), data(1, b"more"))
    client.expect_stream_error(1, STREAM_CLOSED)


@case
def empty_request_with_data(server: Server) -> None:
    """8.1: a request may end with empty DATA."""
    client = server.connect()
    client.request(1, end=False)
    client.send(data(1, end=True))
    client.expect_status(1)

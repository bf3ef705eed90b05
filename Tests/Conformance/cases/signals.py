"""PING and GOAWAY (RFC 9113 §6.7, §6.8)."""

from client import Failure, Server
from wire import ACK, GOAWAY, NO_ERROR, PING, PROTOCOL_ERROR, data, frame, goaway

from .case import case, origin_case


@case
def ping_is_answered(server: Server) -> None:
    """6.7: PING is answered by one with ACK and the same payload."""
    client = server.connect()
    client.send(frame(PING, payload=b"\x00\x01\x02\x03\xfc\xfd\xfe\xff"))
    item = client.next_of(PING)
    if item.payload != b"\x00\x01\x02\x03\xfc\xfd\xfe\xff" or not item.is_ack or item.stream != 0:
        raise Failure(f"the answer is {item} {item.payload.hex()}")


@case
def every_ping_is_answered(server: Server) -> None:
    """6.7: each of several."""
    client = server.connect()
    client.send(*(frame(PING, payload=bytes([number]) * 8) for number in range(5)))
    answers = [client.next_of(PING).payload for _ in range(5)]
    if sorted(answers) != [bytes([number]) * 8 for number in range(5)]:
        raise Failure("the answers are others")


@case
def an_answer_is_not_answered(server: Server) -> None:
    """6.7: PING with ACK must not be answered."""
    client = server.connect()
    client.send(frame(PING, ACK, payload=b"no reply"))
    if any(item.type == PING for item in client.expect_alive()):
        raise Failure("it is answered")


@case
def ping_on_a_stream(server: Server) -> None:
    """6.7: PING on a stream is a connection error PROTOCOL_ERROR."""
    client = server.connect()
    client.send(frame(PING, stream=1, payload=bytes(8)))
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def ping_answer_on_a_stream(server: Server) -> None:
    """6.7: so is an answer on one."""
    client = server.connect()
    client.send(frame(PING, ACK, stream=1, payload=bytes(8)))
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def ping_within_a_request(server: Server) -> None:
    """6.7: PING is answered while a request is under way, between its frames."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.expect_alive()
    client.send(data(1, b"x"))
    client.expect_alive()
    client.send(data(1, end=True))
    client.response(1)


@case
def goaway_on_a_stream(server: Server) -> None:
    """6.8: GOAWAY on a stream is a connection error PROTOCOL_ERROR."""
    client = server.connect()
    client.send(frame(GOAWAY, stream=1, payload=bytes(8)))
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def goaway_does_not_end_what_is_open(server: Server) -> None:
    """6.8: a client's GOAWAY ends no stream of its own; those are still answered."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send(goaway(0, NO_ERROR))
    client.send(data(1, end=True))
    client.response(1)


@origin_case
def goaway_while_the_response_is_awaited(server: Server) -> None:
    """6.8: also where the response takes its time."""
    client = server.connect()
    client.request(1, path=b"/wait")
    client.send(goaway(0, NO_ERROR, b"nothing more to ask"))
    if client.expect_status(1, 200).body != b"hello":
        raise Failure("the response is not whole")


@case
def goaway_of_unknown_code(server: Server) -> None:
    """7: an unknown error code has no special effect: what is open goes on."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send(goaway(0, 0xDEADBEEF), data(1, end=True))
    client.response(1)

"""Responses (RFC 9113 §8.1, §8.2, §8.3.2)."""

from client import Failure, Response, Server
from wire import ENABLE_PUSH, HEADERS, MAX_FRAME_SIZE, PUSH_PROMISE, data

from .case import case, origin_case

FORBIDDEN = {b"connection", b"keep-alive", b"proxy-connection", b"transfer-encoding", b"upgrade"}


def fetch(server: Server, path: bytes = b"/", method: bytes = b"GET") -> Response:
    client = server.connect()
    client.request(1, method, path)
    response = client.response(1, opens_windows=True)
    client.expect_alive()
    return response


def check(fields: list[tuple[bytes, bytes]], has_status: bool = True) -> None:
    names = [name for name, _ in fields]
    pseudo = [name for name in names if name.startswith(b":")]
    if pseudo != [b":status"] * has_status or names[: len(pseudo)] != pseudo:
        raise Failure(f"pseudo-fields are {names}")
    if any(name != name.lower() for name in names):
        raise Failure(f"not in lower case: {names}")
    if FORBIDDEN & set(names):
        raise Failure(f"fields about the connection: {names}")
    for name, value in fields:
        if value != value.strip(b" \t") or any(byte in value for byte in b"\r\n\0"):
            raise Failure(f"a value that is not allowed: {name!r}: {value!r}")


@case
def head_of_a_response(server: Server) -> None:
    """8.3.2, 8.2: one `:status`, first; names in lower case; nothing about the connection."""
    check(fetch(server).fields)


@case
def head_of_an_own_response(server: Server) -> None:
    """8.3.2, 8.2: the same for what a server answers by itself."""
    client = server.connect()
    client.send_fields(1, [(b":method", b"CONNECT"), (b":authority", b"localhost:1")])
    for item in client.expect_alive() + client.expect_alive():
        if item.type == HEADERS:
            check(item.fields)


@case
def length_of_a_response(server: Server) -> None:
    """8.1.1: `content-length` of a response is the sum of its DATA."""
    response = fetch(server)
    if response[b"content-length"] not in (None, str(len(response.body)).encode()):
        raise Failure(f"{response[b'content-length']} announces {len(response.body)} bytes")


@case
def response_to_head(server: Server) -> None:
    """8.1, RFC 9110 9.3.2: a response to HEAD has no content."""
    response = fetch(server, method=b"HEAD")
    check(response.fields)
    if response.body:
        raise Failure("it has one")


@origin_case
def length_in_a_response_to_head(server: Server) -> None:
    """8.1.1: it may have a `content-length` all the same."""
    response = fetch(server, b"/bytes/100", b"HEAD")
    if response.body or response[b"content-length"] not in (None, b"100"):
        raise Failure(f"the length is {response[b'content-length']}")


@origin_case
def no_content(server: Server) -> None:
    """RFC 9110 15.3.5: 204 ends with its head, and has no `content-length`."""
    response = fetch(server, b"/status/204")
    if response.status != 204 or response.body or response[b"content-length"] is not None:
        raise Failure(f"{response.fields}")
    if response[b"x-mark"] != b"kept":
        raise Failure("a field is lost")


@origin_case
def not_modified(server: Server) -> None:
    """RFC 9110 15.4.5: 304 has no content."""
    response = fetch(server, b"/status/304")
    if response.status != 304 or response.body:
        raise Failure(f"{response.fields}")


@origin_case
def fields_of_the_connection_do_not_pass(server: Server) -> None:
    """8.2.2: what a server behind says of its connection does not pass, nor what `Connection` names."""
    response = fetch(server, b"/connection")
    check(response.fields)
    if response[b"x-hop"] is not None:
        raise Failure("a field that `Connection` names passes")
    if response[b"x-upper-case"] != b"Kept As It Is":
        raise Failure("another field does not")


@origin_case
def chunked_response(server: Server) -> None:
    """8.1: there is no `chunked` in HTTP/2; END_STREAM ends the body."""
    response = fetch(server, b"/chunked/100000")
    check(response.fields)
    if response.body != b"x" * 100_000:
        raise Failure("the body did not arrive as it was")


@origin_case
def trailers_of_a_response(server: Server) -> None:
    """8.1: trailers come behind the body, with END_STREAM, and without pseudo-fields."""
    response = fetch(server, b"/trailers")
    check(response.trailers, has_status=False)
    if response.body != b"hello" or dict(response.trailers).get(b"x-sum", b"42") != b"42":
        raise Failure(f"{response.body!r} {response.trailers}")


@origin_case
def early_hints(server: Server) -> None:
    """8.1: interim responses come before the final one, without END_STREAM."""
    response = fetch(server, b"/early")
    for fields in response.interim:
        check(fields)
    if response.status != 200 or response.body != b"hello":
        raise Failure(f"{response.fields}")


@origin_case
def expectation_of_continue(server: Server) -> None:
    """8.1, RFC 9110 10.1.1: who expects 100 gets it, or the final response, before the body is sent."""
    client = server.connect()
    client.request(1, b"POST", b"/echo", (b"expect", b"100-continue"), (b"content-length", b"4"), end=False)
    item = client.next_of(HEADERS)
    if dict(item.fields)[b":status"] != b"100":
        raise Failure(f"{item}")
    check(item.fields)
    client.send(data(1, b"body", end=True))
    if b'"body"' not in client.expect_status(1, 200).body:
        raise Failure("the body did not arrive")


@origin_case
def large_head(server: Server) -> None:
    """4.3, 6.10: a head larger than a frame goes on in CONTINUATION, with nothing in between."""
    client = server.connect()
    client.request(1, path=b"/large-head")
    client.request(3, path=b"/large-head")
    for stream in (1, 3):
        response = client.expect_status(stream, 200)
        if sum(name.startswith(b"x-large-") for name, _ in response.fields) != 20:
            raise Failure("fields are lost")


@origin_case
def frames_are_no_larger_than_allowed(server: Server) -> None:
    """4.2: no frame is larger than the client's SETTINGS_MAX_FRAME_SIZE, which is 2^14 unless it says otherwise."""
    fetch(server, b"/bytes/300000")


@origin_case
def client_allows_larger_frames(server: Server) -> None:
    """4.2: larger ones may come then, or not; the body is the same."""
    client = server.connect((MAX_FRAME_SIZE, 1 << 20))
    client.request(1, path=b"/bytes/300000")
    if client.response(1, opens_windows=True).body != b"x" * 300_000:
        raise Failure("the body did not arrive as it was")


@case
def nothing_is_pushed(server: Server) -> None:
    """8.4: PUSH_PROMISE must not be sent to a client that disables push."""
    client = server.connect((ENABLE_PUSH, 0))
    client.request(1)
    while True:
        item = client.next()
        if item.type == PUSH_PROMISE:
            raise Failure(f"{item}")
        if item.ends_stream:
            return


@origin_case
def response_that_comes_early(server: Server) -> None:
    """8.1: a response may come before the request is whole; it arrives whole, and only then may a reset follow."""
    client = server.connect()
    client.request(1, b"CONNECT-NOTHING", b"/", (b"expect", b"nothing-we-know"), end=False)
    client.send(data(1, b"x" * 1000))
    response = client.response(1)
    if not response.status:
        raise Failure("no response")
    client.expect_alive()



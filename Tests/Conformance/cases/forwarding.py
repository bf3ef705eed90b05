"""What arrives at a server behind a proxy that turns HTTP/2 into HTTP/1.1 (RFC 9113 §8.2, §8.3.1)."""

import json

from client import Client, Failure, Server
from wire import HEADERS, RST_STREAM, data

from .case import origin_case


def echoed(client: Client, stream: int = 1) -> dict:
    return json.loads(client.expect_status(stream, 200).body)


def values(request: dict, name: str) -> list[str]:
    return [value for field, value in request["fields"] if field.lower() == name]


@origin_case
def cookie_crumbs_are_joined(server: Server) -> None:
    """8.2.3: several `cookie` fields become one, with `; ` between them."""
    client = server.connect()
    cookies = [(b"cookie", b"a=1"), (b"x-name", b"1"), (b"cookie", b"b=2"), (b"cookie", b"c=3")]
    client.request(1, b"GET", b"/echo", *cookies)
    if values(echoed(client), "cookie") != ["a=1; b=2; c=3"]:
        raise Failure("they arrive as several, or otherwise joined")


@origin_case
def authority_becomes_host(server: Server) -> None:
    """8.3.1: `host` of the forwarded request is what `:authority` says."""
    client = server.connect()
    client.request(1, b"GET", b"/echo")
    if values(echoed(client), "host") != [server.authority.decode()]:
        raise Failure("`host` is another")


@origin_case
def host_passes_without_authority(server: Server) -> None:
    """8.3.1: without `:authority` it is what `host` says."""
    client = server.connect()
    fields = [field for field in client.head(b"GET", b"/echo") if field[0] != b":authority"]
    client.send_fields(1, fields + [(b"host", server.authority)])
    if values(echoed(client), "host") != [server.authority.decode()]:
        raise Failure("`host` is another")


@origin_case
def host_that_differs_from_authority(server: Server) -> None:
    """8.3.1: a `host` that differs does not get through: it is malformed, or `:authority` takes its place."""
    client = server.connect()
    client.request(1, b"GET", b"/echo", (b"host", b"other.example.test"))
    while True:
        item = client.next()
        if item.type == RST_STREAM and item.stream == 1:
            return
        if item.fields:
            client.waiting.insert(0, item)
            break
    response = client.response(1)
    if response.status == 200 and b"other.example.test" in response.body:
        raise Failure("the wrong one gets through")


@origin_case
def no_field_of_http2_gets_through(server: Server) -> None:
    """8.3: pseudo-fields are no fields of HTTP/1.1; the request line says what they said."""
    client = server.connect()
    client.request(1, b"PATCH", b"/echo/a%20b?x=1&y=:path", (b"x-name", b"value"), end=False)
    client.send(data(1, end=True))
    request = echoed(client)
    if (request["method"], request["target"]) != ("PATCH", "/echo/a%20b?x=1&y=:path"):
        raise Failure(f"the request line is {request['method']} {request['target']}")
    if any(name.startswith(":") for name, _ in request["fields"]):
        raise Failure("a pseudo-field gets through")
    if values(request, "x-name") != ["value"]:
        raise Failure("a field does not")


@origin_case
def fields_of_one_name_keep_their_order(server: Server) -> None:
    """RFC 9110 5.3: the order of fields of one name is kept."""
    client = server.connect()
    client.request(1, b"GET", b"/echo", (b"x-list", b"1"), (b"x-list", b"2"), (b"x-other", b"x"), (b"x-list", b"3"))
    if ",".join(values(echoed(client), "x-list")).replace(" ", "") != "1,2,3":
        raise Failure("the order is another")


@origin_case
def length_is_told_on(server: Server) -> None:
    """8.1.1: the length of a body arrives as it was said."""
    client = server.connect()
    client.request(1, b"POST", b"/echo", (b"content-length", b"4"), end=False)
    client.send(data(1, b"body", end=True))
    request = echoed(client)
    if values(request, "content-length") != ["4"] or values(request, "transfer-encoding"):
        raise Failure("the length is another")


@origin_case
def streams_do_not_wait_for_each_other(server: Server) -> None:
    """5: a request that takes its time holds up no other."""
    client = server.connect()
    client.request(1, path=b"/wait")
    client.request(3)
    item = client.next_of(HEADERS)
    if item.stream != 3:
        raise Failure("the first stream is answered first")
    client.waiting.insert(0, item)
    client.expect_status(3)
    client.expect_status(1, 200)


@origin_case
def bodies_of_two_streams_are_kept_apart(server: Server) -> None:
    """5: frames of streams may alternate."""
    client = server.connect()
    client.request(1, b"POST", b"/echo", end=False)
    client.request(3, b"POST", b"/echo", end=False)
    for _ in range(10):
        client.send(data(1, b"a"), data(3, b"b"))
    client.send(data(3, end=True))
    three = echoed(client, 3)["body"]
    client.send(data(1, end=True))
    one = echoed(client, 1)["body"]
    if (one, three) != ("a" * 10, "b" * 10):
        raise Failure(f"what arrived is {one} and {three}")

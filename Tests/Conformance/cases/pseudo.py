"""Pseudo-fields (RFC 9113 §8.3, §8.5)."""

from client import Failure, Fields, Server, Skipped
from wire import ENABLE_CONNECT_PROTOCOL

from .case import case


def changed(fields: Fields, name: bytes, *values: bytes) -> Fields:
    """The fields with these values for one of them: none leaves it out."""
    result = []
    for old, value in fields:
        result += [(old, new) for new in values] if old == name else [(old, value)]
    return result


def malformed(server: Server, fields: Fields, end: bool = True) -> None:
    client = server.connect()
    client.send_fields(1, fields, end)
    client.expect_malformed()


def head(server: Server, method: bytes = b"GET") -> Fields:
    return [
        (b":method", method), (b":scheme", server.scheme), (b":authority", server.authority), (b":path", b"/"),
    ]


@case
def no_method(server: Server) -> None:
    """8.3.1: a request has exactly one `:method`."""
    malformed(server, changed(head(server), b":method"))


@case
def no_scheme(server: Server) -> None:
    """8.3.1: and `:scheme`."""
    malformed(server, changed(head(server), b":scheme"))


@case
def no_path(server: Server) -> None:
    """8.3.1: and `:path`."""
    malformed(server, changed(head(server), b":path"))


@case
def no_fields_at_all(server: Server) -> None:
    """8.3.1: an empty block is no request."""
    malformed(server, [])


@case
def two_methods(server: Server) -> None:
    """8.3: a pseudo-field must not come twice: `:method`."""
    malformed(server, changed(head(server), b":method", b"GET", b"GET"))


@case
def two_schemes(server: Server) -> None:
    """8.3: `:scheme`."""
    malformed(server, changed(head(server), b":scheme", server.scheme, server.scheme))


@case
def two_paths(server: Server) -> None:
    """8.3: `:path`."""
    malformed(server, changed(head(server), b":path", b"/", b"/admin"))


@case
def two_authorities(server: Server) -> None:
    """8.3: `:authority`."""
    malformed(server, changed(head(server), b":authority", b"one.test", b"two.test"))


@case
def unknown_pseudo_field(server: Server) -> None:
    """8.3: pseudo-fields that are not defined make a message malformed."""
    malformed(server, head(server) + [(b":colour", b"red")])


@case
def pseudo_field_of_responses(server: Server) -> None:
    """8.3: those of responses must not be in a request."""
    malformed(server, head(server) + [(b":status", b"200")])


@case
def pseudo_field_behind_others(server: Server) -> None:
    """8.3: all pseudo-fields come before all other fields."""
    malformed(server, changed(head(server), b":path") + [(b"x-name", b"1"), (b":path", b"/")])


@case
def pseudo_field_in_trailers(server: Server) -> None:
    """8.1, 8.3: trailers must not hold pseudo-fields."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send_fields(1, [(b":method", b"POST")])
    client.expect_malformed()


@case
def pseudo_field_in_upper_case(server: Server) -> None:
    """8.3: names of pseudo-fields are in lower case as well."""
    malformed(server, changed(head(server), b":path") + [(b":Path", b"/")])


@case
def empty_path(server: Server) -> None:
    """8.3.1: `:path` must not be empty for http and https."""
    malformed(server, changed(head(server), b":path", b""))


@case
def path_without_slash(server: Server) -> None:
    """8.3.1: `:path` begins with `/`, or is `*` for OPTIONS."""
    malformed(server, changed(head(server), b":path", b"index.html"))


@case
def line_end_in_path(server: Server) -> None:
    """8.2.1, 10.3: no CR and LF in `:path`: it would be another request when forwarded."""
    malformed(server, changed(head(server), b":path", b"/ HTTP/1.1\r\nHost: other\r\n\r\nGET /"))


@case
def nul_in_path(server: Server) -> None:
    """8.2.1: no NUL either."""
    malformed(server, changed(head(server), b":path", b"/a\0b"))


@case
def line_end_in_method(server: Server) -> None:
    """8.2.1, 10.3: no CR and LF in `:method`."""
    malformed(server, changed(head(server), b":method", b"GET / HTTP/1.1\r\nX: "))


@case
def blank_in_method(server: Server) -> None:
    """8.3.1, RFC 9110 9.1: a method is a token."""
    malformed(server, changed(head(server), b":method", b"GET /admin"))


@case
def line_end_in_authority(server: Server) -> None:
    """8.2.1, 10.3: no CR and LF in `:authority`."""
    malformed(server, changed(head(server), b":authority", b"localhost\r\nx-more: 1"))


@case
def line_end_in_scheme(server: Server) -> None:
    """8.2.1, 10.3: no CR and LF in `:scheme`."""
    malformed(server, changed(head(server), b":scheme", b"http\r\nx-more: 1"))


@case
def options_of_the_server(server: Server) -> None:
    """8.3.1: `*` is the path of an OPTIONS for the server as a whole."""
    client = server.connect()
    client.send_fields(1, changed(head(server, b"OPTIONS"), b":path", b"*"))
    status = client.response(1).status
    if status >= 500 and status != 501:
        raise Failure(f"the answer is {status}")


@case
def host_instead_of_authority(server: Server) -> None:
    """8.3.1: `host` may stand for `:authority`."""
    client = server.connect()
    client.send_fields(1, changed(head(server), b":authority") + [(b"host", server.authority)])
    client.expect_status(1)


@case
def order_of_pseudo_fields(server: Server) -> None:
    """8.3: pseudo-fields may come in any order among themselves."""
    client = server.connect()
    client.send_fields(1, head(server)[::-1])
    client.expect_status(1)


@case
def connect_with_path(server: Server) -> None:
    """8.5: CONNECT has neither `:scheme` nor `:path`."""
    malformed(server, head(server, b"CONNECT"), end=False)


@case
def connect_with_scheme(server: Server) -> None:
    """8.5: nor `:scheme` alone."""
    malformed(server, changed(head(server, b"CONNECT"), b":path"), end=False)


@case
def connect_without_authority(server: Server) -> None:
    """8.5: but it has `:authority`."""
    malformed(server, [(b":method", b"CONNECT")], end=False)


@case
def connect_leaves_others_alone(server: Server) -> None:
    """8.5: CONNECT as it should be is answered or refused, and other streams go on."""
    client = server.connect()
    client.send_fields(1, [(b":method", b"CONNECT"), (b":authority", b"localhost:1")])
    client.request(3)
    client.expect_status(3)


@case
def protocol_unasked(server: Server) -> None:
    """RFC 8441 3: `:protocol` must not be sent to a server that did not ask for it: it is unknown there."""
    client = server.connect()
    if client.server_settings.get(ENABLE_CONNECT_PROTOCOL) == 1:
        raise Skipped("the server takes extended CONNECT")
    client.send_fields(1, head(server, b"CONNECT") + [(b":protocol", b"websocket")], end=False)
    client.expect_malformed()

"""Field names and values, and fields about connections (RFC 9113 §8.2)."""

from client import Server
from wire import block, headers, literal

from .case import case


def malformed(server: Server, *fields: tuple[bytes, bytes]) -> None:
    client = server.connect()
    client.request(1, b"GET", b"/", *fields)
    client.expect_malformed()


def accepted(server: Server, *fields: tuple[bytes, bytes]) -> None:
    client = server.connect()
    client.request(1, b"GET", b"/", *fields)
    client.expect_status(1)


@case
def name_in_upper_case(server: Server) -> None:
    """8.2.1: a name with a letter in upper case is malformed."""
    malformed(server, (b"X-Name", b"1"))


@case
def name_with_one_upper_case_letter(server: Server) -> None:
    """8.2.1: wherever that letter stands."""
    malformed(server, (b"x-namE", b"1"))


@case
def empty_name(server: Server) -> None:
    """8.2.1, RFC 9110 5.1: a name has at least one character."""
    malformed(server, (b"", b"1"))


@case
def blank_in_name(server: Server) -> None:
    """8.2.1: 0x00 to 0x20 may not be in a name: a blank."""
    malformed(server, (b"x name", b"1"))


@case
def line_end_in_name(server: Server) -> None:
    """8.2.1: CR and LF."""
    malformed(server, (b"x-name: 1\r\nx-other", b"1"))


@case
def nul_in_name(server: Server) -> None:
    """8.2.1: NUL."""
    malformed(server, (b"x-\0name", b"1"))


@case
def delete_in_name(server: Server) -> None:
    """8.2.1: 0x7f to 0xff may not be in a name: 0x7f."""
    malformed(server, (b"x-\x7fname", b"1"))


@case
def high_byte_in_name(server: Server) -> None:
    """8.2.1: 0xff."""
    malformed(server, (b"x-\xffname", b"1"))


@case
def colon_in_name(server: Server) -> None:
    """8.2.1: a colon may only begin the name of a pseudo-field."""
    malformed(server, (b"x:name", b"1"))


@case
def carriage_return_in_value(server: Server) -> None:
    """8.2.1: CR may not be in a value."""
    malformed(server, (b"x-name", b"one\rtwo"))


@case
def line_feed_in_value(server: Server) -> None:
    """8.2.1: nor LF."""
    malformed(server, (b"x-name", b"one\ntwo: 2"))


@case
def nul_in_value(server: Server) -> None:
    """8.2.1: nor NUL."""
    malformed(server, (b"x-name", b"one\0two"))


@case
def blank_before_value(server: Server) -> None:
    """8.2.1: a value must not begin with a blank."""
    malformed(server, (b"x-name", b" value"))


@case
def blank_behind_value(server: Server) -> None:
    """8.2.1: nor end with one."""
    malformed(server, (b"x-name", b"value "))


@case
def tab_before_value(server: Server) -> None:
    """8.2.1: the same for tabs."""
    malformed(server, (b"x-name", b"\tvalue"))


@case
def tab_behind_value(server: Server) -> None:
    """8.2.1: at the end too."""
    malformed(server, (b"x-name", b"value\t"))


@case
def line_end_in_trailers(server: Server) -> None:
    """8.2.1: the same holds for trailers."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send_fields(1, [(b"x-sum", b"1\r\nx-more: 2")])
    client.expect_malformed()


@case
def upper_case_in_trailers(server: Server) -> None:
    """8.2.1: for the names of trailers too."""
    client = server.connect()
    client.request(1, b"POST", end=False)
    client.send_fields(1, [(b"X-Sum", b"1")])
    client.expect_malformed()


@case
def what_values_may_hold(server: Server) -> None:
    """8.2.1: blanks and tabs within, high bytes, and nothing at all are allowed."""
    accepted(server, (b"x-inner", b"one two\tthree"), (b"x-high", b"\xc3\xa4\xff"), (b"x-empty", b""))


@case
def what_names_may_hold(server: Server) -> None:
    """8.2.1: all characters of a token."""
    accepted(server, (b"x-!#$%&'*+.^`|~_09", b"1"))


@case
def connection_field(server: Server) -> None:
    """8.2.2: `connection` makes a message malformed."""
    malformed(server, (b"connection", b"keep-alive"))


@case
def keep_alive_field(server: Server) -> None:
    """8.2.2: `keep-alive` too."""
    malformed(server, (b"keep-alive", b"timeout=5"))


@case
def proxy_connection_field(server: Server) -> None:
    """8.2.2: `proxy-connection` too."""
    malformed(server, (b"proxy-connection", b"keep-alive"))


@case
def transfer_encoding_field(server: Server) -> None:
    """8.2.2: `transfer-encoding` too."""
    client = server.connect()
    client.request(1, b"POST", b"/", (b"transfer-encoding", b"chunked"))
    client.expect_malformed()


@case
def upgrade_field(server: Server) -> None:
    """8.2.2: `upgrade` too."""
    malformed(server, (b"upgrade", b"websocket"))


@case
def te_of_gzip(server: Server) -> None:
    """8.2.2: `te` must not hold anything but `trailers`."""
    malformed(server, (b"te", b"gzip"))


@case
def te_of_trailers_and_more(server: Server) -> None:
    """8.2.2: nothing beside it either."""
    malformed(server, (b"te", b"trailers, deflate"))


@case
def te_of_trailers(server: Server) -> None:
    """8.2.2: `te: trailers` is allowed."""
    accepted(server, (b"te", b"trailers"))


@case
def malformed_requests_leave_others_alone(server: Server) -> None:
    """8.1.1, 5.4.2: a malformed request is an error of its stream; the next one is served."""
    client = server.connect()
    client.request(1, b"GET", b"/", (b"connection", b"close"))
    client.expect_malformed()
    client.send(headers(3, block(client.head()) + literal(b"x-name", b"1")))
    client.expect_status(3)

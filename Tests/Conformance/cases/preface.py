"""How a connection begins (RFC 9113 §3)."""

import time

from client import Closed, Failure, Server
from wire import (
    ACK, ENABLE_PUSH, INITIAL_WINDOW_SIZE, MAX_FRAME_SIZE, PING, PREFACE, PROTOCOL_ERROR, SETTINGS, block, frame,
    headers, settings,
)

from .case import case, tls_case


@case
def server_sends_settings_first(server: Server) -> None:
    """3.4: the first frame of a server is SETTINGS, which does not wait for the client's."""
    client = server.connect_raw()
    client.send(PREFACE + settings())
    first = client.next()
    if first.type != SETTINGS or first.is_ack or first.stream != 0:
        raise Failure(f"the first frame is {first}")


@case
def empty_settings_are_enough(server: Server) -> None:
    """3.4: the client's preface may hold an empty SETTINGS."""
    client = server.connect()
    client.request(1)
    client.expect_status(1)


@case
def requests_need_not_wait(server: Server) -> None:
    """3.4: a client may send right behind its preface, before it has heard anything."""
    client = server.connect_raw()
    client.send(PREFACE, settings(), headers(1, block(client.head())))
    client.wait_for_settings()
    client.expect_status(1)


@case
def preface_in_single_bytes(server: Server) -> None:
    """3.4: the preface is a sequence of bytes, however it is cut into packets."""
    client = server.connect_raw()
    for byte in PREFACE + settings():
        client.send(bytes([byte]))
        time.sleep(0.001)
    client.wait_for_settings()
    client.expect_alive()


def ends_without_answer(server: Server, first: bytes) -> None:
    client = server.connect_raw()
    client.send(first)
    client.send(headers(1, block(client.head())) * 3)
    try:
        while True:
            if not client.socket.recv(65536):
                return
    except TimeoutError:
        raise Failure("the connection is not closed") from None
    except ConnectionError:
        return


@case
def wrong_end_of_preface(server: Server) -> None:
    """3.4: an invalid preface is a connection error; GOAWAY may be left out."""
    ends_without_answer(server, b"PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n" + settings())


@case
def preface_of_another_version(server: Server) -> None:
    """3.4: another version in the preface makes it invalid."""
    ends_without_answer(server, b"PRI * HTTP/3.0\r\n\r\nSM\r\n\r\n" + settings())


@case
def no_preface_at_all(server: Server) -> None:
    """3.4: frames without the preface are no HTTP/2."""
    ends_without_answer(server, settings() + frame(PING, payload=bytes(8)))


@case
def another_frame_instead_of_settings(server: Server) -> None:
    """3.4: the preface must be followed by SETTINGS; else it is a connection error PROTOCOL_ERROR."""
    client = server.connect_raw()
    client.send(PREFACE, frame(PING, payload=bytes(8)))
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def headers_instead_of_settings(server: Server) -> None:
    """3.4: a request is no substitute for SETTINGS either."""
    client = server.connect_raw()
    client.send(PREFACE, headers(1, block(client.head())))
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def acknowledgement_instead_of_settings(server: Server) -> None:
    """3.4: the SETTINGS that must follow the preface are the client's own, not an acknowledgement."""
    client = server.connect_raw()
    client.send(PREFACE, frame(SETTINGS, ACK))
    client.expect_connection_error(PROTOCOL_ERROR)


@case
def server_settings_are_in_range(server: Server) -> None:
    """6.5.2: a server must not send SETTINGS_ENABLE_PUSH as 1, nor values out of range."""
    client = server.connect()
    sent = client.server_settings
    if sent.get(ENABLE_PUSH, 0) != 0:
        raise Failure("SETTINGS_ENABLE_PUSH is 1")
    if sent.get(INITIAL_WINDOW_SIZE, 65535) >= 1 << 31:
        raise Failure("SETTINGS_INITIAL_WINDOW_SIZE is too large")
    if not 1 << 14 <= sent.get(MAX_FRAME_SIZE, 1 << 14) < 1 << 24:
        raise Failure("SETTINGS_MAX_FRAME_SIZE is out of range")


@tls_case
def alpn_says_h2(server: Server) -> None:
    """3.2: over TLS the protocol is agreed upon by ALPN, as `h2`."""
    client = server.connect_raw()
    if client.socket.selected_alpn_protocol() != "h2":
        raise Failure(f"ALPN says {client.socket.selected_alpn_protocol()}")


@tls_case
def tls_is_recent_and_uncompressed(server: Server) -> None:
    """9.2: TLS 1.2 or higher, without compression."""
    client = server.connect_raw()
    if client.socket.version() not in ("TLSv1.2", "TLSv1.3"):
        raise Failure(f"it is {client.socket.version()}")
    if client.socket.compression():
        raise Failure("TLS compresses")


@case
def connection_is_not_closed_unasked(server: Server) -> None:
    """9.1: connections are persistent: several requests one after the other."""
    client = server.connect()
    try:
        for stream in range(1, 21, 2):
            client.request(stream)
            client.expect_status(stream)
    except Closed:
        raise Failure("closed between requests") from None

"""A client that sends any bytes it is asked to, and holds the server to the windows and sizes it was given."""

import socket
import ssl
import time
from dataclasses import dataclass, field

import hpack

from wire import (
    ACK, CONTINUATION, DATA, END_HEADERS, GOAWAY, HEADERS, HEADER_TABLE_SIZE, INITIAL_WINDOW_SIZE, MAX_FRAME_SIZE,
    PADDED, PING, PREFACE, PRIORITISED, PROTOCOL_ERROR, RST_STREAM, SETTINGS, WINDOW_UPDATE, Frame, block, data,
    error_name, frame, headers, settings, window_update,
)

Fields = list[tuple[bytes, bytes]]


class Failure(Exception):
    """The server did not do what it has to."""


class Closed(Exception):
    """The server has closed the connection."""


class Skipped(Exception):
    """The case cannot be tried on this server."""


@dataclass
class Server:
    """Where the server is, and what is known of it."""

    host: str
    port: int
    tls: bool = False
    has_origin: bool = False
    pid: int | None = None
    patience: float = 10.0
    connections: list["Client"] = field(default_factory=list)

    @property
    def scheme(self) -> bytes:
        return b"https" if self.tls else b"http"

    @property
    def authority(self) -> bytes:
        return f"localhost:{self.port}".encode()

    def socket(self) -> socket.socket:
        connection = socket.create_connection((self.host, self.port), self.patience)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if not self.tls:
            return connection
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_alpn_protocols(["h2"])
        return context.wrap_socket(connection, server_hostname="localhost")

    def connect(self, *pairs: tuple[int, int]) -> "Client":
        """A connection on which both sides know each other's settings; `pairs` are the client's."""
        client = self.connect_raw()
        client.send(PREFACE + settings(*pairs))
        client.note_settings(pairs)
        client.wait_for_settings()
        return client

    def connect_raw(self) -> "Client":
        """A connection on which nothing has been said."""
        client = Client(self, self.socket())
        self.connections.append(client)
        return client

    def close_all(self) -> None:
        while self.connections:
            self.connections.pop().socket.close()


@dataclass
class Response:
    fields: Fields = field(default_factory=list)
    interim: list[Fields] = field(default_factory=list)
    trailers: Fields = field(default_factory=list)
    body: bytes = b""
    data_frames: int = 0

    @property
    def status(self) -> int:
        return int(dict(self.fields).get(b":status", b"0"))

    def __getitem__(self, name: bytes) -> bytes | None:
        return dict(self.fields).get(name)


class Client:
    def __init__(self, server: Server, connection: socket.socket):
        self.server = server
        self.socket = connection
        self.decoder = hpack.Decoder()
        self.received = bytearray()
        # Frames that were read while something else was waited for.
        self.waiting: list[Frame] = []
        self.server_settings: dict[int, int] = {}
        self.frame_limit = 16384
        self.connection_window = 65535
        # What the server added to the connection's window at first.
        self.credit = 0
        self.initial_window = 65535
        self.stream_windows: dict[int, int] = {}
        self.fragments: Frame | None = None

    # Sending

    def send(self, *parts: bytes) -> None:
        """A server that has closed is found out by reading."""
        try:
            self.socket.sendall(b"".join(parts))
        except (BrokenPipeError, ConnectionError, ssl.SSLError):
            pass

    def note_settings(self, pairs: tuple[tuple[int, int], ...]) -> None:
        """Settings that have been sent bind the server from its acknowledgement on."""
        for name, value in pairs:
            if name == INITIAL_WINDOW_SIZE and value < 1 << 31:
                for stream in self.stream_windows:
                    self.stream_windows[stream] += value - self.initial_window
                self.initial_window = value
            elif name == MAX_FRAME_SIZE:
                self.frame_limit = value
            elif name == HEADER_TABLE_SIZE:
                self.decoder.max_allowed_table_size = value

    def change_settings(self, *pairs: tuple[int, int]) -> None:
        """Sends settings and waits for the acknowledgement; what comes before it stays to be read."""
        self.send(settings(*pairs))
        kept = []
        while True:
            item = self.next()
            if item.type == SETTINGS and item.is_ack:
                break
            kept.append(item)
        self.note_settings(pairs)
        self.waiting = kept + self.waiting

    def open_window(self, stream: int, increment: int) -> None:
        self.send(window_update(stream, increment))
        if stream == 0:
            self.connection_window += increment
        else:
            self.stream_windows[stream] = self.stream_windows.get(stream, self.initial_window) + increment

    def head(self, method: bytes = b"GET", path: bytes = b"/", *fields: tuple[bytes, bytes]) -> Fields:
        return [
            (b":method", method), (b":scheme", self.server.scheme), (b":authority", self.server.authority),
            (b":path", path), *fields,
        ]

    def request(
        self, stream: int, method: bytes = b"GET", path: bytes = b"/", *fields: tuple[bytes, bytes], end: bool = True
    ) -> None:
        self.send(headers(stream, block(self.head(method, path, *fields)), end))

    def send_fields(self, stream: int, fields: Fields, end: bool = True) -> None:
        self.send(headers(stream, block(fields), end))

    def upload(self, stream: int, content: bytes) -> None:
        """Sends a body as the server's windows allow, to its end."""
        stream_left = self.server_settings.get(INITIAL_WINDOW_SIZE, 65535)
        connection_left = 65535 + self.credit
        sent = 0
        while sent < len(content):
            room = min(stream_left, connection_left, 16384, len(content) - sent)
            if room > 0:
                self.send(data(stream, content[sent : sent + room], end=sent + room == len(content)))
                sent += room
                stream_left -= room
                connection_left -= room
                continue
            item = self.next_of(WINDOW_UPDATE)
            if item.stream == 0:
                connection_left += item.increment
            elif item.stream == stream:
                stream_left += item.increment

    # Receiving

    def wait_for_settings(self) -> None:
        """Until the server has sent its settings, and both sides have acknowledged."""
        first = self.next()
        if first.type != SETTINGS or first.is_ack:
            raise Failure(f"the first frame is no SETTINGS but {first}")
        while True:
            item = self.next()
            if item.type == SETTINGS and item.is_ack:
                return
            if item.type == WINDOW_UPDATE and item.stream == 0:
                self.credit += item.increment

    def next(self, seconds: float | None = None) -> Frame:
        """The next frame; header blocks come whole. SETTINGS and PING are answered at once."""
        if self.waiting:
            return self.waiting.pop(0)
        deadline = time.monotonic() + (self.server.patience if seconds is None else seconds)
        while True:
            item = self.read(deadline)
            self.check(item)
            whole = self.assemble(item)
            if whole is not None:
                return whole

    def next_of(self, *types: int) -> Frame:
        while True:
            item = self.next()
            if item.type in types:
                return item
            if item.type == GOAWAY:
                raise Failure(f"the connection ends where it should go on: {item}")

    def read(self, deadline: float) -> Frame:
        while True:
            if len(self.received) >= 9:
                size = int.from_bytes(self.received[:3], "big")
                if len(self.received) >= 9 + size:
                    payload = bytes(self.received[9 : 9 + size])
                    stream = int.from_bytes(self.received[5:9], "big") & 0x7FFFFFFF
                    result = Frame(self.received[3], self.received[4], stream, payload)
                    del self.received[: 9 + size]
                    return result
            left = deadline - time.monotonic()
            if left <= 0:
                raise Failure("nothing comes")
            self.socket.settimeout(left)
            try:
                part = self.socket.recv(65536)
            except TimeoutError:
                raise Failure("nothing comes") from None
            except (ConnectionError, ssl.SSLError) as error:
                raise Closed(str(error)) from None
            if not part:
                raise Closed("closed")
            self.received += part

    def check(self, item: Frame) -> None:
        """What holds for all frames of a server."""
        if len(item.payload) > self.frame_limit:
            raise Failure(f"larger than SETTINGS_MAX_FRAME_SIZE: {item}")
        if self.fragments and (item.type != CONTINUATION or item.stream != self.fragments.stream):
            raise Failure(f"within a header block: {item}")
        if item.type == SETTINGS and not item.is_ack:
            for start in range(0, len(item.payload), 6):
                name = int.from_bytes(item.payload[start : start + 2], "big")
                self.server_settings[name] = int.from_bytes(item.payload[start + 2 : start + 6], "big")
            self.send(frame(SETTINGS, ACK))
        if item.type == PING and not item.is_ack:
            self.send(frame(PING, ACK, payload=item.payload))
        if item.type == DATA:
            left = self.stream_windows.get(item.stream, self.initial_window) - len(item.payload)
            self.stream_windows[item.stream] = left
            self.connection_window -= len(item.payload)
            if item.payload and (left < 0 or self.connection_window < 0):
                raise Failure(f"more than the windows allow: {item}")

    def assemble(self, item: Frame) -> Frame | None:
        if item.type not in (HEADERS, CONTINUATION):
            return item
        if item.type == CONTINUATION:
            if not self.fragments:
                raise Failure(f"without HEADERS: {item}")
            self.fragments.payload += item.payload
        else:
            item.payload = unpadded(item)
            self.fragments = item
        if not item.flags & END_HEADERS:
            return None
        whole, self.fragments = self.fragments, None
        try:
            whole.fields = [(bytes(name), bytes(value)) for name, value in self.decoder.decode(whole.payload, raw=True)]
        except hpack.HPACKError as error:
            raise Failure(f"a header block that cannot be decoded: {error!r}") from None
        return whole

    def response(self, stream: int = 1, opens_windows: bool = False) -> Response:
        """The whole response on a stream; what comes on other streams stays to be read."""
        result = Response()
        others: list[Frame] = []
        while not self.take(self.next(), stream, result, others, opens_windows):
            pass
        self.waiting = others + self.waiting
        return result

    def take(
        self, item: Frame, stream: int, result: Response, others: list[Frame], opens_windows: bool
    ) -> bool:
        """Adds a frame to a response; true: it is whole."""
        if item.type == GOAWAY and item.error:
            raise Failure(f"instead of a response: {item}")
        if item.stream != stream:
            others.append(item)
            return False
        if item.type == RST_STREAM:
            raise Failure(f"instead of a response: {item}")
        if item.type == DATA:
            result.data_frames += 1
            result.body += unpadded(item)
            if opens_windows and item.payload:
                self.open_window(0, len(item.payload))
                self.open_window(stream, len(item.payload))
        elif item.type == HEADERS:
            self.take_head(item, result)
        if item.ends_stream and not result.fields:
            raise Failure("a response without a head")
        return item.ends_stream

    @staticmethod
    def take_head(item: Frame, result: Response) -> None:
        if result.fields:
            result.trailers = item.fields
        elif dict(item.fields).get(b":status", b"").startswith(b"1"):
            result.interim.append(item.fields)
        else:
            result.fields = item.fields

    # Expectations

    def expect_status(self, stream: int, *statuses: int) -> Response:
        """A response; without given ones any that is no refusal of the request's form."""
        response = self.response(stream)
        accepted = response.status in statuses if statuses else response.status not in (400, 431, 500, 501)
        if not accepted:
            raise Failure(f"the answer on {stream} is {response.status}")
        return response

    def expect_alive(self) -> list[Frame]:
        """The connection goes on; returns the frames that came before the answer to a PING."""
        mark = b"alive?" + len(self.received).to_bytes(2, "big")
        self.send(frame(PING, payload=mark))
        before = []
        while True:
            item = self.next()
            if item.type == PING and item.is_ack and item.payload == mark:
                return before
            if item.type == GOAWAY:
                raise Failure(f"the connection ends where it should go on: {item}")
            before.append(item)

    def expect_silence(self, stream: int) -> None:
        """No DATA on a stream though the server had its chance."""
        for item in self.expect_alive() + self.expect_alive():
            if item.stream == stream and item.type == DATA and item.payload:
                raise Failure(f"without credit: {item}")

    def expect_closed(self) -> None:
        """RFC 9113 §5.4.1: after a connection error the transport connection is closed."""
        try:
            while True:
                self.next()
        except Closed:
            return
        except Failure as failure:
            raise Failure(f"the connection is not closed: {failure}") from None

    def expect_connection_error(self, *codes: int) -> None:
        """GOAWAY with one of the codes and the end; §5.4.1 allows the end alone."""
        try:
            while True:
                item = self.next()
                if item.type == GOAWAY and item.error != 0:
                    break
        except Closed:
            return
        except Failure as failure:
            raise Failure(f"no connection error: {failure}") from None
        self.expect_code(item, codes)
        self.expect_closed()

    def expect_stream_error(self, stream: int, *codes: int) -> None:
        """RST_STREAM with one of the codes; §5.4.1 allows to end the connection with it instead."""
        try:
            while True:
                item = self.next()
                if item.type == GOAWAY and item.error != 0:
                    self.expect_code(item, codes)
                    return self.expect_closed()
                if item.type == RST_STREAM and item.stream == stream:
                    return self.expect_code(item, codes)
        except Closed:
            return None

    def expect_malformed(self, stream: int = 1) -> None:
        """§8.1.1: a stream error PROTOCOL_ERROR, before which the server may answer with a client's fault."""
        try:
            while True:
                item = self.next()
                if item.type == GOAWAY and item.error != 0:
                    self.expect_code(item, (PROTOCOL_ERROR,))
                    return self.expect_closed()
                if item.stream != stream:
                    continue
                if item.type == RST_STREAM:
                    return self.expect_code(item, (PROTOCOL_ERROR,))
                status = dict(item.fields).get(b":status")
                if status is not None and not status.startswith(b"4"):
                    raise Failure(f"a malformed request is answered with {status.decode()}")
                if item.ends_stream:
                    return None
        except Closed:
            return None

    @staticmethod
    def expect_code(item: Frame, codes: tuple[int, ...]) -> None:
        if item.error not in codes:
            raise Failure(f"{error_name(item.error)} instead of {' or '.join(error_name(code) for code in codes)}")


def unpadded(item: Frame) -> bytes:
    payload = item.payload
    if item.flags & PADDED:
        if not payload or payload[0] >= len(payload):
            raise Failure(f"padding larger than the frame: {item}")
        payload = payload[1 : len(payload) - payload[0]]
    if item.type == HEADERS and item.flags & PRIORITISED:
        payload = payload[5:]
    return payload

"""An HTTP/2 client, frame by frame (RFC 9113): many requests on one connection, each read or sent at its own pace."""

import asyncio
import ssl
from collections.abc import AsyncIterator

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RESET, SETTINGS, PING, GOAWAY, WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8
END_STREAM, ACK, END_HEADERS = 1, 1, 4
INITIAL_WINDOW = 4
# What the server may send on one stream before it has been taken.
STREAM_WINDOW = 256 * 1024
# What it may send on all of them: never the bound.
CONNECTION_WINDOW = 1 << 30
FRAME_LIMIT = 16384


def frame(kind: int, flags: int, stream: int, payload: bytes | memoryview = b"") -> bytes:
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


def literal(name: bytes, value: bytes) -> bytes:
    """A field without compression (RFC 7541 §6.2.2)."""
    return b"\0" + bytes([len(name)]) + name + bytes([len(value)]) + value


class Stream:
    """One request and its response."""

    def __init__(self, session: "Session", number: int) -> None:
        self._session = session
        self.number = number
        self.credit = session.initial_credit
        self.status_is_200 = False
        self._parts: list[bytes] = []
        self._has_ended = False
        self._failure = ""
        self._changed = asyncio.Event()

    def feed(self, data: bytes, ends: bool) -> None:
        if data:
            self._parts.append(data)
        self._has_ended = self._has_ended or ends
        self._changed.set()

    def fail(self, why: str) -> None:
        self._failure = self._failure or why
        self._changed.set()

    async def body(self) -> AsyncIterator[bytes]:
        """The response's body, part by part; what is taken gives the server credit for as much."""
        while True:
            while self._parts:
                part = self._parts.pop(0)
                yield part
                if not self._has_ended:
                    self._session.write(frame(WINDOW_UPDATE, 0, self.number, len(part).to_bytes(4, "big")))
            if self._failure:
                raise ConnectionError(self._failure)
            if self._has_ended:
                return
            self._changed.clear()
            await self._changed.wait()

    async def send(self, data: memoryview) -> None:
        """Sends a part of the request's body as the server's windows allow."""
        while len(data) > 0:
            if self._failure:
                raise ConnectionError(self._failure)
            count = min(len(data), self.credit, self._session.credit, FRAME_LIMIT)
            if count <= 0:
                self._session.credit_came.clear()
                await self._session.credit_came.wait()
                continue
            self.credit -= count
            self._session.credit -= count
            self._session.write(frame(DATA, 0, self.number, data[:count]))
            data = data[count:]
            await self._session.drain()

    def end(self) -> None:
        self._session.write(frame(DATA, END_STREAM, self.number))


class Session:
    """A connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._streams: dict[int, Stream] = {}
        self._next = 1
        self.credit = 65535
        self.initial_credit = 65535
        self.credit_came = asyncio.Event()
        self._untold = 0
        self._task = asyncio.create_task(self._read())

    @classmethod
    async def open(cls, port: int, tls: ssl.SSLContext | None) -> "Session":
        name = "soak.test" if tls else None
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls, server_hostname=name)
        session = cls(reader, writer)
        setting = INITIAL_WINDOW.to_bytes(2, "big") + STREAM_WINDOW.to_bytes(4, "big")
        more = (CONNECTION_WINDOW - 65535).to_bytes(4, "big")
        session.write(PREFACE + frame(SETTINGS, 0, 0, setting) + frame(WINDOW_UPDATE, 0, 0, more))
        return session

    def write(self, data: bytes) -> None:
        self._writer.write(data)

    async def drain(self) -> None:
        await self._writer.drain()

    def request(self, path: str, *, is_post: bool = False, length: int = 0) -> Stream:
        stream = Stream(self, self._next)
        self._next += 2
        self._streams[stream.number] = stream
        # `:method` and `:scheme: http` by their places in the static table (RFC 7541 §A).
        block = b"\x83\x86" if is_post else b"\x82\x86"
        block += literal(b":path", path.encode()) + literal(b":authority", b"soak.test")
        if is_post:
            block += literal(b"content-length", str(length).encode())
        self.write(frame(HEADERS, END_HEADERS | (0 if is_post else END_STREAM), stream.number, block))
        return stream

    async def close(self) -> None:
        self._task.cancel()
        self._writer.close()
        try:
            await self._writer.wait_closed()
        except OSError:
            pass

    async def _read(self) -> None:
        try:
            while True:
                header = await self._reader.readexactly(9)
                number = int.from_bytes(header[5:9], "big") & 0x7FFFFFFF
                payload = await self._reader.readexactly(int.from_bytes(header[:3], "big"))
                self._take(header[3], header[4], number, payload)
        except (OSError, EOFError) as error:
            for stream in self._streams.values():
                stream.fail(f"the connection ended: {error}")
            self.credit_came.set()

    def _take(self, kind: int, flags: int, number: int, payload: bytes) -> None:
        stream = self._streams.get(number)
        if kind == DATA and stream:
            self._untold += len(payload)
            if self._untold > CONNECTION_WINDOW // 4:
                self.write(frame(WINDOW_UPDATE, 0, 0, self._untold.to_bytes(4, "big")))
                self._untold = 0
            stream.feed(payload, bool(flags & END_STREAM))
        elif kind == HEADERS and stream:
            # A change of the table's size may stand before it (RFC 7541 §6.3).
            stream.status_is_200 = payload.lstrip(bytes(range(0x20, 0x40)))[:1] == b"\x88"
            stream.feed(b"", bool(flags & END_STREAM))
        elif kind == SETTINGS and not flags & ACK:
            for at in range(0, len(payload), 6):
                if int.from_bytes(payload[at : at + 2], "big") == INITIAL_WINDOW:
                    self._grant(int.from_bytes(payload[at + 2 : at + 6], "big"))
            self.write(frame(SETTINGS, ACK, 0))
        elif kind == PING and not flags & ACK:
            self.write(frame(PING, ACK, 0, payload))
        elif kind == WINDOW_UPDATE:
            count = int.from_bytes(payload, "big")
            if number == 0:
                self.credit += count
            elif stream:
                stream.credit += count
            self.credit_came.set()
        elif kind == RESET and stream:
            stream.fail(f"reset: {payload.hex()}")
            self.credit_came.set()
        elif kind == GOAWAY:
            for other in self._streams.values():
                other.fail(f"told to go: {payload.hex()}")
            self.credit_came.set()
        if stream and (kind in (DATA, HEADERS) and flags & END_STREAM or kind == RESET):
            del self._streams[number]

    def _grant(self, initial: int) -> None:
        for stream in self._streams.values():
            stream.credit += initial - self.initial_credit
        self.initial_credit = initial
        self.credit_came.set()

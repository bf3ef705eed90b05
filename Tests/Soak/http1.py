"""HTTP/1.1 as far as the soak's own clients and servers need it, over asyncio's streams."""

import asyncio
import socket
import struct
from dataclasses import dataclass, field

import pattern


class Broken(Exception):
    """The other side closed, reset, or sent something else than was due."""


@dataclass
class Head:
    line: str
    fields: list[tuple[str, str]] = field(default_factory=list)

    def get(self, name: str, default: str = "") -> str:
        for key, value in self.fields:
            if key == name:
                return value
        return default

    @property
    def status(self) -> int:
        words = self.line.split(" ")
        return int(words[1]) if len(words) > 1 and words[1].isdigit() else 0

    @property
    def is_chunked(self) -> bool:
        return self.get("transfer-encoding").lower() == "chunked"


async def read_head(reader: asyncio.StreamReader) -> Head | None:
    """The next head; None where the stream ended before its first byte."""
    try:
        block = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if not error.partial:
            return None
        raise Broken(f"the stream ended within a head: {error.partial[:80]!r}") from None
    except asyncio.LimitOverrunError:
        raise Broken("a head without an end") from None
    lines = block.decode("latin-1").split("\r\n")
    head = Head(lines[0])
    for line in lines[1:-2]:
        name, _, value = line.partition(":")
        head.fields.append((name.lower(), value.strip()))
    return head


async def read_body(reader: asyncio.StreamReader, head: Head, feed, has_body: bool = True) -> None:
    """Hands the body's bytes to `feed` as they come."""
    if not has_body:
        return
    if head.is_chunked:
        while True:
            size = int((await _line(reader)).split(b";")[0], 16)
            if size == 0:
                break
            await _exactly(reader, size, feed)
            if await reader.readexactly(2) != b"\r\n":
                raise Broken("a chunk without its end")
        while await _line(reader):
            pass
    elif head.get("content-length"):
        await _exactly(reader, int(head.get("content-length")), feed)
    elif head.line.startswith("HTTP/"):
        while data := await reader.read(65536):
            feed(data)


async def _line(reader: asyncio.StreamReader) -> bytes:
    line = await reader.readline()
    if not line.endswith(b"\r\n"):
        raise Broken("the stream ended within a line")
    return line[:-2]


async def _exactly(reader: asyncio.StreamReader, count: int, feed) -> None:
    while count > 0:
        data = await reader.read(min(count, 65536))
        if not data:
            raise Broken(f"the stream ended {count} bytes before the body did")
        feed(data)
        count -= len(data)


async def write_pattern(writer: asyncio.StreamWriter, count: int, chunk: int = 0) -> None:
    """Sends so many bytes of the pattern, in chunks of this size if it is not 0."""
    offset = 0
    while offset < count:
        part = pattern.piece(offset, min(chunk or 65536, count - offset))
        if chunk:
            writer.write(b"%x\r\n" % len(part))
        writer.write(bytes(part))
        if chunk:
            writer.write(b"\r\n")
        await writer.drain()
        offset += len(part)
    if chunk:
        writer.write(b"0\r\n\r\n")
        await writer.drain()


@dataclass
class Response:
    head: Head
    body: bytes
    checker: pattern.Checker

    @property
    def status(self) -> int:
        return self.head.status

    @property
    def closes(self) -> bool:
        return self.head.get("connection").lower() == "close"


class Connection:
    """A client's connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @classmethod
    async def open(cls, port: int, tls=None, name: str | None = None) -> "Connection":
        server = name if tls else None
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls, server_hostname=server)
        return cls(reader, writer)

    def send_head(self, line: str, host: str = "soak.test", fields: tuple[str, ...] = ()) -> None:
        lines = "".join(f"{field}\r\n" for field in fields)
        self.writer.write(f"{line} HTTP/1.1\r\nHost: {host}\r\n{lines}\r\n".encode())

    async def response(self, method: str = "GET") -> Response:
        head = await read_head(self.reader)
        while head is not None and 100 <= head.status < 200 and head.status != 101:
            head = await read_head(self.reader)
        if head is None:
            raise Broken("the connection ended where a response should be")
        checker = pattern.Checker()
        kept = bytearray()

        def feed(data: bytes) -> None:
            checker.feed(data)
            if len(kept) < 4096:
                kept.extend(data)

        has_body = method != "HEAD" and head.status not in (101, 204, 304)
        await read_body(self.reader, head, feed, has_body)
        return Response(head, bytes(kept), checker)

    async def get(self, target: str, fields: tuple[str, ...] = (), host: str = "soak.test") -> Response:
        self.send_head(f"GET {target}", host, fields)
        await self.writer.drain()
        return await self.response()

    def close(self) -> None:
        self.writer.close()

    def reset(self) -> None:
        """Ends it without a goodbye: the peer gets a reset."""
        raw = self.writer.get_extra_info("socket")
        if raw is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()

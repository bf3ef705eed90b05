"""Frames as bytes (RFC 9113 §4, §6) and header blocks without compression (RFC 7541 §6.2.2)."""

from dataclasses import dataclass, field

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PUSH_PROMISE, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = range(10)
PRIORITY_UPDATE = 0x10  # RFC 9218 §7.1
UNKNOWN = 0xF7  # a type that nobody has registered

ACK = END_STREAM = 0x1
END_HEADERS = 0x4
PADDED = 0x8
PRIORITISED = 0x20

HEADER_TABLE_SIZE, ENABLE_PUSH, MAX_CONCURRENT_STREAMS = 1, 2, 3
INITIAL_WINDOW_SIZE, MAX_FRAME_SIZE, MAX_HEADER_LIST_SIZE = 4, 5, 6
ENABLE_CONNECT_PROTOCOL = 0x8  # RFC 8441 §3
NO_RFC7540_PRIORITIES = 0x9  # RFC 9218 §2.1

ERRORS = (
    "NO_ERROR PROTOCOL_ERROR INTERNAL_ERROR FLOW_CONTROL_ERROR SETTINGS_TIMEOUT STREAM_CLOSED FRAME_SIZE_ERROR "
    "REFUSED_STREAM CANCEL COMPRESSION_ERROR CONNECT_ERROR ENHANCE_YOUR_CALM INADEQUATE_SECURITY HTTP_1_1_REQUIRED"
).split()
(
    NO_ERROR,
    PROTOCOL_ERROR,
    INTERNAL_ERROR,
    FLOW_CONTROL_ERROR,
    SETTINGS_TIMEOUT,
    STREAM_CLOSED,
    FRAME_SIZE_ERROR,
    REFUSED_STREAM,
    CANCEL,
    COMPRESSION_ERROR,
    CONNECT_ERROR,
    ENHANCE_YOUR_CALM,
    INADEQUATE_SECURITY,
    HTTP_1_1_REQUIRED,
) = range(14)

TYPES = "DATA HEADERS PRIORITY RST_STREAM SETTINGS PUSH_PROMISE PING GOAWAY WINDOW_UPDATE CONTINUATION".split()


def error_name(code: int) -> str:
    return ERRORS[code] if code < len(ERRORS) else f"error {code:#x}"


@dataclass
class Frame:
    type: int
    flags: int
    stream: int
    payload: bytes
    # Of HEADERS, once the block is whole: the fields of all its fragments.
    fields: list[tuple[bytes, bytes]] = field(default_factory=list)

    @property
    def ends_stream(self) -> bool:
        return self.type in (DATA, HEADERS) and self.flags & END_STREAM != 0

    @property
    def is_ack(self) -> bool:
        return self.flags & ACK != 0

    @property
    def error(self) -> int:
        """The code in a RST_STREAM or GOAWAY."""
        start = 4 if self.type == GOAWAY else 0
        return int.from_bytes(self.payload[start : start + 4], "big")

    @property
    def last_stream(self) -> int:
        """The stream that a GOAWAY names."""
        return int.from_bytes(self.payload[:4], "big") & 0x7FFFFFFF

    @property
    def increment(self) -> int:
        """What a WINDOW_UPDATE adds."""
        return int.from_bytes(self.payload, "big") & 0x7FFFFFFF

    def __str__(self) -> str:
        name = TYPES[self.type] if self.type < len(TYPES) else f"type {self.type:#x}"
        detail = f" {error_name(self.error)}" if self.type in (RST_STREAM, GOAWAY) else ""
        status = dict(self.fields).get(b":status", b"").decode()
        return f"{name}{detail}{' ' + status if status else ''} on {self.stream}, {len(self.payload)} bytes"


def frame(type: int, flags: int = 0, stream: int = 0, payload: bytes = b"", length: int | None = None) -> bytes:
    """One frame; its length may be made to lie, and bit 31 of `stream` is the reserved one."""
    size = len(payload) if length is None else length
    return size.to_bytes(3, "big") + bytes([type, flags]) + stream.to_bytes(4, "big") + payload


def settings(*pairs: tuple[int, int]) -> bytes:
    payload = b"".join(name.to_bytes(2, "big") + value.to_bytes(4, "big") for name, value in pairs)
    return frame(SETTINGS, payload=payload)


def window_update(stream: int, increment: int) -> bytes:
    return frame(WINDOW_UPDATE, 0, stream, increment.to_bytes(4, "big"))


def rst_stream(stream: int, code: int) -> bytes:
    return frame(RST_STREAM, 0, stream, code.to_bytes(4, "big"))


def goaway(last_stream: int, code: int, debug: bytes = b"") -> bytes:
    return frame(GOAWAY, payload=last_stream.to_bytes(4, "big") + code.to_bytes(4, "big") + debug)


def data(stream: int, content: bytes = b"", end: bool = False) -> bytes:
    return frame(DATA, END_STREAM if end else 0, stream, content)


def headers(stream: int, block: bytes, end: bool = True) -> bytes:
    return frame(HEADERS, END_HEADERS | (END_STREAM if end else 0), stream, block)


def priority(stream: int, depends_on: int = 0, weight: int = 15) -> bytes:
    return frame(PRIORITY, 0, stream, depends_on.to_bytes(4, "big") + bytes([weight]))


def priority_update(stream: int, value: bytes = b"u=1", on: int = 0) -> bytes:
    return frame(PRIORITY_UPDATE, 0, on, stream.to_bytes(4, "big") + value)


# Header blocks


def integer(value: int, prefix: int, first: int = 0) -> bytes:
    """RFC 7541 §5.1: `first` holds the bits before the prefix."""
    limit = (1 << prefix) - 1
    if value < limit:
        return bytes([first | value])
    result = bytearray([first | limit])
    value -= limit
    while value >= 128:
        result.append(value & 127 | 128)
        value >>= 7
    result.append(value)
    return bytes(result)


def text(value: bytes) -> bytes:
    """RFC 7541 §5.2, without Huffman coding."""
    return integer(len(value), 7) + value


def indexed(index: int) -> bytes:
    """RFC 7541 §6.1."""
    return integer(index, 7, 0x80)


def literal(name: bytes | int, value: bytes) -> bytes:
    """RFC 7541 §6.2.2: does not enter the table."""
    return integer(name, 4) + text(value) if isinstance(name, int) else b"\0" + text(name) + text(value)


def indexing(name: bytes | int, value: bytes) -> bytes:
    """RFC 7541 §6.2.1: enters the table."""
    return integer(name, 6, 0x40) + text(value) if isinstance(name, int) else b"\x40" + text(name) + text(value)


def table_size(size: int) -> bytes:
    """RFC 7541 §6.3."""
    return integer(size, 5, 0x20)


def block(fields: list[tuple[bytes, bytes]]) -> bytes:
    return b"".join(literal(name, value) for name, value in fields)

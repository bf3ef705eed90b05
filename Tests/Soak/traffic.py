"""What clients do during a soak: each action is one visit, good or bad, and knows what must come of it."""

import asyncio
import json
import os
import random
import ssl
import time

import pattern
from http1 import Broken, Connection, Response

TRANSFER_LIMIT = 4 << 20


class Unexpected(Exception):
    """Weir did something else than it should have."""


class Field:
    """Where the clients play: Weir's ports, certificates, and what has been seen so far."""

    def __init__(self, https: int, http: int, authorities: dict[str, str]) -> None:
        self.https = https
        self.http = http
        self.random = random.Random(1)
        self.trusting = {name: self._context(path) for name, path in authorities.items()}
        self.strict = ssl.create_default_context()
        self.anything = ssl.create_default_context()
        self.anything.check_hostname = False
        self.anything.verify_mode = ssl.CERT_NONE
        # Affinity cookies that were given out, with the time.
        self.cookies: list[tuple[float, str]] = []
        # Statuses of the answers that came whole, by the id in their path: each must have one line in the log.
        self.answered: dict[int, int] = {}
        self.received = 0
        self._last = 0

    @staticmethod
    def _context(authority: str) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=authority)
        context.set_alpn_protocols(["http/1.1"])
        return context

    def new_id(self) -> int:
        self._last += 1
        return self._last

    async def connect(self) -> Connection:
        """Over TLS mostly."""
        if self.random.random() < 0.3:
            return await Connection.open(self.http)
        name = self.random.choice(list(self.trusting))
        return await Connection.open(self.https, self.trusting[name], f"{name}.test")

    def note(self, number: int, response: Response, *statuses: int) -> Response:
        self.answered[number] = response.status
        self.received += response.checker.count
        cookie = response.head.get("set-cookie").split(";")[0]
        if cookie:
            self.cookies.append((time.monotonic(), cookie))
            del self.cookies[:-2000]
        if response.status not in statuses:
            raise Unexpected(f"{response.head.line} instead of {statuses}")
        return response


async def _visit(field: Field, count: int, pause: float, last: tuple[str, ...] = ()) -> None:
    connection = await field.connect()
    try:
        cookie: tuple[str, ...] = ()
        for index in range(count):
            number = field.new_id()
            fields = cookie + (last if index == count - 1 else ())
            delay = 0.05 if field.random.random() < 0.1 else 0
            response = await connection.get(f"/small?id={number}&delay={delay}", fields)
            field.note(number, response, 200)
            given = response.head.get("set-cookie").split(";")[0]
            cookie = (f"Cookie: {given}",) if given else cookie
            await asyncio.sleep(field.random.random() * pause)
    finally:
        connection.close()


async def keep_alive(field: Field) -> None:
    await _visit(field, field.random.randint(2, 12), 0.3)


async def one_shot(field: Field) -> None:
    await _visit(field, 1, 0, ("Connection: close",))


async def pipelined(field: Field) -> None:
    connection = await field.connect()
    try:
        numbers = [field.new_id() for _ in range(5)]
        for number in numbers:
            connection.send_head(f"GET /small?id={number}")
        await connection.writer.drain()
        for number in numbers:
            field.note(number, await connection.response(), 200)
    finally:
        connection.close()


async def download(field: Field) -> None:
    connection = await field.connect()
    try:
        number, count = field.new_id(), field.random.randint(1, TRANSFER_LIMIT)
        chunk = field.random.choice([0, 0, 17, 1000, 20000, 65000]) if count < 1 << 20 else 0
        path = "/until-close" if field.random.random() < 0.1 else "/download"
        connection.send_head(f"GET {path}?id={number}&bytes={count}&chunk={chunk}")
        await connection.writer.drain()
        if field.random.random() < 0.2:
            await asyncio.sleep(field.random.random() * 2)
        response = field.note(number, await connection.response(), 200)
        if response.checker.count != count or not response.checker.is_right:
            raise Unexpected(f"{response.checker.count} bytes of {count}, right: {response.checker.is_right}")
    finally:
        connection.close()


async def upload(field: Field) -> None:
    connection = await field.connect()
    try:
        number, count = field.new_id(), field.random.randint(1, TRANSFER_LIMIT)
        chunk = field.random.choice([0, 0, 100, 20000, 65000]) if count < 1 << 20 else 0
        length = "Transfer-Encoding: chunked" if chunk else f"Content-Length: {count}"
        connection.send_head(f"POST /upload?id={number}", fields=(length,))
        sending = asyncio.create_task(_send_pattern(connection, count, chunk))
        try:
            response = field.note(number, await connection.response("POST"), 200)
        finally:
            sending.cancel()
        if json.loads(response.body) != {"bytes": count, "right": True}:
            raise Unexpected(f"the server took {response.body!r} of {count} bytes")
    finally:
        connection.close()


async def _send_pattern(connection: Connection, count: int, chunk: int) -> None:
    import http1

    try:
        await http1.write_pattern(connection.writer, count, chunk)
    except OSError:
        # What matters is the answer.
        pass


async def refused_upload(field: Field) -> None:
    """The server answers before it has read the body, and closes."""
    connection = await field.connect()
    try:
        number = field.new_id()
        connection.send_head(f"POST /refuse?id={number}", fields=(f"Content-Length: {TRANSFER_LIMIT}",))
        sending = asyncio.create_task(_send_pattern(connection, TRANSFER_LIMIT, 0))
        try:
            field.note(number, await connection.response("POST"), 413)
        finally:
            sending.cancel()
    finally:
        connection.close()


async def cut_response(field: Field) -> None:
    """The server breaks off in the middle of its answer: the client must be able to tell."""
    connection = await field.connect()
    try:
        try:
            await connection.get(f"/cut?id={field.new_id()}")
        except (Broken, OSError, ssl.SSLError):
            return
        raise Unexpected("half an answer came as a whole one")
    finally:
        connection.close()


async def aborted(field: Field) -> None:
    """Goes away in the middle, in either direction, with or without a reset."""
    connection = await field.connect()
    try:
        if field.random.random() < 0.5:
            connection.send_head(f"GET /download?id={field.new_id()}&bytes={64 << 20}")
            await connection.reader.read(field.random.randint(1, 300_000))
        else:
            connection.send_head(f"POST /upload?id={field.new_id()}", fields=(f"Content-Length: {64 << 20}",))
            connection.writer.write(bytes(pattern.piece(0, field.random.randint(1, 1 << 20))))
        await asyncio.sleep(field.random.random() * 0.2)
    finally:
        if field.random.random() < 0.5:
            connection.reset()
        else:
            connection.close()


async def tunnel(field: Field) -> None:
    connection = await field.connect()
    try:
        fields = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13")
        response = await connection.get(f"/tunnel?id={field.new_id()}", fields + ("Sec-WebSocket-Key: " + "A" * 24,))
        if response.status != 101:
            raise Unexpected(f"{response.head.line} instead of 101")
        for _ in range(field.random.randint(1, 15)):
            message = os.urandom(field.random.choice([1, 20, 500, 70_000]))
            connection.writer.write(message)
            if await connection.reader.readexactly(len(message)) != message:
                raise Unexpected("the tunnel changed what passed")
            await asyncio.sleep(field.random.random() * 0.5)
    finally:
        connection.close()


async def strange_cookie(field: Field) -> None:
    """Forged, malformed, or given out so long ago that it has expired: served all the same."""
    kind = field.random.randrange(4)
    if kind == 0:
        value = "SERVERID=" + "".join(field.random.choices("ABCDEFGHIJKLMNOPqrstuvwxyz0123456789-_", k=64))
    elif kind == 1:
        value = "SERVERID=" + field.random.choice(['"', "%00", "=", "a" * 4000, "", "\\", "SERVERID=x; SERVERID=y"])
    elif kind == 2 and field.cookies:
        value = field.cookies[0][1]
    elif field.cookies:
        given = field.random.choice(field.cookies)[1]
        place = field.random.randrange(len("SERVERID="), len(given))
        value = given[:place] + ("A" if given[place] != "A" else "B") + given[place + 1 :]
    else:
        value = "SERVERID=none"
    connection = await field.connect()
    try:
        number = field.new_id()
        field.note(number, await connection.get(f"/small?id={number}", (f"Cookie: {value}",)), 200)
    finally:
        connection.close()


async def wrong_name(field: Field) -> None:
    """Asks for a name that no certificate is for: gets the first certificate, and may mind or not."""
    minds = field.random.random() < 0.5
    context = field.trusting["soak"] if minds else field.anything
    try:
        connection = await Connection.open(field.https, context, "unknown.invalid")
    except ssl.SSLCertVerificationError:
        if minds:
            return
        raise
    try:
        if minds:
            raise Unexpected("a certificate was good for a name that it is not for")
        number = field.new_id()
        field.note(number, await connection.get(f"/small?id={number}"), 200)
    finally:
        connection.close()


async def distrustful(field: Field) -> None:
    """Knows no authority that signed the certificate, and breaks the handshake off."""
    try:
        connection = await Connection.open(field.https, field.strict, "soak.test")
    except ssl.SSLCertVerificationError:
        return
    connection.close()
    raise Unexpected("a certificate of our own was trusted by somebody who does not know it")


async def plain_http_at_tls(field: Field) -> None:
    connection = await Connection.open(field.https)
    try:
        response = await connection.get("/small")
        if response.status != 400:
            raise Unexpected(f"{response.head.line} instead of 400")
    finally:
        connection.close()


async def garbage(field: Field) -> None:
    """Bytes that are nothing, at either port: an end in time is all that is asked for."""
    connection = await Connection.open(field.random.choice([field.https, field.http]))
    try:
        connection.writer.write(os.urandom(field.random.randint(1, 2000)) + b"\r\n\r\n")
        await connection.writer.drain()
        try:
            while await connection.reader.read(65536):
                pass
        except OSError:
            pass
    finally:
        connection.close()


async def half_open(field: Field) -> None:
    """Connects and says nothing, or half of a TLS record, until it is sent away."""
    connection = await Connection.open(field.random.choice([field.https, field.http]))
    try:
        if field.random.random() < 0.5:
            connection.writer.write(b"\x16\x03\x01\x02")
        try:
            while await connection.reader.read(4096):
                pass
        except OSError:
            pass
    finally:
        connection.close()


async def slow_head(field: Field) -> None:
    """One byte after the other, and never all of them: 408 in the end."""
    connection = await field.connect()
    try:
        answer = asyncio.create_task(connection.response())
        try:
            for byte in f"GET /small?id={field.new_id()} HTTP/1.1\r\nHost: soak.test\r\nX: ".encode() + b"y" * 1000:
                connection.writer.write(bytes([byte]))
                done, _ = await asyncio.wait({answer}, timeout=0.1)
                if done:
                    break
            response = await answer
        finally:
            answer.cancel()
        if response.status != 408:
            raise Unexpected(f"{response.head.line} instead of 408")
    finally:
        connection.close()


async def bad_request(field: Field) -> None:
    connection = await field.connect()
    try:
        lines = ["GET  / HTTP/1.1", "GET / HTTP/1.1\r\nA b: c", "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2"]
        connection.writer.write(f"{field.random.choice(lines)}\r\n\r\n".encode())
        await connection.writer.drain()
        response = await connection.response()
        if response.status != 400:
            raise Unexpected(f"{response.head.line} instead of 400")
    finally:
        connection.close()


# How often each is chosen; True: a server's death may be to blame for what goes wrong.
ACTIONS = [
    (keep_alive, 20, True),
    (one_shot, 20, True),
    (pipelined, 4, True),
    (download, 8, True),
    (upload, 8, True),
    (refused_upload, 2, True),
    (cut_response, 2, True),
    (aborted, 6, True),
    (tunnel, 4, True),
    (strange_cookie, 8, True),
    (wrong_name, 3, True),
    (distrustful, 3, False),
    (plain_http_at_tls, 3, False),
    (garbage, 3, False),
    (half_open, 3, False),
    (slow_head, 3, False),
    (bad_request, 3, False),
]

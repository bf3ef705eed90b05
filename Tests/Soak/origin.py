"""A server behind Weir, in a process of its own so that it can be killed: `origin.py NAME [PORT]`.

Prints the port that it listens on. What it answers is in `ANSWERS`.
"""

import asyncio
import json
import sys
from urllib.parse import parse_qs, urlsplit

import http1
import pattern

NAME = ""


async def _small(writer, head, query, checker) -> bool:
    delay = float(query.get("delay", ["0"])[0])
    if delay:
        await asyncio.sleep(delay)
    _respond(writer, json.dumps({"server": NAME}).encode())
    return True


async def _download(writer, head, query, checker) -> bool:
    count = int(query["bytes"][0])
    chunk = int(query.get("chunk", ["0"])[0])
    length = "Transfer-Encoding: chunked" if chunk else f"Content-Length: {count}"
    writer.write(f"HTTP/1.1 200 OK\r\n{length}\r\n\r\n".encode())
    await http1.write_pattern(writer, count, chunk)
    return True


async def _upload(writer, head, query, checker) -> bool:
    _respond(writer, json.dumps({"bytes": checker.count, "right": checker.is_right}).encode())
    return True


async def _until_close(writer, head, query, checker) -> bool:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    await http1.write_pattern(writer, int(query["bytes"][0]))
    return False


async def _cut(writer, head, query, checker) -> bool:
    """Promises more than it sends."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    await http1.write_pattern(writer, 40000)
    return False


ANSWERS = {
    "/small": _small,
    "/download": _download,
    "/upload": _upload,
    "/until-close": _until_close,
    "/cut": _cut,
    "/health": _small,
}


def _respond(writer, body: bytes, status: str = "200 OK", fields: str = "") -> None:
    writer.write(f"HTTP/1.1 {status}\r\n{fields}Content-Length: {len(body)}\r\n\r\n".encode() + body)


async def _tunnel(reader, writer) -> None:
    writer.write(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()


async def _serve(reader, writer) -> None:
    while (head := await http1.read_head(reader)) is not None:
        method, target, _ = head.line.split(" ")
        parts = urlsplit(target)
        if parts.path == "/tunnel":
            return await _tunnel(reader, writer)
        if parts.path == "/refuse":
            # Says no before the body has been read, and closes: the rest of it meets a reset.
            _respond(writer, b"too large", "413 Content Too Large", "Connection: close\r\n")
            return await writer.drain()
        checker = pattern.Checker()
        await http1.read_body(reader, head, checker.feed, has_body=method in ("POST", "PUT"))
        answer = ANSWERS.get(parts.path, _small)
        if not await answer(writer, head, parse_qs(parts.query), checker):
            return await writer.drain()
        await writer.drain()


async def _accepted(reader, writer) -> None:
    try:
        await _serve(reader, writer)
    except (OSError, http1.Broken, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def _main() -> None:
    global NAME
    NAME = sys.argv[1]
    port = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    server = await asyncio.start_server(_accepted, "127.0.0.1", port, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    # Ends with whoever started it.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_main())

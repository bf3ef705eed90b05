"""How much Weir holds under what is meant to make it hold much: `memory.py BINARY [SCENARIO…] [--scale 0.01]`.

Every scenario has a Weir of its own, prints one line, and fails if more is held than the bound says.
"""

import argparse
import asyncio
import os
import resource
import shutil
import signal
import socket
import ssl
import sys
import tempfile
import threading
import time
from pathlib import Path

import http2
import pattern
from processes import Weir, make_certificate

CONFIGURATION = """
listeners:
  https: {{ address: 127.0.0.1:0, tls: {{ certificates: [ {{ certificate: {certificate}, key: {key} }} ] }} }}
  http: {{ address: 127.0.0.1:0, http2: prior_knowledge }}
upstreams:
  web: {{ servers: [ {{ id: web-1, address: '127.0.0.1:{port}' }} ] }}
routes: [ {{ name: all, upstream: web }} ]
admin: {{ address: 127.0.0.1:0 }}
log: {{ access: {{ to: access.log }} }}
timeouts: {{ head: 10m, handshake: 10m, body: 60s }}
workers: 2
"""
MIB = 1 << 20
# What one stalled connection may make Weir hold, over what it held before; the heap's own pace included.
TRANSFER_BOUND = 16 * MIB


class Origin:
    """Serves in threads: `GET /BYTES` sends the pattern, `POST` takes it, slowly for a while."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port = self._listener.getsockname()[1]
        self.slowly = 0.0
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                peer, _ = self._listener.accept()
            except OSError:
                return
            # A head and a small body are two writes, and the second is not to wait for the first's acknowledgement.
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer: socket.socket) -> None:
        rest = b""
        with peer:
            try:
                while True:
                    head, rest = receive_head(peer, rest)
                    if head.startswith(b"GET"):
                        count = int(head.split(b" ")[1][1:] or b"0")
                        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % count)
                        send_pattern(peer, count)
                    else:
                        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
                        checker = receive_pattern(peer, length, rest, slowly=self.slowly)
                        rest = b""
                        body = b"right" if checker.is_right else b"wrong"
                        peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            except (OSError, EOFError):
                pass

    def stop(self) -> None:
        self._listener.close()


def receive_head(peer: socket.socket, rest: bytes = b"") -> tuple[bytes, bytes]:
    while b"\r\n\r\n" not in rest:
        data = peer.recv(65536)
        if not data:
            raise EOFError
        rest += data
    head, _, rest = rest.partition(b"\r\n\r\n")
    return head + b"\r\n", rest


def send_pattern(peer: socket.socket, count: int) -> None:
    offset = 0
    while offset < count:
        part = pattern.piece(offset, min(MIB, count - offset))
        peer.sendall(part)
        offset += len(part)


def receive_pattern(peer: socket.socket, count: int, rest: bytes, slowly: float) -> pattern.Checker:
    """Takes 64 KiB twenty times a second for so long, then all that comes."""
    checker = pattern.Checker()
    checker.feed(rest)
    buffer = memoryview(bytearray(MIB))
    end = time.monotonic() + slowly
    while checker.count < count:
        is_slow = time.monotonic() < end
        taken = peer.recv_into(buffer[: 65536 if is_slow else MIB])
        if taken == 0:
            raise EOFError
        checker.feed(buffer[:taken])
        if is_slow:
            time.sleep(0.05)
    return checker


class Scene:
    """A Weir with its server and the clients' certificates."""

    def __init__(self, binary: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"weir-memory-{os.getpid()}-"))
        certificate, key = make_certificate(self.folder, "soak")
        self.tls = ssl.create_default_context(cafile=certificate)
        self.tls2 = ssl.create_default_context(cafile=certificate)
        self.tls2.set_alpn_protocols(["h2"])
        self.origin = Origin()
        text = CONFIGURATION.format(certificate=certificate, key=key, port=self.origin.port)
        self.weir = Weir(binary, self.folder, text)

    async def __aenter__(self) -> "Scene":
        await self.weir.start({"https", "http", "admin"})
        for is_tls in (False, True):
            self.visit(is_tls)
        return self

    async def __aexit__(self, *_) -> None:
        await self.weir.kill()
        self.origin.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def connect(self, is_tls: bool, receive_buffer: int = 0) -> socket.socket:
        raw = socket.socket()
        if receive_buffer:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        raw.settimeout(60)
        raw.connect(("127.0.0.1", self.weir.ports["https" if is_tls else "http"]))
        return self.tls.wrap_socket(raw, server_hostname="soak.test") if is_tls else raw

    def visit(self, is_tls: bool) -> float:
        """One small request on a connection of its own; seconds that it took."""
        begin = time.monotonic()
        with self.connect(is_tls) as client:
            client.sendall(b"GET /10 HTTP/1.1\r\nHost: soak.test\r\nConnection: close\r\n\r\n")
            head, rest = receive_head(client)
            assert b" 200 " in head, head
            receive_pattern(client, 10, rest, 0)
        return time.monotonic() - begin


async def download(scene: Scene, scale: float, is_tls: bool) -> tuple[bool, str]:
    count = int((10 << 30) * scale)

    def take() -> bool:
        with scene.connect(is_tls, receive_buffer=65536) as client:
            client.sendall(b"GET /%d HTTP/1.1\r\nHost: soak.test\r\n\r\n" % count)
            _, rest = receive_head(client)
            return receive_pattern(client, count, rest, slowly=5).is_right

    def abandon() -> None:
        with scene.connect(is_tls, receive_buffer=65536) as client:
            client.sendall(b"GET /%d HTTP/1.1\r\nHost: soak.test\r\n\r\n" % count)
            receive_head(client)
            time.sleep(0.5)

    before = scene.weir.sample()
    is_right = await asyncio.to_thread(take)
    for _ in range(20):
        await asyncio.to_thread(abandon)
    after = scene.weir.sample()
    growth = after.peak - before.resident
    text = f"{count / 2**30:.2f} GiB to a slow reader, and 20 that go: {describe(before, after)}"
    return is_right and growth < TRANSFER_BOUND, text


async def upload(scene: Scene, scale: float, is_tls: bool) -> tuple[bool, str]:
    count = int((10 << 30) * scale)
    scene.origin.slowly = 5

    def give() -> bool:
        with scene.connect(is_tls) as client:
            client.sendall(b"POST / HTTP/1.1\r\nHost: soak.test\r\nContent-Length: %d\r\n\r\n" % count)
            send_pattern(client, count)
            _, rest = receive_head(client)
            while len(rest) < 5:
                rest += client.recv(5)
            return rest == b"right"

    before = scene.weir.sample()
    is_right = await asyncio.to_thread(give)
    after = scene.weir.sample()
    growth = after.peak - before.resident
    return is_right and growth < TRANSFER_BOUND, f"{count / 2**30:.2f} GiB to a slow server: {describe(before, after)}"


async def heads(scene: Scene, scale: float, is_tls: bool) -> tuple[bool, str]:
    """Connections that never finish a head, while a well-behaved client is served."""
    count = max(100, int(10_000 * scale))
    # Objects, what has come of the head and, with TLS, OpenSSL's state.
    bound = (48 if is_tls else 16) * 1024
    before = scene.weir.sample()
    clients = []
    slowest = 0.0
    try:
        for index in range(count):
            client = await asyncio.to_thread(scene.connect, is_tls)
            client.sendall(b"GET /never HTTP/1.1\r\nHost: soak.test\r\nX-Slow: " + b"y" * (index % 200))
            clients.append(client)
            if index % 500 == 499:
                slowest = max(slowest, await asyncio.to_thread(scene.visit, is_tls))
        for client in clients:
            client.sendall(b"z")
        for _ in range(20):
            slowest = max(slowest, await asyncio.to_thread(scene.visit, is_tls))
        during = scene.weir.sample()
    finally:
        for client in clients:
            client.close()
    deadline = time.monotonic() + 30
    while scene.weir.sample().descriptors > before.descriptors + 8 and time.monotonic() < deadline:
        await asyncio.sleep(0.1)
    after = scene.weir.sample()
    each = (during.resident - before.resident) / count
    is_fine = each < bound and slowest < 2 and during.descriptors >= count
    is_fine = is_fine and after.descriptors <= before.descriptors + 8
    text = f"{count} heads without an end: {each / 1024:.1f} KiB each, others served within {slowest * 1000:.0f} ms, "
    return is_fine, text + describe(before, after)


async def cycles(scene: Scene, scale: float, is_tls: bool) -> tuple[bool, str]:
    """Connect, shake hands, ask, close, again and again: what is held must not grow."""
    count = max(400, int(40_000 * scale))

    def run(times: int) -> None:
        for _ in range(times):
            scene.visit(is_tls)

    async def round_of(times: int) -> None:
        await asyncio.gather(*[asyncio.to_thread(run, times // 4) for _ in range(4)])

    await round_of(count // 4)
    before = scene.weir.sample()
    await round_of(count)
    after = scene.weir.sample()
    is_fine = after.resident - before.resident < 4 * MIB and after.descriptors <= before.descriptors + 8
    return is_fine, f"{count} times connect, ask, close: {describe(before, after)}"


class Bystander:
    """Small requests, one after the other, on a connection that somebody else makes much use of."""

    def __init__(self, session: http2.Session) -> None:
        self._session = session

    async def visit(self) -> float:
        """Seconds that one took."""
        begin = time.monotonic()
        stream = self._session.request("/10")
        async for _ in stream.body():
            pass
        assert stream.status_is_200
        return time.monotonic() - begin

    async def visit_until(self, is_over: asyncio.Event) -> list[float]:
        times = []
        while not is_over.is_set() or not times:
            times.append(await self.visit())
            await asyncio.sleep(0.01)
        return times


async def beside(scene: Scene, scale: float, is_tls: bool, transfer, what: str) -> tuple[bool, str]:
    """5 GiB over HTTP/2, slowly at first, and small requests beside it on the same connection."""
    count = int((5 << 30) * scale)
    # How long it is slow.
    slowly = 5 if scale >= 1 else 1
    port = scene.weir.ports["https" if is_tls else "http"]
    session = await http2.Session.open(port, scene.tls2 if is_tls else None)
    bystander = Bystander(session)
    normal = [await bystander.visit() for _ in range(200)]
    before = scene.weir.sample()
    slow_over, over = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(transfer(scene, session, count, slowly))
    task.add_done_callback(lambda _: (slow_over.set(), over.set()))
    asyncio.get_running_loop().call_later(slowly, slow_over.set)
    beside_slow = await bystander.visit_until(slow_over)
    half = scene.weir.sample()
    beside_fast = await bystander.visit_until(over)
    is_right = await task
    await session.close()
    after = scene.weir.sample()
    # Beside the fast part it is the client and the server of this program that are slow.
    is_fine = is_right and after.peak - before.resident < TRANSFER_BOUND
    is_fine = is_fine and median(beside_slow) < max(2 * median(normal), 0.02) and median(beside_fast) < 0.5
    text = (
        f"{count / 2**30:.2f} GiB to a slow {what}: {describe(before, after)}, {half.resident / MIB:.1f} when slow;"
        f" others on the connection: normally {times(normal)}, beside the slow part {times(beside_slow)},"
        f" beside the fast part {times(beside_fast)}"
    )
    return is_fine, text


def median(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def times(values: list[float]) -> str:
    return f"{median(values) * 1000:.1f}/{sorted(values)[len(values) * 99 // 100] * 1000:.1f} ms (p50/p99)"


async def download2(scene: Scene, scale: float, is_tls: bool) -> tuple[bool, str]:
    async def take(scene: Scene, session: http2.Session, count: int, slowly: float) -> bool:
        checker = pattern.Checker()
        end = time.monotonic() + slowly
        async for part in session.request(f"/{count}").body():
            checker.feed(part)
            if time.monotonic() < end:
                await asyncio.sleep(len(part) / 65536 / 20)
        return checker.is_right and checker.count == count

    return await beside(scene, scale, is_tls, take, "reader over HTTP/2")


async def upload2(scene: Scene, scale: float, is_tls: bool) -> tuple[bool, str]:
    async def give(scene: Scene, session: http2.Session, count: int, slowly: float) -> bool:
        scene.origin.slowly = slowly
        stream = session.request("/", is_post=True, length=count)
        offset = 0
        while offset < count:
            part = pattern.piece(offset, min(MIB, count - offset))
            await stream.send(part)
            offset += len(part)
        stream.end()
        return b"".join([part async for part in stream.body()]) == b"right"

    return await beside(scene, scale, is_tls, give, "server over HTTP/2")


def describe(before, after) -> str:
    return (
        f"RSS {before.resident / MIB:.1f} -> {after.resident / MIB:.1f} MiB, peak {after.peak / MIB:.1f},"
        f" descriptors {before.descriptors} -> {after.descriptors}"
    )


SCENARIOS = {"download": download, "upload": upload, "download2": download2, "upload2": upload2}
SCENARIOS |= {"heads": heads, "cycles": cycles}


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("scenarios", nargs="*", default=list(SCENARIOS))
    parser.add_argument("--scale", type=float, default=1, help="share of the full size")
    options = parser.parse_args()
    # A client has as many descriptors as Weir.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    failed = 0
    for name in options.scenarios:
        for is_tls in (False, True):
            begin = time.monotonic()
            async with Scene(options.binary) as scene:
                is_fine, text = await SCENARIOS[name](scene, options.scale, is_tls)
            failed += not is_fine
            way = "over TLS" if is_tls else "in clear text"
            print(f"{'fine' if is_fine else 'FAILED'}: {name} {way}: {text} ({time.monotonic() - begin:.0f} s)", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    # Whichever way it is stopped, what it started is stopped too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(asyncio.run(main()))

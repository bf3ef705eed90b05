"""The rows of the table that are CPU time by unit of work, and how one cell of them is measured.

Rows of other kinds are in `memory.py` and `latency.py`; rows that compare Weir with itself in `weir_rows.py`.
"""

from dataclasses import dataclass

from harness.checks import accepted_connections, closing_answer_bytes, settle
from harness.failure import BenchFailure
from harness.load import h2load_command, run_h2load, run_s_time
from harness.site import FILES, SMALL_BYTES

WARM_UP_REQUESTS = 3000
LEAST_REQUESTS = 100


@dataclass
class Cell:
    """One measurement."""

    value: float
    per_second: float = 0.0
    tls: str = ""
    new_server_connections: int = 0


@dataclass(frozen=True)
class RequestRow:
    """CPU time of the proxy by request, under as much load as it takes."""

    name: str
    title: str
    goal: float
    path: str
    body_bytes: int
    clients: int
    upload: str = ""
    protocol: str = "h1"
    streams: int = 1
    unit: str = "µs CPU/request"

    def lines(self, run):
        return [run.compare(self)]

    def command(self, run, proxy):
        command = h2load_command([proxy.url(self.path)], self.protocol, self.clients, self.streams)
        return command + (["-d", run.site.path(self.upload)] if self.upload else [])

    def prepare(self, run, proxy):
        """Warms the proxy up and finds how many requests fill the time of a cell."""
        count = max(LEAST_REQUESTS, WARM_UP_REQUESTS * 1000 // (self.cost_bytes + 1000))
        self.load(run, proxy, count)
        rate = self.load(run, proxy, count).per_second
        return max(self.clients, LEAST_REQUESTS, int(rate * run.options.seconds))

    def measure(self, run, proxy, count):
        settle(proxy)
        accepted = accepted_connections(run.room)
        before = proxy.process.cpu()
        report = self.load(run, proxy, count)
        settle(proxy)
        used = proxy.process.cpu() - before
        opened = accepted_connections(run.room) - accepted
        return Cell(used / count / 1000, report.per_second, report.tls, opened)

    @property
    def cost_bytes(self):
        return self.body_bytes + (FILES["1m"] if self.upload else 0)

    def load(self, run, proxy, count):
        timeout = 30 + 10 * run.options.seconds
        return run_h2load(
            self.command(run, proxy), count, self.body_bytes, run.cores.load, f"{self.name}, {proxy.name}", timeout)


@dataclass(frozen=True)
class HandshakeRow:
    """CPU time of the proxy by connection: handshake, one small request, end."""

    name: str
    title: str
    goal: float
    is_resumed: bool
    unit: str = "µs CPU/connection"

    def lines(self, run):
        return [run.compare(self)]

    def prepare(self, run, proxy):
        answer_bytes = closing_answer_bytes(proxy)
        self.load(run, proxy, answer_bytes, 1)
        return answer_bytes

    def measure(self, run, proxy, answer_bytes):
        settle(proxy)
        accepted = accepted_connections(run.room)
        before = proxy.process.cpu()
        report = self.load(run, proxy, answer_bytes, run.options.seconds)
        settle(proxy)
        used = proxy.process.cpu() - before
        opened = accepted_connections(run.room) - accepted
        return Cell(used / report.connections / 1000, new_server_connections=opened)

    def load(self, run, proxy, answer_bytes, seconds):
        what = f"{self.name}, {proxy.name}"
        report = run_s_time(proxy.port, self.is_resumed, seconds, answer_bytes, run.cores.load, what)
        wanted = report.resumed if self.is_resumed else report.full
        if wanted < 0.98 * report.connections or report.connections < 50:
            raise BenchFailure(f"{what}: {report.full} full and {report.resumed} resumed handshakes")
        return report


REQUEST_ROWS = [
    RequestRow("small", "100 bytes, HTTP/1.1", 0.80, "/", SMALL_BYTES, 64),
    RequestRow("10k", "10 KB, HTTP/1.1", 0.80, "/files/10k", FILES["10k"], 64),
    RequestRow("1m", "1 MB, HTTP/1.1", 0.80, "/files/1m", FILES["1m"], 16),
    RequestRow("upload", "1 MB upload, HTTP/1.1", 0.80, "/upload", SMALL_BYTES, 16, upload="upload"),
    RequestRow("h2-small", "100 bytes, HTTP/2, 10 streams", 0.80, "/", SMALL_BYTES, 16, protocol="h2", streams=10),
    RequestRow("h2-single", "100 bytes, HTTP/2, 1 stream", 0.80, "/", SMALL_BYTES, 64, protocol="h2"),
    RequestRow("h2-10k", "10 KB, HTTP/2, 10 streams", 0.80, "/files/10k", FILES["10k"], 16, protocol="h2", streams=10),
    RequestRow("h2-1m", "1 MB, HTTP/2, 2 streams", 0.80, "/files/1m", FILES["1m"], 8, protocol="h2", streams=2),
    RequestRow("h2-upload", "1 MB upload, HTTP/2, 2 streams", 0.80, "/upload", SMALL_BYTES, 8, upload="upload",
               protocol="h2", streams=2),
]

# Weir speaks HTTP/2 to the server in these, the others HTTP/1.1.
SERVER_ROWS = [
    RequestRow("servers-h2", "100 bytes, HTTP/2 both ways, 10 streams", 0.60, "/", SMALL_BYTES, 16, protocol="h2",
               streams=10),
    RequestRow("servers-h1", "100 bytes, HTTP/1.1 to HTTP/2", 0.60, "/", SMALL_BYTES, 64),
    RequestRow("servers-10k", "10 KB, HTTP/2 both ways, 10 streams", 0.60, "/files/10k", FILES["10k"], 16,
               protocol="h2", streams=10),
]

HANDSHAKE_ROWS = [
    HandshakeRow("handshake", "full TLS 1.3 handshake", 1.00, is_resumed=False),
    HandshakeRow("resumed", "resumed TLS 1.3 handshake", 1.00, is_resumed=True),
]

"""Load generators: h2load for requests, `openssl s_time` for connections. Any failed request fails the run."""

import re
import time
from dataclasses import dataclass

from harness.failure import BenchFailure
from harness.processes import end_tool, finish_tool, run_tool, start_tool

# What h2load is told for each protocol; all proxies agree to either by ALPN. The windows are those of browsers, so that
# a large body is not a matter of round trips: 2^23 bytes by stream, 2^24 by connection.
PROTOCOLS = {"h1": ["--h1"], "h2": ["--npn-list=h2", "-w", "23", "-W", "24"]}

CIPHER = "TLS_AES_128_GCM_SHA256"
GROUP = "X25519"
CONNECTION_CLIENTS = 8
HANDSHAKE_GRACE_SECONDS = 30


@dataclass
class RequestLoad:
    """What h2load reported."""

    requests: int
    per_second: float
    tls: str


def h2load_command(urls, protocol, clients, streams=1):
    """The command but for the number of requests. Clients ask for the URLs in turn."""
    return [
        "h2load", *PROTOCOLS[protocol], f"--tls13-ciphers={CIPHER}", f"--groups={GROUP}",
        "-c", str(clients), "-m", str(streams), *urls,
    ]


def run_h2load(command, count, body_bytes, cores, what, timeout):
    """Sends that many requests. Each must be answered with 2xx and a body of that many bytes."""
    output = run_tool([*command, "-n", str(count)], cores, what, timeout)
    return check_h2load(output, count, body_bytes, what)


def check_h2load(output, count, body_bytes, what):
    """Reads h2load's report and refuses anything but success of every request."""
    words = ["total", "started", "done", "succeeded", "failed", "errored", "timeout"]
    fields = re.search("requests: " + ", ".join(rf"(\d+) {word}" for word in words), output)
    if not fields:
        raise BenchFailure(f"{what}: h2load reported nothing:\n{output[-2000:]}")
    total, _, done, succeeded, failed, errored, timed_out = map(int, fields.groups())
    if not total == done == succeeded == count or failed or errored or timed_out:
        statuses = re.search(r"status codes: .*", output)
        raise BenchFailure(f"{what}: not every request succeeded: {fields.group()}; {statuses and statuses.group()}")
    good = int(number(r"status codes: (\d+) 2xx", output, what))
    data = int(number(r"\(space savings [^)]*\), \S+ \((\d+)\) data", output, what))
    if good != count or data != count * body_bytes:
        raise BenchFailure(f"{what}: {good} of {count} answers were 2xx, {data} bytes of {count * body_bytes} came")
    return RequestLoad(count, float(number(r"finished in [^,]*, ([\d.]+) req/s", output, what)), tls_summary(output))


def number(pattern, output, what):
    """The number that the pattern's group holds."""
    found = re.search(pattern, output, re.M)
    if not found:
        raise BenchFailure(f"{what}: the report lacks {pattern}:\n{output[-2000:]}")
    return found.group(1)


def tls_summary(output):
    """What was negotiated, as h2load says."""
    keys = ["TLS Protocol", "Cipher", "Server Temp Key", "Application protocol"]
    return ", ".join(match.group(1).strip() for key in keys if (match := re.search(rf"^{key}: (.*)$", output, re.M)))


@dataclass
class ConnectionLoad:
    """What several `openssl s_time` at once reported."""

    full: int
    resumed: int

    @property
    def connections(self):
        return self.full + self.resumed


def run_s_time(port, is_resumed, seconds, answer_bytes, cores, what):
    """Opens connections in several processes, in each one after the other and with one request each.

    s_time prints an `r` for each connection whose session was resumed, as OpenSSL tells after the handshake, and
    another mark for a full one. With -reuse each process begins with one full handshake, which it does not mark.
    """
    command = [
        "openssl", "s_time", "-connect", f"127.0.0.1:{port}", "-www", "/", "-tls1_3", "-ciphersuites", CIPHER,
        "-time", str(max(1, round(seconds))), "-reuse" if is_resumed else "-new",
    ]
    running = []
    try:
        for _ in range(CONNECTION_CLIENTS):
            running.append(start_tool(command, cores))
        deadline = time.monotonic() + seconds + HANDSHAKE_GRACE_SECONDS
        reports = [finish_tool(popen, what, deadline - time.monotonic()) for popen in running]
    finally:
        for popen in running:
            end_tool(popen)
    full = resumed = 0
    for report in reports:
        marks = s_time_marks(report, answer_bytes, what)
        resumed += marks.count("r")
        full += len(marks) - marks.count("r") + (1 if is_resumed else 0)
    return ConnectionLoad(full, resumed)


def s_time_marks(report, answer_bytes, what):
    """One mark a connection; their number, and the bytes that all answers came to, must be what s_time says."""
    marks = max(re.findall(r"^[a-z*]+$", report, re.M), key=len, default="")
    count = int(number(r"^(\d+) connections in \d+ real seconds", report, what))
    read = int(number(r"bytes read (\d+)", report, what))
    if len(marks) != count or read != count * answer_bytes:
        raise BenchFailure(
            f"{what}: {count} connections, {len(marks)} marks, {read} bytes instead of {answer_bytes} each")
    return marks

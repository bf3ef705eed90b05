"""Latency that a proxy adds, at a constant rate of half of what the best peer can do."""

import statistics
from dataclasses import dataclass

from harness.failure import BenchFailure
from harness.load import h2load_command, run_h2load
from harness.rows import REQUEST_ROWS
from harness.site import SMALL_BYTES
from harness.table import Line

CLIENTS = 64
# The column of the backend alone, without TLS and proxy.
DIRECT = "direct"
# Candidates for the milliseconds between openings, and the time by which all are open and have settled.
OPENING_PERIODS = range(7, 14)
SKIPPED_SECONDS = 1.2
QUANTILES = {"p50": 0.5, "p99.9": 0.999}
# Cells are longer than other rows' for the sake of p99.9.
TIME_FACTOR = 2
SMALL_ROW = REQUEST_ROWS[0]
PEAK_ROUNDS = 3
# A rate below this part of the one that was asked for is none.
LEAST_RATE = 0.9
ATTEMPTS = 5


def quantile(ordered, share):
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def corrected(microseconds, interval):
    """Adds the requests that a slow answer kept from being sent when they were due, each with the time it would have
    waited; without them a stall counts once, however long it is."""
    times = list(microseconds)
    for one in microseconds:
        waited = one - interval
        while waited > 0:
            times.append(waited)
            waited -= interval
    times.sort()
    return times


def opening_period(rate):
    """Milliseconds between the openings of connections that spread the requests of all of them best over time.

    h2load counts each connection's time from its opening, in whole milliseconds: opened at once, all would send at
    once.
    """
    interval = 1000 / rate

    def most_at_once(period):
        places = [int(index * period % interval) for index in range(CLIENTS)]
        return max(places.count(place) for place in places)

    return min(OPENING_PERIODS, key=most_at_once)


def read_log(path, seconds):
    """Latencies in microseconds, and the rate of requests by second: of the time in which all connections send.

    h2load's log has the start in microseconds since 1970, the status, and the microseconds to the end of the answer.
    """
    with open(path, encoding="ascii") as file:
        rows = [tuple(map(int, line.split("\t")[:3])) for line in file]
    first = min(row[0] for row in rows)
    begin, end = first + SKIPPED_SECONDS * 1e6, first + seconds * 1e6
    taken = [row[2] for row in rows if begin <= row[0] < end]
    return taken, len(taken) / (seconds - SKIPPED_SECONDS)


@dataclass(frozen=True)
class LatencyRow:
    name: str = "latency"
    goal: float = 1.00
    unit: str = "µs, ratio over direct"

    def lines(self, run):
        rate = self.rate_per_client(run)
        targets = [(proxy.name, proxy.url("/")) for proxy in run.proxies]
        targets.append((DIRECT, f"http://127.0.0.1:{run.room.origin_port}/"))
        samples = {word: {name: [] for name, _ in targets} for word in QUANTILES}
        for number in range(run.options.rounds):
            for name, url in targets:
                for word, value in self.measure(run, url, rate, name).items():
                    samples[word][name].append(value)
            values = "  ".join(f"{name} {samples['p50'][name][-1]} {samples['p99.9'][name][-1]}" for name, _ in targets)
            run.say(f"  {self.name} {number + 1}/{run.options.rounds}: {values}")
        run.note(f"latency: at {rate * CLIENTS} requests/s over {CLIENTS} connections")
        return [Line(f"latency, {word}", self.unit, self.goal, samples[word], run.weir_names, run.peer_names, DIRECT)
                for word in QUANTILES]

    def rate_per_client(self, run):
        """Half of the best peer's rate, of Weir's if there is none; measured in turn."""
        proxies = run.peers or run.weirs
        prepared = {proxy.name: SMALL_ROW.prepare(run, proxy) for proxy in proxies}
        rates = {proxy.name: [] for proxy in proxies}
        for _ in range(PEAK_ROUNDS):
            for proxy in proxies:
                rates[proxy.name].append(SMALL_ROW.load(run, proxy, prepared[proxy.name]).per_second)
        return max(1, round(max(map(statistics.median, rates.values())) / 2 / CLIENTS))

    def measure(self, run, url, rate, name):
        """Latencies at that rate. A machine that is busy elsewhere may fail to hold it: that is tried again."""
        what = f"{self.name}, {name}"
        for _ in range(ATTEMPTS):
            latencies, per_second = self.load(run, url, rate, what)
            if per_second >= LEAST_RATE * rate * CLIENTS:
                times = corrected(latencies, 1_000_000 // rate)
                return {word: quantile(times, share) for word, share in QUANTILES.items()}
            run.note(f"{what}: measured again, {per_second:.0f} requests/s came about instead of {rate * CLIENTS}")
        raise BenchFailure(f"{what}: the rate of {rate * CLIENTS} requests/s was not held in {ATTEMPTS} attempts")

    def load(self, run, url, rate, what):
        seconds = SKIPPED_SECONDS + TIME_FACTOR * run.options.seconds
        count = int(rate * seconds) * CLIENTS
        log = run.site.path("latency.log")
        run.site.write("latency.log", b"")
        command = [
            *h2load_command([url], "h1", CLIENTS), f"--rps={rate}", f"--log-file={log}",
            "-r", "1", f"--rate-period={opening_period(rate)}ms"]
        run_h2load(command, count, SMALL_BYTES, run.cores.load, what, 30 + 5 * seconds)
        return read_log(log, seconds)

"""Latency that a proxy adds, at a constant rate of half of what the best peer can do."""

import statistics
from dataclasses import dataclass

from harness.failure import BenchFailure
from harness.load import h2load_command, run_h2load
from harness.rows import REQUEST_ROWS
from harness.site import SMALL_BYTES
from harness.table import Line

CLIENTS = 64
# Handshakes and the first requests behind them are left out.
SKIPPED_SECONDS = 0.5
QUANTILES = {"p50": 0.5, "p99.9": 0.999}
# Cells are longer than other rows' for the sake of p99.9.
TIME_FACTOR = 2
SMALL_ROW = REQUEST_ROWS[0]
PEAK_ROUNDS = 3


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


def read_log(path):
    """h2load's log: start in microseconds since 1970, status, microseconds to the end of the answer."""
    with open(path, encoding="ascii") as file:
        rows = [tuple(map(int, line.split("\t")[:3])) for line in file]
    begin = min(row[0] for row in rows) + SKIPPED_SECONDS * 1e6
    return [row[2] for row in rows if row[0] >= begin]


@dataclass(frozen=True)
class LatencyRow:
    name: str = "latency"
    goal: float = 1.00
    unit: str = "µs added"

    def lines(self, run):
        rate = self.rate_per_client(run)
        names = [proxy.name for proxy in run.proxies]
        samples = {word: {name: [] for name in names} for word in QUANTILES}
        for number in range(run.options.rounds):
            direct = self.measure(run, f"http://127.0.0.1:{run.room.origin_port}/", rate, "direct")
            for proxy in run.proxies:
                taken = self.measure(run, proxy.url("/"), rate, proxy.name)
                for word in QUANTILES:
                    samples[word][proxy.name].append(taken[word] - direct[word])
            values = "  ".join(f"{name} {samples['p50'][name][-1]:.0f} {samples['p99.9'][name][-1]:.0f}" for name in names)
            run.say(f"  {self.name} {number + 1}/{run.options.rounds}: direct {direct['p50']} {direct['p99.9']}  {values}")
        run.note(f"latency: at {rate * CLIENTS} requests/s over {CLIENTS} connections")
        return [Line(f"latency, {word}", self.unit, self.goal, samples[word], run.weir_names, run.peer_names)
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
        seconds = SKIPPED_SECONDS + TIME_FACTOR * run.options.seconds
        count = int(rate * CLIENTS * seconds)
        log = run.site.path("latency.log")
        run.site.write("latency.log", b"")
        command = [*h2load_command([url], "h1", CLIENTS), f"--rps={rate}", f"--log-file={log}"]
        what = f"{self.name}, {name}"
        report = run_h2load(command, count, SMALL_BYTES, run.cores.load, what, 30 + 5 * seconds)
        if report.per_second < 0.9 * rate * CLIENTS:
            raise BenchFailure(f"{what}: {report.per_second:.0f} requests/s came about instead of {rate * CLIENTS}")
        times = corrected(read_log(log), 1_000_000 // rate)
        return {word: quantile(times, share) for word, share in QUANTILES.items()}

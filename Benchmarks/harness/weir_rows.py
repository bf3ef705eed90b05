"""Rows that compare Weir with itself: many routes with few, the access log with none, two event loops with one."""

import os
from dataclasses import dataclass

from harness.checks import ask, check_answers, check_fields
from harness.failure import BenchFailure
from harness.load import h2load_command
from harness.rows import SERVER_ROWS, RequestRow
from harness.site import SMALL_BYTES
from harness.table import Line

# These goals are close to one, so each cell is measured more often.
ROUND_FACTOR = 2

HOST_COUNT = 100
AREA_COUNT = 100
REQUESTED_HOST = "host-050.example.com"
# Of the work, for the second of two event loops. The system spreads connections by a hash, not evenly.
LEAST_SHARE = 0.2
# By the last digit of the area's number.
SOME_CONDITIONS = {0: ", methods: [GET, HEAD]", 5: ", headers: [ { name: accept, present: true } ]"}


def route_lines(hosts, areas):
    """Routes by host and prefix; one in ten by method, one by a header, as a site's may be. The last are asked for."""
    lines = []
    for host in hosts:
        for area in areas:
            condition = SOME_CONDITIONS.get(area % 10, "")
            lines.append(
                f'  - {{ name: "{host} {area:02}", hosts: ["host-{host:03}.example.com"], '
                f'paths: [ {{ prefix: "/area-{area:02}/" }} ]{condition}, upstream: origin }}')
    return "\n".join(lines)


FEW_ROUTES = {"routes": route_lines([50], range(10))}
MANY_ROUTES = {"routes": route_lines(range(HOST_COUNT), range(AREA_COUNT))}


@dataclass(frozen=True)
class RouteRow(RequestRow):
    """Requests that visit every area of one host."""

    def command(self, run, proxy):
        areas = AREA_COUNT if proxy.name == "with" else 10
        urls = [proxy.url(f"/area-{number % areas:02}/item-{number:03}") for number in range(AREA_COUNT)]
        return h2load_command(urls, self.protocol, self.clients) + [
            "-H", f":authority: {REQUESTED_HOST}", "-H", "accept: */*"]

    def check(self, run, proxy):
        """The routes must be what decides: another host has none."""
        known = ask(proxy, "GET", "/area-05/item", headers={"Host": REQUESTED_HOST, "Accept": "*/*"})[0]
        unknown = ask(proxy, "GET", "/area-05/item", headers={"Host": "other.example.com"})[0]
        if (known, unknown) != (200, 404):
            raise BenchFailure(f"{self.name}: statuses {known} and {unknown}, expected 200 and 404")


@dataclass(frozen=True)
class LogRow(RequestRow):
    """The small row, with a line for each request. Every line must be there."""

    def measure(self, run, proxy, count):
        path = log_path(run)
        is_logged = proxy.name == "with"
        if is_logged:
            os.truncate(path, 0)
        cell = super().measure(run, proxy, count)
        if is_logged:
            with open(path, "rb") as file:
                lines = sum(1 for _ in file)
            if lines != count:
                raise BenchFailure(f"{self.name}: {lines} lines for {count} requests")
        return cell


@dataclass(frozen=True)
class WorkersRow(RequestRow):
    """The small row; of two event loops the second must do its part."""

    def measure(self, run, proxy, count):
        before = proxy.process.thread_ticks()
        cell = super().measure(run, proxy, count)
        used = [ticks - before.get(thread, 0) for thread, ticks in proxy.process.thread_ticks().items()]
        second = sorted([0, *used])[-2] / max(1, sum(used))
        if proxy.name == "with" and second < LEAST_SHARE:
            raise BenchFailure(f"{self.name}: the second event loop had {second:.0%} of the work")
        return cell


def log_path(run):
    """In the run's folder, which lies in memory: a disk would be measured otherwise."""
    return run.site.path("access.log")


@dataclass(frozen=True)
class OwnRow:
    """Weir twice: as `base` says and as `other` says."""

    row: RequestRow
    base: object
    other: object

    @property
    def name(self):
        return self.row.name

    def lines(self, run):
        binary = run.options.weirs[0][1]
        started = []
        try:
            for column, settings in (("base", self.base(run)), ("with", self.other(run))):
                started.append(run.room.start_weir(column, binary, **settings))
                if hasattr(self.row, "check"):
                    self.row.check(run, started[-1])
            cells = run.rounds(self.row, started, run.options.rounds * ROUND_FACTOR)
        finally:
            for proxy in started:
                run.room.stop(proxy)
        samples = {name: [cell.value for cell in taken] for name, taken in cells.items()}
        return [Line(self.row.title, self.row.unit, self.row.goal, samples, ["with"], ["base"])]


@dataclass(frozen=True)
class ServerRow:
    """Weir with HTTP/2 to the server, beside the others with HTTP/1.1."""

    row: RequestRow

    @property
    def name(self):
        return self.row.name

    def lines(self, run):
        started = []
        try:
            for name, binary in run.options.weirs:
                started.append(run.room.start_weir(name, binary, protocol="h2"))
                check_answers(started[-1])
                check_fields(started[-1])
            return [run.compare(self.row, started + run.peers)]
        finally:
            for proxy in started:
                run.room.stop(proxy)


def two_workers(run):
    if set(run.cores.pair) & set(run.cores.load):
        run.note("workers: the second event loop shares its core with load and backend, which costs it time")
    return {"workers": 2, "cores": run.cores.pair}


OWN_ROWS = [
    OwnRow(RouteRow("routes", "10,000 routes over 10", 1.05, "/", SMALL_BYTES, 64),
           lambda run: FEW_ROUTES, lambda run: MANY_ROUTES),
    OwnRow(LogRow("log", "JSON access log over none", 1.05, "/", SMALL_BYTES, 64),
           lambda run: {}, lambda run: {"log": log_path(run)}),
    OwnRow(WorkersRow("workers", "two event loops over one", 1.05, "/", SMALL_BYTES, 64), lambda run: {}, two_workers),
]

MULTIPLEXED_ROWS = [ServerRow(row) for row in SERVER_ROWS]

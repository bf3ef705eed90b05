"""One run: what was asked for, what runs, and the rounds in which cells are measured in turn."""

import functools
import signal
import sys
from dataclasses import dataclass

from harness.checks import check_answers, check_fields
from harness.failure import BenchFailure
from harness.processes import ProcessTable
from harness.servers import PEERS, ServerRoom, binary_of, installed_version
from harness.site import Site
from harness.table import Line


@dataclass(frozen=True)
class Cores:
    """Where what runs: the proxy alone on the first, load and backend on the others."""

    proxy: tuple
    # For two event loops; with fewer than four cores the second is one of the load's.
    pair: tuple
    load: tuple

    @staticmethod
    def of(available):
        if len(available) < 2:
            raise BenchFailure("two cores are needed: one for the proxy, one for load and backend")
        others = available[2:] if len(available) >= 4 else available[1:]
        return Cores(tuple(available[:1]), tuple(available[:2]), tuple(others))


class Run:
    """Holds everything that must be taken down at the end. Used as `with Run(...) as run`."""

    def __init__(self, options, cores):
        self.options = options
        self.cores = cores
        self.notes = []
        # What starts a proxy, by its name, Weir's first; and those that run for the whole of the run.
        self.starters = {}
        self.proxies = []
        self.table = ProcessTable()
        self.site = None
        self.room = None

    def __enter__(self):
        try:
            self.site = Site()
            self.room = ServerRoom(self.site, self.table, self.cores)
            self._start_proxies()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        # A second Ctrl-C must not leave anything running.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        self.table.stop_all()
        if self.site:
            self.site.remove()

    def note(self, text):
        """A line for below the table, once."""
        if text not in self.notes:
            self.notes.append(text)

    def say(self, text):
        print(text, file=sys.stderr, flush=True)

    @property
    def weirs(self):
        return [proxy for proxy in self.proxies if proxy.kind.name == "weir"]

    @property
    def peers(self):
        return [proxy for proxy in self.proxies if proxy.kind.name != "weir"]

    @property
    def weir_names(self):
        return [proxy.name for proxy in self.weirs]

    @property
    def peer_names(self):
        return [proxy.name for proxy in self.peers]

    def peer_kinds(self):
        """Those that are asked for and installed; others are named in a note."""
        kinds = []
        for kind in PEERS:
            if kind.name not in self.options.proxies:
                continue
            if binary_of(kind):
                kinds.append(kind)
            else:
                self.note(f"{kind.name} is left out: it is not installed (Debian's package {kind.package})")
        return kinds

    def rounds(self, row, proxies, count):
        """Measures a row: each proxy once in each round, after a warm-up. Returns the cells by proxy."""
        prepared = {proxy.name: row.prepare(self, proxy) for proxy in proxies}
        cells = {proxy.name: [] for proxy in proxies}
        for number in range(count):
            for proxy in proxies:
                proxy.process.must_run()
                cells[proxy.name].append(row.measure(self, proxy, prepared[proxy.name]))
            values = "  ".join(f"{name} {taken[-1].value:.2f}" for name, taken in cells.items())
            self.say(f"  {row.name} {number + 1}/{count}: {values}")
        self._note_connections(row, cells)
        return cells

    def compare(self, row, proxies=None):
        """The line of a row that all proxies take part in, or those given."""
        cells = self.rounds(row, proxies or self.proxies, self.options.rounds)
        self._note_tls(cells)
        self._note_rates(row, cells)
        samples = {name: [cell.value for cell in taken] for name, taken in cells.items()}
        return Line(row.title, row.unit, row.goal, samples, self.weir_names, self.peer_names)

    def _start_proxies(self):
        if "weir" in self.options.proxies:
            for name, path in self.options.weirs:
                self.starters[name] = functools.partial(self.room.start_weir, name, path)
        for kind in self.peer_kinds():
            self.starters[kind.name] = functools.partial(self.room.start_peer, kind)
            self.say(f"{kind.name}: {installed_version(kind)}")
        for start in self.starters.values():
            self.proxies.append(start())
        for proxy in self.proxies:
            check_answers(proxy)
            check_fields(proxy)
            self.say(f"{proxy.name}: process {proxy.process.popen.pid} on port {proxy.port}")

    def _note_connections(self, row, cells):
        for name, taken in cells.items():
            most = max(cell.new_server_connections for cell in taken)
            if most > 0:
                self.note(f"{row.name}: {name} opened up to {most} new server connections while it was measured")

    def _note_tls(self, cells):
        for name, taken in cells.items():
            if taken[0].tls:
                self.note(f"{name} negotiated {taken[0].tls}")

    def _note_rates(self, row, cells):
        rates = [(name, max(cell.per_second for cell in taken)) for name, taken in cells.items()]
        if all(rate for _, rate in rates):
            self.note(f"{row.name}: " + ", ".join(f"{name} {rate:.0f}" for name, rate in rates) + " requests/s at most")

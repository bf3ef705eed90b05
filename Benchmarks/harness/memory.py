"""Memory by idle TLS connection: what a fresh proxy grows by while a client holds many, each answered once."""

import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass

from harness.checks import check_answers, settle
from harness.failure import BenchFailure
from harness.load import h2load_command, run_h2load
from harness.processes import end_tool, prepare_server
from harness.site import SMALL_BYTES
from harness.table import Line

CONNECTIONS = 10_000
SPARE_DESCRIPTORS = 500
WARM_UP_REQUESTS = 2000
QUIET_SECONDS = 1.0
HOLD_DEADLINE_SECONDS = 120
CLIENT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "idle_client.py")


class Holder:
    """The client process that holds the connections."""

    def __init__(self, port, count, cores):
        self.popen = subprocess.Popen(
            [sys.executable, "-B", CLIENT, str(port), str(count)], text=True, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            preexec_fn=lambda: prepare_server(cores))

    def read_count(self):
        line = self.popen.stdout.readline()
        if not line.startswith("held "):
            raise BenchFailure(f"the client that holds idle connections failed: {self.popen.stderr.read()[-1000:]}")
        return int(line.split()[1])

    def count_again(self):
        self.popen.stdin.write("?\n")
        self.popen.stdin.flush()
        return self.read_count()

    def close(self):
        end_tool(self.popen)
        for pipe in (self.popen.stdin, self.popen.stdout, self.popen.stderr):
            pipe.close()


@dataclass(frozen=True)
class MemoryRow:
    name: str = "memory"
    title: str = "idle TLS connection"
    goal: float = 0.80
    unit: str = "KiB resident"

    def lines(self, run):
        count = min(CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[1] - SPARE_DESCRIPTORS)
        if count < CONNECTIONS:
            run.note(f"{self.name}: {count} connections, for want of file descriptors")
        samples = {name: [] for name in run.starters}
        for number in range(run.options.rounds):
            for name, start in run.starters.items():
                samples[name].append(self.measure(run, start, count))
            values = "  ".join(f"{name} {taken[-1]:.2f}" for name, taken in samples.items())
            run.say(f"  {self.name} {number + 1}/{run.options.rounds}: {values}")
        return [Line(self.title, self.unit, self.goal, samples, run.weir_names, run.peer_names)]

    def measure(self, run, start, count):
        """KiB a connection, of a proxy started for this alone. It has served before: what that takes is not counted."""
        proxy = start()
        try:
            check_answers(proxy)
            command = h2load_command([proxy.url("/")], "h1", 64)
            run_h2load(command, WARM_UP_REQUESTS, SMALL_BYTES, run.cores.load, f"{self.name}, {proxy.name}", 60)
            settle(proxy)
            return self.growth(run, proxy, count) / count
        finally:
            run.room.stop(proxy)

    def growth(self, run, proxy, count):
        before = proxy.process.resident_kib()
        holder = Holder(proxy.port, count, run.cores.load)
        try:
            held = holder.read_count()
            time.sleep(QUIET_SECONDS)
            settle(proxy)
            after = proxy.process.resident_kib()
            opened = proxy.process.descriptor_count()
            held = min(held, holder.count_again())
        finally:
            holder.close()
        if held < count or opened < count:
            raise BenchFailure(f"{self.name}: {proxy.name} holds {held} of {count} connections, {opened} descriptors")
        return after - before

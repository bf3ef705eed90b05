"""Starting, measuring and stopping processes. Each is known by its id, and all are stopped when the run ends."""

import os
import resource
import signal
import socket
import subprocess
import time

from harness.failure import BenchFailure

START_SECONDS = 20.0
STOP_SECONDS = 3.0


def child_pids(parent):
    """Ids of a process's descendants."""
    parents = {}
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat", encoding="ascii", errors="replace") as file:
                parents[int(entry)] = int(file.read().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
    found = [parent]
    for pid in found:
        found.extend(child for child, its_parent in parents.items() if its_parent == pid)
    return found[1:]


def cpu_nanoseconds(pid):
    """CPU time, user and system, that a process's threads have taken since it began, ended threads included.

    This is the process's CPU clock (clock_getcpuclockid(3)): the scheduler's own sum in nanoseconds, of which the ticks
    in /proc/PID/stat are a rounded copy. The number of the clock is made of the process id as Linux defines it.
    """
    return time.clock_gettime_ns((~pid << 3) | 2)


def status_value(pid, key):
    """A number from /proc/PID/status."""
    with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
        for line in file:
            if line.startswith(key + ":"):
                return int(line.split()[1])
    raise BenchFailure(f"/proc/{pid}/status has no {key}")


def prepare_server(cores):
    """In a new process, before its program begins: its cores, and as many open files as may be."""
    os.sched_setaffinity(0, cores)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


class Process:
    """A process that this run started, with the processes that it started in turn."""

    def __init__(self, name, popen, log):
        self.name = name
        self.popen = popen
        self.log = log

    @property
    def pids(self):
        return [self.popen.pid, *child_pids(self.popen.pid)]

    def cpu(self):
        """Nanoseconds of CPU time of all its processes."""
        return sum(cpu_nanoseconds(pid) for pid in self.pids)

    def thread_ticks(self):
        """Ticks of CPU time of each thread of the process that was started, by thread id."""
        ticks = {}
        for thread in os.listdir(f"/proc/{self.popen.pid}/task"):
            try:
                with open(f"/proc/{self.popen.pid}/task/{thread}/stat", encoding="ascii", errors="replace") as file:
                    fields = file.read().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            ticks[thread] = int(fields[11]) + int(fields[12])
        return ticks

    def resident_kib(self):
        """Resident memory of all its processes. What they share counts for each; differences are not touched by it."""
        return sum(status_value(pid, "VmRSS") for pid in self.pids)

    def descriptor_count(self):
        """Open files of all its processes."""
        return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in self.pids)

    def must_run(self):
        if self.popen.poll() is not None:
            raise BenchFailure(f"{self.name} ended with status {self.popen.returncode}:\n{self.log_tail()}")

    def log_tail(self):
        with open(self.log, encoding="utf-8", errors="replace") as file:
            return "".join(file.readlines()[-15:])

    def wait_for(self, port):
        """Returns when something listens on the port."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            self.must_run()
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise BenchFailure(f"{self.name} does not listen on port {port}:\n{self.log_tail()}")

    def stop(self):
        """Ends it and its children: kindly, then not. Each is named by its id."""
        if self.popen.poll() is None:
            children = child_pids(self.popen.pid)
            self.popen.terminate()
            try:
                self.popen.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.popen.kill()
                self.popen.wait()
            for pid in children:
                self._kill_orphan(pid)

    def _kill_orphan(self, pid):
        try:
            if os.getpgid(pid) == self.popen.pid:
                os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


class ProcessTable:
    """All processes of a run."""

    def __init__(self):
        self.running = []

    def start(self, name, command, cores, folder):
        """Starts a command on the given cores, in a session of its own: Ctrl-C reaches only this program."""
        log = os.path.join(folder, f"{name}.out")
        with open(log, "a", encoding="utf-8") as output:
            popen = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=folder,
                start_new_session=True, preexec_fn=lambda: prepare_server(cores))
        process = Process(name, popen, log)
        self.running.append(process)
        return process

    def stop(self, process):
        process.stop()
        self.running.remove(process)

    def stop_all(self):
        while self.running:
            self.running.pop().stop()


def free_ports(count):
    """Loopback ports that nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def start_tool(command, cores):
    """Starts a command whose output is to be read."""
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        start_new_session=True, preexec_fn=lambda: os.sched_setaffinity(0, cores))


def finish_tool(popen, what, timeout):
    """Waits for its end and returns its output; any status but 0 is a failure."""
    try:
        output = popen.communicate(timeout=max(timeout, 0.1))[0]
    except subprocess.TimeoutExpired:
        raise BenchFailure(f"{what}: {popen.args[0]} did not end in time") from None
    if popen.returncode != 0:
        raise BenchFailure(f"{what}: {popen.args[0]} ended with status {popen.returncode}:\n{output[-2000:]}")
    return output


def end_tool(popen):
    """Makes sure that it runs no more."""
    if popen.poll() is None:
        popen.kill()
        popen.wait()


def run_tool(command, cores, what, timeout):
    """Runs a command to its end and returns its output."""
    popen = start_tool(command, cores)
    try:
        return finish_tool(popen, what, timeout)
    finally:
        end_tool(popen)

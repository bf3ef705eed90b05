#!/usr/bin/env python3
"""Compares Weir with nginx, HAProxy and h2o; what is measured and how is in README.md beside this file."""

import sys

sys.dont_write_bytecode = True

import argparse
import os
import signal
import time

from harness.failure import BenchFailure
from harness.latency import LatencyRow
from harness.memory import MemoryRow
from harness.rows import HANDSHAKE_ROWS, REQUEST_ROWS
from harness.run import Cores, Run
from harness.table import render
from harness.weir_rows import MULTIPLEXED_ROWS, OWN_ROWS

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PEER_ROWS = [*REQUEST_ROWS, *HANDSHAKE_ROWS, MemoryRow(), LatencyRow()]
ROWS = [row.name for row in [*PEER_ROWS, *MULTIPLEXED_ROWS, *OWN_ROWS]]
PROXIES = ["weir", "nginx", "haproxy", "h2o"]


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=words(ROWS), default=ROWS, help="comma between: " + ",".join(ROWS))
    parser.add_argument("--rounds", type=int, default=5, help="measurements of each cell (5)")
    parser.add_argument("--seconds", type=float, default=2.0, help="length of one measurement (2)")
    parser.add_argument("--proxies", type=words(PROXIES), default=PROXIES, help="comma between: " + ",".join(PROXIES))
    parser.add_argument(
        "--weir", dest="weirs", type=named_binary, action="append", metavar="[NAME=]PATH",
        help="Weir's binary (.build/release/weir); several with names are compared with each other too")
    options = parser.parse_args()
    options.weirs = options.weirs or [("weir", os.path.join(ROOT, ".build/release/weir"))]
    return options


def words(known):
    """A parser of words with commas between them."""
    def parse(text):
        chosen = [word for word in text.split(",") if word]
        unknown = [word for word in chosen if word not in known]
        if unknown or not chosen:
            raise argparse.ArgumentTypeError(f"{' '.join(unknown) or 'nothing'}: choose from {', '.join(known)}")
        return chosen
    return parse


def named_binary(text):
    name, separator, path = text.rpartition("=")
    path = os.path.abspath(path)
    if not os.access(path, os.X_OK):
        raise argparse.ArgumentTypeError(f"{path} is no program; make release builds it")
    return (name if separator else "weir", path)


def measure(run, rows, lines):
    """Adds the lines of those rows that are asked for."""
    for row in rows:
        if row.name in run.options.rows:
            lines += row.lines(run)


def report(run, title, lines):
    if lines:
        print(f"\n{title}: median [least most] of {run.options.rounds} rounds or more\n\n{render(lines)}")


def run_all(options):
    """Measures and prints. If a row fails, the rows before it are printed, and the failure goes on."""
    peers, multiplexed, own = [], [], []
    with Run(options, Cores.of(sorted(os.sched_getaffinity(0)))) as run:
        try:
            measure(run, PEER_ROWS, peers)
            measure(run, MULTIPLEXED_ROWS if run.weirs else [], multiplexed)
            measure(run, OWN_ROWS if run.weirs else [], own)
        finally:
            report(run, "Weir and its peers", peers)
            report(run, "Weir with HTTP/2 to servers, and its peers with HTTP/1.1", multiplexed)
            report(run, "Weir and itself", own)
            print("", *run.notes, sep="\n", flush=True)


def main():
    options = parse_arguments()
    # Also where the shell has it ignored, as for commands in the background.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench: terminated"))
    started = time.monotonic()
    try:
        run_all(options)
    except BenchFailure as failure:
        sys.exit(f"bench: {failure}")
    except KeyboardInterrupt:
        sys.exit("bench: interrupted")
    print(f"took {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Counts the instructions that single operations take, under valgrind's callgrind, and holds them to thresholds.

`check.py PROGRAM` prints instructions by operation and fails where one takes more than thresholds.json allows.
`check.py PROGRAM --update` writes what it measured into that file, with room for small changes.

Each benchmark runs twice with different numbers of repetitions; the difference is free of start-up and preparation.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

THRESHOLDS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "thresholds.json")
FEW, MANY = 200, 2200
ROOM = 1.05
TIMEOUT_SECONDS = 120


class CountFailure(Exception):
    """A benchmark did not run to its end, or said nothing."""


def stripped_copy(program, folder):
    """A copy without debug information: valgrind of Debian 12 cannot read what Swift's compiler writes."""
    copy = os.path.join(folder, "micro")
    shutil.copy2(program, copy)
    subprocess.run(["strip", "--strip-debug", copy], check=True)
    return copy


def instructions(program, name, count, folder):
    """Instructions of the main thread in one run."""
    for old in os.listdir(folder):
        if old.startswith("counts."):
            os.remove(os.path.join(folder, old))
    result = subprocess.run(
        ["valgrind", "--tool=callgrind", "--separate-threads=yes",
         f"--callgrind-out-file={folder}/counts.out", program, name, str(count)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=TIMEOUT_SECONDS, check=False,
        env=os.environ | {"SWIFT_DETERMINISTIC_HASHING": "1"})
    if result.returncode != 0:
        raise CountFailure(f"{name} ended with status {result.returncode}:\n{result.stdout[-2000:]}")
    return main_thread_total(folder)


def main_thread_total(folder):
    """Sum of the file that callgrind writes for the first thread; the log's writer is another one."""
    found = sorted(name for name in os.listdir(folder) if name.startswith("counts.out"))
    name = next((name for name in found if name.endswith("-01")), found[0] if found else "")
    if not name:
        raise CountFailure("callgrind wrote no counts")
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        total = re.search(r"^(?:totals|summary): (\d+)", file.read(), re.M)
    if not total:
        raise CountFailure(f"{name} has no total")
    return int(total.group(1))


def measure(program):
    """Instructions of one operation, by benchmark."""
    names = subprocess.run([program], stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    with tempfile.TemporaryDirectory(prefix="weir-micro-") as folder:
        copy = stripped_copy(program, folder)
        return {name: (instructions(copy, name, MANY, folder) - instructions(copy, name, FEW, folder)) / (MANY - FEW)
                for name in names}


def compare(measured, thresholds):
    """Prints each count beside its threshold; returns what is wrong."""
    problems = []
    for name, count in measured.items():
        limit = thresholds.get(name)
        print(f"{name:16} {count:10.1f} instructions, at most {limit}")
        if limit is None:
            problems.append(f"{name} has no threshold")
        elif count > limit:
            problems.append(f"{name} takes {count:.0f} instructions, {count / limit * 100 - 100:.1f} % too many")
        elif count < limit / ROOM / ROOM:
            print(f"{'':16} far below: lower the threshold (make micro-update)")
    problems += [f"{name} is not measured any more" for name in thresholds if name not in measured]
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--update", action="store_true")
    options = parser.parse_args()
    try:
        measured = measure(os.path.abspath(options.program))
    except (CountFailure, OSError, subprocess.SubprocessError) as problem:
        sys.exit(f"micro: {problem}")
    if options.update:
        with open(THRESHOLDS, "w", encoding="utf-8") as file:
            json.dump({name: round(count * ROOM) for name, count in measured.items()}, file, indent=2)
            file.write("\n")
    with open(THRESHOLDS, encoding="utf-8") as file:
        problems = compare(measured, json.load(file))
    if problems:
        sys.exit("\n".join(f"micro: {problem}" for problem in problems))


if __name__ == "__main__":
    main()

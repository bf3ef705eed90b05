"""What came of a soak: what Weir still holds, whether its metrics and its log agree, and one line that says so."""

import collections
import json
import re
from dataclasses import dataclass, field

from processes import Sample, Weir

# Growth that is no leak: the heap settles while ever larger crowds have been there.
SLACK = 12 << 20


@dataclass
class Facts:
    before: Sample
    after: Sample
    # Resident bytes at 10, 50 and 100 % of the time.
    resident: tuple[int, int, int]
    peak: int
    requests: int
    active: int
    connections: int
    # By the status page: requests at servers.
    at_servers: int
    dropped: int
    exit_status: int
    lines: int = 0
    bad_lines: int = 0
    ends: collections.Counter = field(default_factory=collections.Counter)
    # Status by id, for lines that have both; ids that came twice.
    by_id: dict = field(default_factory=dict)
    twice: list = field(default_factory=list)
    errors: str = ""


async def gather(weir: Weir, before: Sample, after: Sample, watch) -> Facts:
    """Asks Weir, ends it, and reads its log."""
    status = json.loads(await weir.admin("/status"))
    facts = Facts(
        before=before,
        after=after,
        resident=(watch.resident(0.1), watch.resident(0.5), watch.resident(1)),
        peak=after.peak,
        requests=await weir.metric("weir_requests_total"),
        active=await weir.metric("weir_requests_active"),
        connections=await weir.metric("weir_connections"),
        at_servers=sum(server["active"] for upstream in status["upstreams"] for server in upstream["servers"]),
        dropped=await weir.metric("weir_log_dropped_total"),
        exit_status=await weir.stop(),
        errors=weir.errors,
    )
    _read(weir, facts)
    return facts


def _read(weir: Weir, facts: Facts) -> None:
    with open(weir.log, "rb") as log:
        for line in log:
            facts.lines += 1
            try:
                entry = json.loads(line)
            except ValueError:
                facts.bad_lines += 1
                continue
            facts.ends[entry.get("end")] += 1
            found = re.search(r"[?&]id=(\d+)", entry.get("path", ""))
            if found:
                number = int(found.group(1))
                if number in facts.by_id:
                    facts.twice.append(number)
                facts.by_id[number] = entry.get("status")


def pronounce(facts: Facts, driver, field, problems: list[str]) -> bool:
    """Prints what came of it; True: all is well."""
    problems = list(problems)

    def demand(holds: bool, what: str) -> None:
        if not holds:
            problems.append(what)

    wrong = [n for n, status in field.answered.items() if facts.by_id.get(n) != status]
    early, middle, late = facts.resident
    demand(driver.errors.total() == 0, f"{driver.errors.total()} errors: {dict(driver.errors)}")
    demand(driver.late.total() <= driver.done.total() / 20, "the machine is too slow for this rate: use a lower RATE")
    demand(facts.lines == facts.requests, f"{facts.lines} lines in the log, {facts.requests} requests counted")
    demand(facts.bad_lines == 0, f"{facts.bad_lines} lines that are no JSON")
    demand(not facts.twice, f"requests with two lines: {facts.twice[:5]}")
    demand(not wrong, f"{len(wrong)} answers without a line that tells the same: {wrong[:5]}")
    demand(facts.ends["internal_error"] == 0, "internal errors in the log")
    demand(facts.active == 0 and facts.connections == 0, f"active {facts.active}, connections {facts.connections}")
    demand(facts.at_servers == 0, f"{facts.at_servers} requests still counted at servers")
    demand(facts.dropped == 0, f"{facts.dropped} lines dropped")
    demand(facts.exit_status == 0, f"exit status {facts.exit_status}")
    demand("Fatal error" not in facts.errors, "it says: " + facts.errors[-2000:])
    demand(facts.after.descriptors <= facts.before.descriptors, f"{facts.after.descriptors} descriptors are left")
    demand(facts.after.threads <= facts.before.threads + 4, f"{facts.after.threads} threads are left")
    demand(late <= early * 1.3 + SLACK, f"it grew from {early >> 20} to {late >> 20} MiB")
    demand(late <= middle * 1.15 + SLACK, f"it grew from {middle >> 20} to {late >> 20} MiB in the second half")

    print(f"actions: {dict(sorted(driver.done.items()))}")
    print(f"while a server was dead: {dict(sorted(driver.excused.items()))}; put off: {driver.put_off}")
    print(f"while the clients came late: {dict(sorted(driver.late.items()))}; at worst {driver.pulse.worst:.1f} s")
    print(f"ends in the log: {dict(facts.ends.most_common())}")
    for story in driver.stories:
        print(f"error: {story}")
    for problem in problems:
        print(f"problem: {problem}")
    print(
        f"{'FAILED' if problems else 'fine'}: {facts.requests} requests, {facts.lines} log lines,"
        f" {len(field.answered)} whole answers with {field.received / 2**20:.0f} MiB, {driver.errors.total()} errors,"
        f" {driver.excused.total()} excused by {driver.havoc.kills} kills;"
        f" RSS {early / 2**20:.1f} / {middle / 2**20:.1f} / {late / 2**20:.1f} MiB at 10 / 50 / 100 %,"
        f" peak {facts.peak / 2**20:.1f}, quiet {facts.after.resident / 2**20:.1f};"
        f" descriptors {facts.before.descriptors} -> {facts.after.descriptors},"
        f" threads {facts.before.threads} -> {facts.after.threads};"
        f" active {facts.active}, exit status {facts.exit_status}",
        flush=True,
    )
    return not problems

"""Keeps clients coming at a steady rate, and sorts what goes wrong: Weir's doing, or a server's death."""

import asyncio
import collections
import ssl
import time

from http1 import Broken
from origins import Havoc
from traffic import ACTIONS, Field, Unexpected

# An action that takes longer has been forgotten by somebody.
PATIENCE = 60
# Clients at one time; more are put off, so that a slow machine is not drowned.
CROWD = 200
# Failures that are told in full.
TOLD = 20


class Pulse:
    """Notices when this program itself comes late: what then goes wrong may be its own doing."""

    # Seconds; far below every deadline of Weir's.
    LATE = 2.0

    def __init__(self) -> None:
        self.worst = 0.0
        self._times: list[tuple[float, float]] = []

    async def run(self) -> None:
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.1)
            now = time.monotonic()
            self.worst = max(self.worst, now - before - 0.1)
            if now - before > self.LATE:
                self._times.append((before, now))

    def was_late(self, begin: float, end: float) -> bool:
        return any(first <= end and begin <= last for first, last in self._times)


class Driver:
    def __init__(self, field: Field, rate: float, havoc: Havoc) -> None:
        self.field = field
        self.rate = rate
        self.havoc = havoc
        self.done: collections.Counter[str] = collections.Counter()
        # Failures while a server was dead or had just died.
        self.excused: collections.Counter[str] = collections.Counter()
        # Failures while the clients themselves came late.
        self.late: collections.Counter[str] = collections.Counter()
        self.errors: collections.Counter[str] = collections.Counter()
        self.pulse = Pulse()
        self.stories: list[str] = []
        self.put_off = 0
        self._clients: set[asyncio.Task] = set()

    async def run(self, seconds: float) -> None:
        """Clients for so long; returns when the last one has gone."""
        weights = [weight for _, weight, _ in ACTIONS]
        begin = time.monotonic()
        number = 0
        while (now := time.monotonic()) < begin + seconds:
            due = begin + number / self.rate
            if due > now:
                await asyncio.sleep(due - now)
            number += 1
            if len(self._clients) >= CROWD:
                self.put_off += 1
                continue
            action, _, may_suffer = self.field.random.choices(ACTIONS, weights)[0]
            task = asyncio.create_task(self._play(action, may_suffer))
            self._clients.add(task)
            task.add_done_callback(self._clients.discard)
        if self._clients:
            await asyncio.wait(self._clients, timeout=2 * PATIENCE)

    @property
    def crowd(self) -> int:
        return len(self._clients)

    async def _play(self, action, may_suffer: bool) -> None:
        name = action.__name__
        begin = time.monotonic()
        try:
            await asyncio.wait_for(action(self.field), PATIENCE)
        except (Unexpected, Broken, OSError, ssl.SSLError, asyncio.IncompleteReadError, TimeoutError) as error:
            self._failed(name, error, begin, may_suffer)
        except ValueError as error:
            # Something that is no HTTP where HTTP should be.
            self._failed(name, error, begin, may_suffer)
        self.done[name] += 1

    def _failed(self, name: str, error: Exception, begin: float, may_suffer: bool) -> None:
        if may_suffer and self.havoc.touches(begin, time.monotonic()):
            self.excused[name] += 1
            return
        if self.pulse.was_late(begin, time.monotonic()):
            self.late[name] += 1
            return
        self.errors[name] += 1
        if len(self.stories) < TOLD:
            self.stories.append(f"{name}: {type(error).__name__}: {error}")

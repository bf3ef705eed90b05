"""The servers behind Weir, and who kills them."""

import asyncio
import random
import time

from processes import Origin

# Seconds for which a death may still be felt: Weir's probes need a while to see a server come back.
AFTERMATH = 1.0


class Havoc:
    """Kills one server after the other and starts it again."""

    def __init__(self, origins: list[Origin], pause: float = 8) -> None:
        self.origins = origins
        self.pause = pause
        self.kills = 0
        # When servers were dead; an open one ends at infinity.
        self._times: list[list[float]] = []
        self._random = random.Random(2)

    async def run(self) -> None:
        """Until cancelled; every server lives then."""
        victim: Origin | None = None
        try:
            while True:
                await asyncio.sleep(self.pause * (0.5 + self._random.random()))
                victim = self._random.choice(self.origins)
                self._times.append([time.monotonic(), float("inf")])
                self.kills += 1
                await victim.kill()
                await asyncio.sleep(self._random.random() * 2)
                await victim.start()
                self._times[-1][1] = time.monotonic() + AFTERMATH
                victim = None
        finally:
            if victim is not None:
                await victim.kill()
                await victim.start()
                self._times[-1][1] = time.monotonic() + AFTERMATH

    def touches(self, begin: float, end: float) -> bool:
        """Whether a server was dead within this time."""
        return any(first <= end and begin <= last for first, last in self._times)

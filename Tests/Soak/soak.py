"""Mixed traffic against a release build for as long as one likes: `soak.py --minutes 30 --rate 60 BINARY`.

Good clients and bad ones, servers that are killed and come back. What Weir holds is printed on the way; the last line
is the verdict. Everything is on loopback and in a folder that goes with the run.
"""

import argparse
import asyncio
import os
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

import verdict
from driver import Driver
from origins import Havoc
from processes import Origin, Sample, Weir, eventually, make_certificate
from traffic import Field

CONFIGURATION = """
listeners:
  https:
    address: 127.0.0.1:0
    tls:
      certificates:
        - {{ certificate: {soak[0]}, key: {soak[1]} }}
        - {{ certificate: {other[0]}, key: {other[1]} }}
  http: {{ address: 127.0.0.1:0 }}
upstreams:
  stable:
    servers: [ {stable} ]
    affinity: {{ cookie: SERVERID, idle: 20s, lifetime: 40s }}
    health: {{ type: http, path: /health, interval: 200ms, timeout: 1s, fall: 2, rise: 1 }}
    timeouts: {{ idle: 3s, response: 20s }}
  canary:
    servers: [ {canary} ]
    affinity: {{ cookie: SERVERID, idle: 20s, lifetime: 40s }}
    health: {{ type: tcp, interval: 200ms, timeout: 1s, fall: 2, rise: 1 }}
    timeouts: {{ idle: 3s, response: 20s }}
routes:
  - name: all
    split:
      by: client
      arms: [ {{ name: stable, upstream: stable, weight: 80 }}, {{ name: canary, upstream: canary, weight: 20 }} ]
affinity_keys: [ "a key of a soak that is long enough for all" ]
admin: {{ address: 127.0.0.1:0 }}
log: {{ access: {{ to: access.log }} }}
timeouts: {{ handshake: 10s, head: 10s, body: 20s, keep_alive: 10s, tunnel: 30s }}
drain_timeout: 5s
workers: 2
"""


def configuration(folder: Path, stable: list[Origin], canary: list[Origin]) -> tuple[str, dict[str, str]]:
    certificates = {name: make_certificate(folder, name) for name in ("soak", "other")}

    def servers(origins: list[Origin]) -> str:
        return ", ".join(f"{{ id: {o.name}, address: '127.0.0.1:{o.port}' }}" for o in origins)

    text = CONFIGURATION.format(**certificates, stable=servers(stable), canary=servers(canary))
    return text, {name: paths[0] for name, paths in certificates.items()}


class Watch:
    """Samples what Weir holds, and prints a line every so often."""

    def __init__(self, weir: Weir, driver: Driver, seconds: float) -> None:
        self.weir = weir
        self.driver = driver
        self.seconds = seconds
        self.samples: list[tuple[float, Sample]] = []
        self._begin = time.monotonic()

    async def run(self) -> None:
        every = max(5, self.seconds / 60)
        due = 0.0
        print("seconds    RSS MiB   peak MiB      fds  threads  clients   actions   kills")
        while True:
            now = time.monotonic() - self._begin
            sample = self.weir.sample()
            self.samples.append((now, sample))
            if now >= due:
                due += every
                print(
                    f"{now:7.0f} {sample.resident / 2**20:10.1f} {sample.peak / 2**20:10.1f} {sample.descriptors:8}"
                    f" {sample.threads:8} {self.driver.crowd:8} {self.driver.done.total():9}"
                    f" {self.driver.havoc.kills:7}",
                    flush=True,
                )
            await asyncio.sleep(0.5)

    def resident(self, share: float) -> int:
        """The median around this share of the time: one sample may hit a large transfer."""
        at = share * self.seconds
        near = sorted(self.samples, key=lambda entry: abs(entry[0] - at))[:9]
        return sorted(sample.resident for _, sample in near)[len(near) // 2]


async def baseline(weir: Weir) -> Sample:
    """What it holds with nobody there. Probes come and go: the least of a while."""
    samples = []
    for _ in range(30):
        samples.append(weir.sample())
        await asyncio.sleep(0.05)
    return min(samples, key=lambda sample: sample.descriptors)


async def soak(binary: str, folder: Path, seconds: float, rate: float) -> bool:
    # asyncio complains of connections that are cut while they are being closed, which is what clients here do.
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: None)
    stable = [Origin(f"stable-{n}") for n in (1, 2, 3)]
    canary = [Origin(f"canary-{n}") for n in (1, 2)]
    weir: Weir | None = None
    try:
        for origin in stable + canary:
            await origin.start()
        text, authorities = configuration(folder, stable, canary)
        weir = Weir(binary, folder, text)
        await weir.start({"https", "http", "admin"})
        before = await baseline(weir)
        field = Field(weir.ports["https"], weir.ports["http"], authorities)
        driver = Driver(field, rate, Havoc(stable + canary))
        watch = Watch(weir, driver, seconds)
        watching = asyncio.create_task(watch.run())
        killing = asyncio.create_task(driver.havoc.run())
        beating = asyncio.create_task(driver.pulse.run())
        await driver.run(seconds)
        beating.cancel()
        killing.cancel()
        await asyncio.wait({killing})

        async def is_quiet() -> bool:
            if await weir.metric("weir_connections") > 0:
                return False
            return (await baseline(weir)).descriptors <= before.descriptors

        problems = []
        try:
            await eventually("all connections are gone", 30, is_quiet)
        except TimeoutError as error:
            problems.append(str(error))
        watching.cancel()
        facts = await verdict.gather(weir, before, await baseline(weir), watch)
        return verdict.pronounce(facts, driver, field, problems)
    finally:
        if weir is not None:
            await weir.kill()
        for origin in stable + canary:
            await origin.kill()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--rate", type=float, default=25, help="visits a second")
    options = parser.parse_args()
    # Whichever way it is stopped, what it started is stopped too.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    folder = Path(tempfile.mkdtemp(prefix=f"weir-soak-{os.getpid()}-"))
    try:
        is_fine = asyncio.run(soak(options.binary, folder, options.minutes * 60, options.rate))
    except KeyboardInterrupt:
        return 130
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main())

"""The processes of a soak: Weir, and the servers behind it. Whoever starts them stops them, by their pid."""

import asyncio
import os
import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import http1

HERE = Path(__file__).parent


@dataclass
class Sample:
    """What a process holds. Bytes."""

    resident: int
    peak: int
    descriptors: int
    threads: int


def sample(pid: int) -> Sample:
    text = Path(f"/proc/{pid}/status").read_text()

    def number(name: str) -> int:
        found = re.search(rf"^{name}:\s+(\d+)", text, re.MULTILINE)
        return int(found.group(1)) if found else 0

    return Sample(
        number("VmRSS") * 1024, number("VmHWM") * 1024, len(os.listdir(f"/proc/{pid}/fd")), number("Threads")
    )


def make_certificate(folder: Path, name: str) -> tuple[str, str]:
    """A certificate that signs itself, for `name.test`; paths of it and of its key."""
    import subprocess

    certificate, key = folder / f"{name}.crt", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"]
        + ["-subj", f"/CN={name}.test", "-addext", f"subjectAltName=DNS:{name}.test"]
        + ["-keyout", str(key), "-out", str(certificate)],
        check=True,
        capture_output=True,
    )
    return str(certificate), str(key)


class Origin:
    """A server that can be killed and started again on the port that it had."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.port = 0
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        arguments = [str(HERE / "origin.py"), self.name] + ([str(self.port)] if self.port else [])
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        line = await asyncio.wait_for(self._process.stdout.readline(), 20)
        if not line:
            raise RuntimeError(f"{self.name} does not listen")
        self.port = int(line)

    async def kill(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


class Weir:
    """A running `weir`."""

    def __init__(self, binary: str, folder: Path, configuration: str) -> None:
        self.binary = binary
        self.folder = folder
        self.ports: dict[str, int] = {}
        self._process: asyncio.subprocess.Process | None = None
        self._file = folder / "weir.yaml"
        self._file.write_text(configuration)

    async def start(self, listeners: set[str]) -> None:
        with open(self.folder / "err", "wb") as errors:
            self._process = await asyncio.create_subprocess_exec(
                self.binary, "run", "--config", str(self._file), stdout=asyncio.subprocess.DEVNULL, stderr=errors
            )
        deadline = time.monotonic() + 20
        while not listeners <= self.ports.keys():
            if self._process.returncode is not None or time.monotonic() > deadline:
                raise RuntimeError(f"weir does not listen: {self.errors}")
            await asyncio.sleep(0.02)
            for port, name in re.findall(r"address=127\.0\.0\.1:(\d+) listener=(\S+)", self.errors):
                self.ports[name] = int(port)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def errors(self) -> str:
        """What it says on standard error."""
        return (self.folder / "err").read_text(errors="replace")

    @property
    def log(self) -> Path:
        return self.folder / "access.log"

    def sample(self) -> Sample:
        return sample(self.pid)

    async def admin(self, path: str) -> str:
        connection = await http1.Connection.open(self.ports["admin"])
        try:
            connection.send_head(f"GET {path}", fields=("Connection: close",))
            head = await http1.read_head(connection.reader)
            if head is None:
                raise http1.Broken("no answer from the admin listener")
            body = bytearray()
            await http1.read_body(connection.reader, head, body.extend)
            return body.decode()
        finally:
            connection.close()

    async def metric(self, name: str) -> int:
        """The sum over all series of a metric."""
        total = 0.0
        for line in (await self.admin("/metrics")).splitlines():
            if line.startswith((name + "{", name + " ")):
                total += float(line.rsplit(" ", 1)[1])
        return int(total)

    async def stop(self) -> int:
        """SIGTERM; its exit status."""
        self._process.terminate()
        return await asyncio.wait_for(self._process.wait(), 60)

    async def kill(self) -> None:
        if self.is_running:
            self._process.kill()
            await self._process.wait()


async def eventually(what: str, seconds: float, check) -> None:
    """Asks until `check` says yes."""
    deadline = time.monotonic() + seconds
    while not await check():
        if time.monotonic() > deadline:
            raise TimeoutError(f"not within {seconds} s: {what}")
        await asyncio.sleep(0.1)

"""The proxies under test and the origin behind them: their commands, their configuration, how they are started."""

import os
import re
import shutil
from dataclasses import dataclass

from harness.failure import BenchFailure
from harness.processes import free_ports
from harness.site import SMALL_BODY

TEMPLATES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "peers")
SEARCH_PATH = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"

# More than any row opens, with room: nginx closes idle connections when less than a sixteenth of its table is free.
CONNECTION_LIMIT = 12_000

ONE_ROUTE = "  - { name: all, upstream: origin }"


@dataclass(frozen=True)
class Kind:
    """A sort of proxy: how to find it, to start it, to configure it."""

    name: str
    package: str
    template: str
    arguments: tuple
    user: str = ""
    sets_real_ip: bool = True


WEIR = Kind("weir", "", "weir.yaml", ("{binary}", "run", "--config", "{config}"))
PEERS = [
    Kind("nginx", "nginx-light", "nginx.conf",
         ("{binary}", "-p", "{folder}", "-e", "{folder}/nginx.log", "-c", "{config}"), user="user {user};"),
    Kind("haproxy", "haproxy", "haproxy.cfg", ("{binary}", "-db", "-f", "{config}")),
    Kind("h2o", "h2o", "h2o.yaml", ("{binary}", "-c", "{config}"), user="user: {user}", sets_real_ip=False),
]


@dataclass
class Proxy:
    """A proxy that runs."""

    name: str
    kind: Kind
    process: object
    port: int

    def url(self, path):
        return f"https://localhost:{self.port}{path}"


def binary_of(kind):
    """Path of a peer's program, or None."""
    return shutil.which(kind.name, path=SEARCH_PATH)


def installed_version(kind):
    """A line that names the peer's version."""
    command = {"nginx": "-v", "haproxy": "-v", "h2o": "--version"}[kind.name]
    with os.popen(f"{binary_of(kind)} {command} 2>&1") as output:
        return output.readline().strip()


def fill(template, values):
    """A template's text with each @NAME@ replaced."""
    with open(os.path.join(TEMPLATES, template), encoding="utf-8") as file:
        text = file.read()
    for name, value in values.items():
        text = text.replace(f"@{name}@", str(value))
    left = re.search(r"@[A-Z_]+@", text)
    if left:
        raise BenchFailure(f"{template}: nothing to put for {left.group()}")
    return text


def user_line(form):
    """Servers started by root would change to a user that cannot read the run's folder."""
    return form.format(user="root") if os.geteuid() == 0 else ""


class ServerRoom:
    """Starts origin and proxies for one run, each on its cores."""

    def __init__(self, site, table, cores):
        self.site = site
        self.table = table
        self.cores = cores
        self.origin_port, self.inner_port, self.streams_port = free_ports(3)
        self.status_reads = 0
        self._start_origin()

    def start_peer(self, kind):
        port = free_ports(1)[0]
        return self._start(kind, kind.name, binary_of(kind), port, self.cores.proxy, {})

    def start_weir(self, name, binary, routes=ONE_ROUTE, log="none", workers=1, cores=None, protocol="http/1.1"):
        """Weir from that binary; the keywords are what rows of its own vary."""
        port = free_ports(1)[0]
        server_port = self.streams_port if protocol == "h2" else self.origin_port
        values = {
            "ROUTES": routes, "LOG": log, "WORKERS": workers, "PROTOCOL": protocol, "SERVER_PORT": server_port}
        return self._start(WEIR, name, binary, port, cores or self.cores.proxy, values)

    def stop(self, proxy):
        self.table.stop(proxy.process)

    def _start(self, kind, name, binary, port, cores, values):
        common = {
            "FOLDER": self.site.folder, "PORT": port, "ORIGIN_PORT": self.origin_port,
            "CONNECTIONS": CONNECTION_LIMIT, "USER": user_line(kind.user),
        }
        config = self.site.write(f"{name}-{kind.template}", fill(kind.template, common | values))
        command = [part.format(binary=binary, config=config, folder=self.site.folder) for part in kind.arguments]
        process = self.table.start(name, command, cores, self.site.folder)
        process.wait_for(port)
        return Proxy(name, kind, process, port)

    def _start_origin(self):
        nginx = shutil.which("nginx", path=SEARCH_PATH)
        if not nginx:
            raise BenchFailure("the backend is nginx, which is not installed (nginx-light)")
        values = {
            "FOLDER": self.site.folder, "PORT": self.origin_port, "INNER_PORT": self.inner_port,
            "STREAMS_PORT": self.streams_port,
            "SMALL": SMALL_BODY.decode(), "USER": user_line("user {user};"),
        }
        config = self.site.write("origin.conf", fill("origin.conf", values))
        command = [nginx, "-p", self.site.folder, "-e", self.site.path("origin.log"), "-c", config]
        self.origin = self.table.start("origin", command, self.cores.load, self.site.folder)
        self.origin.wait_for(self.origin_port)

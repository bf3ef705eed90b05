"""What a case is: a function whose docstring names the section and says what the server must do."""

from collections.abc import Callable
from dataclasses import dataclass

from client import Server, Skipped


@dataclass
class Case:
    run: Callable[[Server], None]
    name: str
    summary: str
    needs_origin: bool = False
    needs_tls: bool = False
    needs_pid: bool = False

    def check(self, server: Server) -> None:
        if self.needs_origin and not server.has_origin:
            raise Skipped("it needs origin.py behind the server")
        if self.needs_tls and not server.tls:
            raise Skipped("it is about TLS")
        if self.needs_pid and server.pid is None:
            raise Skipped("it ends the server")


def case(run: Callable[[Server], None]) -> Case:
    """Tried on any server."""
    module = run.__module__.rpartition(".")[2]
    return Case(run, f"{module}.{run.__name__}", (run.__doc__ or "").strip())


def origin_case(run: Callable[[Server], None]) -> Case:
    """Needs `origin.py` behind the server."""
    result = case(run)
    result.needs_origin = True
    return result


def tls_case(run: Callable[[Server], None]) -> Case:
    """Only over TLS."""
    result = case(run)
    result.needs_tls = True
    return result


def last_case(run: Callable[[Server], None]) -> Case:
    """Ends the server."""
    result = origin_case(run)
    result.needs_pid = True
    return result

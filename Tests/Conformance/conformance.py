"""Tries a server's HTTP/2 against RFC 9113: `conformance.py 127.0.0.1:8080`, with `--tls` for one behind TLS.

It prints a line for each case and how many passed; the exit status is 1 if any failed. Cases were written from the RFC;
each names its section. Where the RFC leaves a choice, every choice passes.

The server should answer `/` with a body. Cases about what passes through a proxy are tried with `--origin`, which says
that behind the server is `origin.py`. With `--pid`, the last case sends SIGTERM to that process.

It needs Debian's python3-hpack, and nothing else.
"""

import argparse
import sys
import time
from fnmatch import fnmatch

from cases import ALL, Case
from client import Closed, Failure, Server, Skipped


def run(case: Case, server: Server) -> str:
    """Nothing if the case passed; `skipped: …` or what went wrong."""
    try:
        case.check(server)
        case.run(server)
    except Skipped as reason:
        return f"skipped: {reason}"
    except Failure as failure:
        return str(failure)
    except Closed as closed:
        return f"the connection ends where it should go on: {closed}"
    except OSError as error:
        return f"no connection: {error}"
    finally:
        server.close_all()
    return ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address", help="HOST:PORT of the server")
    parser.add_argument("--tls", action="store_true", help="over TLS, with ALPN; the certificate is not looked at")
    parser.add_argument("--origin", action="store_true", help="the server passes requests to origin.py")
    parser.add_argument("--pid", type=int, help="the server's process, to be ended by the last case")
    parser.add_argument("--only", default="*", metavar="PATTERN", help="cases whose name fits, such as 'settings.*'")
    parser.add_argument("--patience", type=float, default=10, metavar="SECONDS", help="for each wait; 10 if not given")
    parser.add_argument("--list", action="store_true", help="say what the cases are, and try none")
    arguments = parser.parse_args()

    host, _, port = arguments.address.rpartition(":")
    server = Server(
        host.strip("[]"), int(port), arguments.tls, arguments.origin, arguments.pid, arguments.patience)
    if not arguments.list:
        server.socket().close()  # Without a server there is nothing to be said about each case.
    passed = failed = skipped = 0
    for case in ALL:
        if not fnmatch(case.name, arguments.only):
            continue
        if arguments.list:
            print(f"{case.name}: {case.summary}")
            continue
        begun = time.monotonic()
        outcome = run(case, server)
        took = f" ({time.monotonic() - begun:.1f} s)" if time.monotonic() - begun > 1 else ""
        if not outcome:
            passed += 1
            print(f"passed  {case.name}{took}", flush=True)
        elif outcome.startswith("skipped"):
            skipped += 1
            print(f"{outcome.replace(':', f' {case.name}:', 1)}", flush=True)
        else:
            failed += 1
            print(f"FAILED  {case.name}: {outcome} [{case.summary}]{took}", flush=True)
    if not arguments.list:
        print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

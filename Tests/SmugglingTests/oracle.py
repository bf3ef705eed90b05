"""Judges what passed through Weir by parsers that are not ours: h11, and http-parser by httptools.

Each line of the file is a client: its bytes, what the server got while it was there, and what was logged. Prints the
first few disagreements and a summary; the status tells whether there were any.
"""
import base64
import collections
import json
import re
import sys

import h11
import httptools

Request = collections.namedtuple("Request", "method target fields body whole")


def by_h11(data):
    """Requests in order, and what is wrong with the bytes behind them."""
    requests = []
    while data:
        connection = h11.Connection(h11.SERVER)
        connection.receive_data(data)
        head, body, whole = None, b"", False
        try:
            while True:
                event = connection.next_event()
                if isinstance(event, h11.Request):
                    head = event
                elif isinstance(event, h11.Data):
                    body += bytes(event.data)
                elif isinstance(event, h11.EndOfMessage):
                    whole = True
                    break
                else:
                    break
        except h11.RemoteProtocolError as error:
            if head is not None:
                requests.append(Request(head.method, head.target, list(head.headers), body, False))
            return requests, str(error)
        if head is None:
            return requests, None
        requests.append(Request(head.method, head.target, list(head.headers), body, whole))
        if not whole:
            return requests, None
        if connection.their_state is h11.MUST_CLOSE:
            return requests, "closed"
        data = connection.trailing_data[0]
    return requests, None


class Callbacks:
    def __init__(self):
        self.requests = []
        self.parser = None

    def on_message_begin(self):
        self.target, self.fields, self.body, self.is_open = b"", [], b"", True

    def on_url(self, part):
        self.target += part

    def on_header(self, name, value):
        self.fields.append((name.lower(), value))

    def on_body(self, part):
        self.body += part

    def on_message_complete(self):
        self.note(True)

    def note(self, whole):
        self.is_open = False
        self.requests.append(Request(self.parser.get_method(), self.target, self.fields, self.body, whole))


def by_http_parser(data):
    callbacks = Callbacks()
    callbacks.is_open = False
    parser = callbacks.parser = httptools.HttpRequestParser(callbacks)
    problem = None
    try:
        parser.feed_data(data)
    except httptools.HttpParserUpgrade:
        problem = "upgrade"
    except httptools.HttpParserError as error:
        problem = str(error) or type(error).__name__
    if callbacks.is_open and callbacks.fields:
        callbacks.note(False)
    # It knows a list of methods only, and takes longer names for the one they begin with, to refuse them.
    is_longer_name = re.search(rb"(?i)\r\ntransfer-encoding[!-9;-~]", data)
    if problem and (problem.startswith("invalid HTTP method") or is_longer_name and "transfer-encoding" in problem):
        problem = "unknown"
    return callbacks.requests, problem


PARSERS = {"h11": by_h11, "http-parser": by_http_parser}


def values(request, name):
    return [value for key, value in request.fields if key == name]


def target_of(request):
    """As it is to be forwarded: in origin-form, or as an asterisk."""
    target = request.target
    if target[:1] in (b"/", b"*") or b"://" not in target:
        return target
    rest = target.split(b"://", 1)[1]
    for index, byte in enumerate(rest):
        if byte in b"/?":
            return rest[index:] if byte == 0x2F else b"/" + rest[index:]
    return b"*" if request.method == b"OPTIONS" else b"/"


class Judge:
    def __init__(self):
        self.counts = collections.Counter()
        self.problems = []

    def judge(self, entry):
        log = [json.loads(line) for line in base64.b64decode(entry["log"]).splitlines()]
        forwarded = self.forwarded(entry, {line["id"]: line for line in log})
        if entry["isFramed"]:
            self.compare_streams(entry, forwarded.values())
        else:
            self.compare_bytes(base64.b64decode(entry["bytes"]), log, forwarded)

    def forwarded(self, entry, lines):
        """By id: what both parsers find in what the server got, which must be what was logged."""
        seen = {}
        for data in map(base64.b64decode, entry["upstream"]):
            for name, parse in PARSERS.items():
                requests, problem = parse(data)
                if problem not in (None, "upgrade", "unknown"):
                    self.complain(f"{name} finds no request in what is forwarded: {problem}", entry, data)
                found = {}
                for request in requests:
                    ids = values(request, b"x-request-id")
                    if len(ids) != 1 or ids[0].decode() not in lines or ids[0].decode() in found:
                        self.complain(f"{name} finds a request that is not logged, or twice", entry, data)
                        continue
                    found[ids[0].decode()] = request
                    self.check_line(name, request, lines[ids[0].decode()], entry, data)
                if name == "h11":
                    first = found
                elif problem is None and {key: request[:2] + request[3:] for key, request in found.items()} != {
                    key: request[:2] + request[3:] for key, request in first.items()
                }:
                    self.complain("the parsers find different requests in what is forwarded", entry, data)
            seen.update(first)
        self.counts["forwarded"] += len(seen)
        return seen

    def check_line(self, name, request, line, entry, data):
        if request.method.decode() != line["method"]:
            self.complain(f"{name} finds another method than is logged", entry, data)
        if request.target.decode("latin1") != line["path"]:
            self.complain(f"{name} finds another target than is logged", entry, data)
        if request.whole and len(request.body) != line["request_bytes"]:
            self.complain(f"{name} finds {len(request.body)} bytes, logged are {line['request_bytes']}", entry, data)
        host = values(request, b"host")
        if len(host) != 1 or not host[0].decode("latin1").lower().startswith(line.get("host", "").lower()):
            self.complain(f"{name} finds another host than is logged", entry, data)
        framings = len(values(request, b"content-length")) + len(values(request, b"transfer-encoding"))
        if framings > 1:
            self.complain(f"{name} finds {framings} fields that frame", entry, data)

    def compare_bytes(self, data, log, forwarded):
        """What a parser finds first in the client's bytes is what was logged first, and so on."""
        for name, parse in PARSERS.items():
            requests, problem = parse(data)
            for index, line in enumerate(log):
                sent = forwarded.get(line["id"])
                if sent is None:
                    continue
                if index >= len(requests):
                    if problem is None:
                        self.complain(f"{name} finds {len(requests)}, number {index + 1} is forwarded", None, data)
                    self.counts[f"{name} has no opinion"] += 1
                    continue
                found = requests[index]
                self.counts[f"{name} agrees"] += 1
                same = (found.method, target_of(found)) == (sent.method, sent.target)
                # To http-parser a request that offers another protocol has no body.
                is_whole = found.whole and sent.whole and not (problem == "upgrade" and index + 1 == len(requests))
                bodies = found.body == sent.body if is_whole else (
                    found.body.startswith(sent.body) or sent.body.startswith(found.body))
                if sent.whole and not found.whole and problem is None:
                    self.complain(f"{name} finds no end where one is forwarded", None, data)
                if not same or not bodies:
                    self.complain(f"{name} finds {found[:2]} where {sent[:2]} is forwarded", None, data)

    def compare_streams(self, entry, forwarded):
        streams = [
            (stream["method"].encode(), stream["path"].encode(), base64.b64decode(stream["body"]))
            for stream in entry["streams"]
        ]
        for request in forwarded:
            fits = [
                stream for stream in streams
                if stream[:2] == (request.method, request.target)
                and (stream[2] == request.body if request.whole else stream[2].startswith(request.body))
            ]
            # A body that is longer than was said is cut where it was said to end.
            length = values(request, b"content-length")
            if not fits and length:
                fits = [
                    stream for stream in streams
                    if stream[:2] == (request.method, request.target) and stream[2][: int(length[0])] == request.body
                ]
            if not fits:
                self.complain(f"nobody sent {request[:2]}", entry, b"")
                continue
            streams.remove(fits[0])
            self.counts["streams agree"] += 1

    def complain(self, text, entry, data):
        self.problems.append(f"{text}: {data!r} {entry['streams'] if entry else ''}")


def main():
    judge = Judge()
    with open(sys.argv[1], encoding="utf-8") as file:
        for line in file:
            judge.judge(json.loads(line))
            judge.counts["clients"] += 1
    for problem in judge.problems[:10]:
        print(problem)
    print(len(judge.problems), "disagreements;", dict(judge.counts))
    # A generator that makes nothing that passes would prove nothing.
    is_telling = judge.counts["forwarded"] > judge.counts["clients"] / 5
    return 0 if is_telling and not judge.problems else 1


if __name__ == "__main__":
    sys.exit(main())

"""The client: keeps connections busy over raw sockets and says how long answers took.

A process of its own, one thread, requests built beforehand: it must cost little of the two cores
it shares with the server. Run: python -m bench.load < plan.json, the result is JSON on stdout.

Closed loop (`rate` 0): each connection sends its next request when an answer has come; this finds
the most that a server can do. Open loop: requests are due at random moments of the given rate,
whether the server is ready or not, and latency counts from that moment, so a server that stalls
cannot hide it by slowing its client down (Tene's "coordinated omission").
"""

import json
import random
import resource
import select
import socket
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

RECEIVE = 1 << 18
HEAD_END = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length: "


@dataclass
class Plan:
    """What to send. `paths` are used in order and from the start again when they end."""

    port: int
    paths: list[str]
    connections: int
    seconds: float
    rate: float = 0
    host: str = "127.0.0.1"
    seed: int = 1


@dataclass
class Result:
    """What came. Latencies in milliseconds; `busy` is the client's own share of one core."""

    requests: int
    errors: int
    per_second: float
    p50: float
    p95: float
    p99: float
    largest: int
    busy: float


@dataclass
class Line:
    """One connection and the answer it waits for."""

    socket: socket.socket
    due: float = 0.0
    missing: int = 0
    received: int = 0
    head: bytes = b""


@dataclass
class Tally:
    """Latencies in seconds and what went wrong."""

    latencies: list[float] = field(default_factory=list)
    errors: int = 0
    largest: int = 0


class Client:
    """Sends a plan's requests and tallies the answers."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.requests = [request(plan, path) for path in plan.paths]
        self.sent = 0
        self.tally = Tally()
        self.poll = select.epoll()
        self.lines: dict[int, Line] = {}
        for _ in range(plan.connections):
            line = Line(socket.create_connection((plan.host, plan.port), timeout=30))
            line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.lines[line.socket.fileno()] = line
            self.poll.register(line.socket.fileno(), select.EPOLLIN)

    def send(self, line: Line, due: float) -> None:
        """The next request of the plan on this line."""
        line.due, line.missing, line.received, line.head = due, -1, 0, b""
        line.socket.sendall(self.requests[self.sent % len(self.requests)])
        self.sent += 1

    def answered(self, timeout: float) -> Iterator[Line]:
        """Lines whose answer is whole now."""
        for number, _event in self.poll.poll(timeout):
            line = self.lines[number]
            if self._receive(line):
                self.tally.latencies.append(time.perf_counter() - line.due)
                self.tally.largest = max(self.tally.largest, line.received)
                yield line

    def _receive(self, line: Line) -> bool:
        piece = line.socket.recv(RECEIVE)
        if not piece:
            raise ConnectionError("the server closed a connection")
        line.received += len(piece)
        if line.missing < 0:
            line.head += piece
            end = line.head.find(HEAD_END)
            if end < 0:
                return False
            head = line.head[:end].lower() + HEAD_END
            length = head.partition(LENGTH)[2].partition(b"\r\n")[0]
            self.tally.errors += not head.startswith(b"http/1.1 200 ")
            line.missing = int(length) - (len(line.head) - end - len(HEAD_END))
        else:
            line.missing -= len(piece)
        return line.missing == 0

    def closed(self) -> float:
        """Each answer brings the next request; returns the seconds it took."""
        start = time.perf_counter()
        end = start + self.plan.seconds
        for line in self.lines.values():
            self.send(line, time.perf_counter())
        while True:
            for line in self.answered(1):
                self.send(line, time.perf_counter())
            if time.perf_counter() >= end:
                return time.perf_counter() - start

    def opened(self) -> float:
        """Requests at random moments, exponentially apart; returns the seconds it took."""
        chance = random.Random(self.plan.seed)
        free, waiting = deque(self.lines.values()), deque[float]()
        start = due = time.perf_counter()
        end = start + self.plan.seconds
        while due < end or waiting or len(free) < len(self.lines):
            now = time.perf_counter()
            while due < end and due <= now:
                waiting.append(due)
                due += chance.expovariate(self.plan.rate)
            while waiting and free:
                self.send(free.popleft(), waiting.popleft())
            free.extend(self.answered(max(0.0, due - now) if due < end else 1))
        return time.perf_counter() - start


def request(plan: Plan, path: str) -> bytes:
    """As a phone's browser sends it, without cookies."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: {plan.host}:{plan.port}\r\n"
        "User-Agent: Mozilla/5.0 (Linux; Android 14) Mobile Safari/537.36 MicroMessenger/8.0\r\n"
        "Accept: text/html\r\nAccept-Language: zh-CN\r\nAccept-Encoding: gzip, deflate\r\n\r\n"
    ).encode()


def run(plan: Plan) -> Result:
    """Send the plan and sum up."""
    client = Client(plan)
    before = resource.getrusage(resource.RUSAGE_SELF)
    took = client.opened() if plan.rate else client.closed()
    after = resource.getrusage(resource.RUSAGE_SELF)
    latencies = sorted(client.tally.latencies)
    p50, p95, p99 = (
        latencies[int(share * (len(latencies) - 1))] * 1000 for share in (0.5, 0.95, 0.99)
    )
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Result(
        requests=len(latencies),
        errors=client.tally.errors,
        per_second=len(latencies) / took,
        p50=p50,
        p95=p95,
        p99=p99,
        largest=client.tally.largest,
        busy=used / took,
    )


if __name__ == "__main__":
    json.dump(asdict(run(Plan(**json.load(sys.stdin)))), sys.stdout)

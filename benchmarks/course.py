"""The course: starts all servers, checks what they answer, and sets up who meets whom."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, count
from pathlib import Path

from benchmarks import lines
from benchmarks.checks import NotTheSame, check_full, check_pages, tried
from benchmarks.duels import Duel, Side, p50, p99, rate
from benchmarks.figures import Line, Skipped
from benchmarks.load import Requests, Running
from benchmarks.peers.field import FIELD, Peer
from benchmarks.peers.install import NotInstalled
from benchmarks.peers.rows import PeerFiles
from benchmarks.samples import Samples
from benchmarks.servers import Answer, NotStarted, Servers, ask
from benchmarks.sweeps import summaries

CACHE_MEGABYTES = 64
"""What a server that has finished responses in memory is given for them."""

RECORD, DEALS, FACTS, SEARCH = "single fact", "20 deals", "20 facts", "search"


class Course:
    """Servers of one dataset, of a small one to compare it with, and of the peers."""

    def __init__(self, servers: Servers, large: Path, small: Path) -> None:
        """Start the servers of Citewire."""
        self._servers = servers
        self._files = count()
        self._samples, self._few = Samples(large), Samples(small)
        self._large = large
        self.plain = servers.citewire(large)
        """Without finished responses in memory, like all that answer what was never asked."""
        self._small = servers.citewire(small)
        self.summaries = summaries(
            json.loads(ask(self.plain.url, "/openapi.json").body), self._samples
        )
        self._pages = self._samples.deal_pages()
        self._deals = self._requests(self.plain, [page.path() for page in self._pages])
        self._records = self._requests(self.plain, self._samples.records())
        check_full(self._deals)

    def against_bare(self) -> Iterator[Duel]:
        """Citewire and the least that Python can do."""
        page, record = typical(tried(self._deals)), typical(tried(self._records))
        cached = self._servers.citewire(self._large, cache=CACHE_MEGABYTES)
        for line, path in (
            (lines.REPEATED_PAGE, self._deals.paths[0]),
            (lines.REPEATED_RECORD, self._records.paths[0]),
        ):
            ours = self._requests(cached, [path])
            body = tried(ours)[0].body
            bare = self._servers.bare("uvicorn", "bare uvicorn", body)
            yield self._rate(line, line.request, ours, self._requests(bare, [path]))
        path = self._deals.paths[0]
        tag = f"If-None-Match: {ask(cached.url, path).headers['etag']}"
        ours = self._requests(cached, [path], tag)
        tried(ours, status=304)
        bare = self._servers.bare("not_modified", "bare uvicorn")
        yield self._rate(lines.NOT_MODIFIED, "304", ours, self._requests(bare, [path], tag))
        for line, name, ours, answer in (
            (lines.RECORD, RECORD, self._records, record),
            (lines.PAGE, DEALS, self._deals, page),
        ):
            bare = self._servers.bare("fastapi", "bare FastAPI", answer.body)
            yield self._rate(line, name, ours, self._requests(bare, ["/"]))

    def against_peers(
        self, files: PeerFiles, tell: Callable[[str], None]
    ) -> Iterator[Duel | Skipped]:
        """Citewire and each peer, or why it is not there."""
        running: dict[object, Running] = {}
        for peer in FIELD:
            line = lines.OF_PEER[peer.name]
            tell(f"{peer.name} {peer.version}")
            try:
                yield self._peer(line, peer, files, running)
            except (NotInstalled, NotStarted, NotTheSame) as error:
                yield Skipped(line, str(error))

    def _peer(
        self, line: Line, peer: Peer, files: PeerFiles, running: dict[object, Running]
    ) -> Duel:
        peer.install()
        files.write(self.plain.url)
        if peer.start not in running:
            running[peer.start] = peer.start(self._servers, files)
        started = running[peer.start]
        server = Running(peer.name, started.url, started.process)
        theirs = self._requests(server, [peer.request(page) for page in self._pages])
        check_pages(self._deals, theirs, peer.found)
        return self._rate(line, DEALS, self._deals, theirs, note=peer.remark)

    def against_itself(self) -> Iterator[Duel]:
        """Citewire and itself: by size, and with two workers."""
        of_size = (
            (lines.RECORD_BY_SIZE, RECORD, Samples.records),
            (lines.PAGE_BY_SIZE, FACTS, Samples.fact_pages),
            (lines.SEARCH_BY_SIZE, SEARCH, Samples.searches),
        )
        for line, name, paths in of_size:
            large = self._requests(self.plain, paths(self._samples))
            small = self._requests(self._small, paths(self._few))
            for requests in (large, small):
                tried(requests)
            ours, other = Side(f"{name}, large", large), Side(f"{name}, small", small)
            yield Duel(line, ours, other, p50, connections=1)
        double = self._servers.citewire(self._large, workers=2, cores=(0, 1))
        both = self._requests(double, self._deals.paths)
        note = "the load then shares the second core with a worker"
        yield self._rate(lines.WORKERS, DEALS, both, self._deals, note=note)

    def beside_other_work(self) -> Duel:
        """Citewire and itself, beside searches and summaries.

        To be fought last: what these leave undone would tell on everything else.
        """
        heavy = chain(*zip(self._samples.searches(), self.summaries, strict=False))
        beside = self._requests(self.plain, list(dict.fromkeys(heavy)))
        busy = Side(f"{RECORD}, beside", self._records, beside)
        return Duel(lines.ALONGSIDE, busy, Side(f"{RECORD}, alone", self._records), p99)

    def _requests(self, server: Running, paths: Sequence[str], *headers: str) -> Requests:
        return Requests(
            server, paths, self._servers.folder / f"{next(self._files)}.requests", headers
        )

    def _rate(self, line: Line, name: str, ours: Requests, other: Requests, note: str = "") -> Duel:
        return Duel(line, Side(name, ours), Side(name, other), rate, note=note)


def typical(answers: Iterable[Answer]) -> Answer:
    """The answer whose size is the median."""
    by_size = sorted(answers, key=lambda answer: len(answer.body))
    return by_size[len(by_size) // 2]

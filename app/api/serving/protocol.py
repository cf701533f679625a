"""The protocol: HTTP/1.1 as uvicorn speaks it, with problems where it has plain text.

What is no request reaches no application, so uvicorn answers it itself: with a line of plain
text that no client can trace, and over an answer that is still being sent. It also waits for
ever for a request that never ends. Here, such a request is handed to the application as one
that is refused, in its turn, and each connection has a few seconds to make itself clear.

What is quick is answered as soon as the head is read (see `at_once.py`): the task that uvicorn
makes of each request takes longer than to find the response.
"""

import asyncio
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.api.http import problems
from app.api.http.problems import Problem
from app.api.served import WAS_LATE
from app.api.serving.alarms import Alarm
from app.api.serving.at_once import AT_ONCE, AtOnce
from app.api.serving.finished import Answer
from app.api.serving.sending import head_of, send_whole_answers
from app.settings import settings
from app.store.reader import TookTooLong

LONGEST_TARGET = 65_535
"""In bytes. The parser of URLs takes no more."""
LARGEST_HEAD = 65_536
"""Of the header fields of a request, in bytes."""
WITH_BODY = frozenset({b"content-length", b"transfer-encoding", b"expect"})
"""Headers of requests behind which a body may come."""


def _reason(error: httptools.HttpParserError) -> Problem:
    """Why there is no request: what a callback raised, or else what the parser itself found."""
    found = error.__context__
    if isinstance(found, Problem):
        return found
    is_callback = isinstance(error, httptools.HttpParserCallbackError)
    return problems.malformed("its target is no path" if is_callback else str(error).strip())


class _Lingering(asyncio.Transport):
    """A transport that is closed for writing only, until the client closes it or is timed out.

    Closed with bytes unread, a connection is reset, and the client may lose the answer
    (RFC 9112, section 9.6).
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self._transport = transport

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self._transport.write(data)

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def close(self) -> None:
        if self._transport.can_write_eof():
            self._transport.write_eof()
        else:  # TLS
            self._transport.close()


class Protocol(HttpToolsProtocol):
    """One connection."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # uvicorn writes one wherever its logger has a handler, whatever the server was told.
        self.access_log = self.access_log and self.config.access_log
        self.ws_protocol_class = None  # a request to upgrade is answered as the HTTP that it is
        self.head_seconds = settings().head_seconds
        self._deadline: asyncio.TimerHandle | None = None
        self._idle = Alarm(self.loop, self.timeout_keep_alive, self.timeout_keep_alive_handler)
        """Closes the connection on which nothing comes after what was answered at once."""
        self._in_head = self._in_body = False
        self._unended = 0
        """How many bytes came in pieces that neither began nor ended the head."""
        self._came = 0
        """How many bytes came in all pieces with something of the head."""
        self._reads_no_more = False
        # What the access log says is written the usual way only.
        self._at_once: AtOnce | None = None if self.access_log else self.app_state.get(AT_ONCE)
        self._was_at_once = False
        """Whether the last request was answered at once."""
        self._running: RequestResponseCycle | None = None
        """What was begun last the usual way."""
        self._answered = 0
        """How many were, of those that came together."""

    # --- What comes in

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for a request. (uvicorn narrows the argument; asyncio's own has no `write`.)"""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection, and let what is being answered know. (uvicorn tells the request
        that came last, which may be waiting for its turn.)
        """
        self._stop_waiting()
        self._idle.remove()
        running = self._running
        if running is not None and not running.response_complete:
            running.disconnected = True
            running.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, and refuse what is no request."""
        if self._reads_no_more:
            return
        self._unset_keepalive_if_required()
        self._was_at_once, self._answered = False, 0
        head = self.headers if self._in_head else None
        self._came = self._came + len(data) if self._in_head else len(data)
        try:
            self._feed(data)
            if self._in_head and self.headers is head:
                self._unended += len(data)
                if self._unended > LARGEST_HEAD:
                    raise problems.head_too_large(LARGEST_HEAD)
        except httptools.HttpParserError as error:
            self._refuse(_reason(error))
        except Problem as problem:
            self._refuse(problem)
        is_answering = self._is_answering()
        if self._in_head or is_answering:  # which have deadlines of their own
            self._unset_keepalive_if_required()
        if is_answering or (self._was_at_once and not self._in_head):
            self._stop_waiting()
        elif self._deadline is None and not self.transport.is_closing():
            self._await_head()

    def _feed(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:  # which is not had; HTTP goes on behind it
            if WITH_BODY.isdisjoint(name for name, _ in self.headers):
                self._feed(data[upgrade.args[0] :])
            else:  # the parser does not find where the body ends
                self._read_no_more()
                self.cycle.transport = _Lingering(self.transport)

    def eof_received(self) -> bool:  # type: ignore[override]
        """The client sends no more. What it has asked for is answered, but over TLS, which ends.

        Whether the connection stays open: asyncio asks, though uvicorn never says.
        """
        if not self._is_answering() or self.transport.get_extra_info("sslcontext"):
            return False
        self._read_no_more()
        return True

    def _read_no_more(self) -> None:
        """Close after the answer to what came last."""
        self._reads_no_more = True
        self.cycle.keep_alive = False

    # --- What the parser finds

    def on_message_begin(self) -> None:
        """A head begins. What uvicorn prepares for an application waits until one is asked."""
        self.url, self.headers, self.expect_100_continue = b"", [], False
        self._in_head, self._unended = True, 0

    def _make_scope(self) -> None:
        """Prepare for an application what is known of the request."""
        read = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.headers, self.expect_100_continue = read
        self.scope["headers"] = self.headers

    def on_url(self, url: bytes) -> None:
        """Some of the target was read."""
        super().on_url(url)
        if len(self.url) > LONGEST_TARGET:
            raise problems.target_too_long(LONGEST_TARGET)

    def on_headers_complete(self) -> None:
        """The head was read. A request names one host (RFC 9112, section 3.2)."""
        names = [name for name, _ in self.headers]
        hosts = names.count(b"host")
        if hosts != 1 and (hosts or self.parser.get_http_version() != "1.0"):
            raise problems.malformed(f"it has {hosts} `Host` header fields, and not one")
        if self._came > LARGEST_HEAD:
            size = sum(len(name) + len(value) for name, value in self.headers)
            if size > LARGEST_HEAD:
                raise problems.head_too_large(LARGEST_HEAD)
        answer, was_late = None, False
        if WITH_BODY.isdisjoint(names):
            try:
                answer = self._answer()
            except TookTooLong:
                was_late = True
        self._was_at_once = answer is not None
        if answer is not None:
            self._send(answer)
        else:
            self._make_scope()
            if was_late:
                cast("dict[str, Any]", self.scope)[WAS_LATE] = True
            super().on_headers_complete()
            send_whole_answers(self.cycle)
        self._in_head, self._in_body = False, not self._was_at_once

    def on_message_complete(self) -> None:
        """The request was read."""
        if not self._was_at_once:
            super().on_message_complete()
        self._in_body = False

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        """The answer was sent. What came of the next head by then has its time from now on."""
        super().on_response_complete()
        if self._in_head and not self._reads_no_more and not self._is_answering():
            self._unset_keepalive_if_required()
            if not self.transport.is_closing():
                self._await_head()

    # --- What is answered at once

    def _answer(self) -> Answer | None:
        """The answer to what the head asks for, where it can be sent at once.

        Raises TookTooLong where that was tried for long enough.
        """
        if self._at_once is None or self._is_answering() or self.flow.write_paused:
            return None
        path, _, query = self.url.partition(b"?")
        # What is written otherwise than usual is read by uvicorn.
        if not path.startswith(b"/") or b"%" in path or b"#" in self.url or self.root_path:
            return None
        parser = self.parser
        if parser.get_http_version() != "1.1" or not parser.should_keep_alive():
            return None
        if not self.url.isascii():
            return None
        # Of many that come together, others must not wait for more than the first to be made.
        return self._at_once.answer(
            self._method(),
            path.decode("ascii"),
            query,
            self.headers,
            may_make=not self._answered,
        )

    def _method(self) -> str:
        return self.parser.get_method().decode("ascii")

    def _send(self, answer: Answer) -> None:
        """Send it."""
        self._in_head = False
        self._answered += 1
        self._stop_waiting()
        head = head_of(answer.status, self.server_state.default_headers, answer.lines)
        self.transport.writelines((head, answer.body))
        self.server_state.total_requests += 1
        if not self.transport.is_closing():
            self._idle.set()

    # --- What is refused

    def _refuse(self, problem: Problem) -> None:
        """Let the application answer with the problem, after what it still answers; then close."""
        self._reads_no_more = True
        if self._in_body:  # its request has its answer, or is about to
            self.cycle.keep_alive = False
            if self.cycle.response_complete:
                self.transport.close()
            return
        if not self._in_head:
            self.on_message_begin()
        self._make_scope()
        scope: Any = {
            **self.scope,
            "method": "GET",
            "path": "",
            "raw_path": b"",
            "query_string": b"",
            "refusal": problem,
        }
        was_answering = self._is_answering()
        self.cycle = RequestResponseCycle(
            scope=scope,
            transport=_Lingering(self.transport),
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=False,
            on_response=self.on_response_complete,
        )
        if was_answering:
            self.pipeline.appendleft((self.cycle, self.app))
        else:
            self._start_asgi_task(self.cycle, self.app)

    def _is_answering(self) -> bool:
        cycle: Any = self.cycle  # None before the first request, whatever its type says
        return cycle is not None and not cycle.response_complete

    # --- What takes too long

    def _unset_keepalive_if_required(self) -> None:
        """Wait for nothing more: uvicorn's timer, after what went the usual way, or the alarm."""
        super()._unset_keepalive_if_required()
        self._idle.call_off()

    def _await_head(self) -> None:
        self._deadline = self.loop.call_later(self.head_seconds, self._lose_patience)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _lose_patience(self) -> None:
        """Refuse the head that did not end; close where there is none to answer."""
        self._deadline = None
        if self._in_head:
            self._refuse(problems.too_slow(self.head_seconds))
        else:
            self.transport.close()

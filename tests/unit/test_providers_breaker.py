"""An endpoint that keeps failing is left alone for half a minute."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent.providers import Breaker


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(clock=clock)
    for _ in range(5):
        assert breaker.allow()
        breaker.failed()
    return breaker


def test_five_failures_in_a_row_open_it_for_thirty_seconds() -> None:
    clock = Clock()
    breaker = opened(clock)
    assert breaker.resting
    clock.now += 29.9
    assert not breaker.allow()
    clock.now += 0.1
    assert breaker.allow()


def test_a_success_in_between_starts_the_count_again() -> None:
    breaker = Breaker(clock=Clock())
    for _ in range(4):
        breaker.failed()
    breaker.succeeded()
    for _ in range(4):
        breaker.failed()
    assert breaker.allow()


def test_after_the_rest_one_call_tries_and_the_others_wait() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += 30
    assert breaker.allow()
    assert not breaker.allow()
    breaker.succeeded()
    assert breaker.allow()
    assert breaker.allow()


def test_a_trial_that_fails_means_another_rest() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += 30
    assert breaker.allow()
    breaker.failed()
    clock.now += 29
    assert not breaker.allow()
    clock.now += 1
    assert breaker.allow()


def test_a_trial_given_up_leaves_the_place_to_the_next() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += 30
    assert breaker.allow()
    breaker.released()
    assert breaker.allow()


def test_a_call_from_before_does_not_prolong_the_rest() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += 20
    breaker.failed()
    clock.now += 10
    assert breaker.allow()


@given(st.lists(st.sampled_from(["allow", "succeeded", "failed", "released", "wait"])))
def test_whatever_happens_it_never_stays_shut(events: list[str]) -> None:
    clock = Clock()
    breaker = Breaker(failures=2, rest=10, clock=clock)
    for event in events:
        if event == "wait":
            clock.now += 4
        else:
            getattr(breaker, event)()
    clock.now += 10
    assert breaker.allow()

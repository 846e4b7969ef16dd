"""What an endpoint asks of those who try again, and what a limit is read from."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.providers._faults import Fault, fault_of, retry_after, status_fault

NOW = datetime(2026, 11, 2, 9, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "7"}, 0.25),
        ({"retry-after": "Mon, 02 Nov 2026 09:00:20 GMT"}, 20.0),
        ({"retry-after": "Mon, 02 Nov 2026 08:00:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "nan"}, None),
        ({}, None),
    ],
)
def test_the_wait_that_an_endpoint_asks_for(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, NOW) == seconds


@given(st.text())
def test_a_strange_header_is_no_wait(written: str) -> None:
    seconds = retry_after({"retry-after": written}, NOW)
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 504, 529])
def test_statuses_that_may_pass_are_tried_again(status: int) -> None:
    assert status_fault(status, {}).retryable


@pytest.mark.parametrize("status", [307, 400, 401, 403, 404, 413, 422, 501])
def test_statuses_that_will_not_pass_are_not(status: int) -> None:
    assert not status_fault(status, {}).retryable


def test_a_request_that_does_not_suit_says_nothing_against_the_endpoint() -> None:
    assert status_fault(400, {}).request_refused
    assert not status_fault(401, {}).request_refused
    assert not Fault("cut").request_refused


@pytest.mark.parametrize(
    "error", [ValueError("secret"), KeyError("secret"), TypeError("secret"), RuntimeError("secret")]
)
def test_what_nobody_foresaw_is_malformed_and_says_nothing_of_it(error: Exception) -> None:
    assert fault_of(error, answered=True) == Fault("malformed")

"""What the benchmarks compute with: quantiles, targets, timed ports, module lists."""

from __future__ import annotations

import pytest

from agent.domain import Language
from evals.bench import readings_table
from evals.bench._coaching import Stopwatch, cycled, sayings
from evals.bench._reading import quantile, single, timed
from evals.bench.long_talk import OLD, PERIOD, YOUNG, messages
from evals.bench.start import unwanted


@pytest.mark.parametrize(
    ("share", "value"), [(0.5, 50), (0.95, 95), (0.0, 1), (1.0, 100), (0.501, 51)]
)
def test_a_quantile_is_a_value_that_was_measured(share: float, value: int) -> None:
    assert quantile(range(100, 0, -1), share) == value


def test_a_reading_is_held_against_the_target_of_its_statistic() -> None:
    slow = timed("own_work", [0.010, 0.011, 0.030])
    assert (slow.p50, slow.p95) == (pytest.approx(11), pytest.approx(30))
    assert [target.statistic for target in slow.missed] == ["p95"]
    assert timed("own_work", [0.010] * 20).holds
    assert timed("own_work.screen", [9.0]).targets == ()


def test_readings_are_printed_with_target_and_verdict() -> None:
    printed = readings_table([timed("own_work", [0.030]), single("cold_start_ratio", "x", 1.2, 5)])
    lines = [line.split() for line in printed.splitlines()]
    assert lines[0] == ["benchmark", "n", "p50", "p95", "value", "unit", "target", "verdict"]
    assert lines[1] == ["own_work", "1", "30.00", "30.00", "ms", "p95", "<=", "25", "MISSED", "p95"]
    assert lines[2] == ["cold_start_ratio", "5", "1.20", "x", "<=", "1.4", "ok"]


def test_a_stopwatch_times_some_calls_and_changes_none() -> None:
    class Part:
        name = "part"

        def double(self, number: int, *, plus: int = 0) -> int:
            return 2 * number + plus

        def fail(self) -> None:
            raise LookupError("no")

    watch = Stopwatch()
    part = watch.round(Part(), double="sum", fail="fail")
    assert part.name == "part"
    assert part.double(2, plus=1) == 5
    assert part.double(1) == 2
    with pytest.raises(LookupError, match="no"):
        part.fail()
    assert {step: len(took) for step, took in watch.steps.items()} == {"sum": 2, "fail": 1}


def test_there_are_enough_varied_messages_in_both_languages() -> None:
    talks = sayings()
    lines = [line for talk in talks for line in talk.lines]
    assert len(set(lines)) >= 60
    assert {talk.language for talk in talks} == set(Language)
    assert not any(line.startswith("{") for line in lines)
    assert list(cycled(("a", "b"), 5)) == ["a", "b", "a", "b", "a"]


@pytest.mark.parametrize("language", Language)
def test_old_and_young_conversations_hear_the_same(language: Language) -> None:
    assert (OLD.start - YOUNG.start) % PERIOD == 0
    assert len(set(messages(language))) == PERIOD


def test_libraries_of_the_model_voice_are_recognised_among_modules() -> None:
    loaded = ["gradio", "openai._client", "langchain_core.messages", "openaiish", "numpy"]
    assert unwanted(loaded) == ["langchain_core", "openai"]

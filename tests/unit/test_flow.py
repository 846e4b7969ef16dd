"""The flow's table, transition by transition. Signals are given, so nothing is heard wrongly."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent import flow
from agent.domain import (
    CheckInStatus,
    CommitmentDraft,
    FlowState,
    FollowUpStep,
    Language,
    Phase,
    Proposal,
    SafetyLevel,
    SafetyTopic,
    Screening,
    Slot,
)
from agent.events import Another, Check, Confirm, Jump, Reject, Skip, Summarise
from agent.listening.signals import About, CommitmentCandidate, Expected, Signals
from agent.speaking import Act, Decision

THURSDAY = date(2026, 11, 26)


def said(text: str = "jeg gruer meg til et møte på onsdag", **heard: object) -> Signals:
    words = len(text.split())
    return Signals(text=text, language=Language.NB, **{"words": words, **heard})


def at(phase: Phase, **values: object) -> FlowState:
    return FlowState(phase=phase, **{"turns_in_phase": 1, "turns": 3, **values})


def act_of(decision: Decision) -> Act:
    return decision.directive.act


GOAL = Proposal(key="p1", kind="goal", goal="si det viktigste først")
PLAN = Proposal(key="p1", kind="commitment", commitment=CommitmentDraft(action="snakke med Sara"))


class TestOpening:
    def test_welcomes_when_nothing_is_due(self) -> None:
        decision = flow.opening(())
        assert act_of(decision) is Act.WELCOME
        assert decision.state.phase is Phase.INTRO

    def test_goes_back_to_what_is_due(self) -> None:
        decision = flow.opening(("c1", "c2"))
        assert act_of(decision) is Act.WELCOME_BACK
        assert decision.state.phase is Phase.FOLLOW_UP
        assert decision.directive.commitment_id == "c1"


class TestIntro:
    def test_a_topic_leads_to_goals(self) -> None:
        decision = flow.decide(at(Phase.INTRO), said())
        assert (decision.state.phase, act_of(decision)) == (Phase.GOALS, Act.ASK_GOAL)
        assert decision.state.topic == "jeg gruer meg til et møte på onsdag"

    @pytest.mark.parametrize("empty", [{"greeting": True}, {"dont_know": True}, {"words": 1}])
    def test_nothing_yet_is_invited_once_more(self, empty: dict[str, object]) -> None:
        assert act_of(flow.decide(at(Phase.INTRO), said("hei", **empty))) is Act.INVITE

    def test_it_goes_on_after_two_coach_turns_even_without_a_topic(self) -> None:
        decision = flow.decide(at(Phase.INTRO, turns_in_phase=2), said("hei", greeting=True))
        assert decision.state.phase is Phase.GOALS

    def test_one_word_that_carries_a_feeling_is_a_topic(self) -> None:
        decision = flow.decide(at(Phase.INTRO), said("utslitt", emotion="utslitt"))
        assert decision.state.phase is Phase.GOALS

    def test_a_specific_goal_at_once_is_proposed(self) -> None:
        heard = said(
            "Jeg vil øve på å si nei til ekstravakter",
            goal="si nei til ekstravakter når sjefen ringer på fredag",
        )
        decision = flow.decide(at(Phase.INTRO), heard)
        assert act_of(decision) is Act.PROPOSE_GOAL
        assert decision.propose is not None

    def test_a_win_is_affirmed(self) -> None:
        heard = said("Jeg fikk endelig sagt fra i går", progress=True)
        assert flow.decide(at(Phase.INTRO), heard).directive.affirm


class TestGoals:
    def test_a_vague_goal_is_sharpened_once_then_proposed(self) -> None:
        heard = said("Jeg vil bli bedre", goal="bli bedre")
        first = flow.decide(at(Phase.GOALS), heard)
        assert act_of(first) is Act.SHARPEN_GOAL
        assert act_of(flow.decide(first.state, heard)) is Act.PROPOSE_GOAL

    def test_after_four_turns_a_goal_is_drafted_from_own_words(self) -> None:
        decision = flow.decide(at(Phase.GOALS, turns_in_phase=4, topic="møtet på onsdag"), said())
        assert act_of(decision) is Act.PROPOSE_GOAL

    def test_yes_records_it_and_asks_why_it_matters(self) -> None:
        decision = flow.decide(at(Phase.GOALS, pending=GOAL), said("ja", yes=True))
        assert decision.confirm == GOAL
        assert (decision.state.phase, act_of(decision)) == (Phase.QUESTIONS, Act.GOAL_NOTED)
        assert decision.state.pending is None

    def test_no_asks_for_own_words(self) -> None:
        decision = flow.decide(at(Phase.GOALS, pending=GOAL), said("nei", no=True))
        assert act_of(decision) is Act.REWORD_GOAL
        assert decision.confirm is None

    def test_a_rewording_is_proposed_instead(self) -> None:
        heard = said("heller det andre", goal="holde roen når han avbryter meg i møtet")
        decision = flow.decide(at(Phase.GOALS, pending=GOAL, proposals_made=1), heard)
        assert decision.propose is not None
        assert decision.propose.goal == "holde roen når han avbryter meg i møtet"
        assert decision.propose.key != GOAL.key

    def test_rejecting_again_and_again_ends_without_a_goal(self) -> None:
        state = at(Phase.GOALS, pending=GOAL)
        for _ in range(5):
            if state.phase is not Phase.GOALS:
                break
            state = flow.decide(state, said("nei", no=True)).state
        assert state.phase is Phase.QUESTIONS
        assert state.goals == 0

    def test_talking_past_a_proposal_goes_on_without_it(self) -> None:
        decision = flow.decide(at(Phase.GOALS, pending=GOAL), said("Han sa noe rart i dag igjen"))
        assert decision.state.phase is Phase.QUESTIONS
        assert decision.confirm is None


class TestQuestions:
    def test_asks_from_the_store(self) -> None:
        decision = flow.decide(at(Phase.QUESTIONS), said())
        assert act_of(decision) is Act.ASK
        assert decision.directive.ask_from is Phase.QUESTIONS

    @pytest.mark.parametrize("turns", [1, 2, 7])
    def test_a_commitment_goes_to_the_plan(self, turns: int) -> None:
        heard = said(
            "Jeg skal snakke med Sara", commitment=CommitmentCandidate(action="snakke med Sara")
        )
        decision = flow.decide(at(Phase.QUESTIONS, turns_in_phase=turns), heard)
        assert decision.state.phase is Phase.ACTION_PLAN
        assert decision.state.draft == CommitmentDraft(action="snakke med Sara")
        assert act_of(decision) is Act.ASK_DUE

    def test_a_way_forward_goes_to_the_plan_when_it_has_been_looked_at(self) -> None:
        heard = said("kanskje jeg kunne ringe henne", way_forward=True)
        assert flow.decide(at(Phase.QUESTIONS), heard).state.phase is Phase.QUESTIONS
        later = flow.decide(at(Phase.QUESTIONS, turns_in_phase=2), heard)
        assert later.state.phase is Phase.ACTION_PLAN

    def test_offers_to_plan_after_eight_turns(self) -> None:
        before = flow.decide(at(Phase.QUESTIONS, turns_in_phase=7), said())
        assert act_of(before) is Act.ASK
        assert act_of(flow.decide(before.state, said())) is Act.OFFER_PLAN

    def test_one_who_never_commits_is_let_go_in_peace(self) -> None:
        state = at(Phase.QUESTIONS)
        acts = []
        for _ in range(30):
            decision = flow.decide(state, said("det er vanskelig å si noe om det nå"))
            acts.append(act_of(decision))
            state = decision.state
            if state.phase is Phase.CLOSED:
                break
        assert state.phase is Phase.CLOSED
        assert acts.count(Act.OFFER_PLAN) == 3
        assert state.commitments == 0

    def test_not_knowing_gets_a_simpler_question_and_then_another_way(self) -> None:
        state, acts = at(Phase.QUESTIONS), []
        for _ in range(3):
            decision = flow.decide(state, said("vet ikke", dont_know=True))
            acts.append(act_of(decision))
            state = decision.state
        assert acts == [Act.ASK_SIMPLER, Act.ASK_SIMPLER, Act.OFFER_PLAN]

    def test_yes_to_the_offer_goes_to_the_plan(self) -> None:
        offered = at(Phase.QUESTIONS, acts=(str(Act.OFFER_PLAN),))
        assert flow.decide(offered, said("ja", yes=True)).state.phase is Phase.ACTION_PLAN


class TestActionPlan:
    def test_asks_for_each_missing_part_in_order(self) -> None:
        state = flow.perform(at(Phase.QUESTIONS), Jump(phase=Phase.ACTION_PLAN)).state
        answers = [
            said("snakke med Sara", commitment=CommitmentCandidate(action="snakke med Sara")),
            said("torsdag", due=THURSDAY),
            said("jeg blir tørr i munnen"),
            said("drikker litt vann"),
            said("5", confidence=5),
            said("8", confidence=8),
        ]
        slots = [state.slot]
        for answer in answers:
            decision = flow.decide(state, answer)
            state = decision.state
            slots.append(state.slot)
        assert slots == [
            Slot.ACTION,
            Slot.DUE,
            Slot.OBSTACLE,
            Slot.IF_THEN,
            Slot.CONFIDENCE,
            Slot.RAISE,
            Slot.CONFIRM,
        ]
        assert decision.propose is not None
        draft = decision.propose.commitment
        assert draft is not None
        assert (draft.due, draft.confidence) == (THURSDAY, 8)
        assert (state.obstacle, state.response) == ("jeg blir tørr i munnen", "drikker litt vann")

    def test_what_was_said_at_once_is_not_asked_again(self) -> None:
        heard = said(
            "Jeg skal snakke med Sara torsdag",
            due=THURSDAY,
            confidence=9,
            commitment=CommitmentCandidate(
                action="snakke med Sara", due=THURSDAY, if_then="Hvis hun er opptatt, ringer jeg"
            ),
        )
        decision = flow.decide(at(Phase.QUESTIONS), heard)
        assert act_of(decision) is Act.PROPOSE_COMMITMENT
        assert decision.state.phase is Phase.ACTION_PLAN

    def test_no_obstacle_needs_no_if_then_plan(self) -> None:
        state = at(
            Phase.ACTION_PLAN,
            slot=Slot.OBSTACLE,
            slots=(Slot.ACTION, Slot.DUE),
            draft=CommitmentDraft(action="ringe", due=THURSDAY),
        )
        assert flow.decide(state, said("ingenting", no=True)).state.slot is Slot.CONFIDENCE

    def test_high_confidence_is_not_questioned(self) -> None:
        state = at(
            Phase.ACTION_PLAN,
            slot=Slot.CONFIDENCE,
            slots=(Slot.ACTION, Slot.DUE, Slot.OBSTACLE),
            draft=CommitmentDraft(action="ringe", due=THURSDAY),
        )
        assert flow.decide(state, said("7", confidence=7)).state.slot is Slot.CONFIRM

    def test_yes_records_and_asks_for_more_until_three(self) -> None:
        for count, act in ((0, Act.ASK_MORE), (1, Act.ASK_MORE), (2, Act.CLOSE)):
            state = at(Phase.ACTION_PLAN, pending=PLAN, commitments=count, slot=Slot.CONFIRM)
            decision = flow.decide(state, said("ja", yes=True))
            assert decision.confirm == PLAN
            assert act_of(decision) is act

    def test_a_change_is_proposed_anew(self) -> None:
        state = at(Phase.ACTION_PLAN, pending=PLAN, slot=Slot.CONFIRM, proposals_made=1)
        decision = flow.decide(state, said("heller torsdag", due=THURSDAY))
        assert decision.propose is not None
        assert decision.propose.commitment is not None
        assert decision.propose.commitment.due == THURSDAY
        assert decision.propose.commitment.action == "snakke med Sara"
        assert decision.confirm is None

    def test_no_action_twice_closes_without_one(self) -> None:
        state = at(Phase.ACTION_PLAN, slot=Slot.ACTION)
        first = flow.decide(state, said("vet ikke", dont_know=True))
        assert act_of(first) is Act.ASK_SMALLER
        assert flow.decide(first.state, said("aner ikke", dont_know=True)).state.phase is (
            Phase.CLOSED
        )

    def test_that_will_do_closes(self) -> None:
        state = at(Phase.ACTION_PLAN, slot=Slot.MORE, commitments=1)
        assert flow.decide(state, said("det holder", no=True)).state.phase is Phase.CLOSED

    def test_a_second_action_starts_afresh(self) -> None:
        done = flow.decide(
            at(
                Phase.ACTION_PLAN,
                pending=PLAN,
                slot=Slot.CONFIRM,
                obstacle="tid",
                response="korter ned",
            ),
            said("ja", yes=True),
        ).state
        heard = said("ringe Ola", commitment=CommitmentCandidate(action="ringe Ola"))
        state = flow.decide(done, heard).state
        assert state.draft == CommitmentDraft(action="ringe Ola")
        assert (state.obstacle, state.response, state.slot) == (None, None, Slot.DUE)

    def test_declining_does_not_record(self) -> None:
        state = at(Phase.ACTION_PLAN, pending=PLAN, slot=Slot.CONFIRM)
        decision = flow.decide(state, said("nei", no=True))
        assert decision.confirm is None
        assert act_of(decision) is Act.REWORD_COMMITMENT


class TestFollowUp:
    @pytest.mark.parametrize(
        ("status", "act"),
        [
            (CheckInStatus.DONE, Act.CELEBRATE),
            (CheckInStatus.PARTLY, Act.WHAT_HELPED),
            (CheckInStatus.NOT_YET, Act.WHAT_HINDERED),
            (CheckInStatus.DROPPED, Act.CHECK_IN),
        ],
    )
    def test_records_how_it_went(self, status: CheckInStatus, act: Act) -> None:
        state = at(Phase.FOLLOW_UP, due=("c1", "c2"))
        decision = flow.decide(state, said("…", check_in=status))
        assert decision.check_in == ("c1", status)
        assert act_of(decision) is act

    def test_each_due_commitment_is_looked_at_then_today_begins(self) -> None:
        state = at(Phase.FOLLOW_UP, due=("c1", "c2"))
        done = said("gjort", check_in=CheckInStatus.DONE)
        path = []
        for heard in (done, said("jeg satte av tid"), done, said("det samme")):
            decision = flow.decide(state, heard)
            path.append(act_of(decision))
            state = decision.state
        assert path == [Act.CELEBRATE, Act.CHECK_IN, Act.CELEBRATE, Act.FOLLOW_UP_DONE]
        assert (state.phase, state.due) == (Phase.INTRO, ())

    def test_not_yet_leads_to_an_adjusted_commitment(self) -> None:
        state = at(Phase.FOLLOW_UP, due=("c1",))
        state = flow.decide(state, said("ikke ennå", check_in=CheckInStatus.NOT_YET)).state
        state = flow.decide(state, said("det var for travelt")).state
        assert state.follow_up_step is FollowUpStep.ADJUST
        proposed = flow.decide(state, said("torsdag", due=THURSDAY))
        assert proposed.propose is not None
        assert proposed.propose.replaces == "c1"
        confirmed = flow.decide(proposed.state, said("ja", yes=True))
        assert confirmed.confirm == proposed.propose
        assert confirmed.state.phase is Phase.INTRO

    def test_an_unclear_answer_is_asked_about_once_then_left(self) -> None:
        first = flow.decide(at(Phase.FOLLOW_UP, due=("c1",)), said())
        assert act_of(first) is Act.PLACE_CHECK_IN
        assert flow.decide(first.state, said()).state.phase is Phase.INTRO

    def test_skipping_leaves_it_for_another_day(self) -> None:
        decision = flow.perform(at(Phase.FOLLOW_UP, due=("c1",)), Skip())
        assert decision is not None
        assert decision.check_in is None
        assert decision.state.phase is Phase.INTRO

    def test_the_button_does_what_the_words_do(self) -> None:
        decision = flow.perform(at(Phase.FOLLOW_UP, due=("c1",)), Check(status=CheckInStatus.DONE))
        assert decision is not None
        assert decision.check_in == ("c1", CheckInStatus.DONE)


class TestInterrupts:
    def test_acute_stops_the_coaching_and_stays(self) -> None:
        acute = Screening(level=SafetyLevel.ACUTE, topic=SafetyTopic.SUICIDE)
        state = flow.screened(at(Phase.QUESTIONS), acute)
        assert act_of(flow.decide(state, said())) is Act.HAND_OVER
        calmed = flow.screened(state, Screening())
        misunderstood = flow.decide(calmed, said("du misforsto meg", misunderstood=True))
        assert act_of(misunderstood) is Act.HAND_OVER
        assert act_of(flow.perform(calmed, Jump(phase=Phase.GOALS))) is Act.HAND_OVER

    def test_support_does_not_stop_the_coaching(self) -> None:
        support = Screening(level=SafetyLevel.SUPPORT, topic=SafetyTopic.BURNOUT)
        state = flow.screened(at(Phase.QUESTIONS), support)
        assert act_of(flow.decide(state, said())) is Act.ASK

    @pytest.mark.parametrize("phase", [p for p in Phase if p is not Phase.CLOSED])
    def test_stop_closes_from_anywhere(self, phase: Phase) -> None:
        decision = flow.decide(at(phase, due=("c1",)), said("stopp", stops=True))
        assert decision.state.phase is Phase.CLOSED

    def test_a_question_about_kollega_is_answered_and_changes_nothing(self) -> None:
        before = at(Phase.GOALS, pending=GOAL)
        decision = flow.decide(before, said("er du en robot?", about=About.IDENTITY))
        assert act_of(decision) is Act.EXPLAIN
        assert (decision.state.phase, decision.state.pending) == (Phase.GOALS, GOAL)

    def test_advice_comes_only_after_leave(self) -> None:
        asked = flow.decide(at(Phase.QUESTIONS), said("hva bør jeg gjøre?", asks_advice=True))
        assert act_of(asked) is Act.ASK_LEAVE
        given = flow.decide(asked.state, said("ja", yes=True))
        assert act_of(given) is Act.GIVE_ADVICE

    def test_no_advice_right_after_a_feeling(self) -> None:
        asked = flow.decide(at(Phase.QUESTIONS), said("hva bør jeg?", asks_advice=True))
        answer = flow.decide(asked.state, said("ja, jeg er så lei", yes=True, emotion="lei"))
        assert act_of(answer) is not Act.GIVE_ADVICE

    def test_the_coachee_can_go_back_to_the_goal_and_change_it(self) -> None:
        back = flow.decide(at(Phase.QUESTIONS), said("tilbake til målet", goes_to=Phase.GOALS))
        assert (back.state.phase, act_of(back)) == (Phase.GOALS, Act.ASK_GOAL)
        changed = flow.decide(at(Phase.ACTION_PLAN), said("endre målet", changes_goal=True))
        assert (changed.state.phase, act_of(changed)) == (Phase.GOALS, Act.REWORD_GOAL)

    def test_another_question_does_not_use_up_the_phase(self) -> None:
        decision = flow.perform(at(Phase.QUESTIONS, turns_in_phase=5), Another())
        assert decision is not None
        assert decision.state.turns_in_phase == 5
        assert not decision.directive.reflect

    def test_closed_takes_a_goodbye_or_begins_again(self) -> None:
        assert act_of(flow.decide(at(Phase.CLOSED), said("takk", thanks=True))) is Act.GOODBYE
        again = flow.decide(at(Phase.CLOSED), said("forresten, det er en ting til jeg strever med"))
        assert again.state.phase is Phase.QUESTIONS


class TestActions:
    def test_confirming_twice_does_nothing_the_second_time(self) -> None:
        first = flow.perform(at(Phase.GOALS, pending=GOAL), Confirm(key="p1"))
        assert first is not None
        assert flow.perform(first.state, Confirm(key="p1")) is None

    def test_a_stale_key_confirms_nothing(self) -> None:
        assert flow.perform(at(Phase.GOALS, pending=GOAL), Confirm(key="p0")) is None

    def test_rejecting_leaves_nothing_pending(self) -> None:
        decision = flow.perform(at(Phase.GOALS, pending=GOAL), Reject())
        assert decision is not None
        assert decision.state.pending is None

    @pytest.mark.parametrize("phase", list(Phase))
    def test_every_phase_can_be_jumped_to(self, phase: Phase) -> None:
        decision = flow.perform(at(Phase.QUESTIONS, due=("c1",)), Jump(phase=phase))
        assert decision is not None
        assert decision.state.phase is phase


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (at(Phase.GOALS), Expected.GOAL),
        (at(Phase.ACTION_PLAN, slot=Slot.ACTION), Expected.ACTION),
        (at(Phase.ACTION_PLAN, slot=Slot.DUE), Expected.DUE),
        (at(Phase.ACTION_PLAN, slot=Slot.CONFIDENCE), Expected.CONFIDENCE),
        (at(Phase.FOLLOW_UP, due=("c1",)), Expected.CHECK_IN),
        (at(Phase.QUESTIONS), None),
    ],
)
def test_short_answers_are_understood_by_what_was_asked(
    state: FlowState, expected: Expected | None
) -> None:
    assert flow.expects(state) is expected


@pytest.mark.parametrize(
    ("due", "check_in"),
    [
        (date(2026, 11, 26), date(2026, 11, 27)),  # Thursday -> Friday
        (date(2026, 11, 27), date(2026, 11, 30)),  # Friday -> Monday
        (date(2026, 11, 28), date(2026, 11, 30)),  # Saturday -> Monday
    ],
)
def test_the_check_in_is_the_next_working_day(due: date, check_in: date) -> None:
    draft = CommitmentDraft(action="ringe", due=due)
    assert flow.check_in_date(draft, date(2026, 11, 22)) == check_in


_signals = st.builds(
    Signals,
    text=st.sampled_from(["ja", "nei", "jeg vet ikke helt hva jeg skal si om det", "hei", "7"]),
    language=st.just(Language.NB),
    words=st.integers(0, 60),
    **{
        name: st.booleans()
        for name in (
            "greeting",
            "thanks",
            "yes",
            "no",
            "dont_know",
            "progress",
            "asks_advice",
            "wants_another",
            "wants_plan",
            "changes_goal",
            "wants_summary",
            "misunderstood",
            "way_forward",
        )
    },
    goal=st.sampled_from([None, "bli bedre", "holde roen når han avbryter meg på mandag"]),
    commitment=st.sampled_from([None, CommitmentCandidate(action="ringe")]),
    goes_to=st.sampled_from([None, *Phase]),
    confidence=st.sampled_from([None, 0, 5, 10]),
    check_in=st.sampled_from([None, *CheckInStatus]),
)
_actions = st.sampled_from(
    [Confirm(), Reject(), Skip(), Another(), Summarise(), *(Jump(phase=p) for p in Phase)]
)


@given(st.lists(st.one_of(_signals, _actions), max_size=40), st.sampled_from([(), ("c1", "c2")]))
def test_whatever_is_said_there_is_always_a_next_turn(
    turns: list[Signals], due: tuple[str, ...]
) -> None:
    state = flow.opening(due).state
    for turn in turns:
        decision = (
            flow.decide(state, turn) if isinstance(turn, Signals) else flow.perform(state, turn)
        )
        if decision is None:
            continue
        assert decision.directive.phase is decision.state.phase
        assert decision.state.commitments <= 3 + len(turns)
        if decision.propose:
            assert decision.state.pending == decision.propose
        state = decision.state


@given(st.lists(_signals, min_size=60, max_size=60))
def test_without_steering_every_conversation_ends(turns: list[Signals]) -> None:
    """Nobody is kept: with neither jumps nor new topics the flow reaches `closed`."""
    state = flow.opening(()).state
    quiet = {
        "goes_to": None,
        "changes_goal": False,
        "wants_another": False,
        "asks_advice": False,
        "wants_summary": False,
        "misunderstood": False,
        "wants_plan": False,
    }
    for turn in turns:
        if state.phase is Phase.CLOSED:
            return
        state = flow.decide(state, turn.model_copy(update=quiet)).state
    assert state.phase is Phase.CLOSED

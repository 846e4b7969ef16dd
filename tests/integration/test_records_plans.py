"""Goals, commitments and check-ins, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from agent.domain import (
    CheckInStatus,
    CommitmentDraft,
    Conversation,
    FlowState,
    Language,
    Proposal,
    Visibility,
)
from agent.errors import BadInput, NotFound
from agent.records.repository import SqlRecords

if TYPE_CHECKING:
    from conftest import FixedClock, Samples

OPEN = (CheckInStatus.PARTLY, CheckInStatus.NOT_YET)
CLOSED = (CheckInStatus.DONE, CheckInStatus.DROPPED)


def test_a_confirmed_goal_is_recorded_once(
    records: SqlRecords, talk: Conversation, samples: Samples
) -> None:
    made = records.confirm_goal("kari", talk.id, samples.goal())
    assert made.text == "Gi ærlig ros"
    assert records.confirm_goal("kari", talk.id, samples.goal()) == made
    assert records.view("kari", talk.id).goals == (made,)


def test_a_confirmed_commitment_is_recorded_once_with_all_it_says(
    records: SqlRecords, talk: Conversation, samples: Samples
) -> None:
    said = {
        "due": date(2026, 11, 6),
        "if_then": "Hvis hun er opptatt, sender jeg en melding 🙂",
        "confidence": 7,
        "check_in": date(2026, 11, 9),
        "visibility": Visibility.SHARED,
    }
    made = records.confirm_commitment("kari", talk.id, samples.commitment(**said))
    assert made.model_dump(include=set(said)) == said
    assert made.action == "Ringe Kari"
    assert made.status is None
    assert records.confirm_commitment("kari", talk.id, samples.commitment(**said)) == made
    assert records.view("kari", talk.id).commitments == (made,)
    assert records.commitments("kari") == (made,)


def test_a_late_second_confirm_does_not_undo_an_edit(
    records: SqlRecords, talk: Conversation, samples: Samples
) -> None:
    goal = records.confirm_goal("kari", talk.id, samples.goal("p1"))
    edited = records.edit_goal("kari", goal.id, "Gi ærlig ros hver uke")
    assert records.confirm_goal("kari", talk.id, samples.goal("p1")) == edited
    made = records.confirm_commitment("kari", talk.id, samples.commitment("p2"))
    changed = records.edit_commitment("kari", made.id, CommitmentDraft(action="Skrive"))
    assert records.confirm_commitment("kari", talk.id, samples.commitment("p2")) == changed


def test_the_same_key_in_another_conversation_is_another_proposal(
    records: SqlRecords, talk: Conversation, samples: Samples
) -> None:
    other = records.start("kari", Language.NB, FlowState())
    first = records.confirm_commitment("kari", talk.id, samples.commitment("p1"))
    second = records.confirm_commitment("kari", other.id, samples.commitment("p1"))
    assert first.id != second.id


def test_a_proposal_without_content_is_refused(
    records: SqlRecords, talk: Conversation, samples: Samples
) -> None:
    with pytest.raises(BadInput):
        records.confirm_goal("kari", talk.id, samples.commitment())
    with pytest.raises(BadInput):
        records.confirm_commitment("kari", talk.id, samples.goal())
    with pytest.raises(BadInput):
        records.confirm_commitment("kari", talk.id, samples.commitment(action=""))
    assert records.view("kari", talk.id).goals == ()


def test_a_goal_that_replaces_another_changes_it(
    records: SqlRecords, talk: Conversation, samples: Samples
) -> None:
    first = records.confirm_goal("kari", talk.id, samples.goal("p1"))
    for _ in range(2):
        second = records.confirm_goal(
            "kari", talk.id, samples.goal("p2", "Be om råd", replaces=first.id)
        )
    assert (second.id, second.text) == (first.id, "Be om råd")
    assert records.confirm_goal("kari", talk.id, samples.goal("p1")) == second
    assert records.view("kari", talk.id).goals == (second,)


def test_a_change_keeps_what_it_leaves_open(
    records: SqlRecords, talk: Conversation, samples: Samples
) -> None:
    first = records.confirm_commitment(
        "kari",
        talk.id,
        samples.commitment(
            "p1",
            due=date(2026, 11, 6),
            if_then="Hvis …",
            confidence=5,
            check_in=date(2026, 11, 7),
            visibility=Visibility.SHARED,
        ),
    )
    later = records.start("kari", Language.NB, FlowState())
    smaller = samples.commitment("p1", first.id, action="Sende en melding")
    changed = records.confirm_commitment("kari", later.id, smaller)
    assert changed == first.model_copy(update={"action": "Sende en melding"})
    moved = samples.commitment("p2", first.id, action="", due=date(2026, 11, 20), confidence=0)
    again = records.confirm_commitment("kari", later.id, moved)
    assert again == changed.model_copy(
        update={"due": date(2026, 11, 20), "check_in": None, "confidence": 0}
    )
    assert records.commitments("kari") == (again,)


def test_a_change_confirmed_twice_is_made_once(
    records: SqlRecords, talk: Conversation, samples: Samples
) -> None:
    first = records.confirm_commitment("kari", talk.id, samples.commitment("p1"))
    later = records.start("kari", Language.NB, FlowState())
    for key in ("p1", "p2"):
        change = samples.commitment(key, first.id, action=f"Endring {key}")
        records.confirm_commitment("kari", later.id, change)
    stale = samples.commitment("p1", first.id, action="Endring p1")
    assert records.confirm_commitment("kari", later.id, stale).action == "Endring p2"
    assert records.confirm_commitment("kari", talk.id, samples.commitment("p1")).id == first.id


def test_a_change_of_something_removed_is_not_found(
    records: SqlRecords, talk: Conversation, samples: Samples
) -> None:
    made = records.confirm_commitment("kari", talk.id, samples.commitment("p1"))
    records.remove_commitment("kari", made.id)
    with pytest.raises(NotFound):
        records.confirm_commitment("kari", talk.id, samples.commitment("p2", made.id))
    with pytest.raises(NotFound):
        records.confirm_goal("kari", talk.id, samples.goal("p3", replaces=made.id))


def test_what_was_removed_can_be_confirmed_anew(
    records: SqlRecords, talk: Conversation, samples: Samples
) -> None:
    goal = records.confirm_goal("kari", talk.id, samples.goal("p1"))
    records.remove_goal("kari", goal.id)
    assert records.view("kari", talk.id).goals == ()
    assert records.confirm_goal("kari", talk.id, samples.goal("p1")).id != goal.id


def test_a_key_used_for_a_goal_is_not_found_as_a_commitment(
    records: SqlRecords, talk: Conversation, samples: Samples
) -> None:
    records.confirm_goal("kari", talk.id, samples.goal("p1"))
    with pytest.raises(NotFound):
        records.confirm_commitment("kari", talk.id, samples.commitment("p1"))


def test_edit_commitment_writes_all_that_the_draft_says(
    records: SqlRecords, talk: Conversation, samples: Samples
) -> None:
    made = records.confirm_commitment(
        "kari", talk.id, samples.commitment(due=date(2026, 11, 6), confidence=5)
    )
    draft = CommitmentDraft(action="Skrive", if_then="Hvis …", visibility=Visibility.FORGET)
    edited = records.edit_commitment("kari", made.id, draft)
    assert edited == made.model_copy(update=draft.model_dump())
    assert records.commitments("kari") == (edited,)
    unnamed = records.edit_commitment("kari", made.id, CommitmentDraft(action=""))
    assert unnamed.action == "Skrive"


def test_removing_a_commitment_takes_its_check_ins(records: SqlRecords, samples: Samples) -> None:
    conversation = samples.fill(records, "kari")
    (made,) = records.commitments("kari")
    records.remove_commitment("kari", made.id)
    assert records.commitments("kari") == ()
    assert records.view("kari", conversation).check_ins == ()
    assert samples.rows(records)["check_in"] == 0
    with pytest.raises(NotFound):
        records.check_ins("kari", made.id)
    with pytest.raises(NotFound):
        records.remove_commitment("kari", made.id)


def test_commitments_come_by_their_next_check_in_and_closed_ones_last(
    records: SqlRecords, talk: Conversation, samples: Samples
) -> None:
    dates: dict[str, dict[str, object]] = {
        "never": {},
        "due": {"due": date(2026, 11, 5)},
        "check-in": {"due": date(2026, 11, 1), "check_in": date(2026, 11, 8)},
        "soonest": {"due": date(2026, 12, 1), "check_in": date(2026, 11, 3)},
        "done": {"due": date(2026, 11, 1)},
    }
    for name, said in dates.items():
        proposal = samples.commitment(name, action=name, **said)
        made = records.confirm_commitment("kari", talk.id, proposal)
    records.check_in("kari", made.id, CheckInStatus.DONE)
    found = [commitment.action for commitment in records.commitments("kari")]
    assert found == ["soonest", "due", "check-in", "never", "done"]


def test_due_counts_the_check_in_date_before_the_due_date(
    records: SqlRecords, talk: Conversation, samples: Samples
) -> None:
    today = samples.today
    for name, due, check_in in (
        ("today", today, None),
        ("check-in passed", today + timedelta(9), today - timedelta(1)),
        ("check-in later", today - timedelta(9), today + timedelta(1)),
        ("tomorrow", today + timedelta(1), None),
        ("no date", None, None),
    ):
        proposal = samples.commitment(name, action=name, due=due, check_in=check_in)
        records.confirm_commitment("kari", talk.id, proposal)
    assert [c.action for c in records.due("kari", today)] == ["check-in passed", "today"]


@pytest.mark.parametrize("status", OPEN)
def test_a_check_in_that_is_not_done_comes_back_in_a_week(
    records: SqlRecords,
    talk: Conversation,
    samples: Samples,
    clock: FixedClock,
    status: CheckInStatus,
) -> None:
    made = records.confirm_commitment("kari", talk.id, samples.commitment(due=samples.today))
    clock.day = samples.today + timedelta(days=2)
    records.check_in("kari", made.id, status, "Rakk det ikke")
    (now,) = records.commitments("kari")
    assert now == made.model_copy(
        update={"status": status, "check_in": samples.today + timedelta(days=9)}
    )
    assert records.due("kari", samples.today + timedelta(days=8)) == ()
    assert records.due("kari", samples.today + timedelta(days=9)) == (now,)


@pytest.mark.parametrize("status", CLOSED)
def test_done_and_dropped_close_a_commitment(
    records: SqlRecords, talk: Conversation, samples: Samples, status: CheckInStatus
) -> None:
    made = records.confirm_commitment("kari", talk.id, samples.commitment(due=samples.today))
    records.check_in("kari", made.id, status)
    assert records.commitments("kari") == (made.model_copy(update={"status": status}),)
    assert records.due("kari", date.max) == ()


def test_a_check_in_with_the_same_key_is_made_once(
    records: SqlRecords, talk: Conversation, samples: Samples
) -> None:
    made = records.confirm_commitment("kari", talk.id, samples.commitment())
    first = records.check_in("kari", made.id, CheckInStatus.DONE, "Gikk bra", key="t1")
    again = records.check_in("kari", made.id, CheckInStatus.NOT_YET, "Nei", key="t1")
    assert again == first
    assert records.commitments("kari")[0].status is CheckInStatus.DONE
    assert records.check_ins("kari", made.id) == (first,)


def test_check_ins_come_oldest_first_also_under_a_fixed_clock(
    records: SqlRecords, talk: Conversation, samples: Samples
) -> None:
    made = records.confirm_commitment("kari", talk.id, samples.commitment())
    for number in range(6):
        records.check_in("kari", made.id, CheckInStatus.PARTLY, str(number))
    assert [c.note for c in records.check_ins("kari", made.id)] == list("012345")
    assert [c.note for c in records.view("kari", talk.id).check_ins] == list("012345")


def test_a_proposal_comes_back_from_the_state_as_it_was(
    records: SqlRecords, talk: Conversation
) -> None:
    draft = CommitmentDraft(action="Ringe", due=date(2026, 11, 6), confidence=0)
    proposal = Proposal(key="p3", kind="commitment", commitment=draft, replaces="x")
    state = FlowState(pending=proposal, draft=draft)
    records.save_state("kari", talk.id, state)
    assert records.conversation("kari", talk.id).state == state

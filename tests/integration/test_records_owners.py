"""Nobody sees or changes what is somebody else's, whatever id they send."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pytest

from agent.domain import CheckInStatus, CommitmentDraft, FlowState, Language, Phase
from agent.errors import NotFound
from agent.ports import Records
from agent.records.repository import SqlRecords

if TYPE_CHECKING:
    from conftest import Samples


class Ids(NamedTuple):
    """What an intruder may have got hold of."""

    conversation: str
    goal: str
    commitment: str


class Attempt(NamedTuple):
    """Somebody, at somebody's ids."""

    records: SqlRecords
    samples: Samples
    who: str
    ids: Ids


Call = Callable[[Attempt], object]

BY_ID: dict[str, Call] = {
    "conversation": lambda a: a.records.conversation(a.who, a.ids.conversation),
    "view": lambda a: a.records.view(a.who, a.ids.conversation),
    "rename": lambda a: a.records.rename(a.who, a.ids.conversation, "Tatt"),
    "set_language": lambda a: a.records.set_language(a.who, a.ids.conversation, Language.EN),
    "delete": lambda a: a.records.delete(a.who, a.ids.conversation),
    "turns": lambda a: a.records.turns(a.who, a.ids.conversation),
    "hear": lambda a: a.records.hear(a.who, a.ids.conversation, "Hei", Phase.INTRO, "m"),
    "reply": lambda a: a.records.reply(a.who, a.samples.reply(a.ids.conversation), FlowState()),
    "save_state": lambda a: a.records.save_state(a.who, a.ids.conversation, FlowState()),
    "confirm_goal": lambda a: a.records.confirm_goal(
        a.who, a.ids.conversation, a.samples.goal("p1")
    ),
    "confirm_commitment": lambda a: a.records.confirm_commitment(
        a.who, a.ids.conversation, a.samples.commitment("p2")
    ),
    "edit_goal": lambda a: a.records.edit_goal(a.who, a.ids.goal, "Tatt"),
    "edit_commitment": lambda a: a.records.edit_commitment(
        a.who, a.ids.commitment, CommitmentDraft(action="Tatt")
    ),
    "remove_goal": lambda a: a.records.remove_goal(a.who, a.ids.goal),
    "remove_commitment": lambda a: a.records.remove_commitment(a.who, a.ids.commitment),
    "check_in": lambda a: a.records.check_in(a.who, a.ids.commitment, CheckInStatus.DONE, "", "c"),
    "check_ins": lambda a: a.records.check_ins(a.who, a.ids.commitment),
}
"""Every method that takes an id."""

OF_ALL: dict[str, tuple[Call, object]] = {
    "conversations": (lambda a: a.records.conversations(a.who), ()),
    "commitments": (lambda a: a.records.commitments(a.who), ()),
    "due": (lambda a: a.records.due(a.who, date.max), ()),
    "export": (lambda a: a.records.export(a.who), ()),
    "erase": (lambda a: a.records.erase(a.who), 0),
}
"""Every method that takes an owner only, and what it gives for nothing."""

INTRUDERS = ("ola", "", "kari ", "KARI", "kari\0", "%", "kari' OR '1'='1")


@pytest.fixture
def ids(records: SqlRecords, samples: Samples) -> Ids:
    """What "kari" has."""
    conversation = samples.fill(records, "kari")
    view = records.view("kari", conversation)
    return Ids(conversation, view.goals[0].id, view.commitments[0].id)


def test_every_method_of_the_port_is_tried_here() -> None:
    names = {name for name, _ in inspect.getmembers(Records, inspect.isfunction)}
    public = {name for name in names if not name.startswith("_")}
    assert public == set(BY_ID) | set(OF_ALL) | {"start"}


def test_every_method_of_the_port_takes_the_same_arguments() -> None:
    for name in (*BY_ID, *OF_ALL, "start"):
        wanted = inspect.signature(getattr(Records, name)).parameters
        given = inspect.signature(getattr(SqlRecords, name)).parameters
        assert list(given)[: len(wanted)] == list(wanted), name
        assert all(given[each].default == wanted[each].default for each in wanted), name


@pytest.mark.parametrize("name", BY_ID)
def test_an_id_of_somebody_else_is_not_found(
    records: SqlRecords, samples: Samples, ids: Ids, name: str
) -> None:
    records.start("ola", Language.NB, FlowState())
    before = records.export("kari")
    for intruder in INTRUDERS:
        with pytest.raises(NotFound):
            BY_ID[name](Attempt(records, samples, intruder, ids))
    assert records.export("kari") == before


@pytest.mark.parametrize("name", BY_ID)
def test_an_id_that_does_not_exist_is_not_found(
    records: SqlRecords, samples: Samples, ids: Ids, name: str
) -> None:
    for bad in ("", "x", "\0", "\ud800", "%", "x" * 100_000):
        with pytest.raises(NotFound):
            BY_ID[name](Attempt(records, samples, "kari", Ids(bad, bad, bad)))


@pytest.mark.parametrize("name", OF_ALL)
def test_lists_hold_nothing_of_somebody_else(
    records: SqlRecords, samples: Samples, ids: Ids, name: str
) -> None:
    call, nothing = OF_ALL[name]
    before = records.export("kari")
    for intruder in INTRUDERS:
        assert call(Attempt(records, samples, intruder, ids)) == nothing
    assert records.export("kari") == before


def test_a_proposal_cannot_replace_what_is_somebody_elses(
    records: SqlRecords, samples: Samples, ids: Ids
) -> None:
    own = records.start("ola", Language.NB, FlowState()).id
    before = records.export("kari")
    with pytest.raises(NotFound):
        records.confirm_commitment("ola", own, samples.commitment("p9", ids.commitment))
    with pytest.raises(NotFound):
        records.confirm_goal("ola", own, samples.goal("p9", "Tatt", ids.goal))
    assert records.export("kari") == before
    assert records.view("ola", own).goals == ()


def test_the_same_keys_of_two_owners_do_not_meet(
    records: SqlRecords, samples: Samples, ids: Ids
) -> None:
    own = samples.fill(records, "ola")
    assert records.view("ola", own).goals[0].id != ids.goal
    assert len(records.export("kari")) == len(records.export("ola")) == 1

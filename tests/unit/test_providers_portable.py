"""Messages come in the one shape that every chat template takes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent.ports import Message
from agent.providers._portable import BEFORE_THE_COACH, portable

MESSAGES = st.lists(
    st.builds(
        Message,
        role=st.sampled_from(["system", "user", "assistant"]),
        content=st.text(min_size=1, max_size=8),
    ),
    max_size=10,
)


@given(MESSAGES, st.booleans())
def test_the_roles_take_turns_and_nothing_said_is_lost(
    messages: list[Message], system_role: bool
) -> None:
    sent = portable(messages, system_role=system_role)
    roles = [message.role for message in sent]
    if roles[0] == "system":
        assert system_role
        roles = roles[1:]
    assert roles[0] == "user"
    assert roles == [("user", "assistant")[at % 2] for at in range(len(roles))]
    everything = "\n\n".join(message.content for message in sent)
    for message in messages:
        assert message.content in everything


def test_the_beginning_stays_the_same_from_turn_to_turn() -> None:
    begun = [
        Message(role="system", content="persona"),
        Message(role="assistant", content="Hei!"),
        Message(role="user", content="Jeg er lei."),
        Message(role="assistant", content="Hva skjedde?"),
    ]
    earlier = portable(begun, system_role=True)
    later = portable([*begun, Message(role="user", content="Alt.")], system_role=True)
    assert later[: len(earlier)] == earlier


def test_a_conversation_that_the_coach_opens_gets_a_wordless_user_before_it() -> None:
    sent = portable([Message(role="assistant", content="Hei!")], system_role=True)
    assert sent[0] == Message(role="user", content=BEFORE_THE_COACH)


def test_without_a_system_role_its_text_opens_the_first_message() -> None:
    sent = portable(
        [Message(role="system", content="persona"), Message(role="user", content="Hei")],
        system_role=False,
    )
    assert sent == (Message(role="user", content="persona\n\nHei"),)

"""Messages in the one shape that every chat template takes."""

from __future__ import annotations

from collections.abc import Sequence

from agent.ports import Message

BEFORE_THE_COACH = "…"
"""Stands for the user where a conversation opens with the coach: many templates (Mistral's,
Gemma's) refuse one that does not begin with the user. Wordless, so that it suggests no language.
"""


def portable(messages: Sequence[Message], *, system_role: bool) -> tuple[Message, ...]:
    """At most one system message, first; then user and assistant in turn, the user first.

    System messages in a row at the beginning become one. A later one speaks as the user, since
    most templates refuse it or move it to the top, which would change the prefix. Neighbours of
    one role are joined by an empty line. Without a system role its text opens the first user
    message.
    """
    leading = 0
    while leading < len(messages) and messages[leading].role == "system":
        leading += 1
    system = "\n\n".join(message.content for message in messages[:leading])
    turns = _in_turn(messages[leading:])
    if system and not system_role:
        return _in_turn([Message(role="user", content=system), *turns])
    if not turns or turns[0].role == "assistant":
        turns = (Message(role="user", content=BEFORE_THE_COACH), *turns)
    return (Message(role="system", content=system), *turns) if system else turns


def _in_turn(messages: Sequence[Message]) -> tuple[Message, ...]:
    joined: list[Message] = []
    for message in messages:
        role = "assistant" if message.role == "assistant" else "user"
        if joined and joined[-1].role == role:
            content = f"{joined[-1].content}\n\n{message.content}"
            joined[-1] = Message(role=role, content=content)
        else:
            joined.append(Message(role=role, content=message.content))
    return tuple(joined)

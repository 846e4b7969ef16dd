"""What a conversation costs in tokens, with and without folding.

`python -m agent.voices.model.cost` prints it.

Tokens are estimated from bytes, on the high side; ratios are what counts. "New" tokens are those
after the part of the prompt that the turn before already sent, which a server with a prefix
cache (OpenAI, vLLM, llama.cpp) does not read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import AnyStr, NamedTuple

from agent.domain import (
    Commitment,
    Depth,
    FlowState,
    Goal,
    Language,
    Phase,
    Question,
    Role,
    Turn,
)
from agent.listening.signals import Signals
from agent.listening.text import words
from agent.ports import Message
from agent.speaking import Act, Brief, Directive
from agent.voices.model.prompt import (
    build,
    earlier_turns,
    history_message,
    last_message,
    tokens,
)
from prompts._templates import model_prompt

TURNS = (5, 20, 50, 200)
AMPLE = 128_000

_DAY = date(2026, 11, 2)
_SAMPLES = {
    Language.NB: (
        (
            "Det er møtene som tar knekken på meg. Jeg kommer forberedt, men så snakker de to som "
            "alltid snakker, og når jeg endelig slipper til, er tiden ute.",
            "Du kommer med noe du har tenkt på, og så blir det ikke plass til det. Det høres ut "
            "som om det gnager mer enn møtet. Hva går tapt når du ikke får sagt det, sak {n}?",
        ),
        (
            "Ja, og så går jeg derfra og er irritert på meg selv.",
            "Irritasjonen går innover, enda det var de andre som tok plassen. Hva ville du sagt "
            "til en kollega som fortalte deg dette om sak {n}?",
        ),
        (
            "Jeg ville vel sagt at det ikke er hennes feil alene, og at hun kunne bedt om ordet "
            "tidligere. Sjefen vår merker nok ikke at det er slik, for hun har mer enn nok med "
            "å komme gjennom listen.",
            "Du ser to ting samtidig: at ordet går fort, og at det er mulig å be om det før. "
            "Hvordan kunne et slikt møte sett ut om sak {n}?",
        ),
    ),
    Language.EN: (
        (
            "It's the meetings that wear me down. I come prepared, then the same two people talk, "
            "and by the time there's a gap for me we've run out of time.",
            "You bring something you've thought about and there is no room left for it. That "
            "seems to bite more than the meeting. What gets lost when matter {n} stays unsaid?",
        ),
        (
            "Yes, and then I walk out annoyed with myself.",
            "The annoyance turns inward, though it was others who took the room. What would you "
            "say to a colleague who told you this about matter {n}?",
        ),
        (
            "I suppose I'd say it isn't her fault alone, and that she could have asked for the "
            "floor earlier. Our manager probably hasn't noticed, she has her hands full getting "
            "through the list.",
            "You see two things at once: the floor goes quickly, and it can be asked for sooner. "
            "How might a meeting like that look for matter {n}?",
        ),
    ),
}


class Cost(NamedTuple):
    """What the conversation costs when it has come to a turn; tokens.

    Attributes:
        turn: messages answered so far.
        prompt: what this turn sends.
        sent: what all turns so far sent.
        new: what of that the server had not been sent the turn before.
        unchanged: share of the earlier prompts' bytes before their last message that the next
            prompt began with.
    """

    turn: int
    prompt: int
    sent: int
    new: int
    unchanged: float


def folded(brief: Brief) -> tuple[Message, ...]:
    """What the model voice sends."""
    return build(brief, AMPLE).messages


def unfolded(brief: Brief) -> tuple[Message, ...]:
    """The same with every turn word for word."""
    system = model_prompt("coach", brief.language).whole.text
    return (
        Message(role="system", content=system),
        *(history_message(turn) for turn in earlier_turns(brief)),
        Message(role="user", content=last_message(brief)),
    )


def costs(
    language: Language,
    make: Callable[[Brief], tuple[Message, ...]] = folded,
    turns: Sequence[int] = TURNS,
) -> list[Cost]:
    """The costs at these turns of a conversation that is made up."""
    found: list[Cost] = []
    sent = new = kept = prefixes = 0
    before: tuple[Message, ...] = ()
    for turn, brief in enumerate(briefs(max(turns), language), start=1):
        messages = make(brief)
        prompt = tokens(messages, language)
        sent += prompt
        new += prompt - tokens(_begun_alike(before, messages), language)
        if before:
            prefix = as_bytes(before[:-1])
            kept += _shared(prefix, as_bytes(messages))
            prefixes += len(prefix)
        if turn in turns:
            found.append(Cost(turn, prompt, sent, new, kept / prefixes if prefixes else 1.0))
        before = messages
    return found


def briefs(most: int, language: Language) -> Iterator[Brief]:
    """The briefs of a conversation's turns, one after the other; its history grows."""
    samples = _SAMPLES[language]
    history = [_turn(0, samples[0][1].format(n=0))]
    for number in range(1, most + 1):
        said, answer = samples[number % len(samples)]
        answer = answer.format(n=number)
        history.append(_turn(len(history), said))
        yield _brief(language, number, said, answer, tuple(history))
        history.append(_turn(len(history), answer))


def as_bytes(messages: Sequence[Message]) -> bytes:
    """Messages as a server's template would string them together."""
    return "".join(f"\x00{each.role}\x00{each.content}" for each in messages).encode()


def table() -> str:
    """The costs in both languages, with and without folding."""
    lines = ["lang  folded  turn  prompt      sent       new  unchanged"]
    for language in Language:
        for name, make in (("yes", folded), ("no", unfolded)):
            lines += [
                f"{language:<5} {name:<6} {cost.turn:>5} {cost.prompt:>7} {cost.sent:>9} "
                f"{cost.new:>9}  {cost.unchanged:>8.1%}"
                for cost in costs(language, make)
            ]
    return "\n".join(lines)


def _begun_alike(before: Sequence[Message], after: Sequence[Message]) -> tuple[Message, ...]:
    """The messages with which both begin, the last of them cut where they part."""
    alike: list[Message] = []
    for one, other in zip(before, after, strict=False):
        if one == other:
            alike.append(one)
            continue
        if one.role == other.role:
            shared = one.content[: _shared(one.content, other.content)]
            alike.append(Message(role=one.role, content=shared))
        break
    return tuple(alike)


def _shared(one: AnyStr, other: AnyStr) -> int:
    """How much of the beginning two texts have in common."""
    parted = (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(parted, min(len(one), len(other)))


def _turn(seq: int, text: str) -> Turn:
    return Turn(
        id=f"t{seq}",
        conversation_id="c",
        seq=seq,
        role=Role.COACHEE if seq % 2 else Role.COACH,
        text=text,
        phase=Phase.QUESTIONS,
        created_at=datetime(2026, 11, 2, 9, tzinfo=UTC) + timedelta(minutes=seq),
    )


def _brief(
    language: Language, number: int, said: str, answer: str, history: tuple[Turn, ...]
) -> Brief:
    topic = _SAMPLES[language][0][0]
    made = {"conversation_id": "c", "created_at": history[0].created_at}
    return Brief(
        language=language,
        directive=Directive(act=Act.ASK, phase=Phase.QUESTIONS, ask_from=Phase.QUESTIONS),
        state=FlowState(phase=Phase.QUESTIONS, turns=number, turns_in_phase=number, topic=topic),
        today=_DAY,
        said=said,
        signals=Signals(text=said, language=language, words=len(words(said))),
        question=Question(
            id=f"q-{number}",
            text=answer.rpartition(". ")[2],
            phase=Phase.QUESTIONS,
            depth=Depth.DEEPENING,
            topic="meetings",
            strategy="listening",
        ),
        goals=(Goal.model_validate({"id": "g", "text": topic[:60], **made}),),
        commitments=(Commitment.model_validate({"id": "a", "action": topic[:40], **made}),),
        history=history,
    )


if __name__ == "__main__":
    print(table())

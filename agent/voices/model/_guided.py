"""The guided voice's reply to the same brief, whole and in the parts that a model lacked."""

from __future__ import annotations

from agent.listening.text import sentences
from agent.ports import Voice
from agent.speaking import Act, Brief, Utterance
from prompts import phrasebook


class GuidedReply:
    """One utterance of the guided voice, taken apart.

    Attributes:
        utterance: the whole of it.
        closing: its question, with the words of the act that belong to it.
        opening: what comes before that: reflection, affirmation, a lead.
    """

    def __init__(self, utterance: Utterance, brief: Brief) -> None:
        self.utterance = utterance
        said = sentences(utterance.text)
        last = _closing_sentences(utterance, brief)
        self.opening = tuple(said[: len(said) - last])
        self.closing = tuple(said[len(said) - last :])

    @property
    def pieces(self) -> tuple[str, ...]:
        """The whole text a sentence at a time, with what stands between them."""
        text, found, start = self.utterance.text, list[str](), 0
        for sentence in sentences(text):
            end = text.index(sentence, start) + len(sentence)
            found.append(text[start:end])
            start = end
        return tuple(found)


async def guided_reply(voice: Voice, brief: Brief) -> GuidedReply:
    """What the guided voice says to a brief."""
    utterance = Utterance(text="")
    async for piece in voice.speak(brief):
        if isinstance(piece, Utterance):
            utterance = piece
    return GuidedReply(utterance, brief)


def _closing_sentences(utterance: Utterance, brief: Brief) -> int:
    """How many sentences the store's question, or the act's own phrase, has at the end."""
    total = len(sentences(utterance.text))
    if brief.directive.act is Act.GIVE_ADVICE:
        return total
    if brief.question and utterance.question_id == brief.question.id:
        return min(total, len(sentences(brief.question.text)))
    if not utterance.phrases:
        return min(total, 1)
    bank, _, _ = utterance.phrases[-1].partition("#")
    book = phrasebook(brief.language)
    if bank not in book:
        return min(total, 1)
    template = next((p.template for p in book[bank] if p.ref == utterance.phrases[-1]), "")
    return min(total, max(1, len(sentences(template))))

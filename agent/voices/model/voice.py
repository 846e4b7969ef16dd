"""The model voice: a language model words the reply; rules and the guided voice see it through.

The stream is read a sentence at a time and each is checked before it is shown. What the model
leaves undone, breaks off or gets wrong, the guided voice completes: nothing shown is taken back,
and no failure reaches the coach.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress

from agent.domain import VoiceName
from agent.errors import ModelFailed
from agent.listening.text import words
from agent.ports import ChatModel, Voice
from agent.speaking import Act, Brief, Utterance
from agent.voices.model._guided import GuidedReply, guided_reply
from agent.voices.model._material import plain_guidance
from agent.voices.model._said import Said
from agent.voices.model.acts import worded_by_model
from agent.voices.model.hosting import hosted
from agent.voices.model.prompt import MAX_TOKENS, SMALLEST_CONTEXT, build
from agent.voices.model.rules import Breach, Rules
from agent.voices.model.sentences import SentenceStream

logger = logging.getLogger(__name__)


class ModelVoice:
    """Fulfils `agent.ports.Voice` with a chat model.

    Args:
        model: words the reply.
        guided: words what is bound to facts, and completes what the model does not.
        context: tokens that fit the model, prompt and answer together.
    """

    name = VoiceName.MODEL

    def __init__(self, model: ChatModel, guided: Voice, *, context: int = SMALLEST_CONTEXT) -> None:
        self._model = model
        self._guided = guided
        self._context = context

    async def speak(self, brief: Brief) -> AsyncIterator[str | Utterance]:
        """Yield the reply a sentence at a time, then the whole utterance."""
        brief = brief.model_copy(update={"guidance": tuple(map(plain_guidance, brief.guidance))})
        if not worded_by_model(brief):
            reply = await self._by_guided(brief)
            for piece in reply.pieces:
                yield piece
            yield reply.utterance
            return
        said, failed = Said(brief), False
        try:
            async with aclosing(self._from_model(said)) as pieces:
                async for piece in pieces:
                    yield piece
        except ModelFailed:
            failed = True
        except Exception as error:  # whatever a model or a prompt file does, the turn goes on
            failed = True
            logger.error("the model voice broke down: %s", type(error).__name__)
        async for piece in self._seen_through(said, failed):
            yield piece

    async def _seen_through(
        self, said: Said, failed: bool
    ) -> AsyncGenerator[str | Utterance, None]:
        """What the model's part still lacks, in the guided voice's words; then the utterance."""
        advising = said.brief.directive.act is Act.GIVE_ADVICE
        if said.complete and not advising:
            yield said.utterance(())
            return
        reply = await self._by_guided(said.brief)
        if not said.shown:
            for piece in reply.pieces:
                yield piece
            yield said.replaced(reply.utterance, failed=failed)
            return
        for piece in said.completed(reply, failed=failed):
            yield piece
        yield said.utterance(reply.utterance.sources)

    async def _from_model(self, said: Said) -> AsyncGenerator[str, None]:
        """The model's sentences that keep the rules, up to its question.

        Raises:
            ModelFailed: when it fails, or says nothing at all.
        """
        # In a thread: first use loads word lists, and a long summary takes some milliseconds.
        prompt = await asyncio.to_thread(build, said.brief, self._context)
        said.refs = prompt.refs
        rules = said.rules = await asyncio.to_thread(Rules, said.brief)
        cut = SentenceStream()
        stream = self._model.stream(prompt.messages, max_tokens=MAX_TOKENS)
        try:
            async for piece in stream:
                for text in await self._let_through(cut.push(piece), rules, said):
                    yield text
                if said.over:
                    if said.complete and cut.waiting:
                        said.breach(Breach.AFTER_QUESTION)
                    return
            for text in await self._let_through(cut.end(), rules, said):
                yield text
        except Exception:
            for text in await self._let_through(cut.broken_off(), rules, said):
                yield text
            raise
        finally:
            close = getattr(stream, "aclose", None)
            if close is not None:
                with suppress(ModelFailed):  # nobody waits for the rest any more
                    await close()
        if not said.read:
            raise ModelFailed(host=self._model.host, fault="empty")

    async def _let_through(self, sentences: list[str], rules: Rules, said: Said) -> list[str]:
        """What is shown of these sentences."""
        shown: list[str] = []
        for place, sentence in enumerate(sentences):
            verdict = await asyncio.to_thread(rules.judge, sentence, tuple(said.shown))
            said.read += max(1, len(words(sentence)))
            if not (verdict.text and verdict.question):
                shown.append(said.take(verdict))
            elif not rules.carried(" ".join((*said.shown, verdict.text))):
                said.breach(Breach.OFF_TASK)
                said.over = True
            else:
                if said.lacks_reflection():
                    said.breach(Breach.NO_REFLECTION)
                    reply = await self._by_guided(said.brief)
                    shown += [said.show(text) for text in reply.opening]
                shown.append(said.ask(verdict.text, verdict.breaches))
            if said.over:
                if said.complete and place + 1 < len(sentences):
                    said.breach(Breach.AFTER_QUESTION)
                break
        return [text for text in shown if text]

    async def _by_guided(self, brief: Brief) -> GuidedReply:
        """The guided voice's reply, with this model's host where it says where text goes."""
        reply = await guided_reply(self._guided, brief)
        act, host = brief.directive.act, self._model.host
        return GuidedReply(hosted(reply.utterance, act, brief.language, host), brief)

"""The guide as the coach and the command line use it: real files, real vectors, real Chroma."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from agent.domain import Depth, EntryKind, Language, Phase
from agent.errors import IndexUnavailable
from agent.ports import Guide, QuestionQuery
from knowledge import Embedder, KnowledgeGuide, documents, open_knowledge
from knowledge.embedder import default_embedder
from knowledge.loader import Corpus, load_corpus

DAY = date(2026, 11, 22)
NEEDS = Path(__file__).parents[2] / "evals" / "data" / "search.jsonl"
GUIDANCE = (EntryKind.STRATEGY, EntryKind.ACTIVITY, EntryKind.FLOW, EntryKind.EXAMPLE)
HIT_AT_3 = 0.85
DEPTHS = list(Depth)

OPENERS = {
    Language.NB: {
        "presentations": "Jeg skal holde en presentasjon for ledergruppa og er kjempenervøs.",
        "new-leader": "Jeg har nettopp blitt leder for mine tidligere kolleger.",
        "workload": "Jeg har altfor mye å gjøre og rekker ikke alt.",
        "receiving-feedback": "Jeg fikk kritikk av sjefen i går, og det svir fortsatt.",
        "boundaries": "Jeg klarer aldri å si nei når noen spør om jeg kan ta en ekstra vakt.",
    },
    Language.EN: {
        "presentations": "I'm giving a presentation to the management team and I'm nervous.",
        "new-leader": "I've just become the manager of my former peers.",
        "workload": "My workload has exploded and the deadlines are piling up.",
        "receiving-feedback": "My boss criticised me yesterday and it still stings.",
        "boundaries": "I can never say no when somebody asks me to cover a shift.",
    },
}
ELSEWHERE = {
    Language.NB: [
        "Hva er hovedstaden i Frankrike?",
        "Oppskrift på vafler",
        "Hvem vant cupfinalen?",
    ],
    Language.EN: ["What is the capital of France?", "How do I change a tyre?", "Waffle recipe"],
}


@pytest.fixture(scope="module")
def guide(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeGuide]:
    opened = open_knowledge(tmp_path_factory.mktemp("data"))
    first = opened.warm()
    assert (first.embedded, first.store) == (0, "chroma")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def small() -> Corpus:
    """A sixth of the guidance, for tests that build an index of their own."""
    corpus = load_corpus()
    topics = {name: corpus.topics[name] for name in ("general", "presentations", "workload")}
    entries = [
        entry
        for language in Language
        for entry in corpus.entries(language)
        if entry.kind is EntryKind.STRATEGY
        or (entry.kind is EntryKind.QUESTION and set(entry.topics) <= set(topics))
    ]
    return Corpus(entries, topics)


def open_small(folder: Path, small: Corpus, embedder: Embedder | None = None) -> KnowledgeGuide:
    made = embedder or default_embedder()
    return KnowledgeGuide(folder, chroma_url=None, embedder=made, shipped=small)


def ask(language: Language, phase: Phase = Phase.QUESTIONS, **more: object) -> QuestionQuery:
    return QuestionQuery.model_validate({"language": language, "phase": phase, **more})


def test_the_guide_fulfils_the_coachs_port(guide: KnowledgeGuide) -> None:
    port: Guide = guide
    assert port.entry("listening", Language.NB) is not None


@pytest.mark.parametrize("language", list(Language))
def test_needs_in_colleagues_words_find_their_guidance(
    guide: KnowledgeGuide, language: Language
) -> None:
    needs = [json.loads(line) for line in NEEDS.read_text("utf-8").splitlines()]
    needs = [n for n in needs if n["language"] == language and n["split"] == "tune"]
    found = [{hit.id for hit in guide.search(n["text"], language, GUIDANCE, 3)} for n in needs]
    hits = sum(bool(ids & set(need["expected"])) for ids, need in zip(found, needs, strict=True))
    assert hits / len(needs) >= HIT_AT_3


@pytest.mark.parametrize("language", list(Language))
def test_questions_fit_what_the_conversation_is_about(
    guide: KnowledgeGuide, language: Language
) -> None:
    for topic, opener in OPENERS[language].items():
        found = guide.question(ask(language, said=opener, topic=opener))
        assert found is not None
        assert (found.topic, found.phase) == (topic, Phase.QUESTIONS)
        assert guide.entry(found.strategy, language) is not None


def test_the_topic_holds_when_the_answer_is_short(guide: KnowledgeGuide) -> None:
    opener = OPENERS[Language.NB]["presentations"]
    found = guide.question(ask(Language.NB, said="Ja, det stemmer", topic=opener))
    assert found is not None
    assert found.topic == "presentations"


def test_with_nothing_said_a_general_opening_question_comes(guide: KnowledgeGuide) -> None:
    for said in ("", "   ", "🙂", "???"):
        found = guide.question(ask(Language.EN, Phase.INTRO, said=said))
        assert found is not None
        assert found.id == "q-talk-about-today"


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("phase", [Phase.GOALS, Phase.QUESTIONS, Phase.ACTION_PLAN])
def test_no_question_comes_twice_nor_one_like_it(
    guide: KnowledgeGuide, language: Language, phase: Phase
) -> None:
    opener = OPENERS[language]["workload"]
    asked: list[str] = []
    texts: list[str] = []
    for _ in range(10):
        found = guide.question(ask(language, phase, said=opener, asked=tuple(asked)))
        if found is None:
            break
        assert found.id not in asked
        asked.append(found.id)
        texts.append(found.text)
    assert len(asked) >= 6
    vectors = default_embedder().vectors(texts)
    likeness = vectors @ vectors.T
    likeness[range(len(texts)), range(len(texts))] = 0
    assert likeness.max() < 0.96


@pytest.mark.parametrize("most", [0, 1, 2])
def test_questions_are_no_deeper_than_asked_for(guide: KnowledgeGuide, most: int) -> None:
    for opener in OPENERS[Language.EN].values():
        found = guide.question(ask(Language.EN, said=opener, depth_at_most=most))
        assert found is not None
        assert DEPTHS.index(found.depth) <= most


def test_when_all_is_asked_there_is_none(guide: KnowledgeGuide) -> None:
    everything = tuple(entry.id for entry in guide.entries(Language.NB, EntryKind.QUESTION))
    assert guide.question(ask(Language.NB, asked=everything)) is None
    assert guide.question(ask(Language.NB, asked=("unknown", "q-unknown"))) is not None


@pytest.mark.parametrize("language", list(Language))
def test_guidance_keeps_quiet_about_what_it_does_not_know(
    guide: KnowledgeGuide, language: Language
) -> None:
    for text in (*ELSEWHERE[language], "", "🙂"):
        assert guide.guidance(text, language, GUIDANCE) == ()
    found = guide.guidance(OPENERS[language]["boundaries"], language, (EntryKind.STRATEGY,))
    assert found
    assert all(entry.kind is EntryKind.STRATEGY and entry.say for entry in found)


def test_a_list_of_questions_is_varied_and_filtered(guide: KnowledgeGuide) -> None:
    found = guide.questions(
        "Jeg gruer meg", Language.NB, phase=Phase.GOALS, topic="presentations", limit=3
    )
    assert found
    assert {(q.phase, q.topic) for q in found} == {(Phase.GOALS, "presentations")}
    assert len(guide.questions("", Language.NB, limit=4)) == 4
    assert len({q.id for q in guide.questions("konflikt", Language.NB, limit=30)}) == 30


def test_search_gives_the_same_answer_every_time(guide: KnowledgeGuide) -> None:
    first = guide.search("Jeg må gi en vanskelig tilbakemelding", Language.NB, limit=8)
    assert len(first) == 8
    assert first == guide.search("Jeg må gi en vanskelig tilbakemelding", Language.NB, limit=8)
    assert set(first[0].model_dump()) == {"id", "kind", "title", "text", "score", "source"}


def test_nynorsk_finds_the_same_as_bokmal(guide: KnowledgeGuide) -> None:
    found = guide.search("Eg lyttar ikkje når kollegaen min fortel", Language.NB, GUIDANCE, 3)
    assert "listening" in {hit.id for hit in found}


@pytest.mark.parametrize(
    "text",
    ["x" * 1_000_000, "\ud800", "a\x00b", "<script>alert(1)</script>", '{"lc": 1}', "ord " * 9000],
)
def test_any_text_can_be_searched_for(guide: KnowledgeGuide, text: str) -> None:
    start = time.perf_counter()
    guide.search(text, Language.EN, limit=3)
    guide.question(ask(Language.EN, said=text, topic=text))
    assert time.perf_counter() - start < 2


def test_threads_get_the_same_answers(guide: KnowledgeGuide) -> None:
    queries = [*OPENERS[Language.NB].values()] * 6
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda q: guide.search(q, Language.NB, limit=3), queries))
    assert found[:5] == found[5:10] == found[-5:]


def test_topics_have_names(guide: KnowledgeGuide) -> None:
    assert guide.topics(Language.NB)["boundaries"] == "Å sette grenser"
    assert guide.topics(Language.EN).keys() == guide.topics(Language.NB).keys()


def test_an_own_document_is_found_at_once_and_after_a_restart(
    tmp_path: Path, small: Corpus
) -> None:
    guide = open_small(tmp_path, small)
    file = tmp_path / "Ferierutine.md"
    file.write_text("# Ferierutine\n\nSøk om sommerferie i Visma innen 1. april.", "utf-8")
    assert guide.add_document(file, Language.NB, today=DAY).passages == 1

    def found(by: KnowledgeGuide) -> list[str]:
        hits = by.search("Når må jeg søke om sommerferie?", Language.NB, limit=2)
        return [hit.source for hit in hits]

    assert found(guide)[0] == "Ferierutine.md"
    guide.close()
    again = open_small(tmp_path, small)
    assert again.warm().embedded == 0
    assert found(again)[0] == "Ferierutine.md"
    assert again.remove_document("ferierutine.nb.md")
    assert "Ferierutine.md" not in found(again)
    again.close()


def test_a_document_added_by_another_process_is_taken_in(tmp_path: Path, small: Corpus) -> None:
    guide = open_small(tmp_path, small)
    guide.warm()
    assert not guide.refresh()
    documents.store_text(
        tmp_path / documents.FOLDER, "Parkering", "Parker bak bygget.", Language.NB, DAY
    )
    assert guide.refresh()
    assert guide.search("Hvor kan jeg parkere bilen?", Language.NB, limit=1)[0].id == (
        "doc-parkering-1"
    )
    guide.close()


def test_a_broken_document_does_not_stop_the_rest(tmp_path: Path, small: Corpus) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "bad.md").write_text("no head")
    guide = open_small(tmp_path, small)
    assert [Path(str(p.details["path"])).name for p in guide.problems] == ["bad.md"]
    assert guide.entry("trust", Language.EN) is not None


def test_ready_opens_the_index_in_the_background(tmp_path: Path, small: Corpus) -> None:
    guide = open_small(tmp_path, small)
    assert not guide.ready()
    deadline = time.monotonic() + 60
    while not guide.ready():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    guide.close()
    assert "warm" not in {thread.name for thread in threading.enumerate()}


class Fails:
    """An endpoint that is down for single texts, after the index was built."""

    embedder_id = default_embedder().embedder_id

    def vectors(self, _texts: Sequence[str]) -> object:
        raise IndexUnavailable(path="http://endpoint", reason="refused")

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise NotImplementedError

    def embed_query(self, text: str) -> list[float]:
        raise NotImplementedError


def test_without_vectors_words_still_find_something(tmp_path: Path, small: Corpus) -> None:
    guide = open_small(tmp_path, small, Fails())  # type: ignore[arg-type]
    found = guide.search("Hvordan setter vi oss klare mål?", Language.NB, GUIDANCE, 3)
    assert "clear-goals" in {hit.id for hit in found}
    assert guide.question(ask(Language.NB, said="presentasjon")) is not None
    guide.close()


def test_a_stray_env_file_does_not_reach_chroma(
    tmp_path: Path, small: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_text("KOLLEGA_PORT=1\nIS_PERSISTENT=maybe\nALLOW_RESET=x\n")
    monkeypatch.chdir(tmp_path)
    guide = open_small(tmp_path / "data", small)
    assert guide.warm().store == "chroma"
    guide.close()

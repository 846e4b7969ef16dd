r"""The pattern language of the lexicon, matched on words in time linear in their number.

A pattern reads like a regular expression over words: `(a|b c)` is a choice, `?`, `*`, `+` and
`{0,3}` repeat what stands before them, `(?! ...)` forbids what follows, `$` is the end of the
sentence, and a word may have a written-out ending (`kurs(et)?`, `jakt\w*`). Besides:

- `<name>` is a class from the lexicon; `<start>` is the start of a clause without a subject,
- `~` is up to three words without a negation, `~6` up to six,
- `å` may be missing, or mistaken for "og",
- ` & ` joins parts that stand near one another in any order, with no negation between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from agent.safety._nodes import (
    Choice,
    ClauseStart,
    End,
    Gap,
    Node,
    NotAhead,
    Repeat,
    Sentence,
    Sequence,
    Words,
)
from agent.safety._text import Vocabulary

NEGATION = "not"
"""The class of words that a gap does not cross."""

COMMON = "common"
"""The class of words that most sentences have: poor gates."""

START = "start"
"""The class of words after which a clause may start without its subject."""

_TOKEN = re.compile(
    r"(?P<word>(?:\w|\\w[*+]?|\\d\+?|(?<=\w)\?|(?<=[\w*+])\([\w|\\*]+\)[?*+]?|\[[^\]]+\])+)"
    r"|(?P<ahead>\(\?!)|(?P<open>\()|(?P<close>\))|(?P<bar>\|)"
    r"|<(?P<name>\w+)>|~(?P<gap>\d?)|(?P<end>\$)"
    r"|(?P<repeat>[?*+]|\{\d,\d+\})|(?P<space> +)"
)
TOGETHER = 16
"""Words within which the parts of a pattern joined by `&` must stand."""

_INFINITIVE = frozenset({"å", "og", "aa", "at"})
_MANY = 12


class Match(NamedTuple):
    """Where a pattern was found: words from `start` up to `end`."""

    start: int
    end: int


class Pattern:
    """One pattern of the cue or context `name`: parts that all must be found, in any order."""

    def __init__(
        self, name: str, source: str, parts: tuple[Node, ...], negations: frozenset[str]
    ) -> None:
        self.name = name
        self.source = source
        self.gates = tuple(gate for part in parts for gate in _part_gates(part))
        self._parts = parts
        self._negations = negations

    def may_match(self, vocabulary: frozenset[str]) -> bool:
        """Whether a sentence of these words has one of every gate."""
        return not any(gate.isdisjoint(vocabulary) for gate in self.gates)

    def find(self, sentence: Sentence) -> Iterator[Match]:
        """The matches, from the left, the longest at each place."""
        first, *others = self._parts
        if not others:
            yield from _find(first, sentence)
            return
        found = [list(_find(part, sentence)) for part in others]
        for start in _find(first, sentence):
            near = [min(there, key=lambda m: _apart(m, start), default=None) for there in found]
            matches = [start, *(match for match in near if match is not None)]
            if len(matches) == len(self._parts):
                whole = Match(min(m.start for m in matches), max(m.end for m in matches))
                if whole.end - whole.start <= TOGETHER and not self._split(
                    sentence, whole, matches
                ):
                    yield whole

    def _split(self, sentence: Sentence, whole: Match, matches: Iterable[Match]) -> bool:
        """Whether a negation stands between the parts."""
        inside = {place for match in matches for place in range(match.start, match.end)}
        between = (p for p in range(whole.start, whole.end) if p not in inside)
        return any(sentence.words[place] in self._negations for place in between)


def _find(node: Node, sentence: Sentence) -> Iterator[Match]:
    first = node.first
    for at, word in enumerate(sentence.words):
        if first is None or word in first:
            ends = node.ends(sentence, at)
            if ends:
                yield Match(at, max(ends))


def _apart(one: Match, other: Match) -> int:
    return abs(one.start - other.start)


def _part_gates(part: Node) -> Iterator[frozenset[str]]:
    gates = part.gates if isinstance(part, Sequence) else (part.needs,)
    yield from (gate for gate in gates if gate)


class Parser:
    """Reads patterns; classes are read once and shared.

    Words and phrases of patterns are led to the spelling that texts are led to, so that a
    pattern may be written in any spelling that `vocabulary` knows.
    """

    def __init__(self, classes: Mapping[str, tuple[str, ...]], vocabulary: Vocabulary) -> None:
        self._classes = classes
        self._vocabulary = vocabulary
        self._read: dict[str, Node] = {}
        self._negations = self.words(NEGATION)
        self._common = self.words(COMMON)

    def pattern(self, name: str, source: str) -> Pattern:
        """A pattern of a cue or context."""
        parts = tuple(self.parse(part) for part in source.split(" & "))
        return Pattern(name, source, parts, self._negations)

    def parse(self, source: str) -> Node:
        """The node for one part of a pattern.

        Raises:
            ValueError: the pattern breaks the language; the message holds it.
        """
        tokens = _Tokens(self._vocabulary.mend_phrases(source))
        node = self._choice(tokens)
        if tokens.kind:
            raise ValueError(f"unexpected {tokens.text!r} in {source!r}")
        return node

    def words(self, name: str) -> frozenset[str]:
        """A class that is a plain list of words."""
        return frozenset(map(self._vocabulary.canonical, self._classes[name]))

    def _choice(self, tokens: _Tokens) -> Node:
        options = [self._sequence(tokens)]
        while tokens.kind == "bar":
            tokens.advance()
            options.append(self._sequence(tokens))
        return self._join(options)

    def _sequence(self, tokens: _Tokens) -> list[Node | str]:
        """Parts in order; plain words stay strings until a choice of them is made."""
        parts: list[Node | str] = []
        while tokens.kind not in ("", "bar", "close"):
            part = self._part(tokens)
            if tokens.kind == "repeat":
                part = Repeat(self._join([[part]]), *_times(tokens.text))
                tokens.advance()
            parts.append(part)
        return parts

    def _part(self, tokens: _Tokens) -> Node | str:
        kind, text = tokens.kind, tokens.text
        tokens.advance()
        match kind:
            case "word" if text == "å":
                return Repeat(Words([(word,) for word in _INFINITIVE]), 0, 1)
            case "word":
                return self._vocabulary.canonical(text) if text.isalnum() else text
            case "name":
                return self._named(text)
            case "gap":
                return Gap(int(text or 3), self._negations)
            case "end":
                return End()
            case "open" | "ahead":
                inner = self._choice(tokens)
                tokens.expect("close")
                return inner if kind == "open" else NotAhead(inner)
            case _:
                raise ValueError(f"unexpected {text!r} in {tokens.source!r}")

    def _named(self, name: str) -> Node:
        if name == START:
            return ClauseStart(self.words(START))
        if name not in self._read:
            if name not in self._classes:
                raise ValueError(f"no class <{name}>")
            self._read[name] = self.parse("|".join(self._classes[name]))
        return self._read[name]

    def _join(self, options: Iterable[list[Node | str]]) -> Node:
        """Any of the sequences: fixed phrases and stems together, the rest apart."""
        phrases: list[tuple[str, ...]] = []
        stems: list[str] = []
        nodes: list[Node] = []
        for parts in options:
            words = tuple(part for part in parts if isinstance(part, str))
            if words and len(words) == len(parts) and "".join(words).isalnum():
                phrases.append(words)
            elif len(parts) == 1 and words:
                stems.append(words[0])
            else:
                nodes.append(self._in_order(parts))
        if phrases or stems:
            nodes.append(Words(phrases, stems, self._common))
        if len(nodes) == 1:
            return nodes[0]
        first, needs = _union(n.first for n in nodes), _union(n.needs for n in nodes)
        return Choice(tuple(nodes), first, needs)

    def _in_order(self, parts: Iterable[Node | str]) -> Node:
        nodes = tuple(_word(part) if isinstance(part, str) else part for part in parts)
        if len(nodes) == 1:
            return nodes[0]
        gates = tuple(node.needs for node in nodes if node.needs)
        return Sequence(nodes, _begins(nodes), telling(gates, self._common), gates)


class _Tokens:
    """The tokens of a pattern, one at a time; `kind` is empty at the end."""

    def __init__(self, source: str) -> None:
        self.source = source
        matches = list(_TOKEN.finditer(source))
        if sum(len(match[0]) for match in matches) != len(source):
            raise ValueError(f"cannot read all of {source!r}")
        tokens = [(m.lastgroup or "", m[m.lastgroup or 0]) for m in matches]
        self._rest = iter([token for token in tokens if token[0] != "space"])
        self.kind = self.text = ""
        self.advance()

    def advance(self) -> None:
        self.kind, self.text = next(self._rest, ("", ""))

    def expect(self, kind: str) -> None:
        if self.kind != kind:
            raise ValueError(f"{kind} is missing in {self.source!r}")
        self.advance()


def telling(gates: Iterable[frozenset[str]], common: frozenset[str]) -> frozenset[str] | None:
    """The gate that lets fewest sentences through: with few common words, then few words."""
    return min(gates, key=lambda gate: (len(gate & common), len(gate)), default=None)


def _begins(nodes: tuple[Node, ...]) -> frozenset[str] | None:
    """Words that can begin the sequence: of its first part and of those before it to skip."""
    found: frozenset[str] = frozenset()
    for node in nodes:
        if isinstance(node, ClauseStart):
            continue
        optional = isinstance(node, Repeat) and node.least == 0
        first = node.part.first if isinstance(node, Repeat) else node.first
        if first is None:
            return None
        found |= first
        if not optional:
            return found
    return None


def _word(word: str) -> Words:
    return Words([(word,)]) if word.isalnum() else Words((), [word])


def _union(sets: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    found: frozenset[str] = frozenset()
    for words in sets:
        if words is None:
            return None
        found |= words
    return found


def _times(text: str) -> tuple[int, int]:
    match text:
        case "?":
            return 0, 1
        case "*":
            return 0, _MANY
        case "+":
            return 1, _MANY
        case _:
            least, most = text.strip("{}").split(",")
            return int(least), int(most)

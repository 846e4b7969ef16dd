"""Goals in the coachee's own words, as an infinitive phrase: "bli tryggere på å holde møter"."""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import NamedTuple

from agent.domain import Language
from agent.listening import verbs
from agent.listening.actions import cut_action, tidy
from agent.listening.fronts import opens_clause, quoted, without_openers
from agent.listening.lexicon import alternatives, lexicon, phrases, spaced
from agent.listening.text import MAX_MESSAGE, clauses, fold, sentences, words

DRAFT_WORDS = 15
"""The longest draft of a goal, in words."""

_SHORTEST_DRAFT = 3
_LONGEST_GOAL = 25
_LONGEST_NAME = 5
_HEADS = 8
_SPECIFIC_WORDS = 1
_PAST_EN = {
    "was": "be",
    "were": "be",
    "had": "have",
    "knew": "know",
    "felt": "feel",
    "dared": "dare",
}


def find_goal(text: str, language: Language, *, expected: bool = False) -> str | None:
    """The first goal stated in a message.

    Args:
        text: The coachee's message; read up to `MAX_MESSAGE` characters.
        language: The language it is in.
        expected: The coach just asked for a goal, so that a bare phrase counts too.

    Returns:
        The goal as an infinitive phrase in own words, vague or not; None when none is stated.
    """
    for sentence in sentences(text[:MAX_MESSAGE]):
        if sentence.endswith("?") and not expected:
            continue
        found = _stated(sentence, language) or (_bare(sentence, language) if expected else None)
        if found is not None:
            return found
    return None


def is_specific(goal: str, language: Language = Language.NB) -> bool:
    """Whether a goal names a situation, a behaviour, a time or a measure.

    "bli bedre" and "get better at communication" do not; "si fra når noen avbryter meg" does.
    """
    vague = _patterns(language).vague
    content = [word for word in words(fold(goal)) if word not in vague]
    return len(content) >= _SPECIFIC_WORDS


def draft_goal(topic_text: str, language: Language) -> str | None:
    """The clause of a message that says most of what it is about, to draft a goal from.

    At most `DRAFT_WORDS` words of the coachee's own, without opening and filler words; the
    caller puts template words around it. None when there is nothing to go by.
    """
    best: tuple[int, str] | None = None
    for sentence in sentences(topic_text[:MAX_MESSAGE]):
        if sentence.endswith("?"):
            continue
        for clause in clauses(sentence):
            draft = _draft(clause.text, language)
            weight = _weight(draft, language)
            if weight and (best is None or weight > best[0]):
                best = (weight, draft)
    return best[1] if best else None


# --- stated goals -------------------------------------------------------------------------


def _stated(sentence: str, language: Language) -> str | None:
    patterns = _patterns(language)
    folded = fold(sentence)
    found: list[tuple[int, str]] = []
    for pattern, read in (
        (patterns.head, _after_head),
        (patterns.growth, _after_head),
        (patterns.stopping, _after_denial),
        (patterns.finite, _after_finite),
        (patterns.noun, _after_noun),
    ):
        for match in islice(pattern.finditer(folded), _HEADS):
            if not opens_clause(folded[: match.start()], language):
                continue
            goal = read(sentence, match.end(), language)
            if goal is not None:
                found.append((match.start(), goal))
    other = patterns.others.search(folded)
    if other is not None and opens_clause(folded[: other.start()], language):
        return _of_others(sentence, other, language)
    return min(found)[1] if found else None


def _after_head(sentence: str, start: int, language: Language) -> str | None:
    patterns = _patterns(language)
    folded = fold(sentence)
    denied = patterns.negation.match(folded, start)
    if denied is not None and not patterns.no_longer.match(folded, start):
        return None
    verb_at = denied.end() + 1 if denied else start
    if patterns.blocked.match(folded, verb_at) or patterns.more.match(folded, verb_at):
        return None
    first = (words(folded[verb_at : verb_at + 40]) or [""])[0]
    if language is Language.NB and not first.endswith(tuple("aeiosyøå")):
        return None
    goal = _cut(sentence, start, language)
    if language is Language.EN and verbs.known_infinitive(first, language) and not denied:
        goal = f"{verbs.infinitive(first, language)}{goal[len(first) :]}" if goal else None
    return goal


def _after_denial(sentence: str, start: int, language: Language) -> str | None:
    """ "I don't want to be so afraid anymore" -> "not be so afraid anymore"."""
    patterns = _patterns(language)
    goal = _cut(sentence, start, language)
    lasting = patterns.no_longer.match(f"not {fold(goal)}") if goal else None
    return patterns.not_goal.format(rest=goal) if lasting else None


def _after_finite(sentence: str, start: int, language: Language) -> str | None:
    """ "Målet er at jeg tør å si fra" -> "tørre å si fra"."""
    goal = _cut(sentence, start, language)
    if goal is None:
        return None
    first, _, rest = goal.partition(" ")
    form = first.lower()
    if language is Language.EN:
        base = _PAST_EN.get(form)
    else:
        base = verbs.past_infinitive(form) or (
            verbs.infinitive(form, language) if form.endswith("r") else None
        )
    denied = _patterns(language).negation.match(fold(rest))
    return f"{base} {rest}" if base and rest and not denied else None


def _after_noun(sentence: str, start: int, language: Language) -> str | None:
    """ "Jeg ønsker meg mer ro på jobb" -> "få mer ro på jobb"."""
    patterns = _patterns(language)
    if not patterns.more.match(fold(sentence), start):
        return None
    goal = _cut(sentence, start, language)
    return patterns.noun_goal.format(rest=goal) if goal else None


def _of_others(sentence: str, match: re.Match[str], language: Language) -> str | None:
    """ "Jeg vil at teamet skal stole på meg" -> "få teamet til å stole på meg"."""
    patterns = _patterns(language)
    who = sentence[match.start("who") : match.end("who")].strip()
    rest = _cut(sentence, match.start("rest"), language)
    if rest is None or len(who.split()) > _LONGEST_NAME:
        return None
    return patterns.others_goal.format(who=patterns.objects.get(fold(who), who), rest=rest)


def _cut(sentence: str, start: int, language: Language) -> str | None:
    action = cut_action(fold(sentence), start, language, keep_condition=True)
    goal = tidy(" ".join(sentence[start : action.end].split()), language)
    goal = " ".join(goal.split()[:_LONGEST_GOAL])
    return goal if goal and words(goal) else None


# --- answers without a head -------------------------------------------------------------


def _bare(sentence: str, language: Language) -> str | None:
    """ "Å bli tryggere på ...", "more structure in my week", "hvordan jeg kan si nei"."""
    patterns = _patterns(language)
    folded = fold(sentence)
    opener = patterns.opener.match(folded)
    start = opener.end() if opener else 0
    if quoted(folded[:start]):
        return None
    asked = patterns.how.match(folded, start)
    marked = patterns.infinitive_start.match(folded, start)
    at = marked.end() if marked else asked.end() if asked else start
    if (
        patterns.more.match(folded, at)
        and not asked
        and not _whole_statement(folded[at:], patterns)
    ):
        goal = _cut(sentence, at, language)
        return patterns.noun_goal.format(rest=goal) if goal else None
    first = (words(folded[at : at + 40]) or [""])[0]
    base = verbs.known_infinitive(first, language) if language is Language.EN else None
    starts = bool(base) or first in patterns.bare or verbs.is_action(first, language)
    if not (marked or starts) or patterns.blocked.match(folded, at) or not first:
        return None
    if not marked and not asked and _whole_statement(folded[at:], patterns):
        return None
    goal = _cut(sentence, at, language)
    if goal and base:
        goal = f"{base}{goal[len(first) :]}"
    return goal[0].lower() + goal[1:] if goal else None


def _whole_statement(body: str, patterns: _Patterns) -> bool:
    """Whether a phrase has a finite verb of its own ("bli bedre er vanskelig")."""
    return patterns.whole.search(patterns.complement.split(body, maxsplit=1)[0]) is not None


# --- drafts ---------------------------------------------------------------------------------


def _draft(clause: str, language: Language) -> str:
    """The clause without its opening and filler words, cut to length at a whole word."""
    left = without_openers(fold(clause), language)
    at = fold(clause).rfind(left) if left else 0
    kept = tidy(" ".join(clause[max(at, 0) :].split()), language).split()[:DRAFT_WORDS]
    dangling = _patterns(language).dangling
    while kept and dangling.fullmatch(fold(kept[-1])):
        kept.pop()
    return " ".join(kept).strip(" ,.;:!?–—-\"'«»")


def _weight(draft: str, language: Language) -> int:
    """How much a draft says: its words that are neither vague nor small."""
    patterns = _patterns(language)
    said = words(fold(draft))
    if len(said) < _SHORTEST_DRAFT:
        return 0
    return sum(1 for word in said if len(word) > 2 and word not in patterns.small)


class _Patterns(NamedTuple):
    head: re.Pattern[str]
    growth: re.Pattern[str]
    stopping: re.Pattern[str]
    not_goal: str
    finite: re.Pattern[str]
    noun: re.Pattern[str]
    others: re.Pattern[str]
    others_goal: str
    objects: dict[str, str]
    noun_goal: str
    more: re.Pattern[str]
    bare: frozenset[str]
    infinitive_start: re.Pattern[str]
    how: re.Pattern[str]
    opener: re.Pattern[str]
    blocked: re.Pattern[str]
    negation: re.Pattern[str]
    no_longer: re.Pattern[str]
    vague: frozenset[str]
    small: frozenset[str]
    whole: re.Pattern[str]
    complement: re.Pattern[str]
    dangling: re.Pattern[str]


@cache
def _patterns(language: Language) -> _Patterns:
    lists = lexicon(language).goals
    shared = lexicon(language).commitments
    adverbs = rf"(?:\s+{spaced(alternatives(lists.adverbs))}(?!\w))*\s+(?=\S)"
    to = r"(?:to\s+)?" if language is Language.EN else r"(?:å\s+)?"

    def head(fragments: tuple[str, ...], then: str = "") -> re.Pattern[str]:
        return re.compile(rf"(?<!\w){spaced(alternatives(fragments))}{adverbs}{to}{then}")

    growth = rf"(?={spaced(alternatives(lists.growth))}(?!\w))"
    return _Patterns(
        head=head(lists.heads),
        growth=head(lists.growth_heads, growth),
        stopping=head(lists.not_heads),
        not_goal=lists.not_goal,
        finite=head(lists.finite_heads),
        noun=head(lists.noun_heads),
        others=re.compile(rf"(?<!\w){spaced(lists.others)}"),
        others_goal=lists.others_goal,
        objects=lists.objects,
        noun_goal=lists.noun_goal,
        more=re.compile(spaced(lists.more)),
        bare=frozenset(lists.bare),
        infinitive_start=re.compile(spaced(lists.infinitive_start)),
        how=re.compile(spaced(alternatives(lists.how))),
        opener=re.compile(rf"(?:{spaced(alternatives(shared.openers))}(?!\w)[\s,:]+)+"),
        blocked=re.compile(spaced(alternatives(lists.blocked))),
        negation=re.compile(lists.negation),
        no_longer=re.compile(spaced(lists.no_longer)),
        vague=frozenset(lists.vague),
        small=frozenset([*lists.vague, *lexicon(language).function_words, *shared.conjunctions]),
        whole=phrases([*shared.finite, *shared.nominative]),
        complement=phrases(shared.complements),
        dangling=re.compile(alternatives(shared.dangling)),
    )

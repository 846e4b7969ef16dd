"""Due dates in everyday words. Most cases are said on Tuesday 24 November 2026, week 48."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.domain import Language
from agent.listening.dates import HORIZON, find_date, find_spans

NB, EN = Language.NB, Language.EN
TUESDAY = date(2026, 11, 24)
SATURDAY = date(2026, 11, 28)
SUNDAY = date(2026, 11, 22)

NORWEGIAN = [
    ("på torsdag", "2026-11-26"),
    ("tirsdag", "2026-12-01"),
    ("på TIRSDAG", "2026-12-01"),
    ("laurdag", "2026-11-28"),
    ("tors kl 9", "2026-11-26"),
    ("på man", "2026-11-30"),
    ("fre", "2026-11-27"),
    ("neste torsdag", "2026-12-03"),
    ("neste mandag", "2026-11-30"),
    ("førstkommende onsdag", "2026-11-25"),
    ("denne fredagen", "2026-11-27"),
    ("nå på fredag", "2026-11-27"),
    ("torsdag i neste uke", "2026-12-03"),
    ("neste uke, på tirsdag", "2026-12-01"),
    ("mandag om to uker", "2026-12-07"),
    ("onsdag i uke 50", "2026-12-09"),
    ("på fredagsmøtet", "2026-11-27"),
    ("i uke 49", "2026-12-04"),
    ("veke 50", "2026-12-11"),
    ("i uke 3", "2027-01-22"),
    ("i uke 48", "2026-11-27"),
    ("neste uke", "2026-12-04"),
    ("i løpet av uka", "2026-11-27"),
    ("før helga", "2026-11-27"),
    ("i helga", "2026-11-28"),
    ("neste helg", "2026-12-05"),
    ("etter helga", "2026-11-30"),
    ("slutten av måneden", "2026-11-30"),
    ("innen utgangen av november", "2026-11-30"),
    ("ved månedsskiftet", "2026-11-30"),
    ("i løpet av desember", "2026-12-31"),
    ("i dag", "2026-11-24"),
    ("i kveld", "2026-11-24"),
    ("om en time", "2026-11-24"),
    ("i morgon", "2026-11-25"),
    ("i morra tidlig", "2026-11-25"),
    ("i overmorgen", "2026-11-26"),
    ("om 3 dager", "2026-11-27"),
    ("om to uker", "2026-12-08"),
    ("innen to veker", "2026-12-08"),
    ("om en måned", "2026-12-24"),
    ("15. desember", "2026-12-15"),
    ("onsdag 9. desember", "2026-12-09"),
    ("femtende desember", "2026-12-15"),
    ("senest 15. januar", "2027-01-15"),
    ("den 15.", "2026-12-15"),
    ("den 24.", "2026-11-24"),
    ("innen 30.", "2026-11-30"),
    ("3/12", "2026-12-03"),
    ("27.11.", "2026-11-27"),
    ("03.12.2026", "2026-12-03"),
    ("2026-12-03", "2026-12-03"),
    ("1. mars", "2027-03-01"),
    ("før jul", "2026-12-24"),
    ("før nyttår", "2026-12-31"),
    ("ikke mandag, men onsdag", "2026-11-25"),
    ("jeg så henne forrige fredag, og ringer på mandag", "2026-11-30"),
    ("etter lunsj i morgen", "2026-11-25"),
]
ENGLISH = [
    ("on Thursday", "2026-11-26"),
    ("Tuesday", "2026-12-01"),
    ("by WEDS", "2026-11-25"),
    ("fri 10am", "2026-11-27"),
    ("Tues afternoon", "2026-12-01"),
    ("Sat morning", "2026-11-28"),
    ("on sun", "2026-11-29"),
    ("next Thursday", "2026-12-03"),
    ("next Monday", "2026-11-30"),
    ("this Wednesday", "2026-11-25"),
    ("this coming Friday", "2026-11-27"),
    ("Friday next week", "2026-12-04"),
    ("next week on Tuesday", "2026-12-01"),
    ("a week from Thursday", "2026-12-03"),
    ("at Friday's meeting", "2026-11-27"),
    ("week 49", "2026-12-04"),
    ("in week 3", "2027-01-22"),
    ("next week", "2026-12-04"),
    ("this week", "2026-11-27"),
    ("by the end of the week", "2026-11-27"),
    ("before the weekend", "2026-11-27"),
    ("this weekend", "2026-11-28"),
    ("next weekend", "2026-12-05"),
    ("after the weekend", "2026-11-30"),
    ("the end of the month", "2026-11-30"),
    ("by the end of November", "2026-11-30"),
    ("in December", "2026-12-31"),
    ("next month", "2026-12-31"),
    ("today", "2026-11-24"),
    ("tonight", "2026-11-24"),
    ("in an hour", "2026-11-24"),
    ("tomorrow", "2026-11-25"),
    ("first thing tomorrow", "2026-11-25"),
    ("the day after tomorrow", "2026-11-26"),
    ("in 3 days", "2026-11-27"),
    ("in two weeks", "2026-12-08"),
    ("two weeks from now", "2026-12-08"),
    ("within a fortnight or by Friday", "2026-11-27"),
    ("in a month", "2026-12-24"),
    ("December 3rd", "2026-12-03"),
    ("3 Dec", "2026-12-03"),
    ("15th of December", "2026-12-15"),
    ("Monday 30 November", "2026-11-30"),
    ("Jan 12", "2027-01-12"),
    ("first of December", "2026-12-01"),
    ("on the 15th", "2026-12-15"),
    ("3/12", "2026-12-03"),
    ("12/25", "2026-12-25"),
    ("2026-12-03", "2026-12-03"),
    ("before Christmas", "2026-12-24"),
    ("by EOD", "2026-11-24"),
    ("by end of day tomorrow", "2026-11-25"),
    ("not Monday but Wednesday", "2026-11-25"),
    ("I saw her last Friday and will call on Monday", "2026-11-30"),
]
NO_DATE = [
    ("i går", NB),
    ("forrige torsdag", NB),
    ("sist mandag", NB),
    ("for to uker siden", NB),
    ("siden mandag", NB),
    ("hver fredag", NB),
    ("på mandager", NB),
    ("31. februar", NB),
    ("man må jo prøve", NB),
    ("jeg jobber 24/7", NB),
    ("en 1/2 stilling", NB),
    ("kl 10.30", NB),
    ("jeg er på 7", NB),
    ("den 3. gangen", NB),
    ("om fem år", NB),
    ("ingen dato her", NB),
    ("i oktober", NB),
    ("3. desember 2025", NB),
    ("yesterday", EN),
    ("last Friday", EN),
    ("last week", EN),
    ("two weeks ago", EN),
    ("since Monday", EN),
    ("every Friday", EN),
    ("on Fridays", EN),
    ("February 31st", EN),
    ("I sat there", EN),
    ("the sun is out", EN),
    ("open 24/7", EN),
    ("the 2nd meeting", EN),
    ("at 10.30", EN),
    ("in five years", EN),
    ("nothing here", EN),
    ("in October", EN),
    ("May I ask something", EN),
    ("December 3, 2025", EN),
]


@pytest.mark.parametrize(("text", "day"), NORWEGIAN)
def test_norwegian_dates(text: str, day: str) -> None:
    assert find_date(text, NB, TUESDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(("text", "day"), ENGLISH)
def test_english_dates(text: str, day: str) -> None:
    assert find_date(text, EN, TUESDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(("text", "language"), NO_DATE)
def test_past_mentions_habits_and_other_numbers_are_no_dates(text: str, language: Language) -> None:
    assert find_date(text, language, TUESDAY) is None


@pytest.mark.parametrize(
    ("text", "language", "today", "day"),
    [
        ("i løpet av uka", NB, SUNDAY, SUNDAY),
        ("this week", EN, SATURDAY, date(2026, 11, 29)),
        ("neste mandag", NB, SUNDAY, date(2026, 11, 23)),
        ("next Monday", EN, SUNDAY, date(2026, 11, 23)),
        ("i helga", NB, SATURDAY, SATURDAY),
        ("this weekend", EN, SUNDAY, SATURDAY),
        ("før helga", NB, SATURDAY, date(2026, 12, 4)),
        ("week 53", EN, date(2026, 12, 30), date(2027, 1, 1)),
        ("uke 1", NB, date(2026, 12, 30), date(2027, 1, 8)),
        ("slutten av måneden", NB, date(2028, 2, 14), date(2028, 2, 29)),
        ("in a month", EN, date(2027, 1, 31), date(2027, 2, 28)),
        ("den 31.", NB, date(2027, 2, 1), date(2027, 3, 31)),
        ("før jul", NB, date(2026, 12, 25), date(2027, 12, 24)),
    ],
)
def test_the_edges_of_weeks_months_and_years(
    text: str, language: Language, today: date, day: date
) -> None:
    assert find_date(text, language, today) == day


def test_a_span_takes_in_the_words_around_a_date() -> None:
    text = "Jeg ringer Ola senest på fredag klokka ti"
    (span,) = find_spans(text, NB, TUESDAY)
    assert text[span.start : span.end] == "senest på fredag klokka ti"


SOUP = (
    "på neste fredag uke 49 53 i om to uker 3/12 31/2 den 15. desember 2026-12-03 "
    "før jul helga ikke hver siden måned 0 99 next Friday week in two weeks on the "
    "31st of February May 12/25 end month tomorrow ago last since every 24/7 not "
    "Monday , ."
)

PIECES = st.lists(
    st.sampled_from(SOUP.split()),
    max_size=10,
).map(" ".join)


@given(PIECES | st.text(), st.sampled_from(Language), st.dates())
def test_a_date_is_today_or_later_and_near(text: str, language: Language, today: date) -> None:
    found = find_date(text, language, today)
    assert found is None or timedelta(0) <= found - today <= HORIZON


@given(PIECES, st.sampled_from(Language), st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_spans_lie_in_the_text(text: str, language: Language, today: date) -> None:
    for span in find_spans(text, language, today):
        assert 0 <= span.start < span.end <= len(text)


@pytest.mark.parametrize("junk", ["fredag ", "1/", "uke 4 ", "in two ", "  ", "15. "])
def test_long_junk_is_read_quickly(junk: str) -> None:
    start = time.perf_counter()
    find_date(junk * 150_000, NB, TUESDAY)
    assert time.perf_counter() - start < 2

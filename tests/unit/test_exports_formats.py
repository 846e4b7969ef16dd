"""Every format is read back by a reader of that format."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from docx import Document
from icalendar import Calendar
from markdown_it import MarkdownIt

from agent import exports
from agent.domain import (
    CheckIn,
    CheckInStatus,
    Commitment,
    Conversation,
    ConversationView,
    FlowState,
    Goal,
    Language,
    Phase,
    Role,
    Turn,
)
from agent.exports import Format, Plan
from agent.exports._pdf import to_pdf

NOW = datetime(2026, 11, 23, 17, 45, tzinfo=UTC)
JUNK = (
    "<script>alert(1)</script> *x* _y_ [a](http://b) ![i](http://j) `k` & 🎉👩‍👩‍👧 שלום مرحبا 中文"
)


def plan(
    language: Language = Language.NB, action: str = "øve høyt med Sara", **more: object
) -> Plan:
    """A plan with one of everything."""
    commitment = Commitment(
        id="k1",
        conversation_id="c",
        action=action,
        due=date(2026, 11, 26),
        if_then="Hvis jeg blir tørr i munnen, drikker jeg vann",
        confidence=8,
        check_in=date(2026, 11, 27),
        created_at=NOW,
        status=CheckInStatus.PARTLY,
    )
    fields: dict[str, object] = {
        "language": language,
        "made_on": NOW.date(),
        "title": "Møtet på onsdag",
        "goals": (
            Goal(id="g", conversation_id="c", text="Si det viktigste først", created_at=NOW),
        ),
        "commitments": (commitment,),
        "check_ins": (
            CheckIn(
                id="i",
                commitment_id="k1",
                status=CheckInStatus.PARTLY,
                note="Halvveis",
                created_at=NOW,
            ),
        ),
    }
    return Plan.model_validate(fields | more)


def said(text: str) -> Turn:
    """One turn of the coachee."""
    return Turn(
        id="t",
        conversation_id="c",
        seq=0,
        role=Role.COACHEE,
        text=text,
        phase=Phase.INTRO,
        created_at=NOW,
    )


def pdf_text(pdf: bytes) -> str:
    """The text of an uncompressed PDF, through each font's own map from glyphs to letters."""
    letters: dict[str, str] = {}
    fonts = dict(re.findall(rb"/(F\d+) (\d+) 0 R", pdf))
    for font, number in fonts.items():
        body = pdf.split(b"\n%s 0 obj" % number, 1)[1].split(b"endobj", 1)[0]
        unicode = re.search(rb"/ToUnicode (\d+) 0 R", body)
        assert unicode
        table = pdf.split(b"\n%s 0 obj" % unicode[1], 1)[1].split(b"endobj", 1)[0]
        for glyph, letter in re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]{4,})>\n", table):
            letters[f"{font.decode()}:{int(glyph, 16)}"] = bytes.fromhex(letter.decode()).decode(
                "utf-16-be"
            )
    found: list[str] = []
    font = ""
    for name, shown in re.findall(rb"/(F\d+) [\d.]+ Tf|\(((?:[^()\\]|\\.)*)\) Tj", pdf, re.DOTALL):
        if name:
            font = name.decode()
            continue
        raw = re.sub(
            rb"\\(.)", lambda m: {b"r": b"\r", b"n": b"\n"}.get(m[1], m[1]), shown, flags=re.DOTALL
        )
        glyphs = [int.from_bytes(raw[i : i + 2], "big") for i in range(0, len(raw), 2)]
        found.append("".join(letters.get(f"{font}:{glyph}", "?") for glyph in glyphs))
    return "\n".join(found)


def test_markdown_says_everything_in_norwegian() -> None:
    text = exports.markdown(plan())
    for part in (
        "# Handlingsplan",
        "- Si det viktigste først",
        "### øve høyt med Sara",
        "**Frist:** torsdag 26. november 2026",
        "**Hvis-så-plan:** Hvis jeg blir tørr i munnen, drikker jeg vann",
        "8 av 10",
        "**Kontrollpunkt:** fredag 27. november 2026",
        "delvis gjort – Halvveis",
    ):
        assert part in text


def test_markdown_says_everything_in_english() -> None:
    text = exports.markdown(plan(Language.EN))
    for part in ("# Action plan", "**By:** Thursday 26 November 2026", "8 of 10", "partly done"):
        assert part in text


def test_markdown_of_an_empty_plan_says_so() -> None:
    text = exports.markdown(Plan(language=Language.NB, made_on=NOW.date()))
    assert "Ingen mål er notert ennå." in text
    assert "Ingen avtaler er notert ennå." in text


@pytest.mark.parametrize(
    "words",
    [
        JUNK,
        "# hei",
        "- en\n- to",
        "1. en\n2) to",
        "> sitat",
        "    kode",
        "```\nkode\n```",
        "hei\n===",
        "hei\n---",
        "***",
        "[a]: http://b",
        "<img src=x onerror=alert(1)>",
        "&lt;b&gt;",
        "a | b\n--|--\n1 | 2",
        "\\",
        "<!--",
    ],
)
def test_markdown_in_peoples_words_stays_words(words: str) -> None:
    whole = plan(action=words, turns=(said(words),), title=words)
    html = MarkdownIt("commonmark").enable("table").render(exports.markdown(whole))
    assert set(re.findall(r"<(\w+)", html)) <= {"h1", "h2", "h3", "p", "ul", "li", "strong", "br"}
    assert html.count("<h3>") == 1
    assert html.count("<h2>") == 3


def test_json_has_the_domains_fields_and_nests_check_ins() -> None:
    body = json.loads(exports.json(plan(turns=(said("hei \ud800"),))))
    assert body["kollega_plan"] == 1
    assert body["commitments"][0]["due"] == "2026-11-26"
    assert body["commitments"][0]["check_ins"][0]["note"] == "Halvveis"
    assert body["turns"][0]["text"] == "hei \ufffd"
    assert set(body) == {
        "kollega_plan", "language", "made_on", "title", "goals", "commitments", "turns",
    }  # fmt: skip


def test_ics_has_an_all_day_event_with_a_reminder_for_each_check_in() -> None:
    calendar = Calendar.from_ical(exports.ics(plan()))
    (event,) = calendar.events
    assert event["UID"] == "k1@kollega"
    assert event["SUMMARY"] == "Kontrollpunkt: øve høyt med Sara"
    assert event.decoded("DTSTART") == date(2026, 11, 27)
    assert event.decoded("DTEND") == date(2026, 11, 28)
    assert event.decoded("DTSTAMP") == NOW
    assert "Hvis-så-plan" in event["DESCRIPTION"]
    (alarm,) = event.walk("VALARM")
    assert alarm["ACTION"] == "DISPLAY"
    assert alarm.decoded("TRIGGER") == timedelta(hours=9)


def test_ics_is_the_same_file_twice_and_has_no_event_without_a_date() -> None:
    assert exports.ics(plan()) == exports.ics(plan())
    without = plan().commitments[0].model_copy(update={"due": None, "check_in": None})
    assert not Calendar.from_ical(exports.ics(plan(commitments=(without,)))).events


def test_ics_reminds_of_nothing_that_is_done() -> None:
    done = plan().commitments[0].model_copy(update={"status": CheckInStatus.DONE})
    (event,) = Calendar.from_ical(exports.ics(plan(commitments=(done,)))).events
    assert not event.walk("VALARM")


def test_ics_takes_no_properties_from_peoples_words() -> None:
    action = "ringe Kari\r\nATTENDEE:mailto:sjef@example.com\r\nEND:VEVENT\r\nBEGIN:VEVENT"
    (event,) = Calendar.from_ical(exports.ics(plan(action=action))).events
    assert "ATTENDEE" not in event
    assert event["SUMMARY"].startswith("Kontrollpunkt: ringe Kari ATTENDEE")


@pytest.mark.parametrize("language", Language)
def test_docx_reads_back_with_its_headings(language: Language) -> None:
    document = Document(io.BytesIO(exports.docx(plan(language, turns=(said("Hei\nigjen"),)))))
    headings = [p.text for p in document.paragraphs if p.style and "Head" in (p.style.name or "")]
    texts = "\n".join(p.text for p in document.paragraphs)
    assert "øve høyt med Sara" in headings
    assert "Si det viktigste først" in texts
    assert ("8 av 10" if language is Language.NB else "8 of 10") in texts
    assert document.core_properties.language == {"nb": "nb-NO", "en": "en-GB"}[language]
    assert document.core_properties.author == "Kollega"


def test_docx_takes_what_xml_cannot_hold() -> None:
    body = exports.docx(plan(action=f"a\x00b\x0b{JUNK}\ud800"))
    text = "\n".join(p.text for p in Document(io.BytesIO(body)).paragraphs)
    assert "<script>alert(1)</script>" in text


@pytest.mark.parametrize("language", Language)
def test_pdf_holds_the_words(language: Language) -> None:
    text = pdf_text(to_pdf(plan(language, turns=(said("Blåbærsyltetøy"),)), compress=False))
    for part in ("øve høyt med Sara", "Si det viktigste først", "Blåbærsyltetøy"):
        assert part in text
    assert ("side 1" if language is Language.NB else "page 1") in text


def test_pdf_takes_any_letters_and_wraps_long_words(caplog: pytest.LogCaptureFixture) -> None:
    long_word = "Donaudampfschifffahrt" * 60
    body = to_pdf(plan(action=f"{JUNK} {long_word}", title=long_word), compress=False)
    assert body.startswith(b"%PDF-")
    shown = pdf_text(body).replace("\n", "")
    assert long_word in shown
    assert "<script>alert(1)</script>" in shown
    assert "\ufffd" in shown
    assert not caplog.records  # fpdf2 would log the letters it lacks


def test_pdf_of_a_long_conversation_has_pages_and_is_repeatable() -> None:
    long = plan(turns=tuple(said(f"Linje {n}. " * 30) for n in range(40)))
    body = to_pdf(long, compress=False)
    assert body.count(b"/Type /Page\n") > 3
    assert exports.pdf(long) == exports.pdf(long)


def test_every_format_renders_and_has_a_name_and_media_type() -> None:
    for form in Format:
        assert exports.render(plan(), form)
        assert exports.file_name(plan(), form) == f"handlingsplan-2026-11-23.{form}"
        assert "/" in exports.media_type(form)


def test_a_plan_of_several_conversations_is_one_plan() -> None:
    conversation = Conversation(
        id="c",
        owner_id="local",
        language=Language.EN,
        title="Hei",
        state=FlowState(),
        created_at=NOW,
        updated_at=NOW,
    )
    whole = plan()
    view = ConversationView(
        conversation=conversation,
        turns=(said("Hei"),),
        goals=whole.goals,
        commitments=whole.commitments,
        check_ins=whole.check_ins,
    )
    both = Plan.of_all((view, view), Language.NB, NOW.date())
    assert len(both.commitments) == len(both.goals) == 2
    assert Plan.of(view, NOW.date()).turns == ()
    assert Plan.of(view, NOW.date(), with_conversation=True).turns == view.turns

"""The coaching page, used as people use it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from agent.domain import Language
from tests.browser.conftest import Served, Visitor, serving

WORDS = {
    Language.NB: {
        "topic": "Jeg gruer meg til å si fra til en kollega om rapporten ved vaktskiftet",
        "goal": "Jeg vil klare å si det viktigste rolig på torsdag",
        "action": "Jeg skal snakke med Sara på torsdag",
        "obstacle": "At det blir for travelt",
        "response": "Da spør jeg om fem minutter på fredag",
        "yes": "ja",
        "acute": "Jeg vil ikke leve lenger",
        "name": "snakke med Sara",
        "day": "torsdag 26. november",
        "erase": "slett",
        "done": "Gjort",
    },
    Language.EN: {
        "topic": "I am dreading telling a colleague about the way she hands over",
        "goal": "I want to say the most important thing calmly on Thursday",
        "action": "I'll talk to Sara on Thursday",
        "obstacle": "That it gets too busy",
        "response": "Then I will ask for five minutes on Friday",
        "yes": "yes",
        "acute": "I don't want to live anymore",
        "name": "talk to Sara",
        "day": "Thursday 26 November",
        "erase": "erase",
        "done": "Done",
    },
}


def to_the_commitment(visitor: Visitor) -> dict[str, str]:
    """From the first word to a commitment on its card."""
    words = WORDS[visitor.language]
    visitor.visit()
    visitor.say(words["topic"])
    visitor.say(words["goal"])
    visitor.page.locator(".card[data-kind=goal]").wait_for()
    with visitor.answered():
        visitor.page.locator(".card button.primary").click()
    visitor.say(words["action"])
    visitor.say(words["obstacle"])
    visitor.say(words["response"])
    with visitor.answered():
        visitor.page.locator(".quick button", has_text="8").click()
    visitor.page.locator(".card[data-kind=commitment]").wait_for()
    return words


def test_from_first_word_to_commitment_and_follow_up(
    visitor: Visitor, fresh: Served, chromium: Browser, tmp_path: Path
) -> None:
    words = to_the_commitment(visitor)
    page = visitor.page
    expect(page.locator("#p-due")).to_have_value("2026-11-26")
    with visitor.answered():
        page.locator(".card button.primary").click()
    plan = page.locator("#kollega-plan")
    expect(plan).to_contain_text(words["name"])
    expect(plan).to_contain_text(words["day"])
    expect(plan).to_contain_text("8/10")
    (taken,) = fresh.kollega.records.commitments("local")
    assert (taken.due, taken.check_in) == (date(2026, 11, 26), date(2026, 11, 27))

    with serving(fresh.kollega.settings.data_dir, date(2026, 11, 28)) as later:
        context = chromium.new_context()
        back = Visitor(context.new_page(), later.address, visitor.language)
        back.visit()
        assert words["name"] in back.last_reply()
        with back.answered():
            back.page.locator(".quick button", has_text=words["done"]).first.click()
        (look,) = later.kollega.records.check_ins("local", taken.id)
        assert look.status == "done"
        context.close()


def test_the_reason_behind_a_question_is_shown_on_demand(visitor: Visitor) -> None:
    visitor.visit()
    visitor.say(WORDS[visitor.language]["topic"])
    why = visitor.page.locator(".turns .turn.coach").last.locator("details.why")
    expect(why.locator("p").first).to_be_hidden()
    why.locator("summary").click()
    expect(why.locator("p").first).to_be_visible()


def test_what_is_written_stays_text(visitor: Visitor) -> None:
    page = visitor.page
    nasty = '<img src=x onerror="window.hit=1"> <script>window.hit=1</script> {{x}} ${window.hit=1}'
    visitor.visit()
    page.evaluate("delete window.hit")
    visitor.say(f"{nasty} [l](javascript:alert(1)) **b**")
    assert page.evaluate("window.hit") is None
    assert page.locator("#kollega-log img, #kollega-log script, #kollega-log a").count() == 0
    expect(page.locator(".turn.you").last).to_contain_text("<script>window.hit=1</script>")


def test_the_language_switch_keeps_the_conversation(visitor: Visitor) -> None:
    words = WORDS[visitor.language]
    visitor.visit()
    visitor.say(words["topic"])
    visitor.page.locator("a.lang").click()
    other = "en" if visitor.language is Language.NB else "nb"
    visitor.page.wait_for_url(f"**/{other}/?c=*")
    expect(visitor.page.locator(".turn.you")).to_contain_text(words["topic"])
    assert visitor.page.evaluate("document.documentElement.lang") == other


def test_a_reload_continues_where_it_was(visitor: Visitor) -> None:
    visitor.visit()
    reply = visitor.say(WORDS[visitor.language]["topic"])
    visitor.page.reload()
    visitor.page.wait_for_selector(".turn.you")
    assert visitor.last_reply() == reply


@pytest.mark.parametrize("text", ["   ", "x" * 1_000_000], ids=["empty", "1 MB"])
def test_unusable_messages_get_a_sentence_and_nothing_is_lost(
    visitor: Visitor, fresh: Served, text: str
) -> None:
    visitor.visit()
    box = visitor.page.locator("#kollega-input textarea")
    box.fill(text)
    visitor.page.locator("#kollega-send").click()
    expect(visitor.page.locator(".notice.input")).to_be_visible(timeout=15_000)
    expect(box).to_have_value(text)
    (conversation,) = fresh.kollega.records.conversations("local")
    assert len(fresh.kollega.records.turns("local", conversation.id)) == 1


def test_help_is_always_in_view_and_danger_shows_it_at_once(visitor: Visitor) -> None:
    page = visitor.page
    visitor.visit()
    visitor.say(WORDS[visitor.language]["topic"])
    page.mouse.wheel(0, 5000)
    expect(page.locator("button.help")).to_be_in_viewport()
    page.locator("button.help").click()
    expect(page.locator("dialog")).to_contain_text("116 123")
    page.locator("dialog button.primary").click()
    visitor.say(WORDS[visitor.language]["acute"])
    expect(page.locator(".log .help-card")).to_contain_text("113")
    visitor.say(WORDS[visitor.language]["topic"])
    expect(page.locator(".log .help-card")).to_be_visible()


def test_two_tabs_and_eager_clicks_record_once(visitor: Visitor, fresh: Served) -> None:
    to_the_commitment(visitor)
    other = visitor.page.context.new_page()
    other.goto(visitor.page.url)
    other.locator(".card button.primary").wait_for()
    visitor.page.evaluate(
        "for (let i = 0; i < 8; i++) document.querySelector('.card').requestSubmit("
        "document.querySelector('.card button.primary'))"
    )
    other.locator(".card button.primary").click()
    expect(visitor.page.locator(".card")).to_have_count(0)
    expect(other.locator(".card")).to_have_count(0)
    assert len(fresh.kollega.records.commitments("local")) == 1
    other.reload()
    expect(other.locator("#kollega-plan .items li").nth(1)).to_contain_text("Sara")


def test_the_plan_can_be_changed_and_taken_along(visitor: Visitor, fresh: Served) -> None:
    to_the_commitment(visitor)
    page = visitor.page
    with visitor.answered():
        page.locator(".card button.primary").click()
    taken = page.locator("form[data-act=edit_commitment]")
    page.locator("#kollega-plan li", has=taken).locator("summary").click()
    taken.locator("textarea[name=action]").fill("Ringe Ola & <b>Kari</b>")
    taken.locator("button.primary").click()
    expect(page.locator("#kollega-plan")).to_contain_text("Ringe Ola & <b>Kari</b>")
    for form in ("md", "pdf", "docx", "ics", "json"):
        link = page.locator(f"#kollega-plan .download a[href*='.{form}']").get_attribute("href")
        answer = page.request.get(f"{visitor.address}{link}")
        assert answer.status == 200
        assert len(answer.body()) > 100
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("#kollega-plan li", has=taken).locator("summary").click()
    page.locator("button[data-act=remove_commitment]").click()
    expect(page.locator("#kollega-plan")).not_to_contain_text("Ringe Ola")
    assert fresh.kollega.records.commitments("local") == ()


def test_conversations_can_be_renamed_deleted_and_begun_anew(
    visitor: Visitor, fresh: Served
) -> None:
    page = visitor.page
    visitor.visit()
    visitor.say(WORDS[visitor.language]["topic"])
    page.locator("#kollega-conversations > * summary").first.click()
    page.locator(".conversations li summary").click()
    page.locator(".conversations input[name=title]").fill("Sara")
    page.locator(".conversations form button.primary").click()
    expect(page.locator(".conversations li button.link")).to_have_text("Sara")
    page.locator("#kollega-conversations > * summary").first.click()
    page.locator("button[data-act=new]").click()
    expect(page.locator(".turn.you")).to_have_count(0)
    assert len(fresh.kollega.records.conversations("local")) == 2


def test_everything_stored_is_shown_exported_and_erased(visitor: Visitor, fresh: Served) -> None:
    words, page = WORDS[visitor.language], visitor.page
    visitor.visit()
    visitor.say(words["topic"])
    visitor.visit("settings")
    everything = json.loads(page.request.get(f"{visitor.address}/export/everything.json").body())
    assert words["topic"] in json.dumps(everything, ensure_ascii=False)
    page.locator("#erase").fill("no")
    page.locator("button[data-act=erase]").click()
    expect(page.locator(".notice")).to_be_visible()
    assert len(fresh.kollega.records.conversations("local")) == 1
    page.locator("#erase").fill(words["erase"])
    page.locator("button[data-act=erase]").click()
    expect(page.locator(".notice")).to_contain_text("1")
    assert fresh.kollega.records.conversations("local") == ()


def test_it_works_with_the_keyboard_alone(visitor: Visitor) -> None:
    words, page = WORDS[visitor.language], visitor.page
    visitor.visit()
    expect(page.locator("#kollega-input textarea")).to_be_focused()
    page.keyboard.type(words["topic"])
    with visitor.answered():
        page.keyboard.press("Enter")
    page.keyboard.type(words["goal"])
    with visitor.answered():
        page.keyboard.press("Enter")
    page.locator(".card").wait_for()
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.card button.primary')"):
            break
    with visitor.answered():
        page.keyboard.press("Enter")
    expect(page.locator("#kollega-plan .items li").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 390])
def test_axe_finds_nothing_serious(
    chromium: Browser, fresh: Served, language: Language, scheme: str, width: int
) -> None:
    context = chromium.new_context(
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport={"width": width, "height": 844},
    )
    visitor = Visitor(context.new_page(), fresh.address, language)
    to_the_commitment(visitor)
    for path in (None, "follow-up", "settings"):
        if path:
            visitor.visit(path)
        found = Axe().run(visitor.page).response["violations"]
        serious = [v for v in found if v["impact"] in ("serious", "critical")]
        assert serious == [], [(v["id"], v["nodes"][0]["html"][:200]) for v in serious]
        width_used = visitor.page.evaluate("document.documentElement.scrollWidth")
        assert width_used <= width
    context.close()

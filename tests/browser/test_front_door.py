"""Who comes to the program meets the sign-in page, and behind it what is due today."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage, Watch

SignIn = Callable[[Page, str], None]
CheckPage = Callable[[Page], None]


def test_a_stranger_meets_the_sign_in_page(page: Page, check_page: CheckPage) -> None:
    page.goto("/")
    expect(page.locator("[name=login]")).to_be_visible()
    check_page(page)


def test_a_wrong_password_is_said_in_words(page: Page, check_page: CheckPage) -> None:
    page.goto("/")
    page.locator("[name=login]").fill("coordinadora@demo.test")
    page.locator("[name=password]").fill("not the password")
    page.locator("[name=password]").press("Enter")
    expect(page.get_by_role("alert").or_(page.locator(".invalid-feedback, .errorlist")).first).to_be_visible()
    expect(page.locator("[name=login]")).to_have_value("coordinadora@demo.test")
    check_page(page)


def test_the_coordinator_comes_to_today(page: Page, sign_in: SignIn, check_page: CheckPage) -> None:
    sign_in(page, "coordinadora")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    check_page(page)


def test_signing_in_needs_no_javascript(open_page: OpenPage, sign_in: SignIn) -> None:
    page = open_page("phone", java_script=False)
    sign_in(page, "docente")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_an_address_that_does_not_exist_is_answered_in_spanish(
    page: Page, sign_in: SignIn, check_page: CheckPage, watch: Watch
) -> None:
    watch.forgive("404")
    sign_in(page, "coordinadora")
    answer = page.goto("/no-hay-tal-pagina/")
    assert answer is not None
    assert answer.status == 404
    check_page(page)


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("location.href = 'http://192.0.2.1/'", "request to another host"),
        ("console.error('broken')", "broken"),
        ("setTimeout(() => { throw new Error('thrown') })", "thrown"),
        (
            "document.body.append(Object.assign(document.createElement('script'), {text: '1'}))",
            "Content Security",
        ),
    ],
)
def test_the_watch_hears_what_a_page_does_wrong(desktop: Page, watch: Watch, script: str, complaint: str) -> None:
    desktop.goto("/")
    desktop.evaluate(script)
    desktop.wait_for_timeout(300)
    assert any(complaint in line for line in watch.complaints)
    watch.forgive("")


def test_axe_finds_what_is_wrong(desktop: Page, check_page: CheckPage) -> None:
    desktop.goto("/")
    desktop.evaluate("document.documentElement.lang = ''")
    with pytest.raises(AssertionError, match="html-has-lang"):
        check_page(desktop)

"""Counts what a person does, from the events that the pages themselves saw."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page

COUNTER = Path(__file__).with_name("counter.js").read_text(encoding="utf-8")
# The keystroke-level model (Card, Moran and Newell 1983), in seconds: to decide, to point and press, to type a sign.
DECIDE, POINT, PRESS, KEY = 1.35, 1.1, 0.2, 0.28
# Milliseconds in which a page tells what is left to tell.
_LATE = 200


@dataclass
class Count:
    """What one job took."""

    touches: int = 0
    keys: int = 0
    pages: int = 0
    fields: set[str] = field(default_factory=set)
    machine: float = 0.0
    cheats: list[str] = field(default_factory=list)

    @property
    def person(self) -> float:
        """Seconds of a practised person, estimated: each touch is decided, pointed at and pressed, each sign typed."""
        return self.touches * (DECIDE + POINT + PRESS) + self.keys * KEY

    def hear(self, kind: str, value: Any) -> None:
        """One telling of the page."""
        if kind == "touch":
            self.touches += int(value)
        elif kind == "key":
            self.keys += int(value)
        elif kind == "page":
            self.pages += 1
        elif kind == "fields":
            self.fields.update(str(value).splitlines())
        elif kind == "cheat":
            self.cheats.append(str(value))
        else:
            raise ValueError(kind)


class Meter:
    """Listens to every page of a context; counts between the beginning and the end of a job, and nothing beside it."""

    def __init__(self, context: BrowserContext) -> None:
        self.count: Count | None = None
        self.begun = 0.0
        context.expose_binding("effort", self._hear)
        context.add_init_script(COUNTER)

    def _hear(self, _source: Any, kind: str, value: Any) -> None:
        if self.count is not None:
            self.count.hear(kind, value)

    def begin(self, page: Page) -> None:
        """From here on. The page on which a job begins is not counted; its fields are, once something is touched."""
        page.wait_for_timeout(_LATE)
        self.count, self.begun = Count(), time.monotonic()

    def end(self, page: Page) -> Count:
        count, passed = self.count, time.monotonic() - self.begun
        if count is None:
            raise RuntimeError("The job never began to count.")
        page.wait_for_timeout(_LATE)
        count.machine, self.count = passed, None
        return count


class Hand:
    """A person at a page: touches with a finger or clicks, and types sign by sign."""

    def __init__(self, page: Page, *, is_phone: bool) -> None:
        self.page, self.is_phone = page, is_phone

    def touch(self, target: Locator) -> None:
        if self.is_phone:
            target.tap()
        else:
            target.click()

    def press(self, name: Any) -> None:
        self.touch(self.page.locator("main").get_by_role("button", name=name).first)

    def follow(self, name: Any) -> None:
        self.touch(self.page.locator("main").get_by_role("link", name=name).first)

    def type(self, name: str, text: str) -> None:
        """Touch the field and write into it, over what stands there."""
        target = self.page.locator(f"main [name={name}]:not([type=hidden])")
        self.touch(target)
        if target.input_value():
            target.press("Control+a")
        target.press_sequentially(text)

    def date(self, name: str, text: str) -> None:
        """As figures, from the first part of the field on. This browser speaks English: the month comes first, and as
        many keys are pressed as where the day does.
        """
        target = self.page.locator(f"main [name={name}]:not([type=hidden])")
        if target.get_attribute("type") != "date":
            self.type(name, text)
            return
        box = target.bounding_box()
        assert box, name
        position: Any = {"x": 16, "y": box["height"] / 2}
        if self.is_phone:
            target.tap(position=position)
        else:
            target.click(position=position)
        day, month, year = text.split("/")
        self.page.keyboard.type(f"{month}{day}{year}")

    def pick(self, name: str, label: str) -> None:
        self.page.locator(f"main [name={name}]").select_option(label=label)

    def mark(self, name: str, value: str) -> None:
        """Touch the words beside a radio or a tick box."""
        one = self.page.locator(f"main input[name={name}][value='{value}']")
        if not one.is_checked():
            self.touch(self.page.locator(f"main label[for='{one.get_attribute('id')}']"))

    def attach(self, name: str, *files: Path) -> None:
        self.page.locator(f"main [name={name}]").set_input_files(files)

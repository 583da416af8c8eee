"""A visitor of the page: what a person does there, in a few words each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

PATIENCE = 60_000
"""Milliseconds after which something that does not come is missing; the machine may be busy."""


class Visitor:
    """One browser with one page, and every fault that it met.

    Attributes
    ----------
    faults : list[str]
        Errors of the console, of scripts, and requests to any other place than the program.
    asked : list[str]
        What was requested, as method and path.
    """

    def __init__(self, context: Any, base: str) -> None:
        self.context, self.base = context, base
        self.faults: list[str] = []
        self.asked: list[str] = []
        context.set_default_timeout(PATIENCE)
        self.page = context.new_page()
        self.page.on("console", lambda said: said.type in {"error", "warning"} and self.faults.append(said.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("request", self._requested)

    def _requested(self, request: Any) -> None:
        if not request.url.startswith((self.base, "blob:", "data:")):
            self.faults.append(f"a request to {request.url}")
        self.asked.append(f"{request.method} {request.url.removeprefix(self.base).split('?')[0]}")

    def open(self, fragment: str) -> None:
        """Open the page at a fragment of its address, and wait until the runs are in."""
        self.page.goto(f"{self.base}/#{fragment}")
        self.settled()

    def settled(self) -> None:
        """Wait until all runs of what is moved are drawn."""
        self.page.wait_for_function(
            "() => { const of = /runs=(\\d+)/.exec(location.hash);"
            " return document.documentElement.dataset.runs === (of ? of[1] : '5000'); }"
        )

    def tab(self, name: str) -> None:
        """Go to See, Ask, Propose or Keep."""
        self.page.get_by_role("tab", name=name).click()

    def slider(self, label: str) -> Any:
        """The slider of a parameter."""
        return self.page.get_by_role("slider", name=label, exact=True)

    def numbers(self, figure: str) -> dict[str, list[str]]:
        """The numbers of a figure, as its table has them: cells by the head of the row."""
        fold = self.page.get_by_role("figure", name=figure).locator("details.numbers")
        if fold.get_attribute("open") is None:
            fold.locator("summary").click()
        fold.locator("tbody tr").first.wait_for()
        rows: list[list[str]] = fold.locator("tbody tr").evaluate_all(
            "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
        )
        return {row[0]: row[1:] for row in rows}

    def endings(self) -> dict[str, int]:
        """How many runs ended how, as the page tells it."""
        return {name: int(cells[0].replace(",", "")) for name, cells in self.numbers("How the talks end").items()}

    def chips(self) -> list[str]:
        """What the page says is moved."""
        found: list[str] = self.page.get_by_role("list", name="What is moved").locator("li > span").all_text_contents()
        return found

    def fragment(self) -> str:
        """What stands in the address behind the sign for a place on the page, once a slider rests."""
        self.page.wait_for_timeout(300)
        found: str = self.page.evaluate("location.hash.slice(1)")
        return found

    def holding(self, path: str) -> list[Any]:
        """Hold back what the page requests under a path; the list fills with what is held."""
        held: list[Any] = []

        def hold(route: Any) -> None:
            held.append(route)

        self.page.route(f"**{path}", hold)
        return held

    def saved(self, button: str, folder: Path) -> Path:
        """Click a button and take the file that comes."""
        with self.page.expect_download() as coming:
            self.page.get_by_role("button", name=button, exact=True).first.click()
        path = folder / coming.value.suggested_filename
        coming.value.save_as(path)
        return path

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from html.parser import HTMLParser

from kerascope.findings import Finding, Report
from kerascope.report import render
from kerascope.report.as_html import findings_html, style

PNG = b"\x89PNG\r\n\x1a\n not really"
EMPTY = {"meta", "img", "br", "hr", "link"}


class Page(HTMLParser):
    """Reads a page strictly: every tag is closed in order, and what it names is kept."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_says_everything(report: Report) -> None:
    page = Page(render(report, "html"))
    for words in (
        "1 error, 1 note",
        "batch-axis",
        "train.py:14",
        "An image call reads",
        "(1, 28, 28, 1)",
        "a child process",
    ):
        assert words in page.text
    assert "plt.imshow(maps[0, :, :, 0])" in page.text
    assert [tag for tag, _ in page.tags].count("article") == 2
    assert sum(tag == "mark" for tag, _ in page.tags) == 6  # the guilty part, then before and after, of two findings


def test_nothing_is_fetched_and_nothing_runs(report: Report) -> None:
    page = Page(render(report, "html", pictures={0: {"as drawn": PNG}}))
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "link", "iframe", "object"})
    sources = [attrs["src"] for _, attrs in page.tags if "src" in attrs]
    assert sources == ["data:image/png;base64," + b64encode(PNG).decode()]
    assert "url(" not in style()
    assert "@import" not in style()


def test_pictures_stand_with_their_finding_under_their_caption(report: Report) -> None:
    page = render(report, "html", pictures={1: {"as drawn": PNG, "as meant": PNG}})
    first, second = page.split("<article ")[1:]
    assert "<img" not in first
    assert second.count("<img") == 2
    assert "<figcaption>as meant</figcaption>" in second
    assert 'alt="partial-view, as meant"' in second


def test_everything_is_escaped(batch: Finding) -> None:
    evil = "<script>alert(1)</script>\"' \x1b]0;x\x07"
    bad = replace(
        batch,
        cause=evil,
        message=evil,
        why=evil,
        evidence={evil: evil},
        location=replace(batch.location, file=evil, source=f"f({evil!r}, maps)"),
        fix=replace(batch.fix, summary=evil, after=evil) if batch.fix else None,
    )
    page = Page(
        render(Report(evil, (bad,), 1, evil, 0, (evil,), (evil,)), "html", title=evil, pictures={0: {evil: PNG}})
    )
    assert "script" not in [tag for tag, _ in page.tags]
    assert page.text.count("<script>alert(1)</script>") > 10
    assert "\x1b" not in page.text


def test_backticks_become_code_and_stay_escaped(batch: Finding) -> None:
    said = render(Report("t", (replace(batch, message="`<b>` is `maps`, not ` alone"),)), "html")
    assert "<code>&lt;b&gt;</code> is <code>maps</code>, not ` alone" in said


def test_light_and_dark_follow_the_reader(report: Report) -> None:
    page = render(report, "html")
    assert "@media (prefers-color-scheme: dark)" in page
    assert '<meta name="color-scheme" content="light dark">' in page


def test_the_findings_alone_can_stand_in_another_page(report: Report) -> None:
    fragment = findings_html(report, {0: {"as drawn": PNG}})
    assert fragment.startswith('<section class="ks-report"')
    assert fragment in render(report, "html", pictures={0: {"as drawn": PNG}})

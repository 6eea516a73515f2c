"""JSON, SARIF and GitHub annotations."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft202012Validator, ValidationError

from kerascope import __version__
from kerascope.errors import UsageError
from kerascope.findings import SEVERITIES, Finding, Fix, Location, Report
from kerascope.report import FORMATS, render, schema, write


class _Sarif:
    """The standard's own schema, as OASIS publishes it with errata 01 (JSON Schema draft 4)."""

    def __init__(self) -> None:
        self._schema = json.loads(Path(__file__).with_name("sarif-schema-2.1.0.json").read_text())
        Draft4Validator.check_schema(self._schema)

    def validate(self, log: dict[str, Any]) -> dict[str, Any]:
        Draft4Validator(self._schema, format_checker=Draft4Validator.FORMAT_CHECKER).validate(log)
        return log


SARIF = _Sarif()


def read(report: Report) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(render(report, "json"), parse_constant=lambda name: pytest.fail(name))
    Draft202012Validator(schema()).validate(loaded)
    return loaded


def test_json_is_schema_1(report: Report) -> None:
    said = read(report)
    assert said["schema"] == 1
    assert said["tool"] == {"name": "kerascope", "version": __version__}
    assert said["exit"] == {"code": 1, "exception": "TypeError: Invalid shape (1, 28, 28, 1) for image data"}
    assert (said["target"], said["figures"]) == ("train.py", 2)
    first = said["findings"][0]
    assert first["location"] == {
        "file": "train.py",
        "cell": None,
        "line": 14,
        "end_line": 14,
        "column": 1,
        "end_column": 17,
        "source": "plt.imshow(maps)",
        "expression": "maps",
    }
    assert first["evidence"]["shape"] == [1, 28, 28, 1]
    assert first["fix"] | {"location": None} == {
        "summary": "draw one sample",
        "before": "maps",
        "after": "maps[0, :, :, 0]",
        "safe": True,
        "location": None,
    }
    assert said["findings"][1]["times"] == 4


def test_every_key_is_in_the_published_schema(report: Report) -> None:
    said, published = read(report), schema()
    finding = said["findings"][0]
    assert said.keys() == published["properties"].keys()
    for name, part in (("finding", finding), ("location", finding["location"]), ("fix", finding["fix"])):
        assert part.keys() == published["$defs"][name]["properties"].keys()


def test_the_schema_itself_is_sound_and_refuses(report: Report) -> None:
    Draft202012Validator.check_schema(schema())
    said = read(report)
    said["findings"][0]["severity"] = "fatal"
    with pytest.raises(ValidationError):
        Draft202012Validator(schema()).validate(said)


def test_numbers_that_json_lacks_are_texts(batch: Finding) -> None:
    odd = {
        "a": float("nan"),
        "b": [float("inf"), {"c": float("-inf")}],
        "d": np.int64(3),
        "e": np.float32(0.5),
        "f": (1, 2),
    }
    said = read(Report("t.py", (replace(batch, evidence=odd),)))
    assert said["findings"][0]["evidence"] == {
        "a": "NaN",
        "b": ["Infinity", {"c": "-Infinity"}],
        "d": 3,
        "e": 0.5,
        "f": [1, 2],
    }


texts = st.text(max_size=30)
counts = st.none() | st.integers(1, 10**6)
evidence_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)
locations = st.builds(
    Location, st.none() | texts, st.none() | st.integers(0, 99), counts, counts, counts, counts, texts, texts
)
fixes = st.builds(Fix, texts, texts, texts, st.booleans(), st.none() | locations)
findings = st.builds(
    Finding,
    st.from_regex(r"[a-z]+(-[a-z]+)*", fullmatch=True),
    st.sampled_from(SEVERITIES),
    texts,
    locations,
    texts,
    st.dictionaries(texts, evidence_values, max_size=4),
    st.none() | fixes,
    st.integers(1, 9),
)
reports = st.builds(
    Report,
    texts,
    st.lists(findings, max_size=3).map(tuple),
    st.integers(0, 255),
    st.none() | texts,
    st.integers(0, 9),
    st.lists(texts, max_size=2).map(tuple),
    st.lists(texts, max_size=2).map(tuple),
)


@given(reports)
def test_any_report_can_be_said_in_every_format(report: Report) -> None:
    said = {format_: render(report, format_) for format_ in FORMATS}
    Draft202012Validator(schema()).validate(json.loads(said["json"]))
    assert len(SARIF.validate(json.loads(said["sarif"]))["runs"][0]["results"]) == len(report.findings)
    assert len(said["github"].splitlines()) == len(report.findings) + len(report.faults)
    assert "\x1b" not in said["text"]
    assert said["html"].count("<article ") == len(report.findings)


def test_sarif_has_the_structure_that_its_readers_need(report: Report) -> None:
    log = SARIF.validate(json.loads(render(report, "sarif")))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert run["tool"]["driver"]["name"] == "kerascope"
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["batch-axis", "partial-view"]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [result["ruleId"] for result in run["results"]]
    assert [result["level"] for result in run["results"]] == ["error", "note"]
    script, notebook = (result["locations"][0] for result in run["results"])
    assert script["physicalLocation"] == {
        "artifactLocation": {"uri": "train.py"},
        "region": {
            "startLine": 14,
            "endLine": 14,
            "startColumn": 1,
            "endColumn": 17,
            "snippet": {"text": "plt.imshow(maps)"},
        },
    }
    assert "region" not in notebook["physicalLocation"]
    assert notebook["logicalLocations"] == [{"name": "cell 2", "kind": "cell"}]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert (
        run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] == "ValueError in outlier_dominated"
    )


def test_sarif_refuses_what_the_standard_does_not_know(report: Report) -> None:
    log = json.loads(render(report, "sarif"))
    log["runs"][0]["results"][0]["level"] = "fatal"
    with pytest.raises(ValidationError):
        SARIF.validate(log)


def test_sarif_fixes_replace_exactly_what_they_say(batch: Finding, partial: Finding) -> None:
    text = "x = 1\nif x:\n    ax.imshow(\n        maps,\n        cmap='grey',\n    )\n"
    source = text[text.index("ax.imshow") : -1]
    spread = replace(batch, location=Location("a.py", None, 3, 6, 5, 6, source, "maps"))
    on_one = replace(batch, location=Location("a.py", None, 2, 2, 4, 5, "x", "x"), fix=Fix("s", "x", "y", True))
    log = SARIF.validate(json.loads(render(Report("t", (spread, on_one, partial)), "sarif")))
    first, second, cell = log["runs"][0]["results"]
    lines = text.splitlines()
    for result, before, after in ((first, "maps", "maps[0, :, :, 0]"), (second, "x", "y")):
        (change,) = result["fixes"][0]["artifactChanges"]
        (edit,) = change["replacements"]
        region = edit["deletedRegion"]
        assert region["startLine"] == region["endLine"]
        assert lines[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1] == before
        assert edit["insertedContent"]["text"] == after
    assert "fixes" not in cell


@pytest.mark.parametrize(
    ("file", "uri"), [("my plots/a#1.py", "my%20plots/a%231.py"), ("/home/me/a b.py", "file:///home/me/a%20b.py")]
)
def test_sarif_writes_files_as_addresses(batch: Finding, file: str, uri: str) -> None:
    log = json.loads(render(Report("t", (replace(batch, location=replace(batch.location, file=file)),)), "sarif"))
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == uri


def test_github_says_one_command_a_finding(report: Report) -> None:
    first, second, fault = render(report, "github").splitlines()
    assert fault == "::notice title=kerascope's own fault::ValueError in outlier_dominated"
    assert first.startswith(
        "::error file=train.py,line=14,endLine=14,col=1,title=batch-axis (train.py%3A14)::imshow was given"
    )
    assert "%0AFix: draw one sample: maps -> maps[0, :, :, 0]" in first
    assert second.startswith("::notice file=look.ipynb,title=partial-view (look.ipynb%2C cell 2%2C line 3)::")


def test_github_commands_cannot_be_broken_out_of(batch: Finding) -> None:
    bad = replace(
        batch,
        message="100%\n::error::x",
        location=replace(batch.location, file="a,line=9::b.py"),
        evidence={},
        fix=None,
        why="",
    )
    said = render(Report("t", (bad,)), "github")
    assert said.count("\n") == 1
    assert "::100%25%0A::error::x\n" in said
    assert "file=a%2Cline=9%3A%3Ab.py," in said


def test_an_unknown_format_names_those_there_are(report: Report) -> None:
    with pytest.raises(UsageError, match=r"'pdf'.*text, json, sarif, github, html"):
        render(report, "pdf")


def test_writing_replaces_a_file_whole(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    target.write_text("old")
    write(target, "neu \ud800")
    assert target.read_text(encoding="utf-8") == "neu \\ud800"
    assert list(tmp_path.iterdir()) == [target]


def test_a_failed_write_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "report.json"
    target.write_text("old")

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        write(target, "new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_keeps_pointing_where_it_did(tmp_path: Path) -> None:
    target, link = tmp_path / "real.json", tmp_path / "link.json"
    target.write_text("old")
    link.symlink_to(target)
    write(link, "new")
    assert link.is_symlink()
    assert target.read_text() == "new"

"""What the safe fixes of a case's wrong script did, judged from its reports before and after."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(slots=True)
class Case:
    """One folder of the corpus."""

    folder: Path
    told: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.folder.parent.name}/{self.folder.name}"

    @property
    def accepted(self) -> set[str]:
        return {self.told["cause"], *self.told.get("also", [])}

    @property
    def backend(self) -> str:
        return str(self.told.get("backend", "tensorflow"))

    def script(self, kind: str) -> Path:
        both = self.folder / "plot.py"
        return both if both.exists() else next(self.folder.glob(f"{kind}.*"))


@dataclass(slots=True)
class Mending:
    """What the safe fixes of one wrong script did."""

    case: Case
    findings: int = 0
    fixed: int = 0
    safe: int = 0
    left: list[str] = field(default_factory=list)
    """Causes whose safe fix could not be applied."""
    loud: list[str] = field(default_factory=list)
    """Causes that were mended, and were found once more."""
    new: list[str] = field(default_factory=list)
    """What was found afterwards and not before, notes left out."""

    @property
    def quiet(self) -> int:
        return self.safe - len(self.left) - len(self.loud)


def short(finding: dict[str, Any]) -> str:
    return f"{finding['severity']}:{finding['cause']}@{finding['location']['line']}"


def mending(case: Case, answer: dict[str, Any] | None) -> Mending:
    """Judge what the safe fixes of a wrong script did."""
    if answer is None:
        return Mending(case, loud=["no report"])
    findings = answer["before"]["findings"]
    safe = [f["cause"] for f in findings if f["fix"] is not None and f["fix"]["safe"]]
    left = [one.split(":")[0] for one in answer["left"]]
    after = answer["after"]["findings"]
    before = {f["cause"] for f in findings}
    return Mending(
        case,
        findings=len(findings),
        fixed=sum(f["fix"] is not None for f in findings),
        safe=len(safe),
        left=answer["left"],
        loud=[c for c in safe if c not in left and c in {f["cause"] for f in after}],
        new=[short(f) for f in after if f["severity"] != "note" and f["cause"] not in before] if safe else [],
    )


def mending_summary(mended: list[Mending]) -> str:
    """A line for each family and one for all: findings, fixes, safe ones, and those that a second check confirms."""

    def line(name: str, some: list[Mending]) -> str:
        findings, fixed, safe, quiet = (
            sum(getattr(m, k) for m in some) for k in ("findings", "fixed", "safe", "quiet")
        )
        share = f"{fixed / findings:.1%}" if findings else "none"
        return f"{name:10} {findings:4} findings: {fixed} with a fix ({share}), {safe} safe, {quiet} confirmed quiet"

    families = sorted({m.case.folder.parent.name for m in mended})
    lines = [line(name, [m for m in mended if m.case.folder.parent.name == name]) for name in families]
    return "\n".join([*lines, line("all", mended)])

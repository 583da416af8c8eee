"""GENIUS files to test with, made up here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

DISCRETE = 'type="discrete" etype="discrete" vtype="discrete"'


def objective(inner: str) -> str:
    """An objective around some XML."""
    return f'<objective index="0" name="root" type="objective" etype="objective" description="">{inner}</objective>'


def domain_text(issues: Mapping[str, Sequence[str]], *more: str) -> str:
    """A domain with discrete issues, and more XML of issues."""
    parts = [
        f'<issue index="{n}" name="{name}" {DISCRETE}>'
        + "".join(f'<item index="{k}" value="{value}"/>' for k, value in enumerate(values, start=1))
        + "</issue>"
        for n, (name, values) in enumerate(issues.items(), start=1)
    ]
    inner = objective("".join((*parts, *more)))
    return f"<negotiation_template><utility_space>{inner}</utility_space></negotiation_template>"


def space_text(
    worth: Mapping[str, Mapping[str, float]],
    weights: Mapping[str, float],
    *more: str,
    reservation: float | None = None,
    discount: float | None = None,
) -> str:
    """A utility space with an evaluation for each value, weights by the order of issues, and more XML beside them."""
    parts = [
        f'<issue index="{n}" name="{name}" {DISCRETE}>'
        + "".join(
            f'<item index="{k}" value="{v}" evaluation="{e}"/>' for k, (v, e) in enumerate(values.items(), start=1)
        )
        + "</issue>"
        for n, (name, values) in enumerate(worth.items(), start=1)
    ]
    parts += [f'<weight index="{n}" value="{weight}"/>' for n, weight in enumerate(weights.values(), start=1)]
    ends = "" if discount is None else f'<discount_factor value="{discount}"/>'
    ends += "" if reservation is None else f'<reservation value="{reservation}"/>'
    return f"<utility_space>{objective(''.join((*parts, *more)))}{ends}</utility_space>"


ISSUES = {"Well Days": ("2", "3.5 days", "4"), "Repair": ("upper", "lower")}
UPPER = {"Well Days": {"2": 30, "3.5 days": 20, "4": 0}, "Repair": {"upper": 1, "lower": 4}}
LOWER = {"Well Days": {"2": 0, "3.5 days": 5, "4": 10}, "Repair": {"upper": 2, "lower": 0}}


def write(folder: Path, **files: str) -> Path:
    """Files of a folder by their names without ``.xml``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.xml").write_text(text, encoding="utf-8")
    return folder


def villages(folder: Path, **more: str) -> Path:
    """Two villages and a well, as a GENIUS domain; ``more`` files replace these or are added."""
    files = {
        "domain": domain_text(ISSUES),
        "upper": space_text(UPPER, {"Well Days": 3, "Repair": 1}, reservation=0.2),
        "lower": space_text(LOWER, {"Well Days": 0.5, "Repair": 0.5}, discount=0.8),
    }
    return write(folder, **(files | more))

"""The YAML of NegMAS: outcome spaces of several issues, and linear additive utility functions.

A package is worth the sum over issues of weight times value. Utilities and reservation values are divided by the
largest utility that the sum could have, as in what is written (`negosim.analysis.genius`), unless that is 1.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Mapping, Sequence
from typing import Any

from negosim.errors import BadInput, Problem, shown
from negosim.files.genius.domain import Found, GeniusIssue, GeniusProfile
from negosim.files.genius.issues import MOST_LEVELS
from negosim.files.scenario_checks import MOST_PACKAGES

LINEAR = ("LinearAdditiveUtilityFunction", "LinearUtilityFunction", "AffineUtilityFunction")


def parse(text: str) -> Any:
    """Parse YAML, without aliases, which could make a small file large.

    Raises
    ------
    BadInput
        PyYAML is not installed.
    ValueError
        The text is no YAML.
    """
    try:
        yaml: Any = importlib.import_module("yaml")
    except ImportError:
        hint = "python -m pip install pyyaml"
        problem = Problem(file="import negmas", expected="PyYAML, which reads YAML", received="nothing", hint=hint)
        raise BadInput([problem]) from None

    class Loader(yaml.SafeLoader):  # type: ignore[misc]
        def compose_node(self, parent: Any, index: Any) -> Any:
            if self.check_event(yaml.events.AliasEvent):
                raise ValueError("an alias, which is not read")
            return super().compose_node(parent, index)

    try:
        return yaml.load(text, Loader=Loader)
    except yaml.YAMLError as error:
        raise ValueError(" ".join(str(error).split())) from None


def _type(document: Mapping[str, Any]) -> str:
    return str(document.get("type", document.get("__python_class__", ""))).rpartition(".")[2]


def is_domain(document: Mapping[str, Any]) -> bool:
    """Whether a file holds an outcome space."""
    return "OutcomeSpace" in _type(document) and "issues" in document


def is_profile(document: Mapping[str, Any]) -> bool:
    """Whether a file holds a utility function."""
    return "fun" in _type(document).lower()


def issues_of(document: Mapping[str, Any], found: Found, real_levels: int) -> tuple[GeniusIssue, ...]:
    """Read the issues of an outcome space."""
    issues, size = [], 1
    for number, entry in enumerate(document["issues"], start=1):
        name, kind, values = str(entry["name"]), _type(entry), entry["values"]
        key = f"issue {number} ({name})"
        continuous = kind == "ContinuousIssue" or (kind == "" and any(isinstance(v, float) for v in values))
        if continuous or kind in ("ContiguousIssue", "RangeIssue") or isinstance(values, int):
            levels = _numbers(values, continuous, key, found, real_levels)
            issues.append(GeniusIssue(name, "real" if continuous else "integer", levels))
        else:
            levels = tuple(_word(value) for value in values)
            issues.append(GeniusIssue(name, "discrete" if kind == "CategoricalIssue" else "integer", levels))
        if not levels or len(set(levels)) < len(levels):
            found.add(key, "values, each once", shown(values))
        size *= max(1, len(levels))
        if size > MOST_PACKAGES:
            found.add(key, f"at most {MOST_PACKAGES:,} packages", f"{size:,}")
            break
    if not issues:
        found.add("issues", "issues", "none")
    return tuple(issues)


def _numbers(values: Any, continuous: bool, key: str, found: Found, real_levels: int) -> tuple[str, ...]:
    low, high = (0, values - 1) if isinstance(values, int) else (values[0], values[-1])
    if not (math.isfinite(low) and math.isfinite(high) and low <= high):
        found.add(key, "finite bounds", f"{low} and {high}")
    elif continuous and not real_levels:
        hint = "--real-levels N cuts the range into N levels"
        found.add(key, "levels that can be counted", f"real numbers from {low:g} to {high:g}", hint)
    elif continuous:
        steps = max(1, real_levels - 1)
        return tuple(dict.fromkeys(f"{low + (high - low) * k / steps:.12g}" for k in range(real_levels)))
    elif high - low >= MOST_LEVELS:
        found.add(key, f"at most {MOST_LEVELS:,} levels", f"{high - low + 1:,}")
    else:
        return tuple(str(number) for number in range(int(low), int(high) + 1))
    return ()


def _word(value: object) -> str:
    return str(value).strip()


def profile_of(
    name: str, document: Mapping[str, Any], issues: Sequence[GeniusIssue], found: Found
) -> GeniusProfile | None:
    """Read a utility function; one of exponential discounting has the function that it discounts inside."""
    discount, floor, inner = 1.0, document.get("reserved_value"), document
    while _type(inner) in ("ExpDiscountedUFun", "DiscountedUtilityFunction"):
        discount *= float(inner.get("discount") or 1.0)
        inner = inner["ufun"]
        floor = floor if isinstance(floor, int | float) and math.isfinite(floor) else inner.get("reserved_value")
    if _type(inner) not in LINEAR:
        found.add("type", "a linear additive utility function", shown(_type(inner)), among=LINEAR)
        return None
    functions, bias = inner.get("values"), float(inner.get("bias") or 0.0)
    if isinstance(functions, dict):
        functions = [functions[issue.name] for issue in issues]
    functions = functions if functions is not None else [{"type": "IdentityFun"}] * len(issues)
    weights = inner.get("weights")
    weights = [weights[issue.name] for issue in issues] if isinstance(weights, dict) else weights
    weights = [float(weight) for weight in (weights if weights is not None else [1.0] * len(issues))]
    values = []
    if len(functions) != len(issues) or len(weights) != len(issues):
        found.add("values", f"{len(issues)} value functions and weights", f"{len(functions)} and {len(weights)}")
        return None
    for issue, function, weight in zip(issues, functions, weights, strict=True):
        worth = _worth(function, issue, found)
        if worth and (min(worth) < 0.0 or weight < 0.0 or not math.isfinite(max(worth) * weight)):
            found.add(f"issue {shown(issue.name)}", "values and a weight from 0", f"{min(worth):g} and {weight:g}")
        values.append(worth)
    return None if found.problems else _scaled(name, weights, values, floor, bias, discount, found)


def _scaled(
    name: str, weights: list[float], values: list[list[float]], floor: Any, bias: float, discount: float, found: Found
) -> GeniusProfile | None:
    best = [weight * max(worth) for weight, worth in zip(weights, values, strict=True)]
    total = sum(best)
    if not total > 0.0:
        found.add("weights", "a package that is worth more than 0", "none")
        return None
    if abs(total - 1.0) > 1e-9:
        found.note(f"utilities are divided by {total:g}, the largest that their sum could be")
    known = isinstance(floor, int | float) and math.isfinite(floor)
    if not known:
        found.note("no reservation value, read as 0")
    reservation = ((float(floor) if known else bias) - bias) / total
    if not -2.0 <= reservation <= 2.0:
        found.add("reserved_value", f"a number from {-2 * total + bias:g} to {2 * total + bias:g}", shown(floor))
        return None
    return GeniusProfile(
        name,
        tuple(each / total for each in best),
        tuple(tuple(v / max(worth) if max(worth) else 0.0 for v in worth) for worth in values),
        reservation,
        discount if 0.0 < discount <= 1.0 else 1.0,
    )


def _worth(function: Mapping[str, Any], issue: GeniusIssue, found: Found) -> list[float]:
    """What the values of an issue are worth by a value function."""
    kind = _type(function)
    key = f"issue {shown(issue.name)}"
    if kind == "TableFun" or "mapping" in function:
        given = {_word(word): number for word, number in function["mapping"].items()}
        missing = [value for value in issue.values if value not in given]
        if missing:
            found.add(f"{key}, value {shown(missing[0])}", "what it is worth", "nothing", among=given)
            return []
        return [float(given[value]) for value in issue.values]
    if kind not in ("IdentityFun", "LinearFun", "AffineFun", "ConstFun"):
        found.add(key, "a table, or a function that is linear or constant", shown(kind))
        return []
    if kind == "ConstFun":
        return [float(function.get("bias", 0.0))] * len(issue.values)
    slope, bias = float(function.get("slope", 1.0)), float(function.get("bias", 0.0) or 0.0)
    return [slope * float(value) + bias for value in issue.values]

"""The page docs/validity.md: its words are in page.template.md, its numbers and rows in measured results."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from scripts.validity.page_acts import acts
from scripts.validity.page_case import history, median, nulls, stability
from scripts.validity.rows import percent, table, table_of

Results = dict[str, Any]
# Why a mutant that survived makes no difference, or what no test asks: by module and line.
REASONS = Path(__file__).parents[2] / "docs" / "data" / "mutation.reasons.toml"
TEMPLATE = Path(__file__).with_name("page.template.md")


def page(results: Results) -> str:
    """The text of the page."""
    parts = (acts, _compared, nulls, history, stability, median, _standing)
    words = {key: value for part in parts for key, value in part(results).items()}
    words |= {"trace": _trace(results), "mutation": _mutation(results["mutation"]), "survivors": _survivors(results)}
    return TEMPLATE.read_text(encoding="utf-8").format_map(words)


def _compared(results: Results) -> dict[str, object]:
    theory, peers = results["theory"], results["peers"]
    rows = [r for part in (theory, peers) for rows in part.values() if isinstance(rows, list) for r in rows]
    tables = ("meetings", "hazards", "patience", "solutions")
    return {
        "compared": len(rows),
        "held": sum(row["holds"] for row in rows),
        **{name: table_of(theory[name]) for name in tables},
        **{name: table_of(peers[name]) for name in ("talks", "figures", "domains")},
        "peer": peers["of"],
        "loads": table(
            ("domain", "best utilities as NegMAS loads it", "points on its frontier then"),
            [[n, ", ".join(f"{u:.4g}" for u in told["best"]), told["frontier"]] for n, told in peers["loads"].items()],
        ),
        "differences": table(
            ("by the definition", "domains", "in NegMAS", "here"),
            [[row["claim"], row["expected"], row["theirs"], row["got"]] for row in peers["differences"]],
        ),
        "climbs": peers["differences"][0]["expected"],
        "stuck_range": peers["climbs"]["range"],
        "stuck_list": peers["climbs"]["list"],
        "differing": ", ".join(
            f"{count} domain{'s' * (count != 1)} of {where}" for where, count in peers["smorodinsky"].items()
        ),
    }


def _standing(results: Results) -> dict[str, object]:
    counts = results["counts"]
    rows = [[f"`{row['name']}`", row["claims"], row["convention"], row["assumption"]] for row in counts["scenarios"]]
    share = counts["assumption_share"]
    known = share["share"] is not None
    return {
        "standing": table(("scenario", "on claims", "on conventions", "assumed"), rows),
        "variance_runs": counts["runs"],
        "variance": f"{percent(share['share'])} of the variance of agreement ({share.get('word', '')})"
        if known
        else share["word"],
    }


def _trace(results: Results) -> str:
    theory, peers, tests = results["theory"], results["peers"], results["counts"]["tests"]
    forms = sum(map(len, theory.values()))
    compared = sum(len(rows) for rows in peers.values() if isinstance(rows, list))
    told, beside = len(results["history"]["known"]), len(results["nulls"]["rows"])
    rows = [
        ["problem formulation", "purpose, audience and patterns", "[model.md](model.md#1-purpose-and-patterns)"],
        ["model description", "ODD protocol, every rule with formula and source", "[model.md](model.md)"],
        [
            "data evaluation",
            f"claims with spans and digests, codebook; {tests['evidence']} tests of projections",
            "[coding.md](coding.md), [codebook.md](codebook.md)",
        ],
        ["conceptual model evaluation", "departures from the design, with reasons", "[model.md](model.md)"],
        [
            "implementation verification",
            f"{tests['laws']} tests of laws, {tests['rules']} of rules, {tests['ensemble']} of the ensemble",
            "`tests/`",
        ],
        [
            "model output verification",
            f"{forms} rows of theory, {compared} of peers; {tests['docking']} tests repeat some at every change",
            "this page, `tests/docking/`",
        ],
        [
            "model analysis",
            "one change and one rule at a time under common random numbers; variance on assumptions",
            "[model.md](model.md#what-moves-agreement)",
        ],
        ["calibration", "none: no parameter was fitted to an outcome", "[codebook.md](codebook.md)"],
        ["model output corroboration", f"{told} comparisons with documents, {beside} models beside", "this page"],
    ]
    return table(("element", "what was done", "where"), rows)


def _mutation(mutation: Results) -> str:
    rows = [
        [
            f"`{_file(name)}`",
            told["mutants"],
            told.get("tested", told["mutants"]),
            told["killed"],
            percent(told["killed"] / told.get("tested", told["mutants"])),
        ]
        for name, told in mutation.items()
    ]
    return table(("module", "mutants", "tested", "killed", "share"), rows)


def _file(module: str) -> str:
    """The file of a module, below the package."""
    return f"{module.replace('.', '/')}.py"


def reason_of(name: str, line: str, reasons: Results) -> str:
    """Why a mutant of a module survived; empty if nobody has said so."""
    was, _, into = line.partition(" -> ")
    fitting = (each for each in reasons.get(name, ()) if each["was"] == was)
    return next((str(each["why"]) for each in fitting if into in each.get("into", [into])), "")


def _survivors(results: Results) -> str:
    reasons = tomllib.loads(REASONS.read_text(encoding="utf-8"))
    lines = [
        f"- `{_file(name)}`: `{one['line']}`{why and ': ' + why}"
        for name, told in results["mutation"].items()
        for one in told["survivors"]
        for why in [reason_of(name, one["line"], reasons)]
    ]
    return "\n".join(["What survived:", "", *lines] if lines else ["Nothing survived."])

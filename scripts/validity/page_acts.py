"""The parts of docs/validity.md on acts, packages and first moves."""

from __future__ import annotations

from typing import Any

from scripts.validity.rows import percent, table

Results = dict[str, Any]


def acts(results: Results) -> dict[str, object]:
    """Return the words of the template about acts."""
    found = results["acts"]
    scores = [[row["model"], row["acts"], f"{row['brier']:.3f}", _area(row)] for row in found["scores"]]
    rows = [
        [
            f"`{row['talks']}`",
            row["party"],
            row["words"],
            ", ".join(row["claims"]),
            "signs" if row["signs"] else "does not",
            percent(row["credibility"]),
            percent(row["fitted"]),
            percent(row["foretold"]),
            percent(row["prior"]),
        ]
        for row in found["rows"]
    ]
    columns = ("talks", "party", "act", "claims", "said", "credible", "does so", "signs, act left out", "signs, no act")
    ahead = [
        [
            f"`{row['talks']}`",
            row["party"],
            row["words"],
            "new" if row["new"] else "told anew",
            "signs" if row["signs"] else "does not",
            percent(row["foretold"]),
            percent(row["prior"]),
        ]
        for row in found["forward"]
    ]
    worst = sorted(found["rows"], key=lambda row: -abs(row["signs"] - row["foretold"]))[:4]
    largest = max(row["share"] for each in found["packages"] for row in each["rows"] if row["against"])
    return {
        "act_draws": found["draws"],
        "act_scores": table(("model", "acts", "Brier", "area"), scores),
        "act_rows": table(columns, rows),
        "act_forward": table(
            ("talks", "party", "act", "is", "said", "signs, as of 26 January", "signs, no act"), ahead
        ),
        "act_worst": "; ".join(
            f"{row['party'].title()} {row['words']} ({percent(row['foretold'])} sign)" for row in worst
        ),
        "package_runs": found["runs"],
        "packages": "\n\n".join(map(_packages, found["packages"])),
        "largest_against": percent(largest),
        **_moves(found["moves"]),
    }


def _area(row: Results) -> str:
    return "" if row["auc"] is None else f"{row['auc']:.2f}"


def _moves(moves: Results) -> dict[str, object]:
    first = [
        [
            row["party"],
            row["issue"] or "nothing",
            f"{row['from']} to {row['to']}" if row["issue"] else "",
            percent(row["share"]),
        ]
        for row in moves["first"]
    ]
    given = [
        f"{row['party'].title()}'s first package has {row['issue'].replace('_', ' ')} {row['level']} in "
        f"{percent(row['gives_away'])} of the runs"
        for row in moves["given_away"]
    ]
    return {
        "moves_runs": moves["runs"],
        "first_concessions": table(("party", "issue", "moves", "of the runs"), first),
        "given_away": "; ".join(given) or "no party does",
        "texts": f"{moves['texts']['against']} of {moves['texts']['drafted']:,}",
    }


def _packages(told: Results) -> str:
    """The packages that the runs of some talks agree on most often, each with a sentence of reading."""
    lines = [f"**`{told['talks']}`**, {told['agreements']} agreements:", ""]
    for number, row in enumerate(told["rows"], 1):
        levels = ", ".join(f"{issue} {label}" for issue, label in row["levels"].items()).replace("_", " ")
        lines.append(f"{number}. {levels}: {row['count']} ({percent(row['share'])}). {_reading(row)}")
    return "\n".join(lines)


def _reading(row: Results) -> str:
    """One sentence on a package: which acts are for it and against it, and whether those were real."""
    agreeing = f"For it: {'; '.join(row['for'])}. " if row["for"] else ""
    if not row["against"]:
        stage = " of a first stage" if row["partial"] else ""
        return f"{agreeing}*No act in force speaks against this package{stage}.*"
    parts, runs = [], row["count"]
    for party, real in row["real"].items():
        if real:
            parts.append(f"{party} signed in {real} of {runs} runs although what it said was real, for better terms")
        if runs - real:
            runs_of = "run" if runs - real == 1 else "runs"
            some = "" if not real else f"in {runs - real} {runs_of} "
            parts.append(f"{some}what {party} said was a posture or misreported")
    told = "; ".join(parts)
    return f"{agreeing}Against it: {'; '.join(row['against'])}. *{told[0].upper()}{told[1:]}.*"

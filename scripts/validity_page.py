"""The page docs/validity.md: its words stand in validity.template.md, its numbers and rows in measured results."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from validity_rows import table, table_of

Results = dict[str, Any]
# Why a mutant that survived makes no difference, or what no test asks: by module and line.
REASONS = Path(__file__).parents[1] / "docs" / "mutation.reasons.toml"
TEMPLATE = Path(__file__).with_name("validity.template.md")


def page(results: Results) -> str:
    """The text of the page."""
    parts = (_acts, _compared, _nulls, _history, _stability, _median, _standing)
    words = {key: value for part in parts for key, value in part(results).items()}
    words |= {"trace": _trace(results), "mutation": _mutation(results["mutation"]), "survivors": _survivors(results)}
    return TEMPLATE.read_text(encoding="utf-8").format_map(words)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _range(row: Results) -> str:
    return f"{_percent(row['low'])} to {_percent(row['high'])}"


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


def _acts(results: Results) -> dict[str, object]:
    acts = results["acts"]
    scores = [[row["model"], row["acts"], f"{row['brier']:.3f}", _area(row)] for row in acts["scores"]]
    rows = [
        [
            f"`{row['talks']}`",
            row["party"],
            row["words"],
            ", ".join(row["claims"]),
            "signs" if row["signs"] else "does not",
            _percent(row["credibility"]),
            _percent(row["fitted"]),
            _percent(row["foretold"]),
            _percent(row["prior"]),
        ]
        for row in acts["rows"]
    ]
    columns = ("talks", "party", "act", "claims", "said", "credible", "does so", "signs, act left out", "signs, no act")
    ahead = [
        [
            f"`{row['talks']}`",
            row["party"],
            row["words"],
            "new" if row["new"] else "told anew",
            "signs" if row["signs"] else "does not",
            _percent(row["foretold"]),
            _percent(row["prior"]),
        ]
        for row in acts["forward"]
    ]
    worst = sorted(acts["rows"], key=lambda row: -abs(row["signs"] - row["foretold"]))[:4]
    largest = max(row["share"] for each in acts["packages"] for row in each["rows"] if row["against"])
    return {
        "act_draws": acts["draws"],
        "act_scores": table(("model", "acts", "Brier", "area"), scores),
        "act_rows": table(columns, rows),
        "act_forward": table(
            ("talks", "party", "act", "is", "said", "signs, as of 26 January", "signs, no act"), ahead
        ),
        "act_worst": "; ".join(
            f"{row['party'].title()} {row['words']} ({_percent(row['foretold'])} sign)" for row in worst
        ),
        "package_runs": acts["runs"],
        "packages": "\n\n".join(map(_packages, acts["packages"])),
        "largest_against": _percent(largest),
        **_moves(acts["moves"]),
    }


def _area(row: Results) -> str:
    return "" if row["auc"] is None else f"{row['auc']:.2f}"


def _moves(moves: Results) -> dict[str, object]:
    first = [
        [
            row["party"],
            row["issue"] or "nothing",
            f"{row['from']} to {row['to']}" if row["issue"] else "",
            _percent(row["share"]),
        ]
        for row in moves["first"]
    ]
    given = [
        f"{row['party'].title()}'s first package has {row['issue'].replace('_', ' ')} {row['level']} in "
        f"{_percent(row['gives_away'])} of the runs"
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
        lines.append(f"{number}. {levels}: {row['count']} ({_percent(row['share'])}). {_reading(row)}")
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


def _nulls(results: Results) -> dict[str, object]:
    nulls = results["nulls"]
    hazards = nulls["hazards"]
    rows = [
        [r["model"], _percent(r["share"]), _range(r), f"{r['median_day']:.0f}", r["packages"], f"{r['lost']:.3f}"]
        for r in nulls["rows"]
    ]
    rows.append(["constant hazards", _percent(hazards["share"]), "exact", f"{hazards['median_day']}", "none", ""])
    columns = ("model", "agreement", "95 % interval", "median day", "packages", "smallest gain lost")
    return {
        "null_runs": nulls["runs"],
        "agree": f"{hazards['agree']:.4f}",
        "collapse": f"{hazards['collapse']:.4f}",
        "nulls": table(columns, rows),
        "hazards_early": _percent(hazards["early"]),
        "model_early": _percent(nulls["early"]),
        "mediated": _percent(nulls["rows"][0]["share"]),
        "alone": _percent(nulls["rows"][1]["share"]),
        "random": _percent(nulls["rows"][2]["share"]),
        "random_lost": f"{nulls['rows'][2]['lost']:.3f}",
        "model_lost": f"{nulls['rows'][0]['lost']:.3f}",
    }


def _history(results: Results) -> dict[str, object]:
    history = results["history"]
    months = [
        [row["as_of"], row["claims"], _percent(row["assumed"]), *map(_percent, row["by"].values())]
        for row in history["months"]
    ]
    after = [f"a deal by day {day}" for day in history["months"][0]["by"]]
    known = [
        [
            row["day"],
            row["documents"],
            f"`{row['talks']}`, from {row['start']}",
            "a deal" if row["deal"] else "no deal",
            _percent(row["share"]),
            _range(row),
            row["runs"],
        ]
        for row in history["known"]
    ]
    columns = ("by", "what the documents say", "talks played", "so", "deal by then", "95 % interval", "runs")
    return {
        "known": table(columns, known),
        "levels": "; ".join(f"{title}: {level}" for title, level in history["known"][0]["levels"].items()),
        "ever": _percent(history["known"][0]["ever"]),
        "months": table(("as of", "claims used", "parameters assumed", *after), months),
        "to_the_day": _percent(history["likelihood"]["to the day"]),
        "by_the_end": _percent(history["likelihood"]["by the end of the calendar"]),
    }


def _stability(results: Results) -> dict[str, object]:
    found = results["stability"]
    return {
        "stable_runs": found["runs"],
        "stable_agreements": found["agreements"],
        "one_phase": found["one_phase"],
        "stability": _phases(found["phases"]),
        "pause_by_phase": _phases(found["pause_by_phase"]),
    }


def _phases(phases: list[Results]) -> str:
    rows = []
    for row in phases:
        shares = (*row["gains"].values(), *row["replied"].values(), *row["holds"].values())
        rows.append([row["phase"], row["agreements"], *map(_percent, shares)])
    titles = list(phases[0]["gains"])
    leaves = [f"{title} gains, {reply}" for reply in ("no reply", "both leave") for title in titles]
    return table(("before phase", "agreements", *leaves, "Nash", "GMR", "SMR", "SEQ"), rows)


def _median(results: Results) -> dict[str, object]:
    found = results["median"]
    rows = [
        [
            row["issue"],
            *row["positions"].values(),
            f"{row['force']:.2f}",
            *row["medians"].values(),
            row["mean"],
            f"{row['agreed']} ({_percent(row['agreed_share'])})",
            _percent(row["median_share"]),
        ]
        for row in found["rows"]
    ]
    columns = ["issue", *found["parties"], f"force of {found['parties'][0]}"]
    columns += [f"median, power {label}" for label in found["rows"][0]["medians"]]
    columns += ["mean", "agreed most often", "agreed at the median"]
    worth = "; ".join(
        f"the {name} is {'a' if told['feasible'] else 'no'} feasible package, gains over no deal "
        + ", ".join(f"{party} {gain:+.3f}" for party, gain in told["gains"].items())
        for name, told in found["worth"].items()
    )
    return {"median": table(columns, [[str(c).replace("_", " ") for c in row] for row in rows]), "worth": worth}


def _standing(results: Results) -> dict[str, object]:
    counts = results["counts"]
    rows = [[f"`{row['name']}`", row["claims"], row["convention"], row["assumption"]] for row in counts["scenarios"]]
    share = counts["assumption_share"]
    known = share["share"] is not None
    return {
        "standing": table(("scenario", "on claims", "on conventions", "assumed"), rows),
        "variance_runs": counts["runs"],
        "variance": f"{_percent(share['share'])} of the variance of agreement ({share.get('word', '')})"
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
            f"`rules/{name}.py`",
            told["mutants"],
            told.get("tested", told["mutants"]),
            told["killed"],
            _percent(told["killed"] / told.get("tested", told["mutants"])),
        ]
        for name, told in mutation.items()
    ]
    return table(("module", "mutants", "tested", "killed", "share"), rows)


def reason_of(name: str, line: str, reasons: Results) -> str:
    """Why a mutant of a module survived; empty if nobody has said so."""
    was, _, into = line.partition(" -> ")
    fitting = (each for each in reasons.get(name, ()) if each["was"] == was)
    return next((str(each["why"]) for each in fitting if into in each.get("into", [into])), "")


def _survivors(results: Results) -> str:
    reasons = tomllib.loads(REASONS.read_text(encoding="utf-8"))
    lines = [
        f"- `rules/{name}.py`: `{one['line']}`{why and ': ' + why}"
        for name, told in results["mutation"].items()
        for one in told["survivors"]
        for why in [reason_of(name, one["line"], reasons)]
    ]
    return "\n".join(["What survived:", "", *lines] if lines else ["Nothing survived."])

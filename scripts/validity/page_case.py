"""The parts of docs/validity.md on the case: null models, history, stability and the median."""

from __future__ import annotations

from typing import Any

from scripts.validity.rows import interval, percent, table

Results = dict[str, Any]


def nulls(results: Results) -> dict[str, object]:
    """Return the words of the template about null models."""
    found = results["nulls"]
    hazards = found["hazards"]
    rows = [
        [r["model"], percent(r["share"]), interval(r), f"{r['median_day']:.0f}", r["packages"], f"{r['lost']:.3f}"]
        for r in found["rows"]
    ]
    rows.append(["constant hazards", percent(hazards["share"]), "exact", f"{hazards['median_day']}", "none", ""])
    columns = ("model", "agreement", "95 % interval", "median day", "packages", "smallest gain lost")
    return {
        "null_runs": found["runs"],
        "agree": f"{hazards['agree']:.4f}",
        "collapse": f"{hazards['collapse']:.4f}",
        "nulls": table(columns, rows),
        "hazards_early": percent(hazards["early"]),
        "model_early": percent(found["early"]),
        "mediated": percent(found["rows"][0]["share"]),
        "alone": percent(found["rows"][1]["share"]),
        "random": percent(found["rows"][2]["share"]),
        "random_lost": f"{found['rows'][2]['lost']:.3f}",
        "model_lost": f"{found['rows'][0]['lost']:.3f}",
    }


def history(results: Results) -> dict[str, object]:
    """Return the words of the template about history."""
    found = results["history"]
    months = [
        [row["as_of"], row["claims"], percent(row["assumed"]), *map(percent, row["by"].values())]
        for row in found["months"]
    ]
    after = [f"a deal by day {day}" for day in found["months"][0]["by"]]
    known = [
        [
            row["day"],
            row["documents"],
            f"`{row['talks']}`, from {row['start']}",
            "a deal" if row["deal"] else "no deal",
            percent(row["share"]),
            interval(row),
            row["runs"],
        ]
        for row in found["known"]
    ]
    columns = ("by", "what the documents say", "talks played", "so", "deal by then", "95 % interval", "runs")
    return {
        "known": table(columns, known),
        "levels": "; ".join(f"{title}: {level}" for title, level in found["known"][0]["levels"].items()),
        "ever": percent(found["known"][0]["ever"]),
        "months": table(("as of", "claims used", "parameters assumed", *after), months),
        "to_the_day": percent(found["likelihood"]["to the day"]),
        "by_the_end": percent(found["likelihood"]["by the end of the calendar"]),
    }


def stability(results: Results) -> dict[str, object]:
    """Return the words of the template about stability of agreements."""
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
        rows.append([row["phase"], row["agreements"], *map(percent, shares)])
    titles = list(phases[0]["gains"])
    leaves = [f"{title} gains, {reply}" for reply in ("no reply", "both leave") for title in titles]
    return table(("before phase", "agreements", *leaves, "Nash", "GMR", "SMR", "SEQ"), rows)


def median(results: Results) -> dict[str, object]:
    """Return the words of the template about the median."""
    found = results["median"]
    rows = [
        [
            row["issue"],
            *row["positions"].values(),
            f"{row['force']:.2f}",
            *row["medians"].values(),
            row["mean"],
            f"{row['agreed']} ({percent(row['agreed_share'])})",
            percent(row["median_share"]),
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

"""Changes to the two shores, each of which makes them no scenario, with where and what is told of it."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

from tests.talks import START


def party(**fields: Any) -> dict[str, Any]:
    """Tables in which the north has some fields more."""
    return {"parties": {"north": fields}}


MEDIATED = {"mediators": {"otter": {"style": "facilitator"}}}


def over_issues(count: int, **issue: Any) -> dict[str, Any]:
    """Tables of talks on many issues of one kind, all alike to all."""
    blank = {"weights": ..., "values": ...}
    return {
        "issues": {"land": False, "water": False, **{f"i{n}": issue for n in range(count)}},
        "parties": {"north": blank, "south": blank},
        "assumptions": {"*.weight.*": 1, "*.value.*": 0.5},
    }


def over_ways(*shares: float) -> dict[str, Any]:
    """Tables of talks in which every share of land is a way of phasing, with the same shares."""
    return {"phasing": {"issue": "land", "shares": {label: list(shares) for label in ("none", *"01234")}}}


def by_groups(*groups: list[str]) -> dict[str, Any]:
    """Tables of talks on groups of issues."""
    return {"agenda": {"mode": "phase_by_phase", "groups": list(groups)}}


def recorded(kind: str, *numbers: float, name: str = "north.bias") -> dict[str, Any]:
    """Tables of a resolved file with one parameter."""
    return {"parameters": {name: {"kind": kind, "numbers": list(numbers)}}}


def shock(**fields: Any) -> dict[str, Any]:
    """Tables with a shock."""
    return {"shocks": {"x": fields}}


# What is wrong; the tables laid over those of the two shores; the address; words of the message.
WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    # types
    ("word for a number", {"horizon": "long"}, "horizon", "expected a whole number, received 'long'"),
    ("fraction for a whole number", {"horizon": 2.5}, "horizon", "expected a whole number"),
    ("truth for a number", {"horizon": True}, "horizon", "expected a whole number"),
    ("number for a word", {"name": 7}, "name", "expected a text, received 7"),
    ("word for a date", {"start": "2024-01-01"}, "start", "expected a date such as 2024-01-26"),
    ("time for a date", {"start": dt.datetime(2024, 1, 1, 12)}, "start", "expected a date"),  # noqa: DTZ001
    ("word for a table", {"issues": "land"}, "issues", "expected a table, received 'land'"),
    ("number for a table", {"issues": {"land": 3}}, "issues.land", "expected a table"),
    ("list for a table", {"parties": ["north", "south"]}, "parties", "expected a table"),
    ("word for a list", {"agenda": {"groups": "land"}}, "agenda.groups", "expected a list"),
    ("word for a truth", {"issues": {"land": {"ordered": "yes"}}}, "issues.land.ordered", "expected true or false"),
    ("table for a level", {"issues": {"land": {"levels": [{}]}}}, "issues.land.levels", "a word or a number"),
    ("no levels", {"issues": {"land": {"levels": []}}}, "issues.land.levels", "at least one level"),
    ("infinite level", {"issues": {"land": {"levels": [0, math.inf]}}}, "issues.land.levels", "finite"),
    ("number that is none", {"assumptions": {"*.bias": {"value": math.nan}}}, "assumptions.*.bias.value", "finite"),
    ("infinite number", {"assumptions": {"*.bias": math.inf}}, "assumptions.*.bias.value", "finite"),
    ("half a distribution", {"assumptions": {"*.bias": {"low": 0.1}}}, "assumptions.*.bias", "low and high"),
    (
        "upside-down distribution",
        {"assumptions": {"*.bias": {"low": 0.2, "high": 0.1}}},
        "assumptions.*.bias",
        "low <=",
    ),
    ("mode outside", {"set": {"*.bias": {"low": 0, "mode": 3, "high": 1}}}, "set.*.bias", "low <= mode <= high"),
    ("both new and moved", {"set": {"*.bias": {"value": 0.1, "add": 0.1}}}, "set.*.bias", "either new numbers, or add"),
    ("nothing to set", {"set": {"*.bias": {"why": "who knows"}}}, "set.*.bias", "value"),
    # words
    ("unknown key", {"horizn": 20}, "horizn", "nearest: horizon"),
    ("unknown key of a table", {"issues": {"land": {"level": [1]}}}, "issues.land.level", "nearest: levels"),
    (
        "unknown style",
        {"mediators": {"otter": {"style": "formulater"}}},
        "mediators.otter.style",
        "nearest: formulator",
    ),
    ("unknown mode", {"agenda": {"mode": "at_once"}}, "agenda.mode", "comprehensive, phase_by_phase"),
    ("unknown protocol", {"rules": {"protocol": "auction"}}, "rules.protocol", "mediated, alternating_offers"),
    ("unknown delivery", {"issues": {"land": {"delivery": "later"}}}, "issues.land.delivery", "at_signing"),
    ("unknown preference", party(prefers={"land": "most"}), "parties.north.prefers.land", "more, less"),
    ("unknown parameter", {"set": {"north.baias": {"value": 0.1}}}, "set.north.baias", "nearest: north.bias"),
    ("unknown assumption", {"assumptions": {"*.patience": 1}}, "assumptions.*.patience", "a known parameter"),
    ("missing start", {"start": ...}, "start", "expected a value, received nothing"),
    ("missing levels", {"issues": {"land": {"levels": ...}}}, "issues.land.levels", "received nothing"),
    # names
    ("capital letters", {"mediators": {"Otter": {}}}, "mediators.Otter", "small letters"),
    ("letters of other scripts", {"shocks": {"größe": {"hazard": 0.1}}}, "shocks.größe", "small letters, digits and _"),
    ("full stop in a name", {"mediators": {"ot.ter": {}}}, "mediators.ot.ter", "small letters"),
    ("empty name", {"mediators": {"": {}}}, "mediators.", "small letters"),
    ("line feed in a name", {"mediators": {"otter\n": {}}}, "mediators.otter\n", "small letters"),
    ("a name of the model's", {"mediators": {"talks": {}}}, "mediators.talks", "the model does not use itself"),
    ("a shock called like the talks", {"shocks": {"talks": {"hazard": 0.1}}}, "shocks.talks", "does not use itself"),
    ("a mediator called like a quantity", {"mediators": {"premium": {}}}, "mediators.premium", "such as *.premium"),
    ("a party called like a part", {"parties": {"trust": {}}}, "parties.trust", "such as *.trust"),
    ("a party called like a key", {"parties": {"title": {}}}, "parties.title", "which --set could not tell from it"),
    ("a mediator that extends", {"mediators": {"extends": {}}}, "mediators.extends", "a key of the file"),
    (
        "an issue called like a column",
        {"issues": {"day": {"levels": [1], "status_quo": 1}}},
        "issues.day",
        "a column of the outcomes",
    ),
    (
        "an issue called like a column of a party",
        {"issues": {"utility_north": {"levels": [1], "status_quo": 1}}},
        "issues.utility_north",
        "a column of the outcomes",
    ),
    ("a way out of the folder", {"name": "../../leak"}, "name", "small letters, digits and _, beginning with a letter"),
    ("a name with a space", {"name": "two shores"}, "name", "received 'two shores' (the title can be anything)"),
    ("a name with an accent", {"name": "fjörd"}, "name", "received 'fjörd'"),
    ("no name", {"name": ""}, "name", "received ''"),
    ("a mediator called like a party", {"mediators": {"north": {}}}, "mediators.north", "no party has"),
    ("full stop in a level", {"issues": {"land": {"levels": ["a.b"]}}}, "issues.land.levels", "without a full stop"),
    ("empty level", {"issues": {"land": {"levels": ["a", ""]}}}, "issues.land.levels", "received an empty one"),
    ("empty status quo", {"issues": {"land": {"status_quo": ""}}}, "issues.land.status_quo", "received an empty one"),
    (
        "status quo at the wrong end",
        {"issues": {"land": {"status_quo": 5}}},
        "issues.land.levels",
        "received 5, 0, 1, 2, 3, 4 (the status quo stands before the first level: turn the list round, levels = [4, 3,",
    ),
    (
        "numbers up and down",
        {"issues": {"land": {"levels": [0, 3, 2, 4]}}},
        "issues.land.levels",
        "numbers that rise, or fall, from the first to the last",
    ),
    ("level twice", {"issues": {"land": {"levels": [1, 2, 1]}}}, "issues.land.levels", "each level once, received 1 2"),
    ("level twice in other words", {"issues": {"land": {"levels": [1, "1"]}}}, "issues.land.levels", "each level once"),
    (
        "two status quos",
        {"issues": {"land": {"status_quo": [0, 1]}}},
        "issues.land.status_quo",
        "one level, received 0, 1",
    ),
    ("level that does not exist", party(values={"land": {"5": 0.5}}), "parties.north.values.land.5", "a level of land"),
    ("issue that does not exist", party(values={"lend": {"1": 0.5}}), "parties.north.values.lend", "nearest: land"),
    (
        "level of a red line that does not exist",
        party(red_lines={"x": {"when": {"land": 9}}}),
        "parties.north.red_lines.x.when.land",
        "a level of land, received 9",
    ),
    (
        "level of a linkage that does not exist",
        party(linkages={"x": {"when": {"land": [1, 9]}, "worth": 0.1}}),
        "parties.north.linkages.x.when.land",
        "a level of land, received 9",
    ),
    ("condition on nothing", {"infeasible": {"x": {"when": {}}}}, "infeasible.x.when", "at least one issue"),
    (
        "condition on no issue",
        {"infeasible": {"x": {"when": {"watr": 1}}}},
        "infeasible.x.when.watr",
        "nearest: water",
    ),
    (
        "red line that names another issue",
        party(red_lines={"x": {"when": {"land": 0}, "issue": "water"}}),
        "parties.north.red_lines.x.issue",
        "an issue of its condition",
    ),
    (
        "shock on strangers",
        shock(hazard=0.1, trust={"otter.north": 0.1}),
        "shocks.x.trust.otter.north",
        "mediator.party",
    ),
    ("duration that is no issue", {"phasing": {"duration": "days"}}, "phasing.duration", "an issue, received days"),
    # numbers
    ("one party", {"parties": {"south": False}}, "parties", "at least 2 parties, received 1"),
    ("no issues", {"issues": {"land": False, "water": False}}, "issues", "at least one issue"),
    ("no rounds", {"horizon": 0}, "horizon", "a whole number from 1"),
    ("time without end", {"horizon": 10**30}, "horizon", "at most 100000"),
    ("rounds longer than the horizon", {"days_per_round": 21}, "days_per_round", "at most the horizon, 20"),
    ("no moves", {"rules": {"max_moves": 0}}, "rules.max_moves", "a whole number from 1"),
    ("too many moves", {"rules": {"draft_moves": 5}}, "rules.draft_moves", "at most 4"),
    ("weights that do not add up", party(weights={"land": 0.7, "water": 0.2}), "parties.north.weights", "a sum of 0.9"),
    (
        "a weight too few",
        {"parties": {"north": {"weights": ..., "title": ""}, "south": {"weights": {"land": ..., "water": 1}}}},
        "parties.south.weights",
        "none for land",
    ),
    ("negative weight", party(weights={"land": 1.5, "water": -0.5}), "parties.north.weights.water", "from 0 to 1"),
    ("value beyond the scale", party(values={"land": {"4": 1.5}}), "north.value.land.4", "from 0 to 1, received 1.5"),
    (
        "firmness beyond certainty",
        party(red_lines={"x": {"when": {"land": 0}, "firmness": 2}}),
        "parties.north.red_lines.x.firmness",
        "from 0 to 1",
    ),
    ("exponent of nothing", {"set": {"north.concession": {"value": 0}}}, "north.concession", "from 0.001 to 1000"),
    (
        "trust beyond all",
        {**MEDIATED, "set": {"otter.trust.north": {"low": 0.5, "high": 1.5}}},
        "otter.trust.north",
        "from 0 to 1",
    ),
    (
        "weightless party",
        {"parties": {"north": {"weights": ...}}, "assumptions": {"north.weight.*": 0}},
        "parties.north.weights",
        "more than 0",
    ),
    ("missing horizon", {"assumptions": ...}, "north.horizon", "expected a value, received nothing"),
    (
        "missing values",
        {"parties": {"north": {"values": {"land": ...}}}},
        "parties.north.values.land",
        "at least one level",
    ),
    ("shares that do not add up", over_ways(0.5, 0.4), "phasing.shares.none", "add up to 1"),
    ("share of nothing", over_ways(1.0, 0.0), "phasing.shares.none", "positive"),
    (
        "way without shares",
        {"phasing": {"issue": "land", "shares": {"none": [1.0]}}},
        "phasing.shares.4",
        "the share of each phase",
    ),
    (
        "negative duration",
        {"issues": {"land": {"levels": [-7, 7]}}, "phasing": {"duration": "land"}},
        "phasing.duration",
        "days, from 0",
    ),
    ("issue in no group", by_groups(["land"]), "agenda.groups", "none for water"),
    ("issue in two groups", by_groups(["land"], ["land", "water"]), "agenda.groups", "land in 2"),
    ("empty group", by_groups(["land", "water"], []), "agenda.groups[1]", "at least one issue"),
    ("shock of neither kind", shock(suspend=3), "shocks.x", "either a date or a hazard above 0, received neither"),
    ("shock of both kinds", shock(date=START, hazard=0.1), "shocks.x", "received both"),
    ("hazard beyond certainty", shock(hazard=1.5), "shocks.x.hazard", "a probability from 0 to 1"),
    ("suspension backwards", shock(hazard=0.5, suspend=-1), "shocks.x.suspend", "days, from 0"),
    ("suspension without end", shock(hazard=0.5, suspend=10**30), "shocks.x.suspend", "to 100000"),
    # dates
    ("shock before the talks", shock(date=dt.date(2023, 12, 31)), "shocks.x.date", "a day from 2024-01-01"),
    ("shock after the last round", shock(date=dt.date(2024, 1, 21)), "shocks.x.date", "to 2024-01-20"),
    ("backcast from the past", {"as_of": START, "backcast": START}, "backcast", "a day after as_of, 2024-01-01"),
    ("claims without a day", {"dossier": "dossier.toml"}, "as_of", "the day up to which claims are used"),
    ("claims without a codebook", {"dossier": "dossier.toml"}, "codebook", "the codebook that turns the claims"),
    ("the end of all dates", {"start": dt.date(9999, 12, 30)}, "start", "leaves room"),
    # space
    (
        "nothing feasible",
        {"infeasible": {"x": {"when": {"land": [0, 1, 2, 3, 4]}}}},
        "infeasible",
        "an empty package space",
    ),
    ("too many packages", over_issues(30, levels=[1, 2], status_quo=1), "issues", "at most 2e+07 packages"),
    ("an index without end", over_issues(70, levels=[1], status_quo=0), "issues", "at most 1e+12 combinations"),
    (
        "too many conditions",
        {"infeasible": {f"x{n}": {"when": {"land": 0}} for n in range(63)}},
        "infeasible",
        "at most 62",
    ),
    # resolved files
    ("record of a stranger", recorded("fixed", 1, name="north.luck"), "parameters.north.luck", "a known parameter"),
    ("record that is missing", recorded("fixed", 0), "parameters.south.bias", "received nothing"),
    ("record of no numbers", recorded("fixed"), "parameters.north.bias.numbers", "1 number"),
    ("record upside down", recorded("uniform", 0.2, 0.1), "parameters.north.bias.numbers", "ascending"),
    ("record of another kind", recorded("normal", 0.2), "parameters.north.bias.kind", "one of fixed"),
]

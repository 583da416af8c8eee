"""Weight of evidence: variance shares by kind of source, and the next claim to code.

*Shares.* Parameters are grouped: acts and abilities that are on record (or told by a named official), hedged ones
(anonymous, reported, rumoured), conventions of the codebook, assumptions, what is set by hand. Of an ensemble the
shares are those of ``analysis.evidence.variance_shares``. Of a sweep, whose factors vary independently of each other,
the share of a group is the sum of the first-order indices of its factors and of the second-order indices within it,
where the design has them.

*The next claim.* A claim that narrows parameter j says something of it before it is read. Of the variance of the
outcome that hangs on j alone, ``V_j = Var E[y | x_j]``, it is expected to take away ``Var E[E[y | x_j] | claim]``. In
normal scores z of x_j, with Hermite coefficients ``c_k = E[y h_k(z)]`` and a claim whose correlation with z is ρ, that
is

    fall = Σ_k c_k² ρ^(2 k),    ρ² = 1 - variance of x_j after the claim / variance before,

which is ``ρ² V_j`` where the outcome follows x_j in a straight line, or takes two values, and less where it bends.
(Value of information as variance: Oakley & O'Hagan 2004.) What a claim narrows is a yes or no: whether an act is real,
whether a mediator has an ability. These are drawn before all else and independently, so that ``V_j`` holds what follows
from them for the preferences, too. Weights, values and premiums are narrowed by acts alone, and by which one cannot be
known before it is told of. Trust, leverage and the costs of waiting are moved by a claim and not narrowed; to
concession, horizons and the like no claim speaks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np
import pandas as pd

from negosim.analysis.evidence.variance_shares import REST, shares_by
from negosim.analysis.sensitivity.noise import as_runs, point_means, signal_share, silence
from negosim.analysis.sensitivity.relevance import bearing
from negosim.analysis.sensitivity.result import Sensitivity
from negosim.arrays import Floats
from negosim.domain.parameters import Parameter
from negosim.domain.scenario import Scenario
from negosim.ensemble.results.outcome_table import DRAW
from negosim.ensemble.results.outcomes import Z95, Outcomes
from negosim.evidence.claims import Dossier
from negosim.evidence.codebook import Codebook

CLAIMED = ("on_record", "hedged")
GROUPS = (*CLAIMED, "convention", "assumption", "override")
CROSSING = "between groups"
BEST = ("on_record", "named_official")
CONDITIONED = "claims narrow it through acts, and by how much hangs on the act"
MOVED = "the codebook moves it by a claim, and does not narrow it"
SHOWN = "a claim shows it already"
SILENT = "no claim speaks to it"
_ORDERS = 4
_REPEATS = 200
_WORDS = {
    **dict.fromkeys(("weight", "value", "premium", "follow_through"), CONDITIONED),
    **dict.fromkeys(("trust", "leverage", "waiting_cost"), MOVED),
}


@attrs.frozen(eq=False)
class EvidenceWeight:
    """Shares of the variance of agreement by kind of evidence, and the value of further claims.

    Attributes
    ----------
    shares : DataFrame
        Index ``group``: each group with a factor, interactions between groups where they are known, and the rest.
        Columns ``factors`` (number), ``share``, ``low``, ``high``; of an ensemble also ``noise``, ``told`` and ``word``
        (see ``variance_shares.shares_by``).
    claims : DataFrame
        One row per parameter, the most worthwhile first: ``parameter``, ``group``; ``share``, the variance of the
        outcome that it explains alone (of a conditioned parameter, together with what it depends on); ``left``, the
        share of its own variance after one more claim about it; ``fall``, expected reduction of the outcome's variance,
        with ``low`` and ``high``; ``word``, why no claim narrows it.
    word : str
        Why there is no result; then both frames are empty.
    """

    shares: pd.DataFrame
    claims: pd.DataFrame
    word: str = ""


def groups_of(scenario: Scenario, dossier: Dossier | None) -> dict[str, str]:
    """Return the group of every parameter, by its name; claims that are in no dossier count as hedged."""
    attributions = {claim.id: claim.attribution for claim in dossier.claims} if dossier is not None else {}
    found = {}
    for parameter in scenario.parameters.values():
        if parameter.basis == "claims":
            vouched = any(attributions.get(claim) in BEST for claim in parameter.claims)
            found[parameter.name] = "on_record" if vouched else "hedged"
        else:
            found[parameter.name] = parameter.basis
    return found


def evidence_shares(sensitivity: Sensitivity, groups: Mapping[str, str]) -> pd.DataFrame:
    """Compute the shares of the variance of a sweep's response by group, corrected for noise where possible.

    Factors of no group are left out, as part of the rest. Intervals add up those of the indices as if they were
    independent.

    Returns
    -------
    DataFrame
        As ``EvidenceWeight.shares``; empty if the sensitivity has a word, or no first-order indices.
    """
    first, second = sensitivity.of("first"), sensitivity.of("second")
    if not len(first):
        return pd.DataFrame(columns=["factors", "share", "low", "high"])
    value: dict[str, list[tuple[float, float]]] = {}
    for row in (*first.to_dict("records"), *second.to_dict("records")):
        one, other = groups.get(str(row["factor"])), groups.get(str(row["other"] or row["factor"]))
        if one is None or other is None:
            continue
        clean = "corrected" if np.isfinite(row["corrected"]) else "raw"
        high = "corrected_high" if clean == "corrected" and np.isfinite(row["corrected_high"]) else "high"
        value.setdefault(one if one == other else CROSSING, []).append((row[clean], abs(row[high] - row[clean])))
    sizes = pd.Series([groups[name] for name in first["factor"] if name in groups]).value_counts()
    rows = []
    for group in (*GROUPS, CROSSING):
        if group in value:
            share, half = sum(v for v, _ in value[group]), float(np.sqrt(sum(h**2 for _, h in value[group])))
            rows.append((group, int(sizes.get(group, 0)), share, share - half, share + half))
    return _with_rest(rows)


def _with_rest(rows: Sequence[tuple[str, int, float, float, float]]) -> pd.DataFrame:
    half = float(np.sqrt(sum((high - share) ** 2 for _, _, share, _, high in rows)))
    rest = 1.0 - sum(share for _, _, share, *_ in rows)
    columns = ["group", "factors", "share", "low", "high"]
    return pd.DataFrame([*rows, (REST, 0, rest, rest - half, rest + half)], columns=columns).set_index("group")


def left_after(parameter: Parameter, codebook: Codebook) -> tuple[float, str]:
    """Return the share of a parameter's variance that one more claim leaves, and why, if it leaves all of it.

    A claim that tells of an act, or shows an ability, raises its probability from p to q by the codebook. It can be
    expected with probability p / q, since p is what is expected before it is read; without it there is nothing to tell
    of. So p (1 - q) is left of the variance p (1 - p): of the doubt in an act, all but ``repeat``.
    """
    kind, real = parameter.name.split(".")[1], parameter.distribution
    if real.kind != "chance" or not real.uncertain:
        return 1.0, _WORDS.get(kind, SILENT)
    if kind in ("act", "red_line"):
        return 1.0 - codebook.repeat, ""
    left = (1.0 - codebook.ability["shown"]) / (1.0 - real.a)
    return (left, "") if left < 1.0 - 1e-9 else (1.0, SHOWN)


def next_claims(
    names: Sequence[str],
    points: Floats,
    y: Floats,
    left: Mapping[str, tuple[float, str]],
    groups: Mapping[str, str],
    *,
    common: bool = False,
    resamples: int = _REPEATS,
    seed: int = 0,
) -> pd.DataFrame:
    """Rank parameters by how much one more claim would reduce the variance of agreement.

    Parameters
    ----------
    names : sequence of str
        The parameters, d.
    points : (n, d)
        Their values, or the quantiles of them. Those that a claim narrows must be drawn independently of each other
        and of all that is not drawn after them; of the others the share describes what goes together with them.
    y : (n, replications)
        The response; its variance is taken without the noise of few runs where there are at least two.
    left : mapping
        By parameter, as of ``left_after``.
    groups : mapping
        By parameter, as of ``groups_of``.
    common : bool
        Whether run r of every point met the same chance.
    resamples, seed : int
        Of the bootstrap over points.

    Returns
    -------
    DataFrame
        As ``EvidenceWeight.claims``.
    """
    y = as_runs(y)
    means = point_means(y)
    known = np.isfinite(means)
    x, count = np.asarray(points, dtype=np.float64)[known], int(known.sum())
    paired = common and y.shape[1] > 1 and bool(np.isfinite(y[known]).all())
    runs = y[known] if paired else means[known][:, None]
    runs = runs - runs.mean(axis=0)
    signal = signal_share(y, common=common, resamples=2, seed=seed).share
    variance = float(runs.mean(axis=1).var(ddof=1)) * (signal if signal > 0.0 else 1.0)
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1.0 / count), size=resamples) / count
    rows = []
    for k, name in enumerate(names):
        kept, word = left.get(name, (1.0, SILENT))
        basis = _basis(x[:, k])
        powers = np.maximum(0.0, 1.0 - kept) ** np.arange(1, basis.shape[1] + 1)
        products = basis * runs.mean(axis=1)[:, None]
        parts = products.mean(axis=0) ** 2 - (products**2).mean(axis=0) / count
        if paired:
            each = basis[:, :, None] * runs[:, None, :]
            single = (each.mean(axis=0) ** 2 - (each**2).mean(axis=0) / count).mean(axis=1)
            parts = (runs.shape[1] * parts - single) / (runs.shape[1] - 1)
        spread = Z95 * ((drawn @ products) ** 2 @ powers).std(ddof=1) / variance
        fall = float(parts @ powers) / variance
        rows.append(
            (name, groups.get(name, ""), parts.sum() / variance, kept, fall, fall - spread, fall + spread, word)
        )
    columns = ["parameter", "group", "share", "left", "fall", "low", "high", "word"]
    return pd.DataFrame(rows, columns=columns).sort_values("fall", ascending=False, kind="stable", ignore_index=True)


def _basis(column: Floats) -> Floats:
    """Orthonormal Hermite polynomials of a column's normal scores, orders 1 to 4; fewer for few values; (n, orders)."""
    from scipy import stats  # noqa: PLC0415 - takes a second to import

    levels = len(np.unique(column))
    scores = stats.norm.ppf((stats.rankdata(column) - 0.5) / len(column))
    powers = np.polynomial.hermite_e.hermevander(scores, min(_ORDERS, max(1, levels - 1)))
    # Normal scores of a sample are nearly normal, and of few values not at all: what is left is made orthonormal.
    orthonormal, _ = np.linalg.qr(powers)
    signs = np.sign((orthonormal * powers).sum(axis=0))
    found: Floats = (orthonormal * signs * np.sqrt(len(column)))[:, 1:]
    return found


def weigh_evidence(
    outcomes: Outcomes, dossier: Dossier | None, codebook: Codebook, *, resamples: int = _REPEATS, seed: int = 0
) -> EvidenceWeight:
    """Share the variance of agreement in an ensemble between groups of evidence, and rank the next claims to code.

    Every run is a point of its own, so that the rest includes the chance of the rounds. Parameters that have no bearing
    on agreement are left out.

    Parameters
    ----------
    outcomes : Outcomes
        Outcomes with the draws of all uncertain parameters.
    dossier : Dossier or None
        Claims of the scenario; None if it has none.
    codebook : Codebook
        Conventions by which a further claim would narrow a parameter.
    resamples : int, default 200
        Number of bootstrap samples.
    seed : int, default 0
        Seed of the bootstrap.

    Returns
    -------
    EvidenceWeight
        Variance shares by group, and parameters by the expected fall of variance after one more claim.
    """
    scenario = outcomes.scenario
    bears = bearing(scenario)
    known = [p for p in scenario.uncertain if outcomes.has(f"{DRAW}{p.name}") and bears(p.name)]
    y: Floats = np.where(outcomes.column("outcome") == "agreement", 1.0, 0.0)[:, None]
    word = silence(y) or ("" if known else "no parameter is uncertain")
    empty = pd.DataFrame()
    if word:
        return EvidenceWeight(empty, empty, word)
    names = [parameter.name for parameter in known]
    points = outcomes.columns([f"{DRAW}{name}" for name in names]).to_numpy(dtype=np.float64)
    groups = groups_of(scenario, dossier)
    shares = shares_by(outcomes, groups, GROUPS, CLAIMED).rename(columns={"parameters": "factors"})
    left = {parameter.name: left_after(parameter, codebook) for parameter in known}
    claims = next_claims(names, points, y, left, groups, resamples=resamples, seed=seed)
    return EvidenceWeight(shares[(shares["factors"] > 0) | (shares.index == REST)], claims)

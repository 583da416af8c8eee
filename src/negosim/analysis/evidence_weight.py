"""What the answer stands on: the shares of its variance that hang on claims and assumptions, and the next document.

*Shares.* Parameters are grouped by the best that is said of them: on record (or by a named official), hedged
(anonymous, reported, rumoured), assumption, set by hand. The share of a group is the sum of the first-order indices of
its parameters and of the second-order indices within it, where the design has them.

*The next claim.* A claim that narrows parameter j says something of it before it is read. Of the variance of the
outcome that hangs on j alone, ``V_j = Var E[y | x_j]``, it is expected to take away ``Var E[E[y | x_j] | claim]``. In
normal scores z of x_j, with Hermite coefficients ``c_k = E[y h_k(z)]`` and a claim whose correlation with z is ρ, that
is

    fall = Σ_k c_k² ρ^(2 k),    ρ² = 1 - variance of x_j after the claim / variance before,

which is ``ρ² V_j`` where the outcome follows x_j in a straight line, and less where it bends. (Value of information as
variance: Oakley & O'Hagan 2004.) How far a claim narrows is the codebook's to say, for one more claim on record: the
width of a value, the shape of a weight, the doubt left in a red line. Trust, leverage and the costs of audiences it
moves and does not narrow; to concession, horizon and the like no claim speaks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs
import numpy as np
import pandas as pd

from negosim.analysis.effects import first_order_again
from negosim.analysis.noise import as_runs, point_means, signal_share, silence
from negosim.analysis.relevance import bearing
from negosim.analysis.sensitivity import Sensitivity
from negosim.domain.parameters import Distribution, Parameter
from negosim.domain.scenario import Scenario
from negosim.ensemble.outcomes import Z95, Outcomes
from negosim.ensemble.rows import DRAW
from negosim.evidence.claims import Dossier
from negosim.evidence.codebook import Codebook
from negosim.rules.table import Floats

GROUPS = ("on_record", "hedged", "assumption", "override")
CROSSING, REST = "between groups", "rest"
BEST = ("on_record", "named_official")
MOVED = "the codebook moves it by a claim, and does not narrow it"
SILENT = "no claim speaks to it"
_ORDERS = 4
_REPEATS = 200
_MOVED = ("trust", "leverage", "waiting_cost", "premium")


@attrs.frozen(eq=False)
class EvidenceWeight:
    """What an outcome hangs on, by what it stands on.

    Attributes:
        shares: index ``group``; ``factors`` (how many), ``share``, ``low``, ``high``; a row for each group that has a
            factor, for what acts between groups where that is known, and for the rest.
        claims: a row a parameter, the most worthwhile first: ``parameter``, ``group``, ``share`` (of the outcome's
            variance that hangs on it alone), ``left`` (of its own variance after one more claim on record), ``fall``
            (of the outcome's variance, expected), ``low``, ``high``, ``word`` (why no claim narrows it).
        word: why nothing can be said; then both are empty.
    """

    shares: pd.DataFrame
    claims: pd.DataFrame
    word: str = ""


def groups_of(scenario: Scenario, dossier: Dossier | None) -> dict[str, str]:
    """The group of every parameter of a scenario, by its name; claims that are in no dossier count as hedged."""
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
    """Shares of the variance of a sweep's response by group: corrected for noise where they can be.

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
    """The share of a parameter's variance that one more claim on record leaves, and why it leaves all of it."""
    owner_kind = parameter.name.split(".")
    kind = owner_kind[1] if len(owner_kind) > 1 else ""
    distribution, best = parameter.distribution, codebook.attributions["on_record"]
    if kind == "weight" and distribution.kind == "gamma":
        return distribution.a / (distribution.a + codebook.weight_per_claim * best.weight), ""
    if kind == "red_line":
        return 1.0 - codebook.repeat, ""
    if kind in ("value", "linkage") and distribution.kind in ("uniform", "triangular"):
        left = min(1.0, best.width**2 / 6.0 / variance_of(distribution))
        return left, "" if left < 1.0 else "it is as narrow as one claim on record"
    if kind in ("draft", "press") and distribution.kind == "chance":
        shown = codebook.ability["shown"]
        left = min(1.0, shown * (1.0 - shown) / variance_of(distribution))
        return left, "" if left < 1.0 else "a claim shows it already"
    return 1.0, MOVED if kind in _MOVED else SILENT


def variance_of(distribution: Distribution) -> float:
    """The variance of a distribution."""
    a, b, c = distribution.a, distribution.b, distribution.c
    if distribution.kind == "uniform":
        return (b - a) ** 2 / 12.0
    if distribution.kind == "triangular":
        return (a * a + b * b + c * c - a * b - a * c - b * c) / 18.0
    if distribution.kind == "gamma":
        return a
    return a * (1.0 - a) if distribution.kind == "chance" else 0.0


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
    """Where one more claim would narrow the answer most.

    Parameters
    ----------
    names : sequence of str
        The parameters, d.
    points : (n, d)
        Their values, or the quantiles of them: strewn as their own distributions are, independent of each other.
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


def weight_of_evidence(
    outcomes: Outcomes, dossier: Dossier | None, codebook: Codebook, *, resamples: int = _REPEATS, seed: int = 0
) -> EvidenceWeight:
    """What agreement hangs on in an ensemble, by what it stands on, and where one more claim would narrow it most.

    Every run is a point of its own, so that the rest holds the chance of the rounds, too. Parameters that cannot bear
    on agreement are left out.
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
    found, again = first_order_again(points, y, resamples=resamples, seed=seed)
    rows = []
    for group in GROUPS:
        own = np.array([groups[name] == group for name in names])
        if own.any():
            share, half = float(found[own].sum()), Z95 * float(again[:, own].sum(axis=1).std(ddof=1))
            rows.append((group, int(own.sum()), share, share - half, share + half))
    left = {parameter.name: left_after(parameter, codebook) for parameter in known}
    return EvidenceWeight(_with_rest(rows), next_claims(names, points, y, left, groups, resamples=resamples, seed=seed))

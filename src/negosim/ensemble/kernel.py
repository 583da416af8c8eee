"""Many runs without agents and events: the rules in the order of ``NegotiationModel``, over arrays, one row a run.

Every decision is a function of ``rules``; here and in ``rounds`` stands in which order they are asked, as in ``model/``.
A row is the outcome of the model to the last bit (law 2, a property test).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.domain.draws import number_of
from negosim.domain.scenario import Scenario
from negosim.ensemble import rounds
from negosim.ensemble.draws import draws_of
from negosim.ensemble.setting import AMBITION, COLLAPSE, PREMIUM, STALL, Setting, setting_of
from negosim.ensemble.talks import (
    AGREEMENT, BLOCKS, COLLAPSED, DAY, DEADLINE, HELD, HOW, MOVED, NOTHING, OPEN, OVER, PACKAGE, PARTIAL, ROUND,
    SIGNED, STAGE, STAGE_DAY, STALLED, STATUS, TEXT_ROUND, Talks, empty_talks, reservation, sit_down,
)  # fmt: skip
from negosim.rules import answering, concession, hazards, searching
from negosim.rules.chance import Words, numbers, round_keys
from negosim.rules.compiling import compiled
from negosim.rules.halves import Halves, halved
from negosim.rules.prepared import prepared
from negosim.rules.preparing import Addresses, prepare
from negosim.rules.searching import Sums
from negosim.rules.space import Bools, Ints, Space, encode
from negosim.rules.table import Floats, Table, utility

MOST_PHASES = 32


class Rows(NamedTuple):
    """How runs ended, one row a run.

    ``outcome``: (n,), a place in ``outcomes.OUTCOMES``. ``round``, ``day``, ``package``, ``phases_held``, ``zopa``: (n,).
    ``digits``: (n, I), of what holds at the end; ``settled``: (n,), how many stages were settled. ``utilities``,
    ``reservations``: (n, P). ``blocker``: (n, 2), party and issue, -1 for none.
    """

    outcome: Ints
    round: Ints
    day: Ints
    package: Ints
    phases_held: Ints
    zopa: Ints
    digits: Ints
    settled: Ints
    utilities: Floats
    reservations: Floats
    blocker: Ints


@compiled
def open_stage(
    setting: Setting, space: Space, table: Table, halves: Halves, sums: Sums, draw: Floats, talks: Talks
) -> None:
    """The next stage opens from ``talks.base``; ``sums`` are of its ``halves``."""
    now = talks.now
    now[STAGE] += 1
    now[STAGE_DAY] = now[DAY]
    now[MOVED], now[STALLED], now[TEXT_ROUND] = 1, 0, 0
    for p in range(len(talks.pressure)):
        talks.no_deal[p] = utility(space, table, p, talks.base)
        talks.best[p, 0] = NOTHING
        best = searching.best(space, halves, table, sums, p, talks.best[p])
        floor = reservation(setting, draw, talks, p, now[DAY])
        if talks.best[p, 0] < 0:
            best = floor
        talks.start[p] = concession.opening(best, floor, draw[setting.party[AMBITION, p]])
    talks.tabled[:, 0], talks.text[0] = NOTHING, NOTHING


@compiled
def carried_out(setting: Setting, space: Space, addresses: Addresses, keys: Words, run: int, draw: Floats, talks: Talks) -> int:
    """How many phases of what was signed, ``talks.base``, are carried out."""
    phases = setting.phases[talks.base[space.phasing]] if space.phasing >= 0 else 1
    at = addresses.guarantee[talks.base[space.guarantee]] if space.guarantee >= 0 else -1
    guarantee = draw[at] if at >= 0 else 0.0
    trust = np.inf
    for k in setting.mutual:
        trust = min(trust, draw[k])
    four = np.empty(4)
    for phase in range(1, phases):
        numbers(keys[-1], phase // 4, run, four)
        if not hazards.strikes(four[phase % 4], hazards.holding(trust, guarantee)):
            return phase
    return phases


@compiled
def blocker(space: Space, table: Table, setting: Setting, talks: Talks) -> tuple[int, int]:
    """Who refused, over which issue, what came closest to agreement when packages were refused for the last time.

    As ``domain.outcome.last_blocker`` reads it from events.
    """
    parties = len(talks.pressure)
    closest, fewest, smallest = -1, 0, 0.0
    for n in range(talks.now[BLOCKS]):
        short = talks.short[n][~np.isnan(talks.short[n])]
        if not len(short):
            continue
        short.sort()
        total = 0.0
        for shortfall in short:
            total += shortfall
        nearer = closest < 0 or len(short) < fewest or (len(short) == fewest and total < smallest)
        alike = closest >= 0 and len(short) == fewest and total == smallest
        if nearer or (alike and encode(space, talks.refused[n]) < encode(space, talks.refused[closest])):
            closest, fewest, smallest = n, len(short), total
    if closest < 0:
        return -1, -1
    who = -1
    for p in range(parties):
        if np.isnan(talks.short[closest, p]):
            continue
        if who < 0:
            who = p
            continue
        mine, others = talks.lines[closest, p] >= 0, talks.lines[closest, who] >= 0
        more, most = talks.short[closest, p], talks.short[closest, who]
        if mine != others:
            who = p if mine else who
        elif more > most or (more == most and setting.ranks[p] > setting.ranks[who]):
            who = p
    line = talks.lines[closest, who]
    if line >= 0:
        return who, setting.line_issue[line]
    return who, answering.objection(space, table, who, talks.refused[closest], talks.wanted[who])


@compiled
def play_runs(
    setting: Setting, space: Space, addresses: Addresses, first: Halves, keys: Words, draws: Floats, start: int, rows: Rows
) -> None:
    """Play runs ``start``, ``start`` + 1 ... with ``draws`` (n, parameters), and put how each ended into ``rows``."""
    parties, issues = addresses.weight.shape
    contexts = len(addresses.shares) * len(addresses.guarantee)
    talks, first_sums = empty_talks(setting, issues), searching.empty_sums(first, parties, contexts)
    for n in range(len(draws)):
        draw, run = draws[n], start + n
        table = prepare(space, addresses, draw)
        halves, sums = first, first_sums
        sit_down(setting, space, draw, talks)
        searching.sum_up(space, halves, table, sums)
        open_stage(setting, space, table, halves, sums, draw, talks)
        for p in range(parties):
            talks.floors[p] = reservation(setting, draw, talks, p, np.int64(0))
        rows.zopa[n] = searching.in_zopa_count(space, halves, table, sums, talks.floors)
        now = talks.now
        while now[STATUS] < SIGNED:
            rounds.open_round(setting, talks)
            rounds.shocks(setting, keys, run, talks)
            if now[STATUS] == OPEN and rounds.talk(setting, space, table, halves, sums, keys, run, draw, talks):
                if now[STAGE] + 1 < len(setting.free):
                    now[PACKAGE] = encode(space, talks.base)
                    halves = halved(space, len(addresses.guarantee), talks.base, setting.free[now[STAGE] + 1])
                    sums = searching.empty_sums(halves, parties, contexts)
                    searching.sum_up(space, halves, table, sums)
                    open_stage(setting, space, table, halves, sums, draw, talks)
                else:
                    now[PACKAGE] = encode(space, talks.base)
                    now[HOW], now[STATUS] = AGREEMENT, SIGNED
            if now[STATUS] < SIGNED and now[ROUND] >= setting.rounds:
                now[DAY] = setting.horizon
                rounds.end(talks, DEADLINE)
        if now[STATUS] == SIGNED:
            now[HELD] = carried_out(setting, space, addresses, keys, run, draw, talks)
        write(setting, space, table, draw, talks, rows, n)


@compiled
def write(setting: Setting, space: Space, table: Table, draw: Floats, talks: Talks, rows: Rows, n: int) -> None:
    """Put how a run ended into its row."""
    now = talks.now
    rows.outcome[n], rows.round[n], rows.day[n] = now[HOW], now[ROUND], now[DAY]
    rows.package[n], rows.phases_held[n] = now[PACKAGE], now[HELD]
    rows.digits[n] = talks.base
    rows.settled[n] = now[STAGE] + (1 if now[HOW] == AGREEMENT else 0)
    for p in range(len(talks.pressure)):
        rows.utilities[n, p] = utility(space, table, p, talks.base)
        rows.reservations[n, p] = reservation(setting, draw, talks, p, now[DAY])
    rows.blocker[n, 0], rows.blocker[n, 1] = -1, -1
    if now[HOW] != AGREEMENT:
        rows.blocker[n, 0], rows.blocker[n, 1] = blocker(space, table, setting, talks)


def played(scenario: Scenario, seed: int, runs: range) -> tuple[Rows, Floats]:
    """How some runs, one after another, end, and their draws, (n, parameters)."""
    ground, setting = prepared(scenario), setting_of(scenario)
    streams = ["talks:hazard", *(f"{shock.name}:hazard" for shock in scenario.shocks), "talks:phase"]
    keys = np.array([round_keys(seed, number_of(stream)) for stream in streams])
    draws = draws_of(scenario, seed, runs)
    n, parties, issues = len(runs), len(scenario.parties), len(scenario.issues)
    whole = [np.empty(n, np.int64) for _ in range(6)]
    digits, settled, blockers = np.empty((n, issues), np.int64), np.empty(n, np.int64), np.empty((n, 2), np.int64)
    rows = Rows(*whole, digits, settled, np.empty((n, parties)), np.empty((n, parties)), blockers)
    play_runs(setting, ground.space, ground.addresses, ground.halves, keys, draws, runs.start, rows)
    return rows, draws

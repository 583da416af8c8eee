"""Many runs without agents and events: the rules in the order of ``NegotiationModel``, over arrays, one row a run.

Every decision is a function of ``rules``; here and in ``rounds`` stands in which order they are asked, as in
``model/``. A row is the outcome of the model to the last bit (law 2, a property test).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from negosim.domain.draws import number_of
from negosim.domain.scenario import Scenario
from negosim.kernel import rounds
from negosim.kernel.draws import draws_of
from negosim.kernel.setting import AMBITION, FLOOR, MUTUAL, NO_DEAL, START, Game, Setting, setting_of
from negosim.kernel.talks import (
    AGREEMENT,
    BASE,
    BEST,
    DAY,
    HELD,
    HOW,
    LINE_THEN,
    MOVED,
    NOTHING,
    PACKAGE,
    REFUSALS,
    ROUND,
    SIGNED,
    STAGE,
    STAGE_DAY,
    STALLED,
    STATUS,
    TABLED,
    TEXT,
    TEXT_ROUND,
    THEN,
    WANTED,
    Room,
    Talks,
    empty_talks,
    reservation,
    sit_down,
)  # fmt: skip
from negosim.rules import answering, concession, hazards, searching
from negosim.rules.arrays import precedes, put, sort
from negosim.rules.borrowing import borrowed
from negosim.rules.chance import LANES, Words, numbers, round_keys
from negosim.rules.compiling import compiled, inner, lean
from negosim.rules.halves import Halves, halved
from negosim.rules.offering import room_of
from negosim.rules.prepared import prepared
from negosim.rules.preparing import Addresses, empty_table, prepare_into
from negosim.rules.searching import Sums
from negosim.rules.space import Ints, Space
from negosim.rules.table import Floats, Table, utility


class Rows(NamedTuple):
    """How runs ended, one row a run.

    ``outcome``: (n,), as ``talks.HOW`` has it; ``round``, ``day``, ``package``, ``phases_held``, ``zopa``:
    (n,). ``digits``: (n, I), of what holds at the end; ``settled``: (n,), how many stages were settled. ``utilities``,
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


@lean
def open_stage(space: Space, table: Table, halves: Halves, sums: Sums, talks: Talks) -> None:
    """The next stage opens; ``sums`` are of its ``halves``."""
    now, party, own, base = talks.now, talks.party, talks.own, talks.texts[BASE]
    now[STAGE] += 1
    now[STAGE_DAY] = now[DAY]
    now[MOVED], now[STALLED], now[TEXT_ROUND] = 1, 0, 0
    for p in range(party.shape[1]):
        party[NO_DEAL, p] = utility(space, table, p, base)
        own[BEST, p, 0], own[TABLED, p, 0] = NOTHING, NOTHING
        best = searching.lean_best(space, halves, table, sums, p, own[BEST, p])
        floor = reservation(party, p, now[DAY])
        if own[BEST, p, 0] < 0:
            best = floor
        party[START, p] = concession.opening(best, floor, party[AMBITION, p])
    talks.texts[TEXT, 0] = NOTHING


@inner
def carried_out(phases: int, guarantee: float, trust: float, keys: Words, run: int) -> int:
    """How many phases of what was signed are carried out."""
    four = np.empty(LANES)
    for phase in range(1, phases):
        numbers(keys, phase // LANES, run, four)
        if not hazards.strikes(four[phase % LANES], hazards.holding(trust, guarantee)):
            return phase
    return phases


@lean
def closest_refused(talks: Talks) -> int:
    """The row of the package that came closest to agreement when packages were refused for the last time, or -1.

    The one with the fewest refusals, then with the smallest shortfall in all, then with the lowest index.
    """
    packages, ascending = talks.before[THEN], talks.scratch[0]
    closest, fewest, least = -1, 0, 0.0
    for n in range(talks.now[REFUSALS]):
        count, total = 0, 0.0
        for shortfall in talks.short[THEN, n]:
            if not np.isnan(shortfall):
                ascending[count] = shortfall
                count += 1
        sort(ascending, count)
        for k in range(count):
            total += ascending[k]
        nearer = closest < 0 or count < fewest or (count == fewest and total < least)
        alike = closest >= 0 and count == fewest and total == least
        if count and (nearer or (alike and precedes(packages[n], packages[closest]))):
            closest, fewest, least = n, count, total
    return closest


@lean
def blocker(game: Game, space: Space, table: Table, talks: Talks) -> tuple[int, int]:
    """Who refused, over which issue, what came closest to agreement: a party and an issue, or -1 and -1.

    Of its refusals one because of a red line comes first, then the largest shortfall; ``domain.outcome.last_blocker``
    reads the same from events.
    """
    closest, who = closest_refused(talks), -1
    if closest < 0:
        return -1, -1
    lines, short = talks.replies[LINE_THEN, closest], talks.short[THEN, closest]
    for p in range(len(short)):
        if np.isnan(short[p]):
            continue
        if who < 0 or (lines[p] >= 0) > (lines[who] >= 0):
            who = p
        elif (lines[p] >= 0) == (lines[who] >= 0):
            alike = short[p] == short[who] and game.ranks[p] > game.ranks[who]
            who = p if alike or short[p] > short[who] else who
    if lines[who] >= 0:
        return who, game.line_issue[lines[who]]
    return who, answering.objection(space, table, who, talks.before[THEN, closest], talks.own[WANTED, who])


class Ground(NamedTuple):
    """All arrays that a chunk of runs is played on."""

    setting: Setting
    space: Space
    addresses: Addresses
    halves: Halves
    keys: Words
    table: Table
    sums: Sums
    talks: Talks
    room: Room
    rows: Rows


@compiled
def play_runs(lent: Ground, lent_draws: Floats, start: int) -> None:
    """Play runs ``start``, ``start`` + 1 ... with draws (n, parameters), and put how each ended into the rows."""
    ground, draws = borrowed(lent), borrowed(lent_draws)
    setting, space, addresses, table, talks = ground.setting, ground.space, ground.addresses, ground.table, ground.talks
    game, keys, room, now = setting.game, ground.keys, ground.room, ground.talks.now
    parties, contexts = len(addresses.weight), table.worth.shape[1]
    for n in range(len(draws)):
        draw, run, halves, sums = draws[n], start + n, ground.halves, ground.sums
        prepare_into(space, addresses, draw, table)
        sit_down(setting.places, space.status_quo, draw, talks)
        room.text[0] = NOTHING
        searching.lean_sum_up(space, halves, table, sums)
        open_stage(space, table, halves, sums, talks)
        for p in range(parties):
            talks.party[FLOOR, p] = reservation(talks.party, p, now[DAY])
        ground.rows.zopa[n] = searching.lean_in_zopa_count(space, halves, table, sums, talks.party[FLOOR])
        rounds.play_stage(game, setting.shocks, space, table, halves, sums, room, keys, run, talks)
        while now[STATUS] < SIGNED:
            halves = halved(space, game.guarantees, talks.texts[BASE], game.free[now[STAGE] + 1])
            sums = searching.empty_sums(halves, parties, contexts)
            searching.lean_sum_up(space, halves, table, sums)
            open_stage(space, table, halves, sums, talks)
            room.text[0] = NOTHING
            rounds.close(game, now)
            if now[STATUS] < SIGNED:
                rounds.play_stage(game, setting.shocks, space, table, halves, sums, room, keys, run, talks)
        if now[STATUS] == SIGNED:
            base = talks.texts[BASE]
            phases = game.phases[base[space.phasing] if space.phasing >= 0 else 0]
            guarantee = draw[addresses.guarantee[base[space.guarantee]]] if space.guarantee >= 0 else 0.0
            now[HELD] = carried_out(phases, guarantee, talks.general[MUTUAL], keys[-1], run)
        write(game, space, table, talks, ground.rows, n)


@lean
def write(game: Game, space: Space, table: Table, talks: Talks, rows: Rows, n: int) -> None:
    """Put how a run ended into its row."""
    now, base = talks.now, talks.texts[BASE]
    rows.outcome[n], rows.round[n], rows.day[n] = now[HOW], now[ROUND], now[DAY]
    rows.package[n], rows.phases_held[n] = now[PACKAGE], now[HELD]
    put(rows.digits[n], base)
    rows.settled[n] = now[STAGE] + (1 if now[HOW] == AGREEMENT else 0)
    for p in range(talks.party.shape[1]):
        rows.utilities[n, p] = utility(space, table, p, base)
        rows.reservations[n, p] = reservation(talks.party, p, now[DAY])
    who, issue = blocker(game, space, table, talks)
    rows.blocker[n, 0] = NOTHING if now[HOW] == AGREEMENT else who
    rows.blocker[n, 1] = NOTHING if now[HOW] == AGREEMENT else issue


def played(scenario: Scenario, seed: int, runs: range) -> tuple[Rows, Floats]:
    """How some runs, one after another, end, and their draws, (n, parameters)."""
    arrays, setting = prepared(scenario), setting_of(scenario)
    space, addresses = arrays.space, arrays.addresses
    streams = ["talks:hazard", *(f"{shock.name}:hazard" for shock in scenario.shocks), "talks:phase"]
    parties, issues, table = len(scenario.parties), len(scenario.issues), empty_table(addresses)
    near_own, near_text = (room_of(space, table, m) for m in (scenario.rules.max_moves, scenario.rules.draft_moves))
    ground = Ground(
        setting=setting,
        space=space,
        addresses=addresses,
        halves=arrays.halves,
        keys=np.array([round_keys(seed, number_of(stream)) for stream in streams]),
        table=table,
        sums=searching.empty_sums(arrays.halves, parties, table.worth.shape[1]),
        talks=empty_talks(setting.places, issues, len(scenario.shocks)),
        room=Room(near_own, near_text, np.empty(issues, np.int64), np.empty(issues, np.int64)),
        rows=_empty_rows(len(runs), parties, issues),
    )
    draws = draws_of(scenario, seed, runs)
    play_runs(ground, draws, runs.start)
    return ground.rows, draws


def _empty_rows(n: int, parties: int, issues: int) -> Rows:
    outcome, round_, day, package, held, zopa, settled = (np.empty(n, np.int64) for _ in range(7))
    digits, blockers = np.empty((n, issues), np.int64), np.empty((n, 2), np.int64)
    utilities, reservations = np.empty((n, parties)), np.empty((n, parties))
    return Rows(outcome, round_, day, package, held, zopa, digits, settled, utilities, reservations, blockers)

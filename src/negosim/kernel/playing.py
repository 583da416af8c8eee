"""Many runs without agents and events: the rules in the order of ``NegotiationModel``, over arrays, one row a run.

Every decision is a function of ``rules``; here and in ``rounds`` stands in which order they are asked, as in
``model/``. A row is the outcome of the model to the last bit (law 2, a property test).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from negosim.arrays import Floats, Words
from negosim.domain.draws import number_of
from negosim.domain.scenario import Scenario
from negosim.kernel import replies, rounds, tabling
from negosim.kernel.ground import Ground
from negosim.kernel.setting import AMBITION, FLOOR, MUTUAL, NO_DEAL, START, setting_of
from negosim.kernel.steps import BEGIN, CARRY_OUT, OPENING, PLAY, WRITE, called, places_for, settle
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
    Rows,
    Talks,
    empty_talks,
    reservation,
    sit_down,
)  # fmt: skip
from negosim.rules import answering, concession, counting, hazards, searching
from negosim.rules.arrays import precedes, put, sort
from negosim.rules.chance import LANES, numbers, round_keys
from negosim.rules.compiling import compiled
from negosim.rules.draws import draws_of
from negosim.rules.halves import Halves
from negosim.rules.lending import lend
from negosim.rules.neighbours import room_for
from negosim.rules.prepared import prepared
from negosim.rules.preparing import empty_table, prepare_into
from negosim.rules.table import utility


@compiled(allocates=False, from_python=False)
def open_stage(ground: Ground, _n: int) -> int:
    """The next stage opens, with the packages of its own."""
    space, table, talks = ground.space, ground.table, ground.talks
    searching.sum_up(space, ground.halves, table, ground.sums)
    now, party, own, base = talks.now, talks.party, talks.own, talks.texts[BASE]
    now[STAGE] += 1
    now[STAGE_DAY] = now[DAY]
    now[MOVED], now[STALLED], now[TEXT_ROUND] = 1, 0, 0
    for p in range(party.shape[1]):
        party[NO_DEAL, p] = utility(space, table, p, base)
        own[BEST, p, 0], own[TABLED, p, 0] = NOTHING, NOTHING
        best = searching.best(space, ground.halves, table, ground.sums, p, own[BEST, p])
        floor = reservation(party, p, now[DAY])
        if own[BEST, p, 0] < 0:
            best = floor
        party[START, p] = concession.opening(best, floor, party[AMBITION, p])
    talks.texts[TEXT, 0] = NOTHING
    return 0


@compiled
def carried_out(phases: int, guarantee: float, trust: float, keys: Words, run: int) -> int:
    """How many phases of what was signed are carried out."""
    four = np.empty(LANES)
    for phase in range(1, phases):
        numbers(keys, phase // LANES, run, four)
        if not hazards.strikes(four[phase % LANES], hazards.holding(trust, guarantee)):
            return phase
    return phases


@compiled(allocates=False)
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


@compiled
def blocker(ground: Ground) -> tuple[int, int]:
    """Who refused, over which issue, what came closest to agreement: a party and an issue, or -1 and -1.

    Of its refusals one because of a red line comes first, then the largest shortfall; ``domain.outcome.last_blocker``
    reads the same from events.
    """
    game, talks = ground.game, ground.talks
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
    space, table, refused, wanted = ground.space, ground.table, talks.before[THEN, closest], talks.own[WANTED, who]
    return who, answering.objection(space, table, who, refused, wanted)


@compiled(allocates=False, nogil=True)
def play_runs(ground: Ground) -> None:
    """Play the runs of talks with one stage, and put how each ended into its row."""
    steps, now = ground.steps, ground.talks.now
    for n in range(ground.span[1]):
        called(steps[BEGIN], ground, n)
        called(steps[PLAY], ground, n)
        if now[STATUS] == SIGNED:
            called(steps[CARRY_OUT], ground, n)
        called(steps[WRITE], ground, n)


@compiled(allocates=False, nogil=True)
def play_first_stage(ground: Ground, n: int) -> None:
    """Begin a run, and play its first stage."""
    called(ground.steps[BEGIN], ground, n)
    called(ground.steps[PLAY], ground, n)


@compiled(allocates=False, nogil=True)
def play_next_stage(ground: Ground, n: int) -> None:
    """Play the next stage of a run, of whose packages the ground has the halves."""
    called(ground.steps[OPENING], ground, n)
    rounds.close(ground.game, ground.talks.now)
    if ground.talks.now[STATUS] < SIGNED:
        called(ground.steps[PLAY], ground, n)


@compiled(allocates=False, nogil=True)
def end_run(ground: Ground, n: int) -> None:
    """Carry out what was signed, and put how the run ended into its row."""
    if ground.talks.now[STATUS] == SIGNED:
        called(ground.steps[CARRY_OUT], ground, n)
    called(ground.steps[WRITE], ground, n)


@compiled(from_python=False)
def begin(ground: Ground, n: int) -> int:
    """The talks begin, and their first stage."""
    space, table, talks = ground.space, ground.table, ground.talks
    draw = ground.draws[n]
    prepare_into(space, ground.addresses, draw, table)
    sit_down(ground.places, space.status_quo, draw, talks)
    called(ground.steps[OPENING], ground, n)
    floors = talks.party[FLOOR]
    for p in range(len(floors)):
        floors[p] = reservation(talks.party, p, talks.now[DAY])
    ground.rows.zopa[n] = counting.in_zopa_count(space, ground.halves, table, ground.sums, floors)
    return 0


@compiled(from_python=False)
def carry_out(ground: Ground, n: int) -> int:
    """What was signed is carried out, as far as trust and guarantees hold."""
    space, talks, game = ground.space, ground.talks, ground.game
    base, asked = talks.texts[BASE], ground.addresses.guarantee
    phases = game.phases[base[space.phasing] if space.phasing >= 0 else 0]
    guarantee = ground.draws[n, asked[base[space.guarantee]]] if space.guarantee >= 0 else 0.0
    talks.now[HELD] = carried_out(phases, guarantee, talks.general[MUTUAL], ground.keys[-1], ground.span[0] + n)
    return 0


@compiled(from_python=False)
def write(ground: Ground, n: int) -> int:
    """Put how a run ended into its row."""
    talks, rows = ground.talks, ground.rows
    now, base = talks.now, talks.texts[BASE]
    rows.outcome[n], rows.round[n], rows.day[n] = now[HOW], now[ROUND], now[DAY]
    rows.package[n], rows.phases_held[n] = now[PACKAGE], now[HELD]
    put(rows.digits[n], base)
    rows.settled[n] = now[STAGE] + (1 if now[HOW] == AGREEMENT else 0)
    for p in range(talks.party.shape[1]):
        rows.utilities[n, p] = utility(ground.space, ground.table, p, base)
        rows.reservations[n, p] = reservation(talks.party, p, now[DAY])
    who, issue = blocker(ground)
    rows.blocker[n, 0] = NOTHING if now[HOW] == AGREEMENT else who
    rows.blocker[n, 1] = NOTHING if now[HOW] == AGREEMENT else issue
    return 0


STEPS = (
    tabling.table_packages,
    begin,
    open_stage,
    write,
    tabling.take_turns,
    rounds.press,
    rounds.play_stage,
    rounds.strike,
    carry_out,
    replies.relay,
    replies.answer,
    tabling.draft,
)


def played(scenario: Scenario, seed: int, runs: range) -> tuple[Rows, Floats]:
    """How some runs, one after another, end, and their draws, (n, parameters)."""
    draws, idle, count = draws_of(scenario, seed, runs), _idle(scenario), len(runs)
    ground = idle.pop() if idle else None
    if ground is None or len(ground.draws) < count:
        ground = laid_out(scenario, count)
    deal_out(ground, scenario, seed, runs, draws)
    if len(ground.game.free) == 1:
        play_runs(ground)
    else:
        for n in range(count):
            _play_stages(scenario, ground, n)
    rows = Rows(*(getattr(ground.rows, name)[:count].copy() for name in Rows._fields))
    idle.append(ground)
    return rows, draws


def _play_stages(scenario: Scenario, ground: Ground, n: int) -> None:
    """Play a run stage by stage: which packages a stage has depends on what was agreed before it."""
    now, base = ground.talks.now, ground.talks.texts[BASE]
    play_first_stage(ground, n)
    while now[STATUS] < SIGNED:
        halves = _halves_of(scenario, int(now[STAGE]) + 1, tuple(base.tolist()))
        sums = searching.empty_sums(halves, *ground.table.worth.shape[:2])
        play_next_stage(ground._replace(halves=halves, sums=sums), n)
    end_run(ground, n)


@lru_cache(maxsize=2048)
def _halves_of(scenario: Scenario, stage: int, base: tuple[int, ...]) -> Halves:
    """The packages of a stage that begins with what was agreed, kept for those used last."""
    arrays = prepared(scenario)
    return arrays.stage(np.array(base, dtype=np.int64), arrays.groups[stage])


@lru_cache(maxsize=4)
def _idle(_scenario: Scenario) -> list[Ground]:
    """The grounds of a scenario on which nobody plays now."""
    return []


def laid_out(scenario: Scenario, most: int) -> Ground:
    """A scenario ready for as many runs, to be dealt out and played however often."""
    arrays, setting = prepared(scenario), setting_of(scenario)
    space, addresses, rules = arrays.space, arrays.addresses, scenario.rules
    parties, issues, table = len(scenario.parties), len(scenario.issues), empty_table(addresses)
    ground = lend(
        Ground(
            space=space,
            addresses=addresses,
            places=setting.places,
            shocks=setting.shocks,
            game=setting.game,
            keys=_keys(scenario, 0),
            halves=arrays.halves,
            sums=searching.empty_sums(arrays.halves, parties, table.worth.shape[1]),
            table=table,
            talks=empty_talks(setting.places, issues, len(scenario.shocks)),
            near_own=room_for(space, parties, rules.max_moves),
            near_text=room_for(space, parties, rules.draft_moves),
            draws=np.empty((most, len(scenario.parameters))),
            span=np.zeros(2, np.int64),
            rows=_empty_rows(most, parties, issues),
            steps=places_for(STEPS),
        )
    )
    settle(__name__, STEPS, ground)
    return ground


def deal_out(ground: Ground, scenario: Scenario, seed: int, runs: range, draws: Floats) -> None:
    """Give some runs, one after another, their draws (n, parameters) and their chance; ``play_runs`` plays them."""
    ground.keys[:] = _keys(scenario, seed)
    ground.span[:] = runs.start, len(runs)
    ground.draws[: len(runs)] = draws


def _keys(scenario: Scenario, seed: int) -> Words:
    streams = ["talks:hazard", *(f"{shock.name}:hazard" for shock in scenario.shocks), "talks:phase"]
    return np.array([round_keys(seed, number_of(stream)) for stream in streams])


def _empty_rows(n: int, parties: int, issues: int) -> Rows:
    outcome, round_, day, package, held, zopa, settled = (np.empty(n, np.int64) for _ in range(7))
    digits, blockers = np.empty((n, issues), np.int64), np.empty((n, 2), np.int64)
    utilities, reservations = np.empty((n, parties)), np.empty((n, parties))
    return lend(Rows(outcome, round_, day, package, held, zopa, digits, settled, utilities, reservations, blockers))

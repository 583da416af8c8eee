// What an address may name: parts that the case does not have are left out, and told.

import { scene } from "./scene.js";

const OUTCOMES = ["agreement", "partial", "collapse", "deadline"];
const OPEN = ["mediation", "horizon", "days_per_round"];
const PARTS = ["agenda.", "rules."];

const has = (list, name) => list.some((each) => each.name === name);

const settable = (key) =>
  scene.parameters.includes(key) ||
  OPEN.includes(key) ||
  PARTS.some((part) => key.startsWith(part)) ||
  scene.settings.some((each) => each.key === key);

const levelOf = (issue, level) => {
  const found = scene.issues.find(({ name }) => name === issue);
  return Boolean(found) && (found.levels.some(({ name }) => name === level) || found.status_quo === level);
};

/** Keep what the case has of a table; the names of the rest go to `left`. */
function kept(table, known, left, word = (key) => key) {
  return Object.fromEntries(
    Object.entries(table).filter(([key, value]) => known(key, value) || (left.push(word(key, value)), false)),
  );
}

function view({ set, what_ifs: names, ...rest }, left) {
  return {
    ...rest,
    set: kept(set, settable, left),
    what_ifs: names.filter((name) => has(scene.what_ifs, name) || (left.push(`the what-if ${name}`), false)),
  };
}

function asked(ask, left) {
  const { outcome, blocker, where } = ask;
  if (outcome !== undefined && !OUTCOMES.includes(outcome)) left.push(`the ending ${outcome}`);
  else if (blocker && !(has(scene.parties, blocker[0]) && has(scene.issues, blocker[1]))) left.push(blocker.join(":"));
  else if (where) {
    const terms = kept(
      where,
      (issue, levels) => levels.every((level) => levelOf(issue, level)),
      left,
      (issue, levels) => `${issue}:${levels.join("|")}`,
    );
    return Object.keys(terms).length ? { where: terms } : null;
  } else return ask;
  return null;
}

/** A state as read from an address, without what the case does not have; that is added to `left`, in words. */
export function known(found, left) {
  const state = { ...view(found, left) };
  for (const axis of ["x", "y"])
    if (state[axis] !== null && !has(scene.issues, state[axis])) {
      left.push(`the issue ${state[axis]}`);
      state[axis] = null;
    }
  if (state.against) state.against = view(state.against, left);
  state.levels = kept(state.levels, levelOf, left, (issue, level) => `${issue}:${level}`);
  if (state.ask) state.ask = asked(state.ask, left);
  if (state.run !== null && state.run >= state.runs) {
    left.push(`run ${state.run} of ${state.runs}`);
    Object.assign(state, { run: null, round: null });
  }
  if (state.fork) state.fork = forked(state, left);
  return state;
}

function forked({ set, fork }, left) {
  const days = set.horizon ?? scene.horizon;
  const rounds = Math.ceil(days / (set.days_per_round ?? scene.days_per_round));
  const changes = kept(fork.set, settable, left);
  if (fork.round >= 1 && fork.round <= rounds && Object.keys(changes).length) return { ...fork, set: changes };
  left.push(`a fork at round ${fork.round}`);
  return null;
}

/** What was left out of an address, in a sentence. */
export function leftOut(names) {
  const unique = [...new Set(names)];
  const list = unique.length > 1 ? `${unique.slice(0, -1).join(", ")} and ${unique.at(-1)}` : unique[0];
  return `The address names ${list}, which this case does not have; ${unique.length > 1 ? "they were" : "it was"} left out.`;
}

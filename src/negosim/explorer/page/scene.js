// The case as the server tells it, and the titles of its parts.

import { words } from "./dom.js";

export const scene = { parties: [], mediators: [], issues: [], what_ifs: [], settings: [], controls: [], signed: [] };
const controls = new Map();

/** Take what the server says of the case. */
export function open(said) {
  Object.assign(scene, said);
  said.controls.forEach(know);
}

/** Remember a parameter that was found by search. */
export const know = (control) => void controls.set(control.key, control);

export const control = (key) => controls.get(key);

export const issue = (name) => scene.issues.find((each) => each.name === name);

export const issueTitle = (name) => issue(name)?.title ?? words(name);

export const levelTitle = (of, name) => issue(of)?.levels.find((each) => each.name === name)?.title ?? words(name);

export const partyTitle = (name) => [...scene.parties, ...scene.mediators].find((each) => each.name === name)?.title ?? words(name);

export const partyIndex = (name) => scene.parties.findIndex((each) => each.name === name);

export const settingTitle = (key) => scene.settings.find((each) => each.key === key)?.title;

export const keyTitle = (key) => controls.get(key)?.title ?? settingTitle(key) ?? words(key);

export const whatIfTitle = (name) => scene.what_ifs.find((each) => each.name === name)?.title ?? words(name);

/** The levels of a package in words, the issues in their order. */
export function packageWords(levels) {
  return scene.issues.filter(({ name }) => levels[name] !== undefined).map(({ name, title }) => `${title}: ${levelTitle(name, levels[name])}`);
}

/** What is chosen, in words. */
export function askWords(ask) {
  if (ask.outcome) return `Runs that ended in ${words(ask.outcome)}`;
  if (ask.blocker) return `Runs without agreement in which ${partyTitle(ask.blocker[0])} refused last over ${issueTitle(ask.blocker[1])}`;
  if (ask.package !== undefined) return `Runs that agreed on package ${ask.package}`;
  const terms = Object.entries(ask.where).map(([name, levels]) => `${issueTitle(name)}: ${levels.map((level) => levelTitle(name, level)).join(" or ")}`);
  return `Runs that agreed on ${terms.join("; ")}`;
}

export function ask(root) { return { changed() {} }; }

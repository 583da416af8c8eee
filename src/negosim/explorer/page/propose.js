export function propose(root) { return { changed() {} }; }

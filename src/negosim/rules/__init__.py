"""Rules of behaviour: compiled pure functions of numbers and arrays, each with its source."""

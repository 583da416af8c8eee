"""What decides: compiled, cited, pure functions over floats and arrays."""

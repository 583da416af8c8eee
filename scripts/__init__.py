"""Programs beside the package: studies to copy, the measurements of docs/validity.md, and maintenance."""

"""One function a figure; each returns its Axes."""

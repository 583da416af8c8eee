"""A page in the browser that plays a case while one moves its assumptions."""

"""Running workflows. What runs them a step at a time, here in somebody's browser or at a terminal,
asks `step.stepping` for the next one and keeps the run; the outcome of a step is a value."""

"""Workflows as values: steps in order, what is taken from their answers, checked, and done about
errors. Who runs them is the desk (`app/desk/running/`)."""

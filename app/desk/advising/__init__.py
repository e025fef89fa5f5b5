"""What can be said and done about an outcome that is no success."""

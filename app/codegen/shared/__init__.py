"""What several languages of the code examples have in common."""

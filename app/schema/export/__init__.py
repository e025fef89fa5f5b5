"""A registry in the forms that other tools read. Pure; each file is one form."""

"""Who is in: people with their passwords and roles, the browsers that were let in, and whose each
workspace is. Nothing of it knows the web.
"""

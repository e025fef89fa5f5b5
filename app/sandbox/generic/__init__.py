"""What the schema alone says of a service: its objects kept, listed, changed and removed.

`kinds` reads from the registry what a service keeps and how its objects are named, `objects`
makes, changes and removes rows, `actions` answers actions by their names and types, and
`stand_ins` those of which only the type of the answer is known. What no schema says is in
`rules.toml`, as data.
"""

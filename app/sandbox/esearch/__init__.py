"""eSearch over entries, categories, users and groups: operators, items of each kind, ranges,
highlights, orders and aggregations.

`fields` are the names, `terms` says whether a value fits an item, `nested` what hangs on an entry
(captions, cue points, metadata), `items` makes of a whole search one test of a row.
"""

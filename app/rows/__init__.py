"""What a job is done for: rows of a file, of what was pasted, or of another job, as one `Table`.

`reading` makes tables: bytes -> text (`encodings`) -> records (`separated`, `workbook`) or objects
(`as_json`) -> Table (`assembling`). `narrowing` takes rows out of one, `writing`
takes it along.
"""

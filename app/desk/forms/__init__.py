"""From what was posted, linked, pasted or recorded to the form that it fills in."""

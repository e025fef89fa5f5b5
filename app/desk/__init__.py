"""What a person can do with a call: plain values in, plain values out, and no web around it.

A page, a command or a runner makes a `Desk` for a workspace and uses its verbs; `desk.send` alone
asks for consent, sends, records, and keeps the KS.
"""

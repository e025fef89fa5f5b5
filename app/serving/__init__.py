"""How the console is served: many people on few threads.

A request is gathered without a thread (`connection.py`, on the one poller of `poller.py`), handled
in one of a few (`threads.py`), and handed back to the poller wherever it waits for a socket
(`app.waits`). `worker.py` is the process around it, under gunicorn, which starts and ends it.
"""

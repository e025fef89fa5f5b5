"""Opens the sandbox of a folder, and fills it where it is new: `python -m tests.sandbox.opened`."""

import sys
from pathlib import Path

from app.sandbox import Sandbox
from app.schema.facts import bundled

if __name__ == "__main__":
    Sandbox(Path(sys.argv[1]), bundled()).close()

"""`kollega` on the command line. `docs/cli.md` describes every command and JSON shape.

Importing this package is cheap: commands are declared here and in `_groups`; what they do is
imported when one is run.
"""

from __future__ import annotations

from agent.cli._app import app, main

__all__ = ["app", "main"]

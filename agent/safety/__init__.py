"""Safety first: screening every message, and the people to turn to."""

from agent.safety.help import HelpLine, help_lines, lines_for
from agent.safety.screen import screen

__all__ = ["HelpLine", "help_lines", "lines_for", "screen"]

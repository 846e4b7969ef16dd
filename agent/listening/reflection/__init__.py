"""Says back what a coachee said: the clause that matters, turned to the second person.

Pure rules over word lists (`agent/listening/lexicon/reflection_*.yaml`): no model, no network.
A wrong reflection is worse than none, so whatever the small grammar does not know is left alone.
"""

from agent.listening.reflection._maker import Reflection, quote, reflect

__all__ = ["Reflection", "quote", "reflect"]

"""Pure listening: what the coachee meant. No network, no framework, no I/O but the word lists."""

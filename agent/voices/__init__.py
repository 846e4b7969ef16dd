"""The two voices: `guided` words a reply from rules and phrases, `model` with a language model."""

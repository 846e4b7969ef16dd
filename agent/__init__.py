"""The coach: domain, flow, listening, voices and the adapters around them."""

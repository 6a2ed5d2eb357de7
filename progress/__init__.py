"""Who learned what: learners, devices, facts, the sync, states folded from facts."""

"""The composer: what an agent writes, before it is sent."""

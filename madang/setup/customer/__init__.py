"""Standing in for a customer: their mail goes in by the real receiver, what they got is read as it was sent."""

"""Pictures of a session: drawn on the film, on an empty stage, or as curves over time."""

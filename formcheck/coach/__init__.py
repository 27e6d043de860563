"""The coach: what to say now, and what the stage shows. Made from a session's events, no clock."""

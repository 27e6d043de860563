"""Rendered people with exactly known movements, to tune and to judge formcheck by."""

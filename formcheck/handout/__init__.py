"""What a person takes along: a report to print, two sessions side by side, every frame."""

"""The live coach in the browser: the WebSocket that takes frames in and gives lessons out."""

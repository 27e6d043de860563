"""The replay player: what a page is sent of a clip, how it fetches it, and the browser's part."""

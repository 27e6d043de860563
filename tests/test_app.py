"""What holds for all pages, without a browser."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_nothing_is_fetched_or_reported():
    with (ROOT / ".streamlit" / "config.toml").open("rb") as file:
        config = tomllib.load(file)
    assert config["browser"]["gatherUsageStats"] is False
    assert config["server"]["address"] == "localhost"
    for path in (ROOT / "formcheck" / "ui").iterdir():
        if path.suffix in (".css", ".svg", ".py"):
            text = path.read_text().replace("http://www.w3.org/2000/svg", "")
            assert "http" not in text
            assert "@import" not in text
    assert (
        'page_icon=":material' not in (ROOT / "formcheck/ui/pages.py").read_text()
    )  # fetched from outside


def test_the_entry_only_wires():
    assert len((ROOT / "app.py").read_text().splitlines()) < 60

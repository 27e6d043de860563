"""The pages, in Streamlit; `pages` wires them."""

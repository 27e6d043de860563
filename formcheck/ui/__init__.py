"""The pages, in Streamlit. ``app.py`` in the root of the checkout wires them."""

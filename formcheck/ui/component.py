"""What both Streamlit components of ours begin with."""

from __future__ import annotations

_LOADER = """
export default (component) => {
  let unmount = null;
  let gone = false;
  const address = `${location.origin}${component.data.base}/formcheck/MODULE`;
  import(address).then(({ mount }) => {
    if (!gone) unmount = mount(component);
  });
  return () => {
    gone = true;
    unmount?.();
  };
};
"""


def loader(module: str) -> str:
    """Return the script that mounts a module of ours in its place on the page.

    The modules are served by the same app, so that they can import each other.
    """
    return _LOADER.replace("MODULE", module)

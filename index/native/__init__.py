"""The loops over arrays that a build and a search spend their time in."""

try:
    from . import loops
except ImportError as error:
    raise ImportError(
        "Răsfoi is not compiled here. Run `make`, or `pip install -e .` in its folder."
    ) from error

__all__ = ["loops"]

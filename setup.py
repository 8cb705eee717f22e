"""The extension module; everything else about the package stands in pyproject.toml."""

from pathlib import Path

from setuptools import Extension, setup

NATIVE = Path("index/native")

setup(
    ext_modules=[
        Extension(
            "rasfoi.index.native.loops",
            sources=sorted(map(str, NATIVE.glob("*.c"))),
            depends=sorted(map(str, NATIVE.glob("*.h"))),
            # Where a loop of a few instructions begins is a third of its time.
            extra_compile_args=["-O3", "-fvisibility=hidden", "-falign-loops=64", "-falign-functions=64"],
            # One module for every Python from 3.11 on.
            define_macros=[("Py_LIMITED_API", "0x030B0000")],
            py_limited_api=True,
        )
    ],
    options={"bdist_wheel": {"py_limited_api": "cp311"}},
)

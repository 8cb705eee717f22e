"""Loops as machine code: compiled by Numba once a machine, then loaded without it.

Numba takes a third of a second to import and to find what is in its own cache. Here it only makes
object code, which LLVM alone loads in milliseconds: a function that gets the address and the shape of
each array, and needs nothing but itself.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from ..directory import user_cache
from ..errors import RasfoiError

Loop = Callable[..., Any]
# What an argument is: the dtype of an array and its dimensions; an integer has 0 dimensions.
Kind = tuple[str, int]

_INTEGER: Kind = ("int64", 0)
_ENTRY = "loop"
# Raise it whenever object code comes to be made or called in another way.
_SCHEME = 1


class Compiled:
    """A loop as machine code; other threads run while it does.

    Its arguments are integers and contiguous arrays, what it returns is an integer or None. It is
    compiled, or loaded, when arguments of some types come for the first time.
    """

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._functions: dict[tuple[Kind, ...], Loop] = {}
        self._made: dict[tuple[Kind, ...], bool] = {}

    def __call__(self, *arguments: Any) -> Any:
        kinds = tuple(map(_kind, arguments))
        function = self._functions.get(kinds)
        if not function:
            function = self._functions[kinds] = _function(self._loop, kinds)
        return function(*arguments)

    def is_made(self, *arguments: Any) -> bool:
        """Tell whether there is machine code for arguments of such types, so that none will be compiled."""
        kinds = tuple(map(_kind, arguments))
        if kinds not in self._made:
            self._made[kinds] = kinds in self._functions or user_cache.holds(_name(self._loop, kinds))
        return self._made[kinds]


def _kind(argument: Any) -> Kind:
    if not isinstance(argument, np.ndarray):
        return _INTEGER
    if not argument.flags.c_contiguous:
        raise ValueError("a compiled loop takes contiguous arrays only")
    return ("uint8" if argument.dtype == np.bool_ else argument.dtype.name), argument.ndim


def _flat(argument: Any) -> tuple[int, ...]:
    if isinstance(argument, np.ndarray):
        return (argument.ctypes.data, *argument.shape)
    return (int(argument),)


def _function(loop: Loop, kinds: Sequence[Kind]) -> Loop:
    """Return the loop compiled for some kinds of arguments."""
    name = _name(loop, kinds)
    try:
        code = user_cache.read(name)["code"].tobytes()
    except (OSError, RasfoiError):
        code = _object_code(loop, kinds)
        if not code:
            return compile_loop(loop, nogil=True)
        user_cache.write(name, {"code": np.frombuffer(code, np.uint8)})
    engine = _engine(code)
    types = [each for kind in kinds for each in _c_types(kind)]
    result = ctypes.c_int64 if _returns(loop) else None
    function = ctypes.CFUNCTYPE(result, *types)(engine.get_function_address(_ENTRY))
    function.engine = engine  # type: ignore[attr-defined] # the code is its own
    return lambda *arguments: function(*chain.from_iterable(map(_flat, arguments)))


def compile_loop(loop: Loop, *, nogil: bool) -> Loop:
    """Return a loop that Numba compiles and keeps if it can; without Python's lock if `nogil`."""
    import numba

    try:
        compiled: Loop = numba.njit(cache=True, nogil=nogil)(loop)
    except RuntimeError:  # no folder can be written to
        compiled = numba.njit(nogil=nogil)(loop)
    return compiled


def _name(loop: Loop, kinds: Sequence[Kind]) -> str:
    """Return a name for what a loop with arguments of such types is compiled to on this machine."""
    # Here, as a search from a shell needs no hash but would wait for OpenSSL to load.
    from hashlib import blake2b

    import llvmlite.binding as llvm

    source = Path(loop.__code__.co_filename).read_bytes()
    machine = (llvm.get_host_cpu_name(), llvm.get_host_cpu_features().flatten())
    about = repr((_SCHEME, sys.platform, machine, loop.__name__, kinds)).encode()
    return f"loop-{blake2b(about + source, digest_size=16).hexdigest()}"


def _returns(loop: Loop) -> bool:
    return bool(loop.__annotations__["return"] != "None")


def _c_types(kind: Kind) -> list[Any]:
    return [ctypes.c_void_p, *[ctypes.c_int64] * kind[1]] if kind[1] else [ctypes.c_int64]


def _engine(code: bytes) -> Any:
    """Return an engine that has loaded object code."""
    import llvmlite.binding as llvm

    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target())
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    return engine


def _target() -> Any:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        reloc="pic",
        codemodel="jitdefault",
        jit=True,
    )


def _object_code(loop: Loop, kinds: Sequence[Kind]) -> bytes:
    """Compile a loop to object code that stands alone; b"" where a release of Numba gives none such."""
    import llvmlite.binding as llvm

    function = _c_function(loop, kinds)
    module = llvm.parse_assembly(function.inspect_llvm())
    for each in chain(module.functions, module.global_variables):
        if not each.is_declaration:
            each.linkage = "internal"
    entry = module.get_function(function.native_name)
    entry.linkage, entry.name = "external", _ENTRY
    # Puts the loop into its only caller, where it shows that the handling of its errors is never needed.
    target = _target()
    passes = llvm.create_pass_builder(target, llvm.create_pipeline_tuning_options(speed_level=3))
    passes.getModulePassManager().run(module, passes)
    outside = [each for each in module.functions if each.is_declaration and not each.name.startswith("llvm.")]
    return b"" if outside else bytes(target.emit_object(module))


def _c_function(loop: Loop, kinds: Sequence[Kind]) -> Any:
    """Return Numba's C function that calls a loop with arrays made of addresses and shapes."""
    import numba

    types, parameters, arguments = [], [], []
    for at, (dtype, dimensions) in enumerate(kinds):
        name, sizes = f"a{at}", [f"a{at}_{axis}" for axis in range(dimensions)]
        of_dtype = getattr(numba.types, dtype)
        types += [numba.types.CPointer(of_dtype) if sizes else of_dtype, *[numba.types.int64] * dimensions]
        parameters += [name, *sizes]
        arguments.append(f"carray({name}, ({', '.join(sizes)},))" if sizes else name)
    names = {"carray": numba.carray, "loop": numba.njit(error_model="numpy")(loop)}
    exec(f"def entry({', '.join(parameters)}):\n    return loop({', '.join(arguments)})", names)
    result = numba.types.int64 if _returns(loop) else numba.types.void
    return numba.cfunc(result(*types), nopython=True)(names["entry"])

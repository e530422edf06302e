// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/job_context.h"
#include "io/audio_writer.h"
#include "morph/morph_result.h"

#include <filesystem>
#include <functional>

namespace morphony {

/// The mix of `result` at a dial setting, block by block in order, without delay: sum of the layers by the law,
/// loudness matched, true-peak limited; "all 0" gives the source bit for bit, and so does everything outside the morphed
/// region. `sink` gets consecutive blocks. Repeatable to the bit.
void renderBlocks(const MorphResult& result, const DialSetting& setting, JobContext& context,
                  const std::function<void(ConstAudioView)>& sink);

/// The same in memory; for short pieces and tests.
[[nodiscard]] AudioBuffer render(const MorphResult& result, const DialSetting& setting);
[[nodiscard]] AudioBuffer render(const MorphResult& result, double strength);

/// The same as a file-backed source, for measuring it.
[[nodiscard]] std::shared_ptr<const AudioSource> renderToSource(const MorphResult& result, const DialSetting& setting,
                                                                JobContext& context);

/// Renders into a file with the source's tags; atomic. Returns AudioWriter::notes().
std::string exportMorph(const MorphResult& result, const DialSetting& setting, const std::filesystem::path& file,
                        AudioWriteSettings settings, JobContext& context);

} // namespace morphony

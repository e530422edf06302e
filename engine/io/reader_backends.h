// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "io/audio_reader.h"

#include <filesystem>
#include <memory>
#include <string>

namespace morphony {

/// Throws EngineError (InputUnreadable) unless `file` is a regular, readable file with something in it.
void requireReadableFile(const std::filesystem::path& file);

/// Throws EngineError (InputUnreadable): "Cannot read <file>: <reason>".
[[noreturn]] void refuseInput(const std::filesystem::path& file, const std::string& reason);

/// The three decoders behind openAudio(). Each returns null when the content is not its own; `why` then says in a few
/// words what it is instead, where that is known (an MP4 without an audio track, a codec that is missing).
[[nodiscard]] std::unique_ptr<AudioReader> openWithSndfile(const std::filesystem::path& file, std::string& why);
[[nodiscard]] std::unique_ptr<AudioReader> openWithOpenmpt(const std::filesystem::path& file, std::string& why);
[[nodiscard]] std::unique_ptr<AudioReader> openWithFfmpeg(const std::filesystem::path& file, std::string& why);

} // namespace morphony
